"""Prefetch templates keep to what real servers support."""

from __future__ import annotations

import msgspec
import pytest

from cds_service.domain.needs import DataNeed
from cds_service.hooks.prefetch import needs_supplied, render_templates

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


@pytest.mark.parametrize(
    ("value", "supplied"),
    [
        ("null", False),
        ('{"resourceType": "OperationOutcome"}', False),
        ("[]", False),
        ("5", False),
        ('{"resourceType": 5}', False),
        ('{"resourceType": "Bundle"}', True),
        ('[{"resourceType": "Condition"}]', True),
    ],
)
def test_null_and_errors_supply_nothing(value: str, supplied: bool) -> None:  # noqa: FBT001  # a table
    assert needs_supplied({"staging_2": msgspec.Raw(value.encode())}, NEEDS) is supplied


def test_unknown_keys_supply_nothing() -> None:
    assert not needs_supplied({"other": msgspec.Raw(b'{"resourceType": "Bundle"}')}, NEEDS)
