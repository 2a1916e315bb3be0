"""What is proved of the knowledge before it serves, and how fast."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time

import pytest

from cds_service.knowledge.compiler import check_knowledge, review_knowledge
from tests.support.knowledge import KNOWLEDGE
from tests.support.synthetic import write_synthetic


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Hold the processor time of a step, with the collector off as in the commands."""
    gc.disable()
    begun = process_time()
    try:
        yield
    finally:
        gc.enable()
    assert process_time() - begun < seconds


def test_nothing_in_the_shipped_knowledge_is_idle() -> None:
    assert [str(each) for each in review_knowledge([KNOWLEDGE]).warnings] == []


def test_the_shipped_knowledge_is_checked_in_two_seconds() -> None:
    with within(2):
        review = review_knowledge([KNOWLEDGE])
    assert review.knowledge is not None


def test_a_hundred_scenarios_that_contradict_one_another_are_all_refused_at_once(tmp_path: Path) -> None:
    knowledge, problems = check_knowledge([write_synthetic(tmp_path / "made-up", 100, unanimous=False)])

    assert knowledge is None
    assert len(problems) > 100
    assert all("hold for one patient and differ on" in each.found and each.example for each in problems)


@pytest.mark.nightly
@pytest.mark.parametrize("unanimous", [True, False])
def test_five_thousand_scenarios_are_checked_in_ten_seconds(tmp_path: Path, *, unanimous: bool) -> None:
    folder = write_synthetic(tmp_path / "made-up", 5_000, unanimous=unanimous)
    with within(10):
        review = review_knowledge([folder])
    assert (review.knowledge is not None) is unanimous
