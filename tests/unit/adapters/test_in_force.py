"""What is in force stays until something sound takes its place."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from cds_service.adapters.in_force import InForce, Refusal
from cds_service.adapters.reload_triggers import ReloadThread
from cds_service.errors import KnowledgeRefused

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
PATIENCE = 10
"""Seconds."""


def in_force(load: Callable[[], str]) -> InForce[str]:
    hours = iter(range(100))
    return InForce("first", load, name=str, now=lambda: START + timedelta(hours=next(hours)))


def refuse() -> str:
    raise KnowledgeRefused(["a: one", "b: two"])


def fail() -> str:
    raise ZeroDivisionError("with something private in it")


def test_what_is_loaded_is_in_force_from_then_on() -> None:
    held = in_force(lambda: "second")
    assert held.load_anew()
    assert (held.loaded, held.state.since) == ("second", START + timedelta(hours=1))


def test_what_is_refused_changes_nothing_and_is_remembered() -> None:
    held = in_force(refuse)
    assert not held.load_anew()
    assert (held.loaded, held.state.since) == ("first", START)
    assert held.state.refused == Refusal(START + timedelta(hours=1), ("a: one", "b: two"))


def test_what_fails_in_any_other_way_changes_nothing_either(caplog: pytest.LogCaptureFixture) -> None:
    held = in_force(fail)
    assert not held.load_anew()
    assert held.loaded == "first"
    assert held.state.refused is not None
    assert "ZeroDivisionError" in held.state.refused.problems[0]
    assert "private" not in caplog.text


def test_every_problem_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    in_force(refuse).load_anew()
    assert [each.getMessage() for each in caplog.records if each.levelno == logging.ERROR] == [
        "knowledge first kept: the new one has 2 problem(s)",
        "a: one",
        "b: two",
    ]


def test_a_refusal_is_forgotten_once_something_sound_is_in_force() -> None:
    problems = [["a: one"], []]

    def load() -> str:
        found = problems.pop(0)
        if found:
            raise KnowledgeRefused(found)
        return "second"

    held = in_force(load)
    assert [held.load_anew(), held.load_anew()] == [False, True]
    assert (held.loaded, held.state.refused) == ("second", None)


def test_asked_while_it_loads_the_thread_loads_once_more() -> None:
    begun, go_on, done, loads = Event(), Event(), Event(), list[int]()

    def load_anew() -> None:
        loads.append(len(loads))
        begun.set()
        assert go_on.wait(PATIENCE)
        if len(loads) > 1:
            done.set()

    thread = ReloadThread(load_anew)
    thread.start()
    thread.ask()
    assert begun.wait(PATIENCE)
    thread.ask()
    thread.ask()
    go_on.set()
    assert done.wait(PATIENCE)
    thread.stop()
    assert loads == [0, 1]


@pytest.mark.nightly
def test_a_changed_file_asks_for_a_load(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    asked = Event()
    thread = ReloadThread(asked.set)
    thread.start()
    thread.watch([tmp_path])
    for attempt in range(100):  # the watch begins in its own time
        (tmp_path / "scenarios" / "a.yaml").write_text(str(attempt), "utf-8")
        if asked.wait(0.2):
            break
    thread.stop()
    assert asked.is_set()
