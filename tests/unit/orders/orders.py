"""Draft orders as tests write them."""

from __future__ import annotations

from typing import Any

from cds_service.domain.terms import SHORT_NAMES
from cds_service.fhir.draft_orders import Identified, OrderReading, find_orders, read_orders
from cds_service.fhir.order_identity import OrderVocabulary
from tests.support.knowledge import shipped_knowledge

Raw = dict[str, Any]


def coded(*codings: tuple[str, str], text: str = "", id_: str = "order-1", **more: object) -> Raw:
    """Give a ServiceRequest with codes of systems named by their short names."""
    code: Raw = {
        "coding": [{"system": SHORT_NAMES.get(system, system), "code": value} for system, value in codings]
    }
    return {
        "resourceType": "ServiceRequest",
        "id": id_,
        "status": "draft",
        "intent": "order",
        "subject": {"reference": "Patient/patient-1"},
        "code": code | ({"text": text} if text else {}),
        **more,
    }


def site(text: str = "", *, snomed: str = "") -> Raw:
    """Give a body site of text, a SNOMED CT code or both."""
    coding = {"coding": [{"system": SHORT_NAMES["snomed"], "code": snomed}]} if snomed else {}
    return coding | ({"text": text} if text else {})


def read(*drafts: Raw) -> tuple[OrderReading, ...]:
    """Read drafts as an `order-sign` call would."""
    knowledge = shipped_knowledge()
    orders = find_orders([{"resource": draft} for draft in drafts], (), "order-sign")
    return read_orders(orders, OrderVocabulary.of(knowledge.catalogue, knowledge.value_sets), "patient-1")


def read_one(*codings: tuple[str, str], **more: Any) -> object:  # noqa: ANN401  # members of a resource
    """Read one draft and give what it is taken for."""
    (reading,) = read(coded(*codings, **more))
    return reading.identity


def study_named(*codings: tuple[str, str], **more: Any) -> str:  # noqa: ANN401  # members of a resource
    """Read one draft and give the study it is taken for."""
    identity = read_one(*codings, **more)
    assert isinstance(identity, Identified)
    return identity.procedure
