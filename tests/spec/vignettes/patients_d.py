"""The patients of vignettes D: a new, early, symptom-free cancer, and what differs from it."""

from __future__ import annotations

from typing import Final

from tests.support.chart import (
    Raw,
    breast_biopsy,
    cancer_with_body_site,
    care_plan_neoadjuvant,
    felt_nodes,
    hypertension,
    lisinopril,
    no_felt_nodes,
    normal_liver_tests,
    patient,
    plain_size,
    planned_lumpectomy,
    spinal_arthritis,
    stage,
    symptom,
    symptom_review_negative,
    tnm,
)

DIAGNOSED: Final = "2026-05-11"
VISIT: Final = "2026-05-18"

WOMAN: Final = patient("female", "1968-01-30")
CANCER: Final = (
    cancer_with_body_site("ductal", "left", DIAGNOSED),
    breast_biopsy("2026-05-07"),
    hypertension(),
    lisinopril(),
)
EXAM: Final = (no_felt_nodes("left", VISIT),)
STAGING: Final = (
    *tnm("T1c", "N0", "M0", VISIT, manner="mcode"),
    stage("IA", VISIT, manner="synthea"),
    plain_size(18, "mm", "2026-05-04"),
)
REVIEW: Final = tuple(symptom_review_negative(VISIT))
LABS: Final = tuple(normal_liver_tests(VISIT))
BASE: Final = (WOMAN, *CANCER, *EXAM, *STAGING, *REVIEW, *LABS)


def staged(*staging: Raw, exam: tuple[Raw, ...] = EXAM) -> tuple[Raw, ...]:
    return (WOMAN, *CANCER, *exam, *staging, *REVIEW, *LABS)


def stage_of(t: str, n: str, group: str | None) -> tuple[Raw, ...]:
    return (
        *tnm(t, n, "M0", VISIT, manner="ajcc"),
        *((stage(group, VISIT, manner="ajcc"),) if group else ()),
    )


def with_labs(*labs: Raw) -> tuple[Raw, ...]:
    return (WOMAN, *CANCER, *EXAM, *STAGING, *REVIEW, *labs)


def with_symptom(name: str) -> tuple[Raw, ...]:
    asked = symptom_review_negative(VISIT, but_for=(name,))
    return (WOMAN, *CANCER, *EXAM, *STAGING, *asked, symptom(name, "2026-05-20"), *LABS)


NODES: Final = (felt_nodes("left", VISIT),)
CHRONIC_PAIN: Final = (
    WOMAN,
    *CANCER,
    *EXAM,
    *STAGING,
    *LABS,
    *symptom_review_negative(VISIT, but_for=("back-pain",)),
    symptom("back-pain", "2014-03-01"),
    spinal_arthritis("2014-03-01"),
)
# Both scenarios fit: stage IIA by a T1 tumour with a palpable node, neoadjuvant therapy planned.
TWO_QUESTIONS: Final = (
    *staged(*stage_of("T1", "N1", "IIA"), exam=NODES),
    care_plan_neoadjuvant("planned", "2026-06-15"),
)
SURGERY_FIRST: Final = (planned_lumpectomy("left", "2026-05-28"),)
