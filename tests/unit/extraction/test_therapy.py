"""The phase of neoadjuvant therapy: what was given, when, for which cancer, and what is planned."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cds_service.domain.facts import NotRecorded, Recorded
from tests.support.chart import (
    Raw,
    cancer_on_problem_list,
    care_plan_neoadjuvant,
    chemotherapy,
    chemotherapy_without_end,
    condition,
    drug_order,
    lisinopril,
    lumpectomy,
    planned_lumpectomy,
    snomed,
)
from tests.support.chart_parts import ICD10CM, RXNORM, coding, concept, loinc, of_patient
from tests.unit.extraction.facts import TODAY, facts_of, values

PHASE = "neoadjuvant_therapy.phase"
BEGUN = {"ongoing", "completed"}
DIAGNOSED = "2025-11-20"
CANCER = cancer_on_problem_list("ductal", "left", DIAGNOSED)


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def doses(*days: int) -> list[Raw]:
    return chemotherapy(*(ago(day) for day in days), neoadjuvant=False)


def given(drug: str, on: str | None, **more: object) -> Raw:
    content: dict[str, object] = {
        "status": "completed",
        "medicationCodeableConcept": concept(coding(RXNORM, drug)),
        "effectiveDateTime": on,
    }
    return of_patient("MedicationAdministration", f"given-{drug}-{on}", **content | more)


def over(start: str, end: str | None, status: str = "completed") -> Raw:
    course = chemotherapy(start, neoadjuvant=False)[0]
    del course["performedDateTime"]
    period = {"start": start} | ({"end": end} if end else {})
    return course | {"performedPeriod": period, "status": status}


@pytest.mark.parametrize(
    ("chart", "phase"),
    [
        (doses(48, 27), {"ongoing"}),
        (doses(48, 28), {"ongoing"}),
        (doses(60, 29), {"completed"}),
        (doses(190, 180), {"completed"}),
        (doses(190, 181), BEGUN),
        ([*doses(60, 10), care_plan_neoadjuvant("completed", ago(60), ago(10))], {"completed"}),
        ([*doses(60, 40), care_plan_neoadjuvant("planned", ago(60))], BEGUN),
        ([*doses(60, 40), drug_order("docetaxel", ago(5), "active")], {"ongoing"}),
        ([*doses(60, 40), drug_order("docetaxel", ago(100), "active")], BEGUN),
        ([over("2025-12-10", "2026-05-20")], {"completed"}),
        ([over("2026-05-20", None, "in-progress")], {"ongoing"}),
        ([chemotherapy_without_end("2025-07-14")], set()),
        ([over("2025-12-10", None, "stopped")], BEGUN),
        ([given("56946", ago(60), status="stopped", statusReason=[snomed("407563006")])], BEGUN),
        ([given("56946", None)], BEGUN),
        ([given("56946", "2026")], BEGUN),
        ([given("84857", ago(20))], BEGUN),
        ([condition("hormones", concept(coding(ICD10CM, "Z79.811")), ago(20))], BEGUN),
        ([condition("visit", concept(coding(ICD10CM, "Z51.11")), ago(3))], {"ongoing"}),
        ([*doses(60, 20), condition("history", concept(coding(ICD10CM, "Z92.21")), ago(5))], {"completed"}),
        ([condition("history", concept(coding(ICD10CM, "Z92.21")), ago(5))], BEGUN),
    ],
    ids=[
        *(
            "27 days",
            "28 days",
            "29 days",
            "180 days",
            "181 days",
            "stated",
            "plan still open",
            "more ordered",
        ),
        *(
            "old order open",
            "course",
            "running",
            "before the diagnosis",
            "stopped",
            "not tolerated",
            "no date",
        ),
        *("year only", "hormonal only", "hormonal state", "visit", "history after doses", "history alone"),
    ],
)
def test_therapy_that_has_begun_is_under_way_completed_or_open(chart: list[Raw], phase: set[str]) -> None:
    assert values(facts_of(CANCER, *chart)[PHASE]) == phase


def test_completion_without_a_statement_says_so() -> None:
    fact = facts_of(CANCER, *doses(60, 40))[PHASE]

    assert isinstance(fact, Recorded)
    assert "no statement of completion" in fact.remark


@pytest.mark.parametrize(
    ("orders", "phase"),
    [
        ([drug_order("docetaxel", ago(60), "completed")], {"completed"}),
        ([drug_order("docetaxel", ago(5), "completed")], {"ongoing"}),
        ([drug_order("docetaxel", ago(5), "active")], {"planned", "ongoing"}),
        ([drug_order("docetaxel", ago(60), "active")], BEGUN),
        ([drug_order("docetaxel", ago(5), "active", intent="plan")], {"planned"}),
        ([drug_order("docetaxel", ago(5), "draft")], {"planned"}),
        ([drug_order("docetaxel", ago(5), "on-hold")], {"planned"}),
        ([drug_order("docetaxel", ago(5), "active") | {"status": "cancelled"}], set()),
        ([drug_order("docetaxel", ago(5), "active") | {"doNotPerform": True}], set()),
        ([lisinopril()], set()),
    ],
    ids=[
        *("finished", "one cycle finished", "just ordered", "ordered long ago", "plan", "draft", "on hold"),
        *("cancelled", "not to be given", "another drug"),
    ],
)
def test_prescriptions_alone_tell_less(orders: list[Raw], phase: set[str]) -> None:
    assert values(facts_of(CANCER, *orders)[PHASE]) == phase


def test_an_order_to_begin_later_is_a_plan() -> None:
    start = {"timing": {"repeat": {"boundsPeriod": {"start": "2026-06-15"}}}}
    ordered = drug_order("docetaxel", ago(5), "active") | {"dosageInstruction": [start]}

    assert values(facts_of(CANCER, ordered)[PHASE]) == {"planned"}


PLAN = care_plan_neoadjuvant("planned", "2026-06-15")
SURGERY = planned_lumpectomy("left", ago(3))


@pytest.mark.parametrize(
    ("chart", "omitted", "phase"),
    [
        ([PLAN], "", {"planned"}),
        ([care_plan_neoadjuvant("planned", ago(10))], "", {"planned"}),
        ([care_plan_neoadjuvant("planned", ago(10))], "procedures", {"planned", "ongoing"}),
        ([SURGERY], "", {"not-planned"}),
        ([SURGERY], "medication_requests", {"not-planned", "planned"}),
        ([SURGERY, drug_order("docetaxel", ago(5), "draft")], "", {"not-planned", "planned"}),
        ([SURGERY, PLAN], "", {"planned"}),
        ([], "", set()),
    ],
    ids=[
        *("plan", "plan begun on paper", "plan, therapy not searched", "surgery first"),
        *("surgery, drugs not searched", "both ordered", "neoadjuvant plan", "nothing"),
    ],
)
def test_plans_and_orders_for_surgery_tell_what_comes_first(
    chart: list[Raw], omitted: str, phase: set[str]
) -> None:
    assert values(facts_of(CANCER, *chart, omit=frozenset({omitted}))[PHASE]) == phase


def test_no_therapy_found_is_no_statement_that_none_is_planned() -> None:
    assert facts_of(CANCER)[PHASE] == NotRecorded(searched=True)
    assert facts_of(CANCER, omit=frozenset({"procedures"}))[PHASE] == NotRecorded(searched=False)


@pytest.mark.parametrize(
    "therapy",
    [
        given("56946", "2025-11-10"),
        given("56946", ago(10), reasonCode=[concept(coding(ICD10CM, "C34.11"))]),
        given("6851", ago(10), reasonCode=[concept(coding(ICD10CM, "M05.79"))]),
        given("56946", ago(10), reasonReference=[{"reference": "Condition/lung"}]),
        given("56946", ago(10), status="entered-in-error"),
        given("56946", ago(10), status="not-done"),
        given("56946", "2026-06-20"),
    ],
    ids=["before the diagnosis", "lung cancer", "arthritis", "referred to", "in error", "not done", "later"],
)
def test_therapy_that_is_not_for_this_cancer_never_counts(therapy: Raw) -> None:
    lung = condition("lung", concept(coding(ICD10CM, "C34.11")), "2025-01-01")

    assert values(facts_of(CANCER, lung, therapy)[PHASE]) == set()


def test_therapy_with_a_reason_that_is_this_cancer_counts() -> None:
    therapy = given("56946", ago(10), reasonReference=[{"reference": "Condition/cancer-left"}])

    assert values(facts_of(CANCER, therapy)[PHASE]) == {"ongoing"}


@pytest.mark.parametrize(
    ("chart", "phase"),
    [
        ([*doses(120, 100), lumpectomy("left", ago(60))], {"completed"}),
        ([*doses(40, 20), lumpectomy("left", ago(60))], {"not-planned"}),
        ([*doses(120), *doses(20), lumpectomy("left", ago(60))], {"completed"}),
        ([given("56946", None), lumpectomy("left", ago(60))], {"completed", "not-planned"}),
        ([given("56946", ago(100)), lumpectomy("left", None)], {"completed", "not-planned"}),
        ([given("56946", ago(20)), lumpectomy("right", ago(60))], {"ongoing"}),
        ([lumpectomy("left", ago(60))], set()),
    ],
    ids=[
        "before",
        "after",
        "both",
        "therapy undated",
        "surgery undated",
        "surgery of the other side",
        "none",
    ],
)
def test_surgery_tells_neoadjuvant_from_adjuvant(chart: list[Raw], phase: set[str]) -> None:
    assert values(facts_of(CANCER, *chart)[PHASE]) == phase


def test_a_stage_after_therapy_states_that_it_is_over() -> None:
    staged = of_patient(
        "Observation",
        "yp",
        status="final",
        code=loinc("21905-5"),
        effectiveDateTime=ago(5),
        valueCodeableConcept=concept(coding("http://cancerstaging.org", "ycT1")),
    )

    assert values(facts_of(CANCER, *doses(60, 20), staged)[PHASE]) == {"completed"}


@pytest.mark.parametrize("day", [date(2025, 12, 1), date(2026, 1, 10), date(2026, 3, 1), date(2026, 6, 1)])
def test_what_happens_later_is_not_yet_known(day: date) -> None:
    chart = [
        CANCER,
        *chemotherapy("2025-12-20", "2026-01-10", neoadjuvant=False),
        lumpectomy("left", "2026-04-01"),
    ]
    until = [each for each in chart if str(each.get("performedDateTime", "")) <= day.isoformat()]

    assert facts_of(*chart, as_of=day)[PHASE] == facts_of(*until, as_of=day)[PHASE]


def test_an_order_that_leaves_the_end_open_is_told_as_evidence() -> None:
    further = drug_order("docetaxel", ago(100), "active")

    fact = facts_of(CANCER, *doses(90, 60), further)[PHASE]

    assert isinstance(fact, Recorded)
    assert values(fact) == BEGUN
    assert f"MedicationRequest/{further['id']}" in {each.reference for each in fact.evidence}
