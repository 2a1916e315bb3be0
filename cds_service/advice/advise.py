"""A hook call comes in, orders and facts are read from it, a pure core decides with reasons, cards go out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from cds_service.advice.completion import needs_of_studies, refuse_without_data
from cds_service.advice.gathering import gather
from cds_service.advice.judging import Case, judge_study
from cds_service.advice.ports import ChartSource
from cds_service.advice.practice import Practice
from cds_service.advice.studies import drafted_procedures, group_studies
from cds_service.cards.compose import compose
from cds_service.cards.judged import JudgedOrder, NotEvaluated
from cds_service.cards.suggestions import Rendering
from cds_service.domain.facts import FactSheet
from cds_service.extraction.sheet import extract_facts
from cds_service.fhir.draft_orders import find_orders, read_orders
from cds_service.fhir.reading import read_prefetch
from cds_service.fhir.record import PatientRecord
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


async def advise(
    request: HookRequest,
    practice: Practice,
    charts: ChartSource,
    *,
    profile: ClientProfile,
    now: datetime,
    new_id: Callable[[], str],
) -> CdsResponse:
    """Answer a hook call, reading from the EHR's server what is needed and did not come with the call.

    Raises:
        DataMissing: the study in question needs data, and nothing was supplied or could be read.
    """
    gathered = await gather(request, practice, charts)
    completed = replace(request, prefetch=gathered.prefetch)
    return respond(completed, practice, profile=profile, now=now, new_id=new_id)


def respond(
    request: HookRequest,
    practice: Practice,
    *,
    profile: ClientProfile,
    now: datetime,
    new_id: Callable[[], str],
) -> CdsResponse:
    """Answer a hook call with what came with it."""
    deliberation = deliberate(request, practice, now=now)
    if not deliberation.judged and not deliberation.not_evaluated:
        return SILENCE
    rendering = Rendering(profile, new_id, practice.knowledge)
    return compose(
        deliberation.judged,
        deliberation.not_evaluated,
        rendering,
        tell_all=request.asks_for_assessment,
    )


def deliberate(request: HookRequest, practice: Practice, *, now: datetime) -> Deliberation:
    """Read the orders, and only if one is ours the chart; then judge each study in question."""
    knowledge, today = practice.knowledge, now.date()
    drafts = find_orders(request.draft_orders, request.selections, request.hook)
    readings = read_orders(drafts, practice.vocabulary, request.patient_id)
    studies, not_evaluated = group_studies(readings, knowledge.catalogue)
    if not studies:
        return Deliberation(not_evaluated=not_evaluated)
    # A companion order is only watched: where nothing is known of the patient, nothing is said about it.
    ordered = [each for study in studies for each in study.could_be if not each.kind.is_companion]
    refuse_without_data(request.prefetch, needs_of_studies(knowledge, ordered, practice.needs))
    record = read_prefetch(request.prefetch, practice.needs, request.patient_id)
    if record.patient is not None and record.patient.deceased:
        closed = (
            NotEvaluated(each.orders[0].reference, "the patient is recorded as deceased") for each in studies
        )
        return Deliberation(not_evaluated=(*not_evaluated, *closed), record=record)
    sheet = extract_facts(record, knowledge, today, practice.reading)
    case = Case(record, sheet, drafted_procedures(readings), knowledge, today)
    judged = tuple(judge_study(study, case) for study in studies)
    return Deliberation(judged, not_evaluated, record, sheet)
