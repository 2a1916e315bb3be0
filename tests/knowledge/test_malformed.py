"""One mistake, one problem: each file of `malformed/` changes one thing in a sound knowledge."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from cds_service.knowledge.cases import check_cases
from cds_service.knowledge.compiler import check_knowledge

HERE = Path(__file__).parent
SOUND = HERE / "sound"
MISTAKES = sorted((HERE / "malformed").glob("*.yaml"))


def _problems(folder: Path) -> list[str]:
    knowledge, problems = check_knowledge([folder])
    if knowledge is not None:
        _, problems = check_cases([folder], knowledge)
    return [str(problem).removeprefix(f"{folder.name}/") for problem in problems]


def test_the_knowledge_that_each_mistake_starts_from_is_sound() -> None:
    assert _problems(SOUND) == []


@pytest.mark.parametrize("path", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_told_with_its_line_and_its_remedy_and_nothing_else(path: Path, tmp_path: Path) -> None:
    mistake = yaml.safe_load(path.read_text("utf-8"))
    folder = shutil.copytree(SOUND, tmp_path / "knowledge")
    file = folder / mistake["in"]
    text = file.read_text("utf-8")
    assert text.count(mistake["instead_of"]) == 1
    file.write_text(text.replace(mistake["instead_of"], mistake["there_is"]), "utf-8")

    assert mistake["problems"]
    assert _problems(folder) == mistake["problems"]
