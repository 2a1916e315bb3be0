"""A hook call comes in, orders and patient facts are read from it, a pure core decides with reasons, cards go out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cds_service.advice.judging import judge_study
from cds_service.advice.studies import NotEvaluated, drafted_procedures, group_studies
from cds_service.cards.assessments import list_not_evaluated
from cds_service.cards.compose import compose
from cds_service.cards.judged import JudgedOrder
from cds_service.cards.suggestions import Rendering
from cds_service.domain.facts import FactSheet
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.errors import DataMissing
from cds_service.extraction.bindings import needs_for
from cds_service.extraction.sheet import ExtractionSettings, extract_facts
from cds_service.fhir.draft_orders import find_orders, read_orders
from cds_service.fhir.reading import read_prefetch
from cds_service.fhir.record import PatientRecord
from cds_service.hooks.prefetch import needs_supplied
from cds_service.hooks.profiles import ClientProfile
from cds_service.hooks.request import HookRequest
from cds_service.hooks.response import SILENCE, CdsResponse


@dataclass(frozen=True, slots=True)
class Deliberation:
    """Everything that one call led to, for the cards and for whoever asks why."""

    judged: tuple[JudgedOrder, ...] = ()
    not_evaluated: tuple[NotEvaluated, ...] = ()
    record: PatientRecord | None = None
    sheet: FactSheet = field(default_factory=FactSheet)


def advise(
    request: HookRequest,
    *,
    knowledge: KnowledgeBase,
    profile: ClientProfile,
    now: datetime,
    new_id: Callable[[], str],
    settings: ExtractionSettings,
) -> CdsResponse:
    """Answer a hook call.

    Raises:
        DataMissing: an order of ours is in question and nothing about the patient was supplied.
    """
    deliberation = deliberate(request, knowledge=knowledge, now=now, settings=settings)
    if not deliberation.judged and not deliberation.not_evaluated:
        return SILENCE
    rendering = Rendering(profile, now.date(), new_id, knowledge)
    left = list_not_evaluated(
        [(each.order.reference, each.because) for each in deliberation.not_evaluated], knowledge
    )
    return compose(deliberation.judged, left, rendering, tell_all=request.asks_for_assessment)


def deliberate(
    request: HookRequest, *, knowledge: KnowledgeBase, now: datetime, settings: ExtractionSettings
) -> Deliberation:
    """Read the orders, and only if one is ours the chart; then judge each study in question."""
    drafts = find_orders(request.draft_orders, request.selections, request.hook)
    readings = read_orders(drafts, knowledge.catalogue, knowledge.value_sets, request.patient_id)
    studies, not_evaluated = group_studies(readings, knowledge.catalogue)
    if not studies:
        return Deliberation(not_evaluated=not_evaluated)
    record = _read_chart(request, knowledge)
    sheet = extract_facts(record, knowledge, now.date(), settings)
    drafted = drafted_procedures(readings)
    judged = tuple(judge_study(study, drafted, sheet, record, knowledge, now.date()) for study in studies)
    return Deliberation(judged, not_evaluated, record, sheet)


def _read_chart(request: HookRequest, knowledge: KnowledgeBase) -> PatientRecord:
    needs = needs_for(knowledge.value_sets)
    record = read_prefetch(request.prefetch, needs, request.patient_id)
    if not needs_supplied(request.prefetch, needs):
        raise DataMissing([need.name for need in needs if need.required])
    return record
