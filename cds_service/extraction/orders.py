"""Facts of an order and of the drafts beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from cds_service.domain.facts import Choice, Fact, FactSheet, NotRecorded, Recorded, known
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.terms import Side
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart, one_side, open_chart
from cds_service.extraction.drafts import read_drafted
from cds_service.extraction.episode import read_episode
from cds_service.extraction.metastasis import metastasis_words
from cds_service.extraction.order_words.reasons import read_reason
from cds_service.extraction.order_words.said import OrderText, order_text
from cds_service.extraction.order_words.statements import state_facts
from cds_service.extraction.surgery import days_before
from cds_service.extraction.symptom_kinds import OF_METASTASIS, PERHAPS
from cds_service.extraction.words.phrases import mentions
from cds_service.fhir.building import build_condition
from cds_service.fhir.building_treatment import build_service_request
from cds_service.fhir.raw import Raw, objects, resource_type, text
from cds_service.fhir.record import PatientRecord
from cds_service.fhir.releases import as_r4
from cds_service.fhir.resources import ServiceRequest

_URGENT: Final = frozenset({"stat", "asap", "urgent"})
_QUESTIONS: Final = ("axilla", "distant-disease", "residual-disease", "breast")
_QUESTION_BY_REASON: Final = (
    ("axillary-adenopathy-on-exam", "axilla"),
    ("axillary-adenopathy", "axilla"),
    ("symptom-metastatic", "distant-disease"),
    ("liver-test-abnormal", "distant-disease"),
    ("margin-answers", "residual-disease"),
)
_SIGNS_OF_METASTASIS: Final = (*OF_METASTASIS, PERHAPS, "liver-tests-abnormal", "alp-raised")
"""Phrases that, without a question in words, make distant disease the question."""
_PROMPTS: Final = ("tumour-marker", "anxiety")
_NODE_FACTS: Final = ("axilla.imaging_finding", "axilla.palpable_nodes")
_NODE_FOUND: Final = frozenset({"suspicious", "bulky"})
_NOT_STATED: Final = NotRecorded(searched=True)


def extract_order_facts(  # noqa: PLR0917  # the order, what stands beside it, and what is known of the patient
    order_raw: Mapping[str, Any],
    drafted: Mapping[str, Raw],
    ordered_side: Side | None,
    record: PatientRecord,
    sheet: FactSheet,
    knowledge: KnowledgeBase,
    as_of: date,
) -> Mapping[str, Fact]:
    """Give the facts of one order, and those of the chart that its own reasons and notes add to.

    `drafted` are the studies among all drafts, each with the draft that orders it; `ordered_side` is the side
    as the order was identified; `sheet` holds the facts of the chart.
    """
    chart = open_chart(record, knowledge, as_of)
    order = read_order(order_raw)
    stated = state_facts(chart, order, sheet)
    with_order = sheet.adding(stated)
    return {
        **stated,
        **_timing(chart, order.request),
        **read_drafted(chart, order, drafted, with_order),
        "order.question": _question(chart, order),
        "order.reason": read_reason(chart, order),
        "order.prompted_by": _prompt(chart, order),
        "order.urgency": _urgency(chart, order),
        "order.side": _side(ordered_side, with_order, order),
        "order.states_nodal_status": _states(chart, order, "states-nodal-status", "the nodal status"),
        "order.states_clip": _states(chart, order, "states-clip", "the marker clip"),
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
    displays = [text(each.get("display")) for each in objects(as_r4(order_raw).get("reasonReference"))]
    words = (
        *request.said,
        *(("contained", each.words) for each in inside),
        *(("reasonReference", each) for each in displays),
    )
    # Diagnoses of the chart that the order refers to count there, with their status, and not again here.
    return order_text(request, (each for each in words if each[1]), (*request.reasons, *inside))


def _question(chart: Chart, order: OrderText) -> Fact:
    """Give the question that the order states; several where it states several."""
    phrases = chart.knowledge.phrases
    asked = {
        question: order.place_of(phrases[f"order-question-{question}"])
        for question in _QUESTIONS
        if mentions(order.words, phrases[f"order-question-{question}"])
    }
    asked = asked or dict(_by_reason(chart, order))
    if not asked:
        return _NOT_STATED
    words = _words_of(chart, "order.question")
    evidence = (
        order.quote(asked[each], f"the order asks for {words[each]}") for each in _QUESTIONS if each in asked
    )
    return Recorded(frozenset(asked), tuple(evidence))


def _by_reason(chart: Chart, order: OrderText) -> Iterator[tuple[str, str]]:
    """Give the questions that the reasons of an order imply, each with the element that holds them."""
    for value_set, question in _QUESTION_BY_REASON:
        if any(chart.is_in(each, value_set) for each in order.reasons):
            yield question, order.request.reasons_in
    for sign in _SIGNS_OF_METASTASIS:
        if mentions(order.words, chart.knowledge.phrases[sign]):
            yield "distant-disease", order.place_of(chart.knowledge.phrases[sign])
    metastasis = metastasis_words(chart.knowledge.phrases)
    if metastasis.speak_in(order.words) is not Truth.FALSE:
        yield "distant-disease", order.place_of((*metastasis.placed, *metastasis.unplaced))


def _words_of(chart: Chart, fact: str) -> Mapping[str, str]:
    definition = chart.knowledge.facts[fact].type
    return definition.values if isinstance(definition, Choice) else {}


def _prompt(chart: Chart, order: OrderText) -> Fact:
    phrases = {each: chart.knowledge.phrases[f"prompted-by-{each}"] for each in _PROMPTS}
    prompts = [each for each in _PROMPTS if mentions(order.words, phrases[each])]
    if not prompts:
        return _NOT_STATED
    words = _words_of(chart, "order.prompted_by")
    evidence = (
        order.quote(order.place_of(phrases[each]), f"the order is prompted by {words[each]}")
        for each in prompts
    )
    return Recorded(frozenset(prompts), tuple(evidence))


def _urgency(chart: Chart, order: OrderText) -> Fact:
    if order.request.priority in _URGENT:
        return known(
            "urgent", order.quote("priority", f"the order has the priority {order.request.priority}")
        )
    if mentions(order.words, chart.knowledge.phrases["urgent"]):
        place = order.place_of(chart.knowledge.phrases["urgent"])
        return known("urgent", order.quote(place, "the order says: urgent"))
    return known("routine")


def _states(chart: Chart, order: OrderText, name: str, what: str) -> Fact:
    """Whether the order speaks of something, also where it states the absence of it."""
    phrases = chart.knowledge.phrases[name]
    if not mentions(order.words, phrases, even_negated=True):
        return known("no")
    return known("yes", order.quote(order.place_of(phrases), f"the order speaks of {what}"))


def _side(ordered: Side | None, sheet: FactSheet, order: OrderText) -> Fact:
    """Hold the side ordered against that of the suspicious node, else of the cancer."""
    expected = _side_found(sheet)
    if ordered is None or expected is None:
        return _NOT_STATED
    agrees = ordered.meets(expected)
    says = f"the order names the {ordered.value} side, the finding is on the {expected.value} side"
    return known("agrees" if agrees else "differs", order.quote("code", says, side=ordered))


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


def _timing(chart: Chart, request: ServiceRequest) -> Mapping[str, Fact]:
    """Count the days from surgery to the day the study is ordered for, where the order names one to come."""
    day = request.occurrence.start or request.occurrence.end
    if day is None or day.latest < chart.as_of:
        return {}
    days = days_before(day, read_episode(chart))
    return {"breast_surgery.days_before_study": days} if days else {}
