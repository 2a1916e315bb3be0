"""Types that only older releases have: what they say is what their R4 twins say."""

from __future__ import annotations

from typing import Final

import pytest

from cds_service.fhir.order_words import read_words
from cds_service.fhir.raw import Raw
from cds_service.fhir.releases import own_name
from tests.support.reading import build

CONCEPT: Final = {"coding": [{"system": "http://snomed.info/sct", "code": "254837009"}]}
OTHER: Final = {"coding": [{"system": "http://snomed.info/sct", "code": "392021009"}], "text": "other"}
CONDITION: Final = {"reference": "Condition/1"}
DAY: Final = "2026-05-04"
PERIOD: Final = {"start": "2026-05-04", "end": "2026-05-20"}

OLDER: Final[dict[str, tuple[Raw, Raw]]] = {
    "STU3: an order": (
        {"resourceType": "ProcedureRequest", "status": "suspended", "intent": "order", "code": CONCEPT},
        {"resourceType": "ServiceRequest", "status": "on-hold", "intent": "order", "code": CONCEPT},
    ),
    "DSTU2: an order": (
        {
            "resourceType": "ProcedureRequest",
            "status": "requested",
            "reasonCodeableConcept": OTHER,
            "scheduledPeriod": PERIOD,
            "orderedOn": DAY,
            "notes": [{"text": "left"}],
        },
        {
            "resourceType": "ServiceRequest",
            "status": "active",
            "reasonCode": [OTHER],
            "occurrencePeriod": PERIOD,
            "authoredOn": DAY,
            "note": [{"text": "left"}],
        },
    ),
    "DSTU2: a diagnostic order": (
        {
            "resourceType": "DiagnosticOrder",
            "status": "failed",
            "item": [{"code": CONCEPT, "bodySite": OTHER}],
            "reason": [OTHER],
            "supportingInformation": [CONDITION],
        },
        {
            "resourceType": "ServiceRequest",
            "status": "revoked",
            "code": CONCEPT,
            "bodySite": [OTHER],
            "reasonCode": [OTHER],
            "supportingInfo": [CONDITION],
        },
    ),
    "DSTU2: a prescription": (
        {
            "resourceType": "MedicationOrder",
            "status": "stopped",
            "medicationCodeableConcept": OTHER,
            "dateWritten": DAY,
            "reasonEnded": CONCEPT,
            "reasonCodeableConcept": CONCEPT,
            "dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": PERIOD}}}],
        },
        {
            "resourceType": "MedicationRequest",
            "status": "stopped",
            "intent": "order",
            "medicationCodeableConcept": OTHER,
            "authoredOn": DAY,
            "statusReason": CONCEPT,
            "reasonCode": [CONCEPT],
            "dosageInstruction": [{"timing": {"repeat": {"boundsPeriod": PERIOD}}}],
        },
    ),
}


@pytest.mark.parametrize(("other", "r4"), OLDER.values(), ids=OLDER)
def test_a_type_of_an_older_release_is_read_as_the_one_of_r4(other: Raw, r4: Raw) -> None:
    assert build(other) == build(r4)
    assert read_words(other) == read_words(r4)


def test_several_items_of_a_diagnostic_order_are_several_codings() -> None:
    order = {"resourceType": "DiagnosticOrder", "item": [{"code": CONCEPT}, {"code": OTHER}]}
    assert [each.code for each in read_words(order).codings] == ["254837009", "392021009"]


@pytest.mark.parametrize(
    ("order", "name"),
    [
        ({"resourceType": "ServiceRequest"}, "note"),
        ({"resourceType": "ProcedureRequest", "intent": "order"}, "note"),
        ({"resourceType": "ProcedureRequest"}, "notes"),
    ],
)
def test_an_order_is_handed_back_with_the_names_of_its_sender(order: Raw, name: str) -> None:
    assert own_name(order, "note") == name
