"""Therapy before surgery in the words of an order."""

from __future__ import annotations

import pytest

from tests.support.chart import cancer_on_problem_list, care_plan_neoadjuvant, chemotherapy
from tests.unit.extraction.facts import noting, values, with_order

CANCER = cancer_on_problem_list("ductal", "left", "2026-05-12")
PHASE = "neoadjuvant_therapy.phase"
ANY_PART = {"ongoing", "completed"}
NOT_OVER = {"planned", "ongoing"}


@pytest.mark.parametrize(
    ("note", "phase"),
    [
        ("s/p neoadjuvant chemotherapy cycle 3 of 6", ANY_PART),
        ("mid-treatment, s/p NAC x 3", ANY_PART),
        ("status post neoadjuvant chemotherapy x2, ongoing", ANY_PART),
        ("s/p neoadjuvant chemotherapy", {"completed"}),
        ("completed neoadjuvant chemotherapy", {"completed"}),
        ("Post NAC restaging", {"completed"}),
        ("Restaging post neoadjuvant", {"completed"}),
        ("NAC complete", {"completed"}),
        ("Finished NAC", {"completed"}),
        ("ongoing smoker, cycle 3", set()),
        ("Restaging before surgery, completed NAC", {"completed"}),
        ("s/p NAC, discontinued for neuropathy", ANY_PART),
        ("s/p NAC, stopped early", ANY_PART),
        ("Finished NAC, could not complete the last two", ANY_PART),
    ],
)
def test_a_part_of_the_neoadjuvant_therapy_is_not_all_of_it(note: str, phase: set[str]) -> None:
    assert values(with_order(noting(note), CANCER)[PHASE]) == phase


@pytest.mark.parametrize(
    "note",
    [
        "hasn't completed NAC",
        "has not yet completed neoadjuvant chemotherapy",
        "NAC not complete",
        "prior to completion of NAC",
        "before completing NAC",
        "nearly finished NAC",
        "about to finish NAC",
        "NAC almost complete",
        "will complete NAC in June",
        "once NAC is completed",
        "if completed NAC",
    ],
)
def test_an_end_still_to_come_is_none(note: str) -> None:
    assert values(with_order(noting(note), CANCER)[PHASE]) == NOT_OVER


def test_a_part_of_the_therapy_opens_what_the_chart_calls_completed() -> None:
    cancer = cancer_on_problem_list("ductal", "left", "2025-09-12")
    doses = chemotherapy("2025-10-01", "2026-02-01", neoadjuvant=True)

    assert values(with_order(noting("restaging"), cancer, *doses)[PHASE]) == {"completed"}
    assert values(with_order(noting("s/p NAC, stopped early"), cancer, *doses)[PHASE]) == ANY_PART


def test_words_for_a_part_narrow_nothing_that_the_chart_leaves_open() -> None:
    doses = chemotherapy("2025-10-01", "2025-10-20", neoadjuvant=False)
    cancer = cancer_on_problem_list("ductal", "left", "2025-09-12")

    sheet = with_order(noting("s/p neoadjuvant chemotherapy x 2"), cancer, *doses)

    assert values(sheet[PHASE]) == ANY_PART


@pytest.mark.parametrize(
    "note",
    [
        "Tumor board recommends neoadjuvant chemotherapy",
        "Staging prior to neoadjuvant chemotherapy",
        "Baseline before neoadjuvant therapy",
        "pre-chemotherapy axillary staging",
        "Neoadjuvant chemo to begin 6/15",
        "NACT planned",
    ],
)
def test_the_usual_words_for_a_plan_are_a_plan(note: str) -> None:
    assert values(with_order(noting(note), CANCER)[PHASE]) == {"planned"}


@pytest.mark.parametrize("note", ["cN1 before neoadjuvant chemotherapy", "Restaging before surgery"])
def test_words_about_the_time_before_therapy_are_no_plan(note: str) -> None:
    assert values(with_order(noting(note), CANCER)[PHASE]) == set()


@pytest.mark.parametrize(
    "note",
    [
        "Declined recommended neoadjuvant chemotherapy",
        "Patient refuses planned NAC",
        "not a candidate for neoadjuvant",
        "decided against NAC",
        "NAC not planned",
        "opted for surgery",
    ],
)
def test_therapy_that_was_declined_is_not_planned(note: str) -> None:
    assert values(with_order(noting(note), CANCER)[PHASE]) == {"not-planned"}


@pytest.mark.parametrize(
    "note",
    [
        "whether to plan neoadjuvant",
        "possible planned NAC",
        "planned NAC? board pending",
        "no plan for NAC",
        "planned neoadjuvant chemotherapy was cancelled",
    ],
)
def test_a_plan_that_is_only_considered_is_open(note: str) -> None:
    assert values(with_order(noting(note), CANCER)[PHASE]) == {"planned", "not-planned"}


def test_a_plan_that_the_order_denies_contradicts_the_plan_of_care() -> None:
    chart = [CANCER, care_plan_neoadjuvant("planned", "2026-05-20")]
    assert values(with_order(noting("declined neoadjuvant"), *chart)[PHASE]) == {"planned", "not-planned"}
