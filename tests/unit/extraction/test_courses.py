"""A course of several drugs: the end of one is not the end of all."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cds_service.domain.facts import Recorded
from tests.support.chart import (
    Raw,
    cancer_on_problem_list,
    care_plan_neoadjuvant,
    chemotherapy,
    condition,
    drug_order,
    snomed,
)
from tests.support.chart_parts import ICD10CM, RXNORM, coding, concept, of_patient
from tests.unit.extraction.facts import TODAY, facts_of, values

PHASE = "neoadjuvant_therapy.phase"
BEGUN = {"ongoing", "completed"}
CANCER = cancer_on_problem_list("ductal", "left", "2025-11-20")
_RXNORM = {"doxorubicin": "3639", "cyclophosphamide": "3002", "docetaxel": "72962", "paclitaxel": "56946"}


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def ordered(drug: str, days: int, status: str, **more: object) -> Raw:
    content: dict[str, object] = {
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": concept(coding(RXNORM, _RXNORM[drug])),
        "authoredOn": ago(days),
    }
    return of_patient("MedicationRequest", f"order-{drug}-{days}", **content | more)


def given(drug: str, *days: int) -> list[Raw]:
    code = concept(coding(RXNORM, _RXNORM[drug]))
    content = {"status": "completed", "medicationCodeableConcept": code}
    return [
        of_patient("MedicationAdministration", f"dose-{drug}-{day}", effectiveDateTime=ago(day), **content)
        for day in days
    ]


def doses(*days: int) -> list[Raw]:
    return chemotherapy(*(ago(day) for day in days), neoadjuvant=False)


AC = [ordered("doxorubicin", 147, "completed"), ordered("cyclophosphamide", 147, "completed")]
AC_COURSE = chemotherapy(ago(147), neoadjuvant=False)[0]
AC_COURSE = {name: each for name, each in AC_COURSE.items() if name != "performedDateTime"} | {
    "performedPeriod": {"start": ago(147), "end": ago(83)}
}
PLAN = care_plan_neoadjuvant("planned", ago(60)) | {"status": "revoked"}
HISTORY = condition("history", concept(coding(ICD10CM, "Z92.21")), ago(5))


@pytest.mark.parametrize(
    ("chart", "phase"),
    [
        ([*AC, ordered("docetaxel", 83, "active"), *given("docetaxel", 81, 57, 36, 15)], {"ongoing"}),
        ([*AC, ordered("paclitaxel", 4, "active")], {"ongoing"}),
        ([*AC, *given("docetaxel", 43, 22)], {"ongoing"}),
        ([*AC, ordered("paclitaxel", 52, "active")], BEGUN),
        ([*AC, ordered("paclitaxel", 147, "active")], BEGUN),
        ([AC_COURSE, ordered("paclitaxel", 73, "active")], BEGUN),
        ([AC_COURSE, ordered("paclitaxel", 10, "active")], {"ongoing"}),
        ([*AC, *doses(43, 15)], BEGUN),
        ([*AC, *doses(60, 36)], {"completed"}),
    ],
    ids=[
        *("taxane given", "taxane just ordered", "taxane given, no order", "taxane ordered, no dose"),
        *("all ordered at once", "course, then an order", "course, then a new order"),
        *("doses of an unnamed drug", "doses of an unnamed drug long ago"),
    ],
)
def test_a_finished_drug_does_not_end_a_course_in_which_another_follows(
    chart: list[Raw], phase: set[str]
) -> None:
    assert values(facts_of(CANCER, *chart)[PHASE]) == phase


@pytest.mark.parametrize(
    "chart",
    [
        AC,
        [ordered("docetaxel", 83, "completed"), *given("docetaxel", 81, 57, 36, 15)],
        [*AC, ordered("docetaxel", 83, "completed"), *given("docetaxel", 81, 57, 36, 15)],
        [*AC, ordered("docetaxel", 83, "active"), care_plan_neoadjuvant("completed", ago(147), ago(10))],
        [*AC, ordered("docetaxel", 83, "active"), *given("docetaxel", 81, 36), HISTORY],
    ],
    ids=["nothing left", "its own doses", "all drugs finished", "plan carried out", "history"],
)
def test_a_course_is_completed_when_all_of_it_is_stated_as_finished(chart: list[Raw]) -> None:
    fact = facts_of(CANCER, *chart)[PHASE]

    assert values(fact) == {"completed"}
    assert isinstance(fact, Recorded)
    assert not fact.presumed


def test_a_dose_after_the_end_of_a_plan_outweighs_the_plan() -> None:
    chart = [care_plan_neoadjuvant("completed", ago(147), ago(83)), *given("docetaxel", 40, 15)]

    assert values(facts_of(CANCER, *chart)[PHASE]) == {"ongoing"}


@pytest.mark.parametrize(
    ("days", "phase"), [(20, {"ongoing"}), (60, {"completed"})], ids=["lately", "some time ago"]
)
def test_a_prescription_stopped_without_a_reason_states_no_completion(days: int, phase: set[str]) -> None:
    fact = facts_of(CANCER, ordered("docetaxel", days, "stopped"))[PHASE]

    assert values(fact) == phase
    assert isinstance(fact, Recorded)
    assert fact.presumed == (phase == {"completed"})


def test_completion_that_only_the_time_since_the_last_dose_tells_is_presumed() -> None:
    presumed = facts_of(CANCER, *doses(60, 40))[PHASE]
    stated = facts_of(CANCER, drug_order("docetaxel", ago(60), "completed"))[PHASE]

    assert isinstance(presumed, Recorded)
    assert isinstance(stated, Recorded)
    assert (presumed.presumed, stated.presumed) == (True, False)


@pytest.mark.parametrize(
    ("chart", "phase"),
    [
        ([*doses(60, 40), PLAN], BEGUN),
        ([PLAN], set()),
        ([*doses(100, 80), PLAN], {"completed"}),
        ([*doses(60, 40), PLAN, care_plan_neoadjuvant("completed", ago(60), ago(40))], {"completed"}),
        ([*doses(60, 40), PLAN | {"status": "entered-in-error"}], {"completed"}),
    ],
    ids=["after the first dose", "without a dose", "after the last dose", "for another plan", "in error"],
)
def test_a_plan_revoked_after_the_first_dose_was_no_full_course(chart: list[Raw], phase: set[str]) -> None:
    assert values(facts_of(CANCER, *chart)[PHASE]) == phase


def test_a_drug_replaced_for_a_reason_leaves_open_whether_the_course_was_full() -> None:
    replaced = ordered("doxorubicin", 147, "stopped", statusReason=snomed("266721009"))
    chart = [replaced, ordered("paclitaxel", 100, "completed"), *given("paclitaxel", 90, 70)]

    assert values(facts_of(CANCER, *chart)[PHASE]) == BEGUN
