"""One mistake, one problem: each file of `malformed/` changes one thing in sound knowledge."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

import cds_service.analysis
import cds_service.knowledge
from cds_service.analysis.findings import Finding
from cds_service.knowledge.problems import Place, ProblemLog
from tests.knowledge.mistakes import OVERLAY, SOUND, Mistake, mistakes, problems, warnings

LOADER = Path(cds_service.knowledge.__file__).parent
ANALYSIS = Path(cds_service.analysis.__file__).parent


def test_the_knowledge_that_each_mistake_starts_from_is_sound() -> None:
    assert problems((SOUND,)) == []
    assert problems((SOUND, OVERLAY)) == []
    assert warnings((SOUND,)) == warnings((SOUND, OVERLAY)) == []


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda mistake: mistake.path.stem)
def test_a_mistake_is_told_with_its_line_and_its_remedy_and_nothing_else(
    mistake: Mistake, tmp_path: Path
) -> None:
    folders = mistake.make(tmp_path)
    assert mistake.told.get("problems") or mistake.told["warnings"]
    assert problems(folders, mistake) == mistake.told.get("problems", [])
    assert warnings(folders) == mistake.told.get("warnings", [])


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
    assert _silent(LOADER, ("note",), told) == []


def test_every_message_of_the_analysis_is_told_by_some_mistake(tmp_path: Path) -> None:
    told: set[tuple[str, int]] = set()
    make = Finding.__init__

    def make_and_remember(finding: Finding, *of: object, **named: object) -> None:
        frame = sys._getframe(2)  # behind `error` and `warning`
        told.add((frame.f_code.co_filename, frame.f_lineno))
        make(finding, *of, **named)  # type: ignore[arg-type]

    with patch.object(Finding, "__init__", make_and_remember):
        for mistake in mistakes():
            if "unreadable" not in mistake.told:
                warnings(mistake.make(tmp_path / mistake.path.stem))
    assert _silent(ANALYSIS, ("error", "warning"), told) == []


def _silent(room: Path, names: tuple[str, ...], told: set[tuple[str, int]]) -> list[str]:
    """Give the calls of these names in a room that nothing told of ever came from."""
    return [
        f"{file.relative_to(room)}:{first}"
        for file in sorted(room.rglob("*.py"))
        for first, last in _calls(file, names)
        if not any(name == str(file) and first <= line <= last for name, line in told)
    ]


def _calls(file: Path, names: tuple[str, ...]) -> list[tuple[int, int]]:
    """Give the lines of every call of a function or method of one of these names."""
    calls = (each for each in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(each, ast.Call))
    called = ((each, each.func) for each in calls)
    return [
        (each.lineno, each.end_lineno or each.lineno)
        for each, func in called
        if (isinstance(func, ast.Attribute) and func.attr in names)
        or (isinstance(func, ast.Name) and func.id in names)
    ]
