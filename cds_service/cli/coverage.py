"""`cds-service coverage`: what is covered, from which source, reviewed by whom, and what is due."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from cds_service.cli.days import read_day
from cds_service.cli.refusals import plain_errors
from cds_service.disclosure.coverage import survey
from cds_service.disclosure.coverage_page import write_page
from cds_service.knowledge.cases import check_cases
from cds_service.knowledge.compiler import load_knowledge
from cds_service.settings import Settings, knowledge_folder


def coverage(
    knowledge: Annotated[
        list[Path] | None, typer.Argument(help="Folders of knowledge; without any, those of the settings.")
    ] = None,
    today: Annotated[str, typer.Option(help="Mark what is overdue on this day, as 2026-06-01.")] = "",
) -> None:
    """Print the coverage page of the knowledge, in Markdown."""
    day = read_day(today, "--today") if today else None
    with plain_errors():
        folders = tuple(map(knowledge_folder, knowledge)) if knowledge else Settings().knowledge
        known = load_knowledge(folders)
        files, _ = check_cases(folders, known)
    cases = Counter({file.scenario: len(file.cases) for file in files})
    typer.echo(write_page(survey(known, cases), day), nl=False)
