"""New files for an author: they ask for what they need, and are refused until they are answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

from cds_service.domain.facts import Choice
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.errors import ScaffoldRefused
from cds_service.knowledge.authoring.editor_schema import write_schemas

SCHEMAS: Final = ".schema"
"""The folder, hidden from the loader, where editors find the schemas of an overlay."""

_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)+")
_QUESTION: Final = "order.question"


def write_overlay(folder: Path, knowledge: KnowledgeBase) -> tuple[Path, ...]:
    """Begin a folder that is laid over this knowledge, and give its files.

    Raises:
        ScaffoldRefused: there is something in the folder.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ScaffoldRefused(f"`{folder}` is there already: name a folder that is new or empty")
    texts = {
        name: _headed(_template(name), f"{SCHEMAS}/{name.replace('.yaml', '.schema.json')}")
        for name in ("about.yaml", "sources.yaml")
    }
    schemas = write_schemas(folder / SCHEMAS, knowledge)
    return (*_write(folder, texts), *schemas)


def write_scenario(folder: Path, scenario: str, knowledge: KnowledgeBase) -> tuple[Path, ...]:
    """Begin a scenario and its cases in a folder of knowledge, and give the files.

    Raises:
        ScaffoldRefused: the id cannot be one or is taken, or the folder holds no knowledge.
    """
    if not _ID.fullmatch(scenario):
        raise ScaffoldRefused(
            f"`{scenario}` is no id: write TOPIC/VARIANT in small letters, digits and hyphens"
        )
    if not (folder / "about.yaml").is_file():
        raise ScaffoldRefused(
            f"`{folder}` holds no `about.yaml`: begin an overlay with `cds-service new overlay {folder}`"
        )
    names = (f"scenarios/{scenario}.yaml", f"scenarios/{scenario}.cases.yaml")
    if scenario in knowledge.scenarios or any((folder / name).exists() for name in names):
        raise ScaffoldRefused(f"there is a scenario `{scenario}` already: choose another id")
    given = {"{id}": scenario, "{questions}": _questions(knowledge)}
    texts = {
        names[0]: _filled(_template("scenario.yaml"), given),
        names[1]: _template("cases.yaml"),
    }
    if (folder / SCHEMAS).is_dir():
        up = "../" * (scenario.count("/") + 1)
        kinds = ("scenario", "cases")
        texts = {
            name: _headed(text, f"{up}{SCHEMAS}/{kind}.schema.json")
            for kind, (name, text) in zip(kinds, texts.items(), strict=True)
        }
    return _write(folder, texts)


def _template(name: str) -> str:
    return (files("cds_service.knowledge.authoring") / "templates" / name).read_text("utf-8")


def _filled(text: str, given: Mapping[str, str]) -> str:
    for mark, value in given.items():
        text = text.replace(mark, value)
    return text


def _headed(text: str, schema: str) -> str:
    """Say in the first line where editors find the schema."""
    return f"# yaml-language-server: $schema={schema}\n{text}"


def _questions(knowledge: KnowledgeBase) -> str:
    """Name the questions that ratings can answer."""
    definition = knowledge.facts.get(_QUESTION)
    values = list(definition.type.values) if definition and isinstance(definition.type, Choice) else []
    return f"one of {', '.join(values)}" if values else f"a value of `{_QUESTION}`"


def _write(folder: Path, texts: Mapping[str, str]) -> tuple[Path, ...]:
    written: list[Path] = []
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        written.append(path)
    return tuple(written)
