"""`cds-service codes`: a site's own order codes and the studies they order."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from cds_service.cli.refusals import plain_errors, refuse
from cds_service.fhir.coding import canonical_system
from cds_service.knowledge.compiler import load_knowledge
from cds_service.knowledge.readers.order_codes import CodeState
from cds_service.settings import Settings, knowledge_folder
from cds_service.site_catalogue.catalogue_file import HEADINGS, read_catalogue_file
from cds_service.site_catalogue.proposal_file import Merged, merge, read_proposals, write_proposals
from cds_service.site_catalogue.proposing import Proposer

codes = typer.Typer(help="A site's own order codes and the studies they order.", no_args_is_help=True)

_NEXT: Final = (
    "Read each proposal; where it is right set `state` to `confirmed` and fill `confirmed_by` and "
    "`confirmed_on`, else mend it or set `unmatched`. Keep the file in `order_codes/` of an overlay."
)


@codes.command("import")
def import_codes(
    catalogue: Annotated[Path, typer.Argument(help="The order catalogue as CSV, with a line of headings.")],
    system: Annotated[
        str,
        typer.Option(help="The code system's address as orders carry it: `urn:oid:1.2.3`, `https://...`."),
    ],
    output: Annotated[
        Path | None, typer.Option(help="The file to write or to add to; else `order_codes.csv` here.")
    ] = None,
    knowledge: Annotated[
        list[Path] | None, typer.Option(help="Folders of knowledge; without any, those of the settings.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            help=f"A column whose heading is unusual, as ROLE=HEADING; roles: {', '.join(HEADINGS)}."
        ),
    ] = None,
) -> None:
    """Propose which study each code orders; only what a person then confirms is ever used."""
    target = output or Path("order_codes.csv")
    columns = dict(_role(each) for each in column or ())
    if not system.startswith(("urn:", "http://", "https://")) or "|" in system:
        refuse(f"`--system {system}` is no address: write it as orders carry it, such as `urn:oid:1.2.3`")
    if canonical_system(system) != system:
        refuse(f"`--system {system}` is another name of `{canonical_system(system)}`: write that one")
    with plain_errors():
        folders = tuple(map(knowledge_folder, knowledge)) if knowledge else Settings().knowledge
        orderables = read_catalogue_file(_read(catalogue), columns)
        earlier = read_proposals(_read(target).decode("utf-8", "replace")) if target.exists() else ()
        proposer = Proposer.of(load_knowledge(folders))
    merged = merge(earlier, map(proposer.propose, orderables), system)
    _write(target, write_proposals(merged.rows))
    for line in _summary(merged, target):
        typer.echo(line)


def _role(text: str) -> tuple[str, str]:
    role, _, heading = text.partition("=")
    if role not in HEADINGS or not heading:
        refuse(f"`--column {text}` is not ROLE=HEADING: the role is one of {', '.join(HEADINGS)}")
    return role, heading


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        refuse(f"`{path}` cannot be read: name a CSV file")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError:
        refuse(f"`{path}` cannot be written: name another `--output`")


def _summary(merged: Merged, target: Path) -> list[str]:
    counts = ", ".join(f"{merged.count(state)} {state.value}" for state in CodeState)
    lines = [f"{target}: {counts}; {merged.kept} left as they were"]
    if merged.renamed:
        lines.append(f"renamed since, to be confirmed again: {', '.join(merged.renamed)}")
    if merged.gone:
        lines.append(f"no longer in the catalogue: {', '.join(merged.gone)}")
    if merged.count(CodeState.PROPOSED):
        lines.append(_NEXT)
    return lines
