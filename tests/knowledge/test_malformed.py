"""One mistake, one problem: each file of `malformed/` changes one thing in sound knowledge."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

import cds_service.knowledge
from cds_service.knowledge.problems import Place, ProblemLog
from tests.knowledge.mistakes import OVERLAY, SOUND, Mistake, mistakes, problems

ROOM = Path(cds_service.knowledge.__file__).parent


def test_the_knowledge_that_each_mistake_starts_from_is_sound() -> None:
    assert problems((SOUND,)) == []
    assert problems((SOUND, OVERLAY)) == []


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda mistake: mistake.path.stem)
def test_a_mistake_is_told_with_its_line_and_its_remedy_and_nothing_else(
    mistake: Mistake, tmp_path: Path
) -> None:
    assert mistake.told["problems"]
    assert problems(mistake.make(tmp_path), mistake) == mistake.told["problems"]


def test_every_message_of_the_loader_is_told_by_some_mistake(tmp_path: Path) -> None:
    told: set[tuple[str, int]] = set()
    note = ProblemLog.note

    def note_and_remember(log: ProblemLog, place: Place, found: str, remedy: str) -> None:
        frame = sys._getframe(1)
        told.add((frame.f_code.co_filename, frame.f_lineno))
        note(log, place, found, remedy)

    with patch.object(ProblemLog, "note", note_and_remember):
        for mistake in mistakes():
            problems(mistake.make(tmp_path / mistake.path.stem), mistake)
    silent = [
        f"{file.relative_to(ROOM)}:{first}"
        for file in sorted(ROOM.rglob("*.py"))
        for first, last in _notes(file)
        if not any(name == str(file) and first <= line <= last for name, line in told)
    ]
    assert silent == []


def _notes(file: Path) -> list[tuple[int, int]]:
    """Give the lines of every call that notes a problem."""
    calls = (each for each in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(each, ast.Call))
    return [
        (each.lineno, each.end_lineno or each.lineno)
        for each in calls
        if isinstance(each.func, ast.Attribute) and each.func.attr == "note"
    ]
