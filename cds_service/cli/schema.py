"""`cds-service schema`: the JSON Schemas by which editors complete and check knowledge files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cds_service.cli.refusals import plain_errors, refuse
from cds_service.knowledge.authoring.editor_schema import write_schemas
from cds_service.knowledge.compiler import load_knowledge
from cds_service.settings import Settings, knowledge_folder


def schema(
    folder: Annotated[Path, typer.Argument(help="The folder to write into, such as `our-site/.schema`.")],
    knowledge: Annotated[
        list[Path] | None,
        typer.Option(help="Folders of knowledge whose names are completed; else those of the settings."),
    ] = None,
) -> None:
    """Write the JSON Schemas of knowledge files, one for each kind."""
    with plain_errors():
        folders = tuple(map(knowledge_folder, knowledge)) if knowledge else Settings().knowledge
        known = load_knowledge(folders)
    try:
        written = write_schemas(folder, known)
    except OSError:
        refuse(f"`{folder}` cannot be written: name another folder")
    typer.echo(f"{len(written)} schemas in {folder}; a file names its own in the first line:")
    typer.echo("# yaml-language-server: $schema=PATH/TO/scenario.schema.json")
