"""What a clinician reads of a value and of the place that states it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from cds_service.domain.facts import Evidence
from cds_service.domain.quantities import Dimension, Interval
from cds_service.domain.terms import SHORT_NAMES, Code, Side
from cds_service.evaluation.wording import say_evidence, say_interval

CANCER = Evidence(
    "Condition/1",
    "code",
    "carcinoma of breast",
    Code(SHORT_NAMES["snomed"], "254838004"),
    "2026-05-12",
    Side.LEFT,
)


@pytest.mark.parametrize(
    ("evidence", "says"),
    [
        (CANCER, "carcinoma of breast, left, diagnosis of 2026-05-12 (Condition/1)"),
        (replace(CANCER, on=None), "carcinoma of breast, left, diagnosis (Condition/1)"),
        (replace(CANCER, side=None), "carcinoma of breast, diagnosis of 2026-05-12 (Condition/1)"),
        (
            replace(CANCER, says="carcinoma of left breast"),
            "carcinoma of left breast, diagnosis of 2026-05-12 (Condition/1)",
        ),
        (replace(CANCER, reference=""), "carcinoma of breast, left, 2026-05-12"),
        (
            Evidence("Patient/1", "birthDate", "52 years old", on="1974-03-11"),
            "52 years old, born on 1974-03-11 (Patient/1)",
        ),
        (Evidence("Patient/1", "gender", "female"), "female (Patient/1)"),
        (
            Evidence("Observation/1", "component.value", "tumour size 2 cm", on="2026-05"),
            "tumour size 2 cm, result of 2026-05 (Observation/1)",
        ),
        (
            Evidence("MedicationAdministration/1", "medication", "paclitaxel", on="2026-05-01"),
            "paclitaxel, dose given on 2026-05-01 (MedicationAdministration/1)",
        ),
    ],
)
def test_evidence_is_said_as_a_clinician_would(evidence: Evidence, says: str) -> None:
    assert say_evidence(evidence) == says


def test_a_code_is_said_under_the_name_people_give_its_system_where_it_has_one() -> None:
    local = replace(CANCER, code=Code("urn:local", "X1"))
    assert say_evidence(CANCER, with_code=True).endswith("(Condition/1, SNOMED CT 254838004)")
    assert say_evidence(local, with_code=True).endswith("(Condition/1, X1)")
    assert say_evidence(replace(CANCER, code=None), with_code=True).endswith("(Condition/1)")


def test_a_length_is_said_in_no_more_digits_than_anyone_measures() -> None:
    measured = Interval.exactly(Decimal("1.4317823570349075"))
    assert say_interval(measured, Dimension.LENGTH) == "0.143 cm"
    assert say_interval(Interval.exactly(Decimal("19.87")), Dimension.LENGTH) == "1.987 cm"
