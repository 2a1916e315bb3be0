"""What is read from a server instead of being supplied leads to the same answer (FHIR-02)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from cds_service.adapters.fhir_memory import MemoryChartSource
from cds_service.adapters.memory import InMemoryChart
from cds_service.advice import advise
from cds_service.advice.completion import Completion
from cds_service.advice.gathering import gather
from cds_service.advice.ports import ChartSource
from cds_service.advice.studies import read_drafts
from cds_service.cards.suggestions import Rendering
from cds_service.domain.needs import DataNeed
from cds_service.hooks.prefetch import render_templates
from cds_service.hooks.profiles import PROFILES
from cds_service.hooks.request import HookRequest, parse_request
from cds_service.hooks.response import encode
from cds_service.settings import Settings
from cds_service.wiring import open_practice
from tests.spec.vignettes.groups import VIGNETTES
from tests.spec.vignettes.vignette import Vignette
from tests.support.ehr import build_request
from tests.support.knowledge import shipped_knowledge
from tests.support.service import ids_in_sequence

PRACTICE = open_practice(Settings(), shipped_knowledge())
SERVER = "https://ehr.example.org/fhir"
COMPLETE = [each for each in VIGNETTES if not each.unread and not each.settings]


class Listening:
    """A source that only notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.within = 0.0

    async def complete(self, request: HookRequest, needs: Sequence[DataNeed], within: float) -> Completion:
        self.within = within
        self.asked += [each.name for each in needs]
        return Completion(request.prefetch)


def call_about(vignette: Vignette, **more: object) -> HookRequest:
    """Give the call that fires when the vignette's orders are signed."""
    templates = render_templates(PRACTICE.needs)
    body = build_request("order-sign", templates, list(vignette.chart), list(vignette.drafts))
    return parse_request(
        json.dumps(body | more).encode(), frozenset({"order-sign"}), PROFILES[Settings().profile]
    )


def answer(request: HookRequest, vignette: Vignette) -> bytes:
    deliberation = advise.deliberate(request, read_drafts(request, PRACTICE), PRACTICE, vignette.today)
    rendering = Rendering(PROFILES[Settings().profile], ids_in_sequence(), PRACTICE.knowledge)
    return encode(advise.answer(request, deliberation, rendering).response)


def gathered_for(request: HookRequest, source: ChartSource) -> Completion:
    return asyncio.run(gather(request, read_drafts(request, PRACTICE), PRACTICE, source, 1))


@pytest.mark.parametrize("vignette", COMPLETE, ids=[each.id for each in COMPLETE])
def test_a_chart_that_is_fetched_leads_to_the_answer_of_one_that_is_supplied(vignette: Vignette) -> None:
    supplied = answer(call_about(vignette), vignette)
    bare = call_about(vignette, prefetch={}, fhirServer=SERVER)
    gathered = gathered_for(bare, MemoryChartSource(InMemoryChart(vignette.chart)))
    if gathered.fetched:
        assert answer(replace(bare, prefetch=gathered.prefetch), vignette) == supplied
    else:  # no scenario speaks to the order, so nothing was read for it
        assert json.loads(supplied)["cards"] == []


def test_a_call_that_names_no_server_is_not_read_for() -> None:
    source = Listening()
    gathered_for(call_about(COMPLETE[0], prefetch={}), source)
    assert not source.asked


def test_a_call_without_an_order_of_ours_is_not_read_for() -> None:
    source = Listening()
    bare = replace(call_about(COMPLETE[0], prefetch={}, fhirServer=SERVER), draft_orders=())
    gathered_for(bare, source)
    assert not source.asked


def test_a_call_that_asks_for_the_whole_assessment_is_read_for_whole() -> None:
    source = Listening()
    extension = {"org.imaging-cds.assessment": True}
    bare = call_about(COMPLETE[0], prefetch={}, fhirServer=SERVER, extension=extension)
    gathered_for(bare, source)
    assert source.asked == [each.name for each in PRACTICE.needs]
    assert source.within == 1
