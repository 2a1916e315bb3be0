"""Gathers what the studies of a call need beyond what came with it, before they are judged."""

from __future__ import annotations

from cds_service.advice.completion import Completion, needs_of_studies
from cds_service.advice.ports import HARD_LIMIT, ChartSource
from cds_service.advice.practice import Practice
from cds_service.advice.studies import Drafts
from cds_service.hooks.request import HookRequest


async def gather(
    request: HookRequest,
    drafts: Drafts,
    practice: Practice,
    charts: ChartSource,
    within: float = HARD_LIMIT,
) -> Completion:
    """Give the prefetch of a call, completed from its FHIR server.

    A call that names no server, or has no study in question to which a scenario speaks, is not read for;
    one that asks for the whole assessment is read for whole.
    """
    if not request.fhir_server:
        return Completion(request.prefetch)
    ordered = [procedure for study in drafts.studies for procedure in study.could_be]
    needs = practice.needs if drafts.studies and request.asks_for_assessment else ()
    needs = needs or needs_of_studies(practice.knowledge, ordered, practice.needs)
    return await charts.complete(request, needs, within)
