"""`cds-service check`: everything that can be proved of the knowledge, and all its problems at once."""

from __future__ import annotations

import gc
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cds_service.analysis.gaps import find_gaps
from cds_service.casework.folders import find_lost_cases
from cds_service.cli.days import read_day
from cds_service.cli.gaps import show_gaps
from cds_service.cli.refusals import plain_errors, refuse
from cds_service.cli.witnesses import write_witnesses
from cds_service.domain.facts import Choice
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.knowledge.cases import check_cases
from cds_service.knowledge.compiler import review_knowledge
from cds_service.settings import Settings, knowledge_folder
from cds_service.wiring import now_here, open_practice


def check(
    knowledge: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Folders of knowledge, each laid over those before; `shipped` is the one that came along. "
            "Without any, those of the settings."
        ),
    ] = None,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="Also show who is in which scenario, and who in none.")
    ] = False,
    by: Annotated[
        str, typer.Option(help="Facts to show the gaps by, with commas; without it, those asked most.")
    ] = "",
    witnesses: Annotated[
        Path | None,
        typer.Option(help="Also write a patient for every line, as fact sheet, chart and request, here."),
    ] = None,
    today: Annotated[str, typer.Option(help="The day the charts are of, as 2026-06-01; else today.")] = "",
) -> None:
    """Check the knowledge, its cases too, and list every problem; exit status 1 if there is one."""
    gc.disable()  # nothing is thrown away here, and the collector would look at a large knowledge many times
    day = read_day(today, "--today") if today else now_here().date()
    with plain_errors():
        settings = Settings()
    paths = tuple(map(knowledge_folder, knowledge)) if knowledge else settings.knowledge
    for path in paths:
        if not path.is_dir():
            refuse(f"`{path}` is no folder: name a folder with `scenarios` in it")
    base = _review(paths)
    if gaps or by:
        show_gaps(find_gaps(base, _axes(by, base)), base.facts)
    if witnesses is not None:
        _write(witnesses, settings, base, day)


def _review(paths: tuple[Path, ...]) -> KnowledgeBase:
    """Give the knowledge; with a problem in it or in its cases the command ends here."""
    review = review_knowledge(paths)
    base, problems = review.knowledge, review.problems
    if base is not None:
        _, problems = check_cases(paths, base)
    told = [str(problem) for problem in problems]
    if base is not None and not told:
        told.extend(find_lost_cases(paths, base))
    for line in told:
        typer.echo(line)
    if told or base is None:
        typer.echo(f"{len(told)} problem(s)")
        raise typer.Exit(1)
    for warning in review.warnings:
        typer.echo(f"warning: {warning}")
    studies = len(base.catalogue.procedures)
    noted = f", {len(review.warnings)} warning(s)" if review.warnings else ""
    typer.echo(
        f"knowledge {base.digest}: {len(base.scenarios)} scenarios, {studies} studies, no problem{noted}"
    )
    return base


def _axes(by: str, base: KnowledgeBase) -> tuple[str, ...]:
    names = tuple(each.strip() for each in by.split(",") if each.strip())
    for name in names:
        if name not in base.facts or not isinstance(base.facts[name].type, Choice):
            refuse(f"`--by {name}` is no fact with named values: use one of `facts.yaml`")
    return names


def _write(folder: Path, settings: Settings, base: KnowledgeBase, day: date) -> None:
    if folder.exists() and any(folder.iterdir()):
        refuse(f"`{folder}` is not empty: name a new folder")
    with plain_errors():
        practice = open_practice(settings, base)
    for line in write_witnesses(folder, practice, day):
        typer.echo(line)
