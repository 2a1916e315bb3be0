"""Facts of an order and of the drafts beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, Final

from cds_service.domain.facts import Evidence, Fact, FactSheet, NotRecorded, Recorded, Strength, known
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.procedures import ProcedureKind
from cds_service.domain.terms import Side
from cds_service.extraction.chart import Chart, one_side, open_chart
from cds_service.extraction.episode import read_episode
from cds_service.extraction.evidence import bear_witness
from cds_service.extraction.operations import ON_AXILLA
from cds_service.extraction.order_reasons import read_reason
from cds_service.extraction.order_statements import OrderText, state_facts
from cds_service.extraction.phrases import mentions
from cds_service.extraction.studies import US_AXILLA
from cds_service.extraction.surgery import days_before
from cds_service.extraction.symptoms import OF_METASTASIS
from cds_service.fhir.building import build_condition
from cds_service.fhir.building_treatment import build_service_request
from cds_service.fhir.raw import objects, resource_type, text
from cds_service.fhir.record import PatientRecord
from cds_service.fhir.resources import ServiceRequest

_URGENT: Final = frozenset({"stat", "asap", "urgent"})
_STANDING: Final = frozenset({"active", "draft", "on-hold", ""})
_QUESTIONS: Final = ("axilla", "distant-disease", "residual-disease", "breast")
_QUESTION_BY_REASON: Final = (
    ("axillary-adenopathy-on-exam", "axilla"),
    ("axillary-adenopathy", "axilla"),
    ("symptom-metastatic", "distant-disease"),
    ("liver-test-abnormal", "distant-disease"),
    ("margin-answers", "residual-disease"),
)
_SIGNS_OF_METASTASIS: Final = (*OF_METASTASIS, "liver-tests-abnormal", "alp-raised")
"""Phrases that, without a question in words, make distant disease the question."""
_PROMPTS: Final = ("tumour-marker", "anxiety")
_NODE_FACTS: Final = ("axilla.imaging_finding", "axilla.palpable_nodes")
_NODE_FOUND: Final = frozenset({"suspicious", "bulky"})
_NOT_STATED: Final = NotRecorded(searched=True)


def extract_order_facts(  # noqa: PLR0917  # the order, what stands beside it, and what is known of the patient
    order_raw: Mapping[str, Any],
    drafted: Collection[str],
    ordered_side: Side | None,
    record: PatientRecord,
    sheet: FactSheet,
    knowledge: KnowledgeBase,
    as_of: date,
) -> Mapping[str, Fact]:
    """Give the facts of one order, and those of the chart that its own reasons and notes add to.

    `drafted` are the studies among all drafts; `ordered_side` is the side as the order was identified;
    `sheet` holds the facts of the chart.
    """
    chart = open_chart(record, knowledge, as_of)
    order = read_order(order_raw)
    stated = state_facts(chart, order, sheet)
    with_order = sheet.adding(stated)
    return {
        **stated,
        **_timing(chart, order.request),
        **_drafts(chart, order, drafted, with_order),
        "order.question": _question(chart, order),
        "order.reason": read_reason(chart, order),
        "order.prompted_by": _prompt(chart, order),
        "order.urgency": _urgency(chart, order),
        "order.side": _side(ordered_side, with_order, order),
        "order.states_nodal_status": _states(chart, order, "states-nodal-status"),
        "order.states_clip": _states(chart, order, "states-clip"),
    }


def read_order(order_raw: Mapping[str, Any]) -> OrderText:
    """Read an order's reasons and texts, those of diagnoses inside the order among them."""
    request = build_service_request(order_raw, lambda _: {})
    contained = [
        build_condition(each, lambda _: {})
        for each in objects(order_raw.get("contained"))
        if resource_type(each) == "Condition"
    ]
    inside = [each.code for each in contained if each.code]
    displays = [text(each.get("display")) for each in objects(order_raw.get("reasonReference"))]
    words = (*request.words, *(each.words for each in inside), *displays)
    # Diagnoses of the chart that the order refers to count there, with their status, and not again here.
    return OrderText(request, tuple(each for each in words if each), (*request.reasons, *inside))


def _question(chart: Chart, order: OrderText) -> Fact:
    """Give the question that the order states; several where it states several."""
    phrases = chart.knowledge.phrases
    by_words = {each for each in _QUESTIONS if mentions(order.texts, phrases[f"order-question-{each}"])}
    by_reason = {
        question
        for value_set, question in _QUESTION_BY_REASON
        for concept in order.reasons
        if chart.is_in(concept, value_set)
    }
    if any(mentions(order.texts, phrases[each]) for each in _SIGNS_OF_METASTASIS):
        by_reason.add("distant-disease")
    asked = by_words or by_reason
    if not asked:
        return _NOT_STATED
    return Recorded(frozenset(asked), (_quote(order, "reasonCode", "its question"),))


