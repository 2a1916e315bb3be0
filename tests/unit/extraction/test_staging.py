"""The initial clinical stage: from which statements, in which order, and what contradicts what."""

from __future__ import annotations

from typing import Any

import pytest

from cds_service.domain.facts import NotRecorded, Recorded
from cds_service.extraction.stage_groups import groups_of
from cds_service.extraction.tnm import read_string
from tests.support.chart import (
    Raw,
    cancer_on_problem_list,
    chemotherapy,
    lumpectomy,
    pathologic_stage,
    snomed,
    stage,
    tnm,
)
from tests.support.chart_parts import AJCC, SCT, coding, concept, loinc, of_patient
from tests.unit.extraction.facts import conflicting, facts_of, values

DIAGNOSED, STAGED = "2025-11-20", "2025-11-25"
DOSES = ("2025-12-08", "2026-01-05")
CANCER = cancer_on_problem_list("ductal", "left", DIAGNOSED)
STAGE, T, N = "breast_cancer.clinical_stage", "breast_cancer.clinical_t", "breast_cancer.clinical_n"
UICC = "https://www.uicc.org/resources/tnm"
CP_PREFIX = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko/StructureDefinition/mii-ex-onko-tnm-cp-praefix"


def staged(code: str, value: Raw, on: str | None = STAGED, **more: Any) -> Raw:  # noqa: ANN401
    return of_patient(
        "Observation",
        f"staged-{code}-{on}-{len(str(value))}",
        **{"status": "final"} | more,
        code=loinc(code),
        effectiveDateTime=on,
        valueCodeableConcept=value,
    )


@pytest.mark.parametrize(
    ("text", "axis", "exact", "basis"),
    [
        ("cT1c", "T", "T1c", "clinical"),
        ("T2", "T", "T2", ""),
        ("pT1mi", "T", "T1mi", "pathologic"),
        ("T1mic", "T", "T1mi", ""),
        ("ypT0", "T", "T0", "post-neoadjuvant"),
        ("aT1", "T", "T1", "autopsy"),
        ("p T2", "T", "T2", "pathologic"),
        ("pN1a(1/14)", "N", "N1a", "pathologic"),
        ("cTis(DCIS)", "T", "Tis", "clinical"),
        ("TX", "T", "TX", ""),
        ("pN0(sn)", "N", "N0", "pathologic"),
        ("cn1", "N", "N1", "clinical"),
        ("M0", "M", "M0", ""),
        ("c3A", "stage", "IIIA", "clinical"),
        ("IIB", "stage", "IIB", ""),
        ("Stage 2", "stage", "II", ""),
        ("4", "stage", "IV", ""),
    ],
)
def test_a_category_is_read_from_the_way_it_is_written(text: str, axis: str, exact: str, basis: str) -> None:
    reading = read_string(text, axis)

    assert reading is not None
    assert (reading.axis, reading.exact, reading.basis) == (axis, exact, basis)


@pytest.mark.parametrize(
    ("text", "axis"),
    [
        *(("T5", "T"), ("cT", "T"), ("T2/T3", "T"), ("cT1-2", "T"), ("T2 (or T3)", "T"), ("T2 (N0)", "T")),
        *(("", "N"), ("N4", "N"), ("M2", "M"), ("early", "stage"), ("stage", "stage"), ("12", "stage")),
        *(("IIIC1", "stage"), ("IIA?", "stage")),
    ],
)
def test_what_is_no_category_is_not_read(text: str, axis: str) -> None:
    assert read_string(text, axis) is None


@pytest.mark.parametrize(
    ("t", "n", "m", "groups"),
    [
        ("Tis", "N0", "M0", {"0"}),
        ("T1", "N0", "M0", {"IA"}),
        ("T1", "N1mi", "M0", {"IB"}),
        ("T0", "N1", "M0", {"IIA"}),
        ("T2", "N0", "M0", {"IIA"}),
        ("T2", "N1", "M0", {"IIA", "IIB"}),
        ("T3", "N0", "M0", {"IIB"}),
        ("T3", "N1", "M0", {"IIIA"}),
        ("T1", "N2", "M0", {"IIIA"}),
        ("T4", "N0", "M0", {"IIIB"}),
        ("T4", "N3", "M0", {"IIIC"}),
        ("T1", "N0", "M1", {"IV"}),
        ("T0", "N0", "M0", set()),
    ],
)
def test_the_anatomic_table_gives_the_group(t: str, n: str, m: str, groups: set[str]) -> None:
    assert groups_of([t], [n], [m]) == groups


