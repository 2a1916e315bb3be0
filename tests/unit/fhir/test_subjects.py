"""Only resources of this patient are used, and one of another shows that the search was another."""

from __future__ import annotations

import pytest

from tests.support.reading import PATIENT, Raw, condition, read
from tests.support.results import EMPTY, bundle


@pytest.mark.parametrize(
    "subject", ["Patient/other", "https://elsewhere.example.org/Patient/other", "Group/p"]
)
def test_a_resource_of_another_patient_is_refused_and_noted(subject: str) -> None:
    record = read(conditions=bundle(condition(), condition("2", subject={"reference": subject})))

    assert [each.reference for each in record.conditions] == ["Condition/1"]
    assert [(each.need, each.reference) for each in record.issues] == [("conditions", "Condition/2")]
    assert "conditions" not in record.searched  # the search was not the one that was asked for


@pytest.mark.parametrize(
    "subject", [{"reference": "https://ehr.example.org/fhir/Patient/p"}, {"display": "P"}, None]
)
def test_a_resource_that_names_this_patient_or_nobody_is_hers(subject: Raw | None) -> None:
    assert read(conditions=bundle(condition(subject=subject))).conditions


def test_a_subject_may_be_named_by_the_address_of_a_later_entry() -> None:
    entries = [
        {"fullUrl": "urn:uuid:c", "resource": condition(subject={"reference": "urn:uuid:x"})},
        {"fullUrl": "urn:uuid:x", "resource": PATIENT},
    ]

    assert read(conditions=EMPTY | {"entry": entries}).conditions
