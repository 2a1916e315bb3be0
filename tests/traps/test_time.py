"""Traps 5, 6, 15, 17 and 18: old orders, other therapies, birth and death, impossible days, completion."""

from __future__ import annotations

from typing import Any

import pytest

from cds_service.domain.facts import NotRecorded, Recorded
from tests.support.chart import chemotherapy, drug_order, radiotherapy, stage
from tests.support.chart_parts import ICD10CM, coding, concept, of_patient, snomed
from tests.traps.asking import (
    AFTER_CHEMOTHERAPY,
    BEFORE_CHEMOTHERAPY,
    DISTANT_EARLY,
    EARLY,
    OPERATED,
    PET_CT,
    PLANNED,
    RESTAGED,
    US_BEFORE,
    ask,
    fact,
)
from tests.unit.extraction.facts import values

Raw = dict[str, Any]

PHASE = "neoadjuvant_therapy.phase"
IS_THERAPY = ("chemotherapy", "care-plan")
UNTREATED = [each for each in RESTAGED if not each["id"].startswith(IS_THERAPY)]


def test_trap_05_an_active_order_of_years_ago_is_no_therapy_under_way() -> None:
    """An order for chemotherapy that nobody closed, written for the operation of years before."""
    old = drug_order("docetaxel", "2019-04-12", "active")
    assert isinstance(fact(PHASE, [*EARLY, old]), NotRecorded)
    assert ask([*EARLY, old], PET_CT).rating(DISTANT_EARLY) == "usually-not-appropriate"


def test_trap_05_a_stopped_order_is_no_course_cut_short_unless_it_says_why() -> None:
    stopped = drug_order("docetaxel", "2026-02-02", "completed") | {"status": "stopped"}
    without_reason = [*UNTREATED, stopped]
    cut_short = [*UNTREATED, stopped | {"statusReason": snomed("407563006", "Treatment not tolerated")}]
    assert values(fact(PHASE, without_reason)) == {"completed"}
    assert values(fact(PHASE, cut_short)) == {"ongoing", "completed"}


@pytest.mark.parametrize(
    ("began", "phase"), [("2026-02-02", {"ongoing"}), ("2025-06-02", {"ongoing", "completed"})]
)
def test_trap_05_what_is_in_progress_for_ever_is_not_believed(began: str, phase: set[str]) -> None:
    endless = of_patient(
        "Procedure",
        "endless",
        status="in-progress",
        code=snomed("367336001", "Chemotherapy"),
        performedPeriod={"start": began},
    )
    early_diagnosis = [
        each | {"onsetDateTime": "2025-05-20", "recordedDate": "2025-05-20"}
        if each["id"] == "cancer-left"
        else each
        for each in UNTREATED
    ]
    assert values(fact(PHASE, [*early_diagnosis, endless])) == phase


def test_trap_06_chemotherapy_for_another_cancer_is_none_of_this() -> None:
    """Of lung cancer by its reason, or ended before this cancer was found."""
    doses = chemotherapy("2026-05-20", neoadjuvant=False)
    for_lung = [each | {"reasonCode": [concept(coding(ICD10CM, "C34.90"))]} for each in doses]
    before = chemotherapy("2025-11-20", "2025-12-11", neoadjuvant=False)
    for therapy in (for_lung, before):
        assert isinstance(fact(PHASE, [*EARLY, *therapy]), NotRecorded)
        assert ask([*EARLY, *therapy], PET_CT).rating(DISTANT_EARLY) == "usually-not-appropriate"


def test_trap_06_chemotherapy_after_surgery_was_not_neoadjuvant() -> None:
    adjuvant = chemotherapy("2026-05-18", neoadjuvant=False)
    assert values(fact(PHASE, [*OPERATED, *adjuvant])) == {"not-planned"}