@pytest.mark.parametrize("manner", ["mcode", "loinc", "synthea", "ajcc"])
def test_the_clinical_stage_is_read_in_every_coding(manner: Any) -> None:  # noqa: ANN401
    chart = [CANCER, *tnm("T2", "N1", "M0", STAGED, manner=manner), stage("IIB", STAGED, manner=manner)]

    sheet = facts_of(*chart)

    assert (values(sheet[T]), values(sheet[N]), values(sheet[STAGE])) == ({"T2"}, {"N1"}, {"IIB"})


@pytest.mark.parametrize(
    ("chart", "groups", "conflict"),
    [
        (tnm("T1", "N0", None, STAGED), {"IA"}, False),
        (tnm("T2", "N1", "M0", STAGED), {"IIA", "IIB"}, False),
        (tnm("T1", None, None, STAGED), set(), False),
        ([staged("21908-9", snomed("258219007"))], {"IIA", "IIB"}, False),
        ([staged("21908-9", snomed("258219007")), *tnm("T2", "N0", "M0", STAGED)], {"IIA"}, False),
        ([staged("21908-9", snomed("258224005")), stage("IIIA", STAGED)], {"IIIA"}, False),
        ([stage("IIA", STAGED), *tnm("T2", "N1", "M0", STAGED)], {"IIA"}, False),
        ([stage("IIA", STAGED), *tnm("T1", "N0", "M0", STAGED)], {"IA", "IIA"}, True),
        ([stage("IIA", STAGED), stage("IIIA", STAGED, manner="loinc")], {"IIA", "IIIA"}, True),
        ([stage("IIIA", "2025-11-21"), stage("IIA", STAGED)], {"IIA"}, False),
        ([pathologic_stage("IIB", STAGED)], set(), False),
        ([staged("21902-2", concept(coding(AJCC, "c3A")))], {"IIIA"}, True),
        ([staged("21908-9", concept(text="Stage IIA"))], {"IIA"}, False),
    ],
    ids=[
        *(
            "T and N",
            "T2 N1 alone",
            "T alone",
            "II",
            "II with T2 N0",
            "III and IIIA",
            "recorded IIA with T2 N1",
        ),
        *("contradicted", "two groups", "latest", "pathologic", "code says p, value says c", "words"),
    ],
)
def test_the_group_is_recorded_derived_narrowed_or_contradicted(
    chart: list[Raw],
    groups: set[str],
    conflict: bool,  # noqa: FBT001
) -> None:
    fact = facts_of(CANCER, *chart)[STAGE]

    assert values(fact) == groups
    assert conflicting(fact) is conflict


def test_t2_n1_without_a_group_says_why_it_is_open() -> None:
    fact = facts_of(CANCER, *tnm("T2", "N1", "M0", STAGED))[STAGE]

    assert isinstance(fact, Recorded)
    assert "IIB" in fact.remark


def test_codes_and_words_of_one_answer_that_differ_are_a_conflict() -> None:
    answer = snomed("1222766008") | {"text": "Stage IIIC"}

    fact = facts_of(CANCER, staged("21908-9", answer))[STAGE]

    assert values(fact) == {"IIA", "IIIC"}
    assert conflicting(fact)


def test_words_that_are_more_exact_than_the_code_beside_them_count() -> None:
    answer = snomed("258219007") | {"text": "Stage IIA"}

    assert values(facts_of(CANCER, staged("21908-9", answer))[STAGE]) == {"IIA"}


@pytest.mark.parametrize(("prefix", "t"), [("c", {"T2"}), ("p", set())])
def test_a_uicc_category_is_clinical_or_not_by_the_prefix_of_its_question(prefix: str, t: set[str]) -> None:
    asked = concept(coding(SCT, "78873005"))
    asked["extension"] = [{"url": CP_PREFIX, "valueCodeableConcept": concept(coding(UICC, prefix))}]
    category = staged("21905-5", concept(coding(UICC, "T2"))) | {"code": asked}

    assert values(facts_of(CANCER, category)[T]) == t


def test_a_stage_in_the_diagnosis_that_differs_is_a_conflict() -> None:
    cancer = CANCER | {"stage": [{"summary": snomed("1222806003")}]}

    fact = facts_of(cancer, stage("IIB", STAGED))[STAGE]

    assert values(fact) == {"IIB", "IIIC"}
    assert conflicting(fact)


def test_a_stage_in_the_diagnosis_alone_counts() -> None:
    assert values(facts_of(CANCER | {"stage": [{"summary": snomed("1222766008")}]})[STAGE]) == {"IIA"}


