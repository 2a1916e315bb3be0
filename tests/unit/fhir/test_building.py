"""Which element a resource is read from, where several may hold the same."""

from __future__ import annotations

import pytest

from cds_service.fhir.building import build_condition
from cds_service.fhir.raw import Raw

ASSERTED = {
    "url": "http://hl7.org/fhir/StructureDefinition/condition-assertedDate",
    "valueDateTime": "2026-02-01",
}


@pytest.mark.parametrize(
    ("stated", "on"),
    [
        ({"onsetDateTime": "2026-01-15", "extension": [ASSERTED]}, "2026-01-15"),
        ({"extension": [ASSERTED], "recordedDate": "2026-03-01"}, "2026-02-01"),
        ({"extension": [{**ASSERTED, "valueDateTime": "soon"}], "recordedDate": "2026-03-01"}, "2026-03-01"),
        ({"extension": [{**ASSERTED, "url": "urn:another"}]}, ""),
        ({"dateRecorded": "2026-03-01"}, "2026-03-01"),
        ({}, ""),
    ],
)
def test_a_diagnosis_is_dated_by_its_onset_then_its_assertion_then_its_entry(stated: Raw, on: str) -> None:
    condition = build_condition({"resourceType": "Condition", "id": "cancer", **stated}, lambda _: {})
    assert (condition.on.written if condition.on else "") == on
