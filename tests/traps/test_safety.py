"""Trap 16: what bears on safety is no criterion of any scenario."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.chart import gadolinium_allergy, order, pregnancy
from tests.support.chart_parts import ICD10CM, UCUM, coding, concept, loinc, of_patient, snomed
from tests.traps.asking import (
    BEFORE_CHEMOTHERAPY,
    DISTANT_EARLY,
    EARLY,
    PET_CT,
    PLANNED,
    RESTAGED,
    US_AXILLA,
    ask,
)

Raw = dict[str, Any]

LOW_EGFR = of_patient(
    "Observation",
    "egfr",
    status="final",
    code=loinc("33914-3", "Glomerular filtration rate"),
    effectiveDateTime="2026-05-20",
    valueQuantity={"value": 18, "unit": "mL/min", "system": UCUM, "code": "mL/min"},
)
IODINE = of_patient(
    "AllergyIntolerance",
    "iodine",
    clinicalStatus=concept(
        coding("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "active")
    ),
    code=snomed("293638001", "Allergy to iodinated contrast media"),
)
RENAL = of_patient("Condition", "renal", code=concept(coding(ICD10CM, "N18.5")), onsetDateTime="2024-01-01")


@pytest.mark.parametrize(
    "state",
    [pregnancy("2026-05-18"), [LOW_EGFR], [IODINE], [RENAL]],
    ids=["pregnancy", "eGFR", "iodine", "kidney"],
)
def test_trap_16_a_matter_of_safety_changes_no_rating(state: list[Raw]) -> None:
    assert ask(EARLY, PET_CT).rating(DISTANT_EARLY) == "usually-not-appropriate"
    assert ask([*EARLY, *state], PET_CT).entries == ask(EARLY, PET_CT).entries
    assert ask([*RESTAGED, *state], US_AXILLA).entries == ask(RESTAGED, US_AXILLA).entries


def test_trap_16_an_allergy_to_gadolinium_bears_on_the_contrast_and_not_on_the_scenario() -> None:
    """It is the one the sources speak of: where a breast MRI is ordered, the card names it."""
    mri = order("mri-breast-without-and-with-iv-contrast", side="left")
    plain, allergic = ask(PLANNED, mri), ask([*PLANNED, gadolinium_allergy()], mri)
    assert plain.rating(BEFORE_CHEMOTHERAPY) == allergic.rating(BEFORE_CHEMOTHERAPY) == "may-be-appropriate"
    assert not [card for card in plain.cards if "gadolinium" in card["detail"]]
    assert [card for card in allergic.cards if "gadolinium" in card["detail"]]
