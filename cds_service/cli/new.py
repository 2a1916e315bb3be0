"""`cds-service new`: files that ask their author for what they need."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from cds_service.cli.refusals import plain_errors, refuse
from cds_service.knowledge.authoring.scaffold import write_overlay, write_scenario
from cds_service.knowledge.compiler import load_knowledge
from cds_service.settings import Settings, is_installed, knowledge_folder, shipped_knowledge

new = typer.Typer(help="Begin files of knowledge, which ask for what they need.", no_args_is_help=True)

_Under = Annotated[
    list[Path] | None,
    typer.Option(help="Folders of knowledge that it is laid over; without any, those of the settings."),
]


@new.command()
def overlay(
    folder: Annotated[Path, typer.Argument(help="The folder to begin; it must be new or empty.")],
    over: _Under = None,
) -> None:
    """Begin a folder of a site's own knowledge, to be laid over the one that came with the service."""
    with plain_errors():
        written = write_overlay(folder, load_knowledge(_folders(over)))
    _tell(path for path in written if path.suffix == ".yaml")
    typer.echo(f"Answer what they ask; then: cds-service check shipped {folder}")


@new.command()
def scenario(
    scenario: Annotated[str, typer.Argument(help="Its id, TOPIC/VARIANT.")],
    folder: Annotated[
        Path | None,
        typer.Option(help="The folder to write it into; else the last one of the settings."),
    ] = None,
    over: _Under = None,
) -> None:
    """Begin a scenario and its cases; the knowledge is refused until they are answered."""
    with plain_errors():
        target = folder or Settings().knowledge[-1]
        if target == shipped_knowledge() and is_installed():
            refuse("the knowledge that came with the service is not to be changed: name another `--folder`")
        written = write_scenario(target, scenario, load_knowledge(_folders(over)))
    _tell(written)
    over_it = "" if target == shipped_knowledge() else "shipped "
    typer.echo(f"Answer what they ask; then: cds-service check {over_it}{target}")


def _folders(given: list[Path] | None) -> tuple[Path, ...]:
    return tuple(map(knowledge_folder, given)) if given else Settings().knowledge


def _tell(written: Iterable[Path]) -> None:
    for path in written:
        typer.echo(str(path))
