"""Radiotherapy after the operation: when it was given, to what, and for what."""

from __future__ import annotations

import pytest

from cds_service.domain.facts import Recorded
from tests.support.chart import Raw, cancer_on_problem_list, lumpectomy, radiotherapy, snomed
from tests.support.chart_parts import ICD10CM, breast, coding, concept
from tests.unit.extraction.facts import facts_of, values

RADIOTHERAPY = "radiotherapy.after_surgery"
CANCER = cancer_on_problem_list("ductal", "left", "2026-04-01")
LUMPECTOMY = lumpectomy("left", "2026-04-27")
AFTER = radiotherapy("2026-05-10", "2026-05-28")
LUMBAR_SPINE = snomed("122496007", "Structure of lumbar vertebral column")


def because_of(system: str, code: str) -> Raw:
    return {"reasonCode": [concept(coding(system, code))]}


@pytest.mark.parametrize(
    ("course", "given"),
    [
        (AFTER, {"given"}),
        (radiotherapy("2026-04-10", "2026-04-20"), set()),
        (AFTER | {"status": "preparation"}, set()),
        (radiotherapy("2026", "2026"), {"given", "not-given"}),
        (AFTER | {"bodySite": [breast("left")]}, {"given"}),
        (AFTER | {"bodySite": [breast("right")]}, set()),
        (AFTER | {"bodySite": [snomed("78904004", "Chest wall structure")]}, {"given"}),
        (AFTER | {"bodySite": [LUMBAR_SPINE]}, {"given", "not-given"}),
        (
            AFTER | {"code": snomed("447759004", "Brachytherapy of breast"), "bodySite": [LUMBAR_SPINE]},
            {"given"},
        ),
        (AFTER | because_of(ICD10CM, "C50.912"), {"given"}),
        (AFTER | because_of(ICD10CM, "C50.911"), {"given", "not-given"}),
        (AFTER | because_of(ICD10CM, "C34.90"), set()),
    ],
)
def test_radiotherapy_counts_when_it_was_of_this_breast_after_the_operation(
    course: Raw, given: set[str]
) -> None:
    assert values(facts_of(CANCER, LUMPECTOMY, course)[RADIOTHERAPY]) == given


def test_radiotherapy_of_a_bone_is_no_witness_beside_that_of_the_breast() -> None:
    of_bone = AFTER | {"id": "of-bone", "bodySite": [LUMBAR_SPINE]}
    fact = facts_of(CANCER, LUMPECTOMY, AFTER, of_bone)[RADIOTHERAPY]
    assert isinstance(fact, Recorded)
    assert [each.reference for each in fact.evidence] == ["Procedure/radiotherapy-2026-05-10"]
