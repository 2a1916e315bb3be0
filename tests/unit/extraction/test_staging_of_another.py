"""A stage is this cancer's by its focus, its place in a stage group, and its side."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.chart import Raw, cancer_on_problem_list, snomed
from tests.support.chart_parts import breast, loinc, of_patient
from tests.unit.extraction.facts import facts_of, values

STAGED = "2025-11-25"
CANCER = cancer_on_problem_list("ductal", "left", "2025-11-20")
N = "breast_cancer.clinical_n"


def staged(code: str, value: Raw, **more: Any) -> Raw:  # noqa: ANN401
    content = {
        "status": "final",
        "code": loinc(code),
        "effectiveDateTime": STAGED,
        "valueCodeableConcept": value,
    }
    return of_patient("Observation", f"staged-{code}", **content | more)


OF_LUNG: dict[str, Any] = {"focus": [{"reference": "Condition/lung"}]}


@pytest.mark.parametrize(
    ("staging", "omit", "n"),
    [
        ([staged("21906-3", snomed("53623008"), **OF_LUNG)], frozenset(), set()),
        ([staged("21906-3", snomed("53623008"), **OF_LUNG)], frozenset({"conditions"}), {"N1"}),
        (
            [
                staged("21906-3", snomed("53623008"), id="member"),
                staged(
                    "21908-9",
                    snomed("258224005"),
                    **OF_LUNG,
                    hasMember=[{"reference": "Observation/member"}],
                ),
            ],
            frozenset(),
            set(),
        ),
        ([staged("21906-3", snomed("53623008"), bodySite=breast("right"))], frozenset(), set()),
        ([staged("21906-3", snomed("53623008"), bodySite=breast("left"))], frozenset(), {"N1"}),
    ],
    ids=[
        *("diagnosis not among all", "diagnoses not read", "member of a stage of another"),
        *("of the other side", "of this side"),
    ],
)
def test_a_category_of_a_diagnosis_that_is_not_this_cancer_says_nothing(
    staging: list[Raw], omit: frozenset[str], n: set[str]
) -> None:
    assert values(facts_of(CANCER, *staging, omit=omit)[N]) == n
