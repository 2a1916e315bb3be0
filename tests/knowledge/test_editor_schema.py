"""Editors hold files against the same shapes as the loader."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest

from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.knowledge.authoring.editor_schema import FILES, schema_of, write_schemas
from cds_service.knowledge.compiler import load_knowledge
from cds_service.knowledge.files import FileKind, KnowledgeFile, find_files
from cds_service.knowledge.problems import ProblemLog
from cds_service.knowledge.text.strict_yaml import Entries, Items, Node, Text, compose
from tests.knowledge.mistakes import OVERLAY, SOUND, Mistake, mistakes
from tests.support.knowledge import KNOWLEDGE, shipped_knowledge

ROOT = Path(__file__).parents[2]
SCHEMAS = {
    **{FileKind[name.upper()]: name for name in FILES if name != "cases"},
    FileKind.CASES: "cases",
}


@cache
def sound_knowledge() -> KnowledgeBase:
    return load_knowledge([SOUND, OVERLAY])


KNOWN: Final = {"shipped": shipped_knowledge, "sound": sound_knowledge}


@cache
def validator(name: str, of: str) -> jsonschema.protocols.Validator:
    schema = schema_of(name, KNOWN[of]())
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def as_json(node: Node, *, quoted: bool) -> Any:  # noqa: ANN401  # JSON has no narrower type
    """Give what an editor reads: with quotes every value is text, without them it is typed (YAML 1.2)."""
    match node:
        case Items():
            return [as_json(each, quoted=quoted) for each in node.items]
        case Entries():
            return {key.text: as_json(value, quoted=quoted) for key, value in node.entries}
        case Text():
            return node.text if quoted else _typed(node.text)


def _typed(text: str) -> Any:  # noqa: ANN401  # JSON has no narrower type
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "~", "null"):
        return None
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?\d+\.\d+", text) else text


def files_of(*folders: Path) -> list[KnowledgeFile]:
    return [each for each in find_files(folders, ProblemLog()) if each.kind in SCHEMAS]


def errors(file: KnowledgeFile, of: str, *, quoted: bool) -> list[str]:
    node = compose(file.name, file.content, ProblemLog())
    assert node is not None
    found = validator(SCHEMAS[file.kind], of).iter_errors(as_json(node, quoted=quoted))
    return [f"{file.name}: {each.json_path}: {each.message}" for each in found]


def test_every_kind_of_yaml_file_has_a_schema() -> None:
    assert set(SCHEMAS) == {each for each in FileKind if each.value.endswith(".yaml")}


@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize("file", files_of(KNOWLEDGE), ids=lambda file: file.relative)
def test_every_shipped_file_is_right_to_an_editor(file: KnowledgeFile, quoted: bool) -> None:  # noqa: FBT001
    assert errors(file, "shipped", quoted=quoted) == []


@pytest.mark.parametrize("quoted", [True, False])
@pytest.mark.parametrize("file", files_of(SOUND, OVERLAY), ids=lambda file: file.name)
def test_every_sound_file_is_right_to_an_editor(file: KnowledgeFile, quoted: bool) -> None:  # noqa: FBT001
    assert errors(file, "sound", quoted=quoted) == []


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda mistake: mistake.path.stem)
def test_an_editor_tells_the_mistakes_that_a_schema_can_tell(mistake: Mistake, tmp_path: Path) -> None:
    folders = mistake.make(tmp_path)
    changed = [
        file
        for file in files_of(*folders)
        if mistake.changed in (file.name, file.relative)
        if compose(file.name, file.content, ProblemLog()) is not None
    ]
    told = any(errors(file, "sound", quoted=True) for file in changed)
    assert told == mistake.told.get("told_by_editor", False)


def test_the_schemas_in_the_documents_are_current(tmp_path: Path) -> None:
    written = write_schemas(tmp_path, shipped_knowledge())
    assert {path.name for path in written} == {path.name for path in (ROOT / "docs/schema").iterdir()}
    for path in written:
        assert json.loads((ROOT / "docs/schema" / path.name).read_text("utf-8")) == json.loads(
            path.read_text("utf-8")
        ), "run `make schema`"


@pytest.mark.parametrize(
    ("name", "at", "completes"),
    [
        ("fact", "definitions/fact/enum", "breast_cancer.clinical_stage"),
        ("procedure", "definitions/procedure/anyOf/0/enum", "us-axilla"),
        ("scenario", "definitions/scenario/anyOf/0/enum", "staging/suspected-recurrence"),
    ],
)
def test_names_are_completed(name: str, at: str, completes: str) -> None:
    found: Any = schema_of("scenario", shipped_knowledge())
    for step in at.split("/"):
        found = found[int(step)] if isinstance(found, list) else found[step]
    assert completes in found


def test_the_values_of_a_fact_are_completed_and_no_others() -> None:
    leaf = {"fact": "breast_cancer.clinical_stage", "is": "IIA", "at": "who-fits/1"}
    scenario: dict[str, Any] = {
        **dict.fromkeys(("scenario", "title", "question"), "a"),
        "status": "routing",
        "source": {"document": "a", "topic": "b"},
        "encoding_reviewed": "none",
        "applies_when": leaf,
        "unless": {"any": []},
    }
    holds = validator("scenario", "shipped").is_valid
    assert holds(scenario)
    assert not holds(scenario | {"applies_when": leaf | {"is": "II"}})
    assert not holds(scenario | {"applies_when": leaf | {"more_than": "2 cm"}})
