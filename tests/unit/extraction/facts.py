"""Reads facts from raw resources, as from a chart all of which was searched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from cds_service.domain.facts import Fact, FactSheet, Recorded
from cds_service.domain.quantities import Interval
from cds_service.domain.terms import Side
from cds_service.extraction.bindings import needs_for
from cds_service.extraction.orders import extract_order_facts
from cds_service.extraction.sheet import ExtractionSettings, extract_facts
from cds_service.fhir.reading import read_prefetch
from cds_service.fhir.record import PatientRecord
from tests.support.chart import order, patient
from tests.support.chart_parts import PATIENT_ID, Raw
from tests.support.knowledge import shipped_knowledge

TODAY = date(2026, 6, 1)
WOMAN = patient("female", "1974-03-11")


def record_of(
    resources: Iterable[Raw], *, patient_id: str = PATIENT_ID, omit: frozenset[str] = frozenset()
) -> PatientRecord:
    """Give the record of these resources; every need was searched but those left out."""
    empty = {"resourceType": "Bundle", "type": "searchset"}
    needs = needs_for(shipped_knowledge().value_sets)
    everything = list(resources)
    given = [each for each in everything if each["resourceType"] == "Patient"]
    prefetch: dict[str, object] = {key: empty for need in needs for key in need.keys if need.name not in omit}
    prefetch["patient"] = given[0] if given else WOMAN
    # Resources are read whatever the key they come under, and a further key does no harm.
    prefetch["care_plans"] = everything
    return read_prefetch(prefetch, needs, patient_id)


def facts_of(
    *resources: Raw,
    as_of: date = TODAY,
    omit: frozenset[str] = frozenset(),
    alp_mild_multiple: Decimal | None = None,
) -> FactSheet:
    """Give the facts of a chart of these resources."""
    settings = ExtractionSettings(alp_mild_multiple)
    return extract_facts(record_of(resources, omit=omit), shipped_knowledge(), as_of, settings)


def values(fact: Fact) -> set[str]:
    """Give the values a choice may have; none where nothing is recorded."""
    if isinstance(fact, Recorded) and isinstance(fact.possible, frozenset):
        return set(fact.possible)
    return set()


def measured(fact: Fact) -> Interval:
    """Give the interval of a measured fact."""
    assert isinstance(fact, Recorded)
    assert isinstance(fact.possible, Interval)
    return fact.possible


def conflicting(fact: Fact) -> bool:
    """Whether the sources of a fact contradict one another."""
    return isinstance(fact, Recorded) and fact.conflict


def with_order(
    ordered: Raw, *resources: Raw, drafted: Iterable[str] = (), side: str = "", as_of: date = TODAY
) -> FactSheet:
    """Give the facts of a chart together with those of an order."""

    record, knowledge = record_of(resources), shipped_knowledge()
    sheet = extract_facts(record, knowledge, as_of, ExtractionSettings())
    on_side = Side(side) if side else None
    drafts = {name: {"resourceType": "ServiceRequest", "id": f"draft-{name}"} for name in drafted}
    return sheet.adding(extract_order_facts(ordered, drafts, on_side, record, sheet, knowledge, as_of))


def for_reason(reason: str) -> Raw:
    """Give an order that states a reason in words."""
    return order("pet-ct-skull-base-to-mid-thigh", reason=reason)


def noting(note: str) -> Raw:
    """Give an order with a note."""
    return order("pet-ct-skull-base-to-mid-thigh", note=note)
