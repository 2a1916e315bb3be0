"""Answers one call and has written down what came of it, refusals and faults included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cds_service.advice.advise import advise
from cds_service.advice.decisions import CallRecord, DecisionLog, Outcome, outcome_of, record_orders
from cds_service.advice.keeping import Archive, pack
from cds_service.advice.ports import ChartSource
from cds_service.advice.practice import Practice
from cds_service.advice.repetition import PastReactions, find_repeated, hold_back, mark
from cds_service.errors import CallRefused
from cds_service.hooks.profiles import ClientProfile
from cds_service.hooks.request import HookRequest, parse_request
from cds_service.hooks.response import SILENCE, CdsResponse

_OK = 200
_FAULT = 500


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What calls are answered with: knowledge, charts, a log, and the time and ids that come from outside.

    `elapsed` gives seconds on a clock that never goes back. `quiet` is how long advice is not repeated to the
    user who overrode it with a reason.
    """

    practice: Practice
    charts: ChartSource
    log: DecisionLog
    now: Callable[[], datetime]
    elapsed: Callable[[], float]
    new_id: Callable[[], str]
    archive: Archive | None = None
    past: PastReactions | None = None
    quiet: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls which service: `client` is the authenticated issuer, empty for none.

    A `silent` caller's orders are judged and written down, and no card is shown.
    """

    service: str
    hooks: frozenset[str]
    profile: ClientProfile
    client: str = ""
    silent: bool = False


async def answer_call(body: bytes, caller: Caller, around: Surroundings) -> CdsResponse:
    """Answer the body of a call.

    Raises:
        CallRefused: it cannot be answered; that is written down too.
    """
    began = around.elapsed()
    record = CallRecord(
        id="",
        at=around.now(),
        service=caller.service,
        outcome=Outcome.ERROR,
        status=_FAULT,
        duration_us=0,
        knowledge=around.practice.knowledge.digest,
        client=caller.client,
        silent=caller.silent,
    )
    try:
        request = parse_request(body, caller.hooks, caller.profile)
        record = _naming(record, request)
        advice = await advise(
            request,
            around.practice,
            around.charts,
            profile=caller.profile,
            now=record.at,
            new_id=around.new_id,
        )
        composition = advice.composition
        orders = record_orders(composition.orders)
        record = replace(record, orders=orders, outcome=outcome_of(orders), status=_OK)
        if around.past is not None:
            repeated = await find_repeated(record, around.past, around.quiet)
            composition = hold_back(composition, repeated, record)
            record = mark(record, repeated)
        if around.archive is not None:
            around.archive.keep(around.new_id(), pack(body, advice.completed.prefetch, record))
    except CallRefused as refused:
        record = replace(record, outcome=Outcome.REFUSED, status=refused.status)
        raise
    finally:
        took = round((around.elapsed() - began) * 1_000_000)
        around.log.note(replace(record, id=around.new_id(), duration_us=took))
    return SILENCE if caller.silent else composition.response


def _naming(record: CallRecord, request: HookRequest) -> CallRecord:
    """Add who and what the call is about."""
    return replace(
        record,
        hook=request.hook,
        hook_instance=request.hook_instance,
        patient=request.patient_id,
        user=request.user_id,
        test=request.is_test,
    )
