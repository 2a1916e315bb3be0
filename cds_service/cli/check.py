"""`cds-service check`: all problems of the knowledge at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cds_service.casework.folders import find_lost_cases
from cds_service.cli.refusals import plain_errors, refuse
from cds_service.knowledge.cases import check_cases
from cds_service.knowledge.compiler import check_knowledge
from cds_service.settings import Settings, knowledge_folder


def check(
    knowledge: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Folders of knowledge, each laid over those before; `shipped` is the one that came along. "
            "Without any, those of the settings."
        ),
    ] = None,
) -> None:
    """Check the knowledge, its cases too, and list every problem; exit status 1 if there is one."""
    with plain_errors():
        paths = tuple(map(knowledge_folder, knowledge)) if knowledge else Settings().knowledge
    for path in paths:
        if not path.is_dir():
            refuse(f"`{path}` is no folder: name a folder with `scenarios` in it")
    base, problems = check_knowledge(paths)
    if base is not None:
        _, problems = check_cases(paths, base)
    told = [str(problem) for problem in problems] or list(find_lost_cases(paths))
    for line in told:
        typer.echo(line)
    if told or base is None:
        typer.echo(f"{len(told)} problem(s)")
        raise typer.Exit(1)
    studies = len(base.catalogue.procedures)
    typer.echo(f"knowledge {base.digest}: {len(base.scenarios)} scenarios, {studies} studies, no problem")
