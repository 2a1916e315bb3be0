"""What care plans say of systemic therapy: planned, under way or carried out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cds_service.extraction.chart import Chart
from cds_service.extraction.evidence import bear_witness, first_code
from cds_service.extraction.primaries import Disease
from cds_service.extraction.treatments import DRUGS, PROCEDURES, State, Treatment, intent_of
from cds_service.extraction.words.phrases import mentions
from cds_service.fhir.elements import Span
from cds_service.fhir.resources import Activity, CarePlan, MedicationRequest, ServiceRequest

_DROPPED: Final = frozenset({"cancelled", "stopped", "entered-in-error"})
_REVOKED: Final = "revoked"


def plans_of(chart: Chart, disease: Disease) -> tuple[Treatment, ...]:
    """Give the systemic therapy that care plans speak of, one for each step that is about it."""
    plans = (plan for plan in chart.record.care_plans if not disease.is_elsewhere(plan.addresses))
    return tuple(each for plan in plans if plan.status != _REVOKED for each in _of_plan(chart, plan))


def revoked_plans_of(chart: Chart, disease: Disease) -> tuple[Treatment, ...]:
    """Give the systemic therapy of plans that were given up; whether any of it was given they do not say."""
    plans = (plan for plan in chart.record.care_plans if not disease.is_elsewhere(plan.addresses))
    given_up = (each for plan in plans if plan.status == _REVOKED for each in _of_plan(chart, plan))
    return tuple(each for each in given_up if each.intent != "adjuvant")


def _of_plan(chart: Chart, plan: CarePlan) -> Iterator[Treatment]:
    steps = [each for each in plan.activities if _is_systemic(chart, each)]
    for step in steps:
        if step.status not in _DROPPED:
            yield _treatment(chart, plan, step)
    if not steps and _names_neoadjuvant(chart, plan.words):
        yield _treatment(chart, plan, Activity())


def _is_systemic(chart: Chart, step: Activity) -> bool:
    target = chart.record.by_reference.get(step.reference)
    referenced = target.code if isinstance(target, MedicationRequest | ServiceRequest) else None
    coded = any(chart.is_in(each, *PROCEDURES, DRUGS) for each in (step.code, referenced))
    return coded or _names_neoadjuvant(chart, step.words) or bool(intent_of(chart, step.reasons))


def _treatment(chart: Chart, plan: CarePlan, step: Activity) -> Treatment:
    span = next((each for each in (step.scheduled, plan.period) if each != Span()), Span(plan.on, None))
    intent = intent_of(chart, step.reasons)
    if not intent and _names_neoadjuvant(chart, f"{plan.words} . {step.words}"):
        intent = "neoadjuvant"
    if not intent and mentions([plan.words, step.words], chart.knowledge.phrases["names-adjuvant"]):
        intent = "adjuvant"
    state = _state(plan, step)
    kind = f"{intent} systemic therapy".strip()
    says = f"plan of care: {kind} {state.value}"
    entry = chart.entry_of(step.code, DRUGS)
    element = "activity" if step in plan.activities else "title" if plan.title else "description"
    code = first_code(step.code, *step.reasons)
    evidence = bear_witness(plan, element, says, code=code, on=span.start or plan.on)
    said = entry.properties if entry else {}
    return Treatment(state, span, said.get("class", ""), intent, evidence, said.get("ingredient", ""))


def _state(plan: CarePlan, step: Activity) -> State:
    if plan.status == _REVOKED:
        return State.CUT_SHORT
    if plan.status == "completed" or step.status == "completed":
        return State.FINISHED
    if step.status == "in-progress":
        return State.RUNNING
    return State.PLANNED


def _names_neoadjuvant(chart: Chart, words: str) -> bool:
    return mentions([words], chart.knowledge.phrases["names-neoadjuvant"])