def _prompt(chart: Chart, order: OrderText) -> Fact:
    prompts = {
        each for each in _PROMPTS if mentions(order.texts, chart.knowledge.phrases[f"prompted-by-{each}"])
    }
    if not prompts:
        return _NOT_STATED
    return Recorded(frozenset(prompts), (_quote(order, "reasonCode", "what prompted it"),))


def _urgency(chart: Chart, order: OrderText) -> Fact:
    if order.request.priority in _URGENT:
        return known("urgent", _quote(order, "priority", f"priority {order.request.priority}"))
    if mentions(order.texts, chart.knowledge.phrases["urgent"]):
        return known("urgent", _quote(order, "note", "urgent"))
    return known("routine")


def _states(chart: Chart, order: OrderText, name: str) -> Fact:
    """Whether the order speaks of something, also where it states the absence of it."""
    spoken = mentions(order.texts, chart.knowledge.phrases[name], even_negated=True)
    return known("yes", _quote(order, "note", name.replace("-", " "))) if spoken else known("no")


def _side(ordered: Side | None, sheet: FactSheet, order: OrderText) -> Fact:
    """Hold the side ordered against that of the suspicious node, else of the cancer."""
    expected = _side_found(sheet)
    if ordered is None or expected is None:
        return _NOT_STATED
    agrees = ordered.meets(expected)
    says = f"{ordered.value} side ordered, finding on the {expected.value} side"
    return known("agrees" if agrees else "differs", _quote(order, "code", says, ordered))


def _side_found(sheet: FactSheet) -> Side | None:
    for name in _NODE_FACTS:
        fact = sheet[name]
        found = (
            isinstance(fact, Recorded)
            and isinstance(fact.possible, frozenset)
            and fact.possible & _NODE_FOUND
        )
        side = one_side(_sides(fact)) if found else None
        if side:
            return side
    return one_side(_sides(sheet["breast_cancer.diagnosis"]))


def _sides(fact: Fact) -> Iterator[Side]:
    if isinstance(fact, Recorded):
        yield from (each.side for each in fact.evidence if each.side)


def _drafts(chart: Chart, order: OrderText, drafted: Collection[str], sheet: FactSheet) -> Mapping[str, Fact]:
    procedures = chart.knowledge.catalogue.procedures
    kinds = {procedures[each].kind for each in drafted if each in procedures}
    standing = (each for each in chart.record.service_requests if each.status in _STANDING)
    ordered = any(_includes_axilla(chart, each) for each in (order.request, *standing))
    axillary = ordered or ProcedureKind.AXILLARY_SURGERY in kinds
    facts: dict[str, Fact] = {
        "drafts.us_axilla": known("yes" if US_AXILLA in drafted else "no"),
        "drafts.axillary_surgery": known("yes" if axillary else "no"),
    }
    silent = isinstance(sheet["neoadjuvant_therapy.phase"], NotRecorded)
    operated = isinstance(sheet["breast_surgery.kind"], Recorded)
    if ProcedureKind.SYSTEMIC_THERAPY in kinds and silent and not operated:
        facts["neoadjuvant_therapy.phase"] = known("planned", _drafted_therapy())
    return facts


def _includes_axilla(chart: Chart, request: ServiceRequest) -> bool:
    """Whether an order is for surgery of the axilla, or for an operation of the breast that includes it."""
    if request.code is None or request.do_not_perform:
        return False
    words = [request.code.words]
    return chart.is_in(request.code, *ON_AXILLA) or mentions(
        words, chart.knowledge.phrases["names-axillary-surgery"]
    )


def _drafted_therapy() -> Evidence:
    says = "systemic therapy is among the draft orders"
    return Evidence("", "draftOrders", says, strength=Strength.ORDER_TEXT)


def _timing(chart: Chart, request: ServiceRequest) -> Mapping[str, Fact]:
    """Count the days from surgery to the day the study is ordered for, where the order names one to come."""
    day = request.occurrence.start or request.occurrence.end
    if day is None or day.latest < chart.as_of:
        return {}
    days = days_before(day, read_episode(chart))
    return {"breast_surgery.days_before_study": days} if days else {}


def _quote(order: OrderText, element: str, says: str, side: Side | None = None) -> Evidence:
    return bear_witness(
        order.request, element, f"the order states {says}", side=side, strength=Strength.ORDER_TEXT
    )
