"""What is ordered beside an order: the other drafts, and orders that stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from cds_service.domain.facts import Evidence, Fact, FactSheet, NotRecorded, Recorded, Strength, known
from cds_service.domain.procedures import ProcedureKind
from cds_service.extraction.chart import Chart
from cds_service.extraction.evidence import bear_witness
from cds_service.extraction.operations import ON_AXILLA
from cds_service.extraction.order_words.said import OrderText
from cds_service.extraction.studies import US_AXILLA
from cds_service.extraction.words.phrases import mentions
from cds_service.fhir.building_treatment import build_medication_request, build_service_request
from cds_service.fhir.raw import Raw
from cds_service.fhir.releases import r4_type
from cds_service.fhir.resources import ServiceRequest

_STANDING: Final = frozenset({"active", "draft", "on-hold", ""})


def read_drafted(
    chart: Chart, order: OrderText, drafted: Mapping[str, Raw], sheet: FactSheet
) -> Mapping[str, Fact]:
    """Give what stands beside an order: other studies, surgery of the axilla, and therapy still to begin.

    `drafted` are the studies among all drafts, each with the draft that orders it.
    """
    facts: dict[str, Fact] = {
        "drafts.us_axilla": _among(
            [_of_draft(drafted[US_AXILLA], "an axillary ultrasound is among the draft orders")]
            if US_AXILLA in drafted
            else []
        ),
        "drafts.axillary_surgery": _among(_axillary_surgery(chart, order, drafted)),
    }
    silent = isinstance(sheet["neoadjuvant_therapy.phase"], NotRecorded)
    operated = isinstance(sheet["breast_surgery.kind"], Recorded)
    therapy = _drafts_of(chart, drafted, ProcedureKind.SYSTEMIC_THERAPY)
    if therapy and silent and not operated:
        says = "systemic therapy is among the draft orders"
        facts["neoadjuvant_therapy.phase"] = known("planned", *(_of_draft(each, says) for each in therapy))
    return facts


def _among(witnesses: Iterable[Evidence]) -> Fact:
    evidence = tuple(witnesses)
    return known("yes" if evidence else "no", *evidence)


def _drafts_of(chart: Chart, drafted: Mapping[str, Raw], kind: ProcedureKind) -> list[Raw]:
    procedures = chart.knowledge.catalogue.procedures
    return [raw for name, raw in drafted.items() if name in procedures and procedures[name].kind is kind]


def _of_draft(raw: Raw, says: str) -> Evidence:
    """Make evidence of another draft order."""
    build = build_medication_request if r4_type(raw) == "MedicationRequest" else build_service_request
    request = build(raw, lambda _: {})
    return bear_witness(request, "code", says, on=request.on, strength=Strength.ORDER_TEXT)


def _axillary_surgery(chart: Chart, order: OrderText, drafted: Mapping[str, Raw]) -> Iterator[Evidence]:
    """Give the orders for surgery of the axilla: the drafts, this order, and those that stand."""
    for raw in _drafts_of(chart, drafted, ProcedureKind.AXILLARY_SURGERY):
        yield _of_draft(raw, "surgery of the axilla is among the draft orders")
    standing = (each for each in chart.record.service_requests if each.status in _STANDING)
    for each in (order.request, *standing):
        if _includes_axilla(chart, each):
            yield bear_witness(
                each, "code", "surgery of the axilla is ordered", on=each.on, strength=Strength.ORDER_TEXT
            )


def _includes_axilla(chart: Chart, request: ServiceRequest) -> bool:
    """Whether an order is for surgery of the axilla, or for an operation of the breast that includes it."""
    if request.code is None or request.do_not_perform:
        return False
    words = [request.code.words]
    return chart.is_in(request.code, *ON_AXILLA) or mentions(
        words, chart.knowledge.phrases["names-axillary-surgery"]
    )