@pytest.mark.parametrize(
    "later",
    [
        tnm(None, "N0", None, "2026-03-01"),
        [staged("21906-3", snomed("62455006"), None)],
        [staged("21900-6", snomed("1229947003"))],
        [staged("21906-3", concept(coding(AJCC, "ycN0")))],
        [staged("21906-3", snomed("62455006"), status="entered-in-error")],
        [staged("21906-3", snomed("62455006"), focus=[{"reference": "Condition/lung"}])],
        [staged("21906-3", snomed("62455006"), "2019-05-01")],
    ],
    ids=["after therapy", "no date", "pathologic", "y", "in error", "of another tumour", "years before"],
)
def test_a_category_that_is_not_initial_does_not_replace_the_initial_one(later: list[Raw]) -> None:
    lung = {"resourceType": "Condition", "id": "lung", "code": snomed("254637007"), "onsetDateTime": STAGED}
    chart = [CANCER, lung, *chemotherapy(*DOSES), *tnm(None, "N1", None, STAGED), *later]

    assert values(facts_of(*chart)[N]) == {"N1"}


@pytest.mark.parametrize(
    ("codings", "stages", "conflict"),
    [
        ([coding(SCT, "261638004"), coding(AJCC, "c3A")], {"IIIA"}, False),
        ([coding(SCT, "258224005"), coding(AJCC, "c3A")], {"IIIA"}, False),
        ([coding(SCT, "258215001"), coding(AJCC, "c3A")], {"IA", "IB", "IIIA"}, True),
    ],
    ids=["the same twice", "once without its letter", "two stages"],
)
def test_codes_of_one_answer_that_mean_different_stages_are_a_conflict(
    codings: list[Raw],
    stages: set[str],
    conflict: bool,  # noqa: FBT001
) -> None:
    fact = facts_of(CANCER, staged("21908-9", concept(*codings)))[STAGE]

    assert (values(fact), conflicting(fact)) == (stages, conflict)


def test_two_categories_in_one_answer_say_nothing_of_size_or_inflammation() -> None:
    sheet = facts_of(CANCER, staged("21905-5", concept(coding(AJCC, "cT1"), coding(AJCC, "cT3"))))

    assert (values(sheet[T]), conflicting(sheet[T])) == ({"T1", "T3"}, True)
    assert isinstance(sheet["breast_cancer.size_at_diagnosis"], NotRecorded)
    assert isinstance(sheet["breast_cancer.inflammatory"], NotRecorded)


def test_a_category_without_a_date_counts_only_before_treatment() -> None:
    undated = staged("21906-3", snomed("53623008"), None)

    assert values(facts_of(CANCER, undated)[N]) == {"N1"}
    assert values(facts_of(CANCER, undated, *chemotherapy(*DOSES))[N]) == set()


def test_a_missing_value_says_nothing() -> None:
    reason = {"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "unknown"}

    assert values(facts_of(CANCER, staged("21906-3", {"coding": [reason]}))[N]) == set()


def test_a_pathologic_stage_after_surgery_leaves_the_clinical_one() -> None:
    chart = [
        CANCER,
        stage("IIA", STAGED),
        lumpectomy("left", "2026-01-10"),
        pathologic_stage("IIB", "2026-01-15"),
    ]

    assert values(facts_of(*chart)[STAGE]) == {"IIA"}


def test_staging_on_the_day_of_a_recurrence_is_not_the_initial_one() -> None:
    described = of_patient(
        "Observation",
        "recurrence",
        status="final",
        code=loinc("101659-1"),
        effectiveDateTime="2025-12-01",
        valueCodeableConcept=snomed("421188008"),
    )
    chart = [*tnm("T2", None, None, STAGED), *tnm("T1", None, None, "2025-12-01")]

    assert values(facts_of(CANCER, *chart)[T]) == {"T1"}
    assert values(facts_of(CANCER, *chart, described)[T]) == {"T2"}


@pytest.mark.parametrize(
    ("first", "later"), [("preliminary", "final"), ("final", "amended"), ("final", "corrected")]
)
def test_a_later_version_of_an_answer_replaces_the_earlier_of_that_day(first: str, later: str) -> None:
    before = staged("21906-3", snomed("53623008")) | {"status": first}
    after = staged("21906-3", snomed("62455006")) | {"status": later, "id": "after"}

    fact = facts_of(CANCER, before, after)[N]

    assert (values(fact), conflicting(fact)) == ({"N0"}, False)
