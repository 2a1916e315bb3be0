"""Calls that are completed from a misbehaving server, held against the budget and against leaks."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from cds_service.adapters.fhir_exchange import Limits
from cds_service.adapters.fhir_server import FhirServers
from cds_service.advice.completion import Completion
from cds_service.domain.needs import DataNeed
from tests.support.completing import CHART, NEEDS, TOKEN, hook_call, said
from tests.support.fhir_liar import Behaviour, Exchange, Liar, head, send_json, serve
from tests.support.results import bundle

BRIEF: Final = Limits(budget=0.4)
ROOMY: Final = Limits(budget=1.4)
MARGIN: Final = 1.0
"""Seconds, on a machine that runs other tests at the same time."""

PROBLEMS: Final = NEEDS[1]
CONDITION: Final = CHART[2]
SLOW: Final = "the FHIR server took longer than the call may wait"
UNREACHABLE: Final = "the FHIR server could not be reached"
ELSEWHERE: Final = "the result goes on at another address"


@dataclass(frozen=True)
class Outcome:
    """What came of a call, and what the server saw of it."""

    completion: Completion
    liar: Liar

    @property
    def failure(self) -> str:
        """Why the problems could not be read."""
        assert not self.completion.fetched
        return said(self.completion)["problems"]


async def honest(exchange: Exchange) -> None:
    """Answer with one condition."""
    await send_json(exchange, bundle(CONDITION, total=1))


async def never(_: Exchange) -> None:
    """Close the connection without a word; what a canary does."""


def answering(content: object, status: int = 200) -> Behaviour:
    """Answer every request with this JSON, or with these bytes as they are."""

    async def behave(exchange: Exchange) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        await exchange.send(head(status, content_length=len(body)), body)

    return behave


def ask(
    behave: Behaviour,
    *needs: DataNeed,
    limits: Limits | None = None,
    prefetch: Mapping[str, msgspec.Raw] | None = None,
    token: str = TOKEN,
    patient_id: str = "patient-1",
) -> Outcome:
    """Complete a call (by default about the problems) from a server that behaves like this.

    Whatever it does, it costs no more than the budget, another server hears nothing, no read goes on
    afterwards, and the token is not told.
    """
    bounds = limits or ROOMY

    async def call() -> Outcome:
        async with serve(never) as canary, serve(behave, canary.base) as liar:
            request = hook_call(liar.base, prefetch, token=token, patient_id=patient_id)
            servers = FhirServers([liar.base], bounds)
            began = time.perf_counter()
            completion = await servers.complete(request, needs or (PROBLEMS,), 10)
            assert time.perf_counter() - began < bounds.budget + MARGIN
            assert not [each for each in asyncio.all_tasks() if "_Reads" in repr(each.get_coro())]
            assert not canary.seen
            return Outcome(completion, liar)

    outcome = asyncio.run(call())
    assert TOKEN not in repr(outcome.completion)
    return outcome
