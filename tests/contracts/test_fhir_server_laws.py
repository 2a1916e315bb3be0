"""Laws about servers that do something else at every request."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds_service.adapters.fhir_exchange import Limits
from tests.support.completing import KEYS, NEEDS, STAGING_CODES, read
from tests.support.fhir_calls import ask
from tests.support.fhir_liar import MEBIBYTE, Exchange, head, send_json
from tests.support.results import ERROR, bundle

LIMITS = Limits(budget=0.15, bytes_each=MEBIBYTE)


async def _whole(exchange: Exchange) -> None:
    is_read = "/Patient/" in exchange.target
    await send_json(exchange, {"resourceType": "Patient", "id": "patient-1"} if is_read else bundle(total=0))


async def _hang(exchange: Exchange) -> None:
    await asyncio.sleep(5)


async def _drip(exchange: Exchange) -> None:
    await exchange.send(head())
    while True:
        await exchange.send(b" ")
        await asyncio.sleep(0.01)


async def _endless(exchange: Exchange) -> None:
    await exchange.send(head())
    while True:
        await exchange.send(b" " * MEBIBYTE)


async def _cut(exchange: Exchange) -> None:
    await exchange.send(head(content_length=99), b'{"resourceType":')


async def _close(exchange: Exchange) -> None:
    pass


async def _refuse(exchange: Exchange) -> None:
    await send_json(exchange, ERROR, 400)


async def _fail(exchange: Exchange) -> None:
    await send_json(exchange, ERROR)


async def _lead_away(exchange: Exchange) -> None:
    await send_json(exchange, bundle(next_page=f"{exchange.elsewhere}?page=2"))


async def _lead_on(exchange: Exchange) -> None:
    await send_json(exchange, bundle(next_page=f"{exchange.target}&x=1"))


async def _promise_more(exchange: Exchange) -> None:
    await send_json(exchange, bundle(total=5))


async def _mangle(exchange: Exchange) -> None:
    body = bytearray(json.dumps(bundle(total=0)).encode())
    body[len(exchange.target) % (len(body) - 1)] = 0xFF
    await exchange.send(head(content_length=len(body)), bytes(body))


LIES: Mapping[str, Callable[[Exchange], Awaitable[None]]] = {
    each.__name__: each
    for each in (
        _hang,
        _drip,
        _endless,
        _cut,
        _close,
        _refuse,
        _fail,
        _lead_away,
        _lead_on,
        _promise_more,
        _mangle,
    )
}


def _key_of(target: str) -> str:
    """Give the key that a request is made for, also when only one of its alternatives is asked for."""
    if any(f"%7C{each}" in target for each in STAGING_CODES[-2:]):
        return "staging_2"
    return next(
        need.name
        for need in NEEDS
        if f"/{need.resource_type}" in target
        and (need.resource_type != "Condition" or need.parameters[0][1][0].partition("|")[2] in target)
    )


@pytest.mark.nightly
@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["", *LIES]), min_size=len(KEYS), max_size=len(KEYS)))
def test_no_lie_costs_more_than_the_budget_or_turns_unknown_into_known(told: list[str]) -> None:
    lies: dict[str, str] = {}

    async def behave(exchange: Exchange) -> None:
        lie = lies.setdefault(_key_of(exchange.target), told[len(lies) % len(told)])
        await (LIES[lie](exchange) if lie else _whole(exchange))

    completion = ask(behave, *NEEDS, limits=LIMITS).completion
    honest = sum(not lie for lie in lies.values())
    assert len(completion.fetched) <= honest
    searched = read(completion).searched
    assert {key for need in NEEDS if need.name in searched for key in need.keys} <= completion.fetched
    assert len(completion.fetched) + len(completion.issues) == len(KEYS)