def test_trap_06_radiotherapy_is_no_chemotherapy_and_both_together_are() -> None:
    assert isinstance(fact(PHASE, [*EARLY, radiotherapy("2026-05-20", "2026-05-30")]), NotRecorded)
    combined = radiotherapy("2026-05-20", "2026-05-20") | {
        "code": snomed("703423002", "Combined chemotherapy and radiation therapy")
    }
    assert values(fact(PHASE, [*EARLY, combined])) == {"ongoing"}


@pytest.mark.parametrize(
    ("birth", "rating"),
    [
        ({"birthDate": "1974"}, "usually-appropriate"),
        ({"birthDate": "2008-06"}, "undetermined"),
        ({}, "undetermined"),
        ({"birthDate": "unknown"}, "undetermined"),
    ],
)
def test_trap_15_a_birth_date_in_part_or_none_leaves_a_range_or_nothing(birth: Raw, rating: str) -> None:
    """Born in 1974 is grown up; born in June 2008 she may or may not be by the first of June 2026."""
    woman = {name: value for name, value in PLANNED[0].items() if name != "birthDate"} | birth
    assert ask([woman, *PLANNED[1:]], US_BEFORE).rating(BEFORE_CHEMOTHERAPY) == rating


@pytest.mark.parametrize("died", [{"deceasedBoolean": True}, {"deceasedDateTime": "2026-05-30"}])
def test_trap_15_nothing_is_advised_about_a_patient_who_died(died: Raw) -> None:
    told = ask([EARLY[0] | died, *EARLY[1:]], PET_CT)
    assert not told.cards
    assert {each["rating"] for each in told.entries.values()} == {"not-rated"}


@pytest.mark.parametrize("day", ["2031-01-01", "1921-07-14"])
def test_trap_17_an_impossible_day_discards_what_it_dates(day: str) -> None:
    """A stage of the future or of a century ago does not contest the recorded one; one of that day does."""
    late = stage("IIIC", "2026-05-18") | {"id": "another-stage"}
    assert ask([*EARLY, late], PET_CT).rating(DISTANT_EARLY) == "undetermined"
    strange = late | {"effectiveDateTime": day}
    assert ask([*EARLY, strange], PET_CT).rating(DISTANT_EARLY) == "usually-not-appropriate"


@pytest.mark.parametrize("day", ["1821-07-14", "2026-13-45", "last spring"])
def test_trap_17_what_is_no_day_of_a_life_is_no_day(day: str) -> None:
    """The day is discarded, not what it dates: a stage without a day counts until treatment begins."""
    strange = stage("IIIC", "2026-05-18") | {"id": "another-stage", "effectiveDateTime": day}
    untreated = fact("breast_cancer.clinical_stage", [*EARLY, strange])
    assert values(untreated) == {"IA", "IIIC"}
    assert isinstance(untreated, Recorded)
    assert {each.on for each in untreated.evidence if each.reference == "Observation/another-stage"} == {None}
    treated = [*EARLY, strange, *chemotherapy("2026-05-25")]
    assert values(fact("breast_cancer.clinical_stage", treated)) == {"IA"}


def test_trap_18_that_therapy_is_completed_is_an_assumption_whose_reasoning_is_shown() -> None:
    """No element says it; forty-two days after the last dose it is assumed, and the card says from what."""
    doses = [each for each in RESTAGED if each["id"].startswith("chemotherapy")]
    told = ask([*UNTREATED, *doses], PET_CT)
    assert told.rating(AFTER_CHEMOTHERAPY) == "usually-not-appropriate"
    assert PHASE in told.entries[AFTER_CHEMOTHERAPY]["assumed"]
    (card,) = told.cards
    assumed = card["detail"].partition("**Assumed**")[2]
    assert "no statement of completion; the last dose was 42 days ago and none is planned" in assumed
    assert told.quoted(PHASE) == {f"Procedure/{each['id']}" for each in doses}


def test_trap_18_a_statement_of_completion_needs_no_assumption() -> None:
    told = ask(RESTAGED, PET_CT)
    assert PHASE not in told.entries[AFTER_CHEMOTHERAPY]["assumed"]
