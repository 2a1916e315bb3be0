"""Surgery of the breast and what follows it: kind, time, symptoms, mammogram."""

from __future__ import annotations

from typing import Any

import pytest

from cds_service.domain.facts import Recorded
from tests.support.chart import (
    Raw,
    breast_biopsy,
    breast_review_negative,
    cancer_on_problem_list,
    condition,
    excision_of_lesion,
    imaging_report,
    lumpectomy,
    mastectomy_with_dissection,
    snomed,
    symptom,
)
from tests.support.chart_parts import ICD10CM, SCT, breast, coding, concept, of_patient
from tests.unit.extraction.facts import facts_of, measured, values

DIAGNOSED, OPERATED = "2026-04-01", "2026-04-27"
CANCER = cancer_on_problem_list("ductal", "left", DIAGNOSED)
LUMPECTOMY = lumpectomy("left", OPERATED)
KIND, DAYS = "breast_surgery.kind", "breast_surgery.days_before_study"
SYMPTOMS, MAMMOGRAM = "breast.symptoms", "breast.post_operative_mammogram"


def operation(code: str, on: str | None = OPERATED, system: str = SCT, **more: object) -> Raw:
    content: dict[str, Any] = {"status": "completed", "bodySite": [breast("left")], "performedDateTime": on}
    code_ = concept(coding(system, code))
    return of_patient("Procedure", f"operation-{code}-{on}", code=code_, **content | more)


@pytest.mark.parametrize(
    ("chart", "kind"),
    [
        ([LUMPECTOMY], {"excision"}),
        ([lumpectomy("left", OPERATED, coded="cpt")], {"excision"}),
        ([LUMPECTOMY | {"status": "preparation"}], set()),
        ([LUMPECTOMY | {"status": "not-done"}], set()),
        ([lumpectomy("right", OPERATED)], set()),
        ([lumpectomy("left", "2019-04-27")], set()),
        ([lumpectomy("left", "2026-03-20")], {"excision"}),
        ([excision_of_lesion("left", OPERATED)], {"excision"}),
        ([operation("69031006")], {"excision", "mastectomy"}),
        ([operation("237372000")], {"none", "excision"}),
        ([LUMPECTOMY, operation("395165008", "2026-05-20")], {"re-excision"}),
        ([LUMPECTOMY, lumpectomy("left", "2026-05-20")], {"re-excision"}),
        ([LUMPECTOMY, lumpectomy("left", OPERATED, coded="cpt") | {"id": "billed"}], {"excision"}),
        ([LUMPECTOMY, mastectomy_with_dissection("left", "2026-05-20")], {"mastectomy"}),
        ([condition("absent", concept(coding(ICD10CM, "Z90.12")), "2026-05-20")], {"mastectomy"}),
        ([condition("absent", concept(coding(ICD10CM, "Z90.11")), "2026-05-20")], set()),
        ([breast_biopsy(OPERATED)], set()),
        ([operation("447421006")], set()),
    ],
    ids=[
        *("snomed", "cpt", "planned", "not done", "other side", "years before", "shortly before", "lesion"),
        *(
            "extent unclear",
            "excisional biopsy",
            "re-excision",
            "two excisions",
            "billed twice",
            "mastectomy",
        ),
        *("absent breast", "other breast absent", "biopsy", "prophylactic"),
    ],
)
def test_surgery_is_what_was_done_to_the_breast_of_this_cancer(chart: list[Raw], kind: set[str]) -> None:
    assert values(facts_of(CANCER, *chart)[KIND]) == kind


@pytest.mark.parametrize(("on", "low", "high"), [(OPERATED, 35, 35), ("2026-04", 32, 61), ("2026", 0, 151)])
def test_the_days_since_surgery_are_as_exact_as_its_date(on: str, low: int, high: int) -> None:
    found = measured(facts_of(CANCER, lumpectomy("left", on))[DAYS])

    assert (int(found.low), int(found.high)) == (low, high)


def test_surgery_without_a_date_leaves_the_time_open() -> None:
    sheet = facts_of(CANCER, lumpectomy("left", None))

    assert values(sheet[KIND]) == {"excision"}
    assert not isinstance(sheet[DAYS], Recorded)


@pytest.mark.parametrize(
    ("chart", "symptoms"),
    [
        ([symptom("lump", "2026-05-20")], {"present"}),
        ([symptom("lump", "2026-03-20")], set()),
        ([symptom("pain", "2026-05-20")], {"present", "absent"}),
        ([symptom("pain", "2026-05-20"), symptom("discharge", "2026-05-20")], {"present"}),
        (breast_review_negative("2026-05-20"), {"absent"}),
        (breast_review_negative("2026-03-20"), set()),
        (
            [*breast_review_negative("2026-05-20", but_for=("lump",)), symptom("lump", "2026-05-20")],
            {"present"},
        ),
        ([symptom("lump", "2026-05-20") | {"clinicalStatus": {"coding": [{"code": "resolved"}]}}], set()),
        ([symptom("lump", "2026-05-20") | {"bodySite": [breast("right")]}], set()),
        ([condition("no-lump", snomed("163466005"), "2026-05-20")], {"absent"}),
        ([], set()),
    ],
    ids=[
        *(
            "lump",
            "lump of the tumour",
            "healing pain",
            "pain and discharge",
            "review",
            "review before surgery",
        ),
        *("review and lump", "resolved", "other breast", "examination", "nothing"),
    ],
)
def test_symptoms_of_the_breast_are_those_since_surgery(chart: list[Raw], symptoms: set[str]) -> None:
    assert values(facts_of(CANCER, LUMPECTOMY, *chart)[SYMPTOMS]) == symptoms


def test_pain_long_after_surgery_is_a_symptom() -> None:
    early = lumpectomy("left", "2026-04-02")

    assert values(facts_of(CANCER, early, symptom("pain", "2026-05-28"))[SYMPTOMS]) == {"present"}


@pytest.mark.parametrize(
    ("study", "on", "done"),
    [
        ("mammography-diagnostic", "2026-05-20", {"done"}),
        ("dbt-diagnostic", "2026-05-20", {"done"}),
        ("mammography-diagnostic", OPERATED, set()),
        ("mammography-diagnostic", "2026-03-20", set()),
        ("mri-breast", "2026-05-20", set()),
    ],
)
def test_a_mammogram_counts_only_after_the_day_of_surgery(study: Any, on: str, done: set[str]) -> None:  # noqa: ANN401
    assert values(facts_of(CANCER, LUMPECTOMY, imaging_report(study, "left", on))[MAMMOGRAM]) == done


@pytest.mark.parametrize(
    ("study", "on", "on_file"),
    [
        ("mammography-diagnostic", "2026-04-03", {"on-file"}),
        ("us-axilla", "2026-01-10", {"on-file"}),
        ("mammography-screening", "2024-01-10", set()),
        ("mammography-diagnostic", "2026-05-20", set()),
    ],
)
def test_imaging_from_before_treatment_is_of_this_cancer(study: Any, on: str, on_file: set[str]) -> None:  # noqa: ANN401
    sheet = facts_of(CANCER, LUMPECTOMY, imaging_report(study, "left", on))

    assert values(sheet["prior_imaging.before_treatment"]) == on_file
