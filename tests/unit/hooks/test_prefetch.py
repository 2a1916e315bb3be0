"""Prefetch templates keep to what real servers support."""

from __future__ import annotations

from cds_service.domain.needs import DataNeed
from cds_service.hooks.prefetch import render_templates

NEEDS = (
    DataNeed("patient", "Patient"),
    DataNeed("procedures", "Procedure"),
    DataNeed("problems", "Condition", (("category", ("problem-list-item",)),)),
    DataNeed("staging", "Observation", (("code", tuple(f"http://loinc.org|{n}" for n in range(23))),)),
)


def test_a_patient_is_read_and_all_else_is_searched() -> None:
    templates = render_templates(NEEDS)
    assert templates["patient"] == "Patient/{{context.patientId}}"
    assert templates["procedures"] == "Procedure?patient={{context.patientId}}"
    assert templates["problems"] == "Condition?patient={{context.patientId}}&category=problem-list-item"


def test_many_codes_are_spread_over_numbered_keys() -> None:
    templates = render_templates(NEEDS)
    assert [key for key in templates if key.startswith("staging")] == ["staging", "staging_2", "staging_3"]
    assert [templates[key].count("|") for key in ("staging", "staging_2", "staging_3")] == [10, 10, 3]
