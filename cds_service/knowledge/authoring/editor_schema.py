"""JSON Schemas by which editors complete and check knowledge files: the shapes that the loader reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.knowledge.authoring.schema_writing import Schema, SchemaWriter
from cds_service.knowledge.readers.about import ABOUT
from cds_service.knowledge.readers.case_files import CASES
from cds_service.knowledge.readers.facts import FACTS
from cds_service.knowledge.readers.phrases import PHRASES
from cds_service.knowledge.readers.policy import RADIATION, RATINGS
from cds_service.knowledge.readers.rulings import OVERLAPS
from cds_service.knowledge.readers.scenarios import SCENARIO
from cds_service.knowledge.readers.sources import SOURCES
from cds_service.knowledge.readers.studies import COMBINATIONS, OPEN_STUDY, STUDY
from cds_service.knowledge.text.shapes import Either, Kind

_DRAFT: Final = "http://json-schema.org/draft-07/schema#"

FILES: Final[Mapping[str, Kind]] = {
    "about": ABOUT,
    "cases": CASES,
    "combinations": COMBINATIONS,
    "facts": FACTS,
    "overlaps": OVERLAPS,
    "phrases": PHRASES,
    "procedure": Either((STUDY, OPEN_STUDY), says="a study, or an order that leaves the study open"),
    "radiation": RADIATION,
    "ratings": RATINGS,
    "report_phrases": PHRASES,
    "scenario": SCENARIO,
    "sources": SOURCES,
}
"""Each schema with the shape of its files."""


def schema_of(name: str, knowledge: KnowledgeBase) -> Schema:
    """Give the schema of one kind of file; the knowledge gives the names that it completes."""
    writer = SchemaWriter(knowledge)
    body = writer.write(FILES[name])
    definitions = writer.definitions()
    return {"$schema": _DRAFT, "title": name, **body} | ({"definitions": definitions} if definitions else {})


def write_schemas(folder: Path, knowledge: KnowledgeBase) -> tuple[Path, ...]:
    """Write all schemas into a folder, and give the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for name in FILES:
        path = folder / f"{name}.schema.json"
        text = json.dumps(schema_of(name, knowledge), indent=1, ensure_ascii=False)
        path.write_text(f"{text}\n", "utf-8")
        written.append(path)
    return tuple(written)
