"""A hook call comes in, orders and facts are read from it, a pure core decides with reasons, cards go out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cds_service.advice.completion import needs_of_studies, refuse_without_data
from cds_service.advice.gathering import gather
from cds_service.advice.judging import Case, judge_study
from cds_service.advice.ports import ChartSource
from cds_service.advice.practice import Practice
from cds_service.advice.studies import Drafts, read_drafts
from cds_service.cards.compose import Composition, compose
from cds_service.cards.judged import JudgedOrder, NotEvaluated
from cds_service.cards.suggestions import Rendering
from cds_service.domain.facts import FactSheet
from cds_service.extraction.sheet import extract_facts
from cds_service.fhir.reading import read_prefetch
from cds_service.fhir.record import PatientRecord
from cds_service.hooks.profiles import ClientProfile
from cds_service.hooks.request import HookRequest
from cds_service.hooks.response import SILENCE


async def advise(
    request: HookRequest,
    practice: Practice,
    charts: ChartSource,
    *,
    profile: ClientProfile,
    now: datetime,
    new_id: Callable[[], str],
) -> Advice:
    """Answer a hook call, reading from the EHR's server what is needed and did not come with the call.

    Raises:
        DataMissing: the study in question needs data, and nothing was supplied or could be read.
    """
    drafts = read_drafts(request, practice)
    gathered = await gather(request, drafts, practice, charts)
    completed = replace(request, prefetch=gathered.prefetch)
    deliberation = deliberate(completed, drafts, practice, now.date())
    composition = answer(request, deliberation, Rendering(profile, new_id, practice.knowledge))
    return Advice(composition, completed)


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer, and the call with all that was read for it."""

    composition: Composition
    completed: HookRequest


@dataclass(frozen=True, slots=True)
class Deliberation:
    """Everything that one call led to, for the cards and for whoever asks why."""

    judged: tuple[JudgedOrder, ...] = ()
    not_evaluated: tuple[NotEvaluated, ...] = ()
    record: PatientRecord | None = None
    sheet: FactSheet = field(default_factory=FactSheet)


def deliberate(request: HookRequest, drafts: Drafts, practice: Practice, today: date) -> Deliberation:
    """Read the chart, but only if an order is ours; then judge each study in question."""
    if not drafts.studies:
        return Deliberation(not_evaluated=drafts.not_evaluated)
    record = read_prefetch(request.prefetch, practice.needs, request.patient_id)
    # A companion order is only watched: where nothing is known of the patient, nothing is said about it.
    ordered = [each for study in drafts.studies for each in study.could_be if not each.kind.is_companion]
    refuse_without_data(record, needs_of_studies(practice.knowledge, ordered, practice.needs))
    if record.patient is not None and record.patient.deceased:
        closed = (
            NotEvaluated(each.orders[0].reference, "the patient is recorded as deceased")
            for each in drafts.studies
        )
        return Deliberation(not_evaluated=(*drafts.not_evaluated, *closed), record=record)
    sheet = extract_facts(record, practice.knowledge, today, practice.reading)
    case = Case(record, sheet, drafts.procedures, practice.knowledge, today)
    judged = tuple(judge_study(study, case) for study in drafts.studies)
    return Deliberation(judged, drafts.not_evaluated, record, sheet)


def answer(request: HookRequest, deliberation: Deliberation, rendering: Rendering) -> Composition:
    """Say what was concluded, in the form this client can take; nothing where no order is ours."""
    if not deliberation.judged and not deliberation.not_evaluated:
        return Composition(SILENCE)
    return compose(
        deliberation.judged,
        deliberation.not_evaluated,
        rendering,
        tell_all=request.asks_for_assessment,
    )
