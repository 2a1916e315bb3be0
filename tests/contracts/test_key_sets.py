"""Key sets over HTTP: bounded, kept, renewed when that can help, and never in the way of other calls."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable

import pytest

from cds_service.adapters.destinations import checked_transports
from cds_service.adapters.key_sets import KeySets, Patience
from cds_service.callers.clients import Client, TokenRules
from cds_service.callers.keys import PublicKey, read_key_set
from cds_service.hooks.profiles import GENERIC
from tests.support.fhir_liar import MEBIBYTE, Behaviour, Exchange, Liar, head, serve
from tests.support.tokens import ISSUER, Signer, key_set

OLD, NEW = Signer(kid="old"), Signer("RS384", kid="new")
PATIENCE = Patience(fetch=0.3)


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Desk:
    """Key sets that are read from one server, whose published keys and behaviour a test can change."""

    def __init__(self, liar: Liar) -> None:
        self.clock = Clock()
        open_transport = checked_transports(1)
        self.key_sets = KeySets(lambda _: open_transport(), self.clock, PATIENCE)
        self.liar = liar

    async def find(self, kid: str) -> PublicKey | None:
        rules = TokenRules(ISSUER, jku=f"{self.liar.base}/jwks.json")
        return await self.key_sets.find(Client("ehr", GENERIC, rules), kid)

    async def settle(self) -> None:
        """Let what goes on in the background end."""
        await asyncio.gather(*(each for each in asyncio.all_tasks() if each is not asyncio.current_task()))

    @property
    def fetches(self) -> int:
        return len(self.liar.seen)


class Publisher:
    """What the server does, which a test may change between fetches."""

    def __init__(self, *keys: Signer) -> None:
        self.behave: Behaviour = publishing(*keys)

    async def __call__(self, exchange: Exchange) -> None:
        await self.behave(exchange)


def sending(content: bytes, status: int = 200, **headers: object) -> Behaviour:
    async def behave(exchange: Exchange) -> None:
        await exchange.send(head(status, content_length=len(content), **headers), content)

    return behave


def publishing(*keys: Signer) -> Behaviour:
    return sending(key_set(*(each.jwk() for each in keys)))


def at_the_desk(
    story: Callable[[Desk, Publisher], Awaitable[None]], *keys: Signer, elsewhere: bool = False
) -> None:
    async def run() -> None:
        publisher = Publisher(*(keys or (OLD,)))
        async with serve(sending(key_set(OLD.jwk()))) as canary, serve(publisher, canary.base) as liar:
            await story(Desk(liar), publisher)
            assert not canary.seen

    asyncio.run(run())


def test_keys_are_fetched_once_and_kept() -> None:
    async def story(desk: Desk, _: Publisher) -> None:
        assert [await desk.find("old") for _ in range(5)] == [await desk.find("old")] * 5
        assert await desk.find("old") is not None
        assert desk.fetches == 1
        assert desk.liar.targets == ["/fhir/jwks.json"]
        assert set(desk.liar.seen[0].headers) == {"host", "accept", "accept-encoding", "user-agent"}

    at_the_desk(story)


def test_calls_at_once_wait_for_one_fetch() -> None:
    async def story(desk: Desk, _: Publisher) -> None:
        found = await asyncio.gather(*(desk.find("old") for _ in range(20)))
        assert all(found)
        assert desk.fetches == 1

    at_the_desk(story)


def test_a_new_key_is_found_when_the_floor_between_fetches_has_passed() -> None:
    async def story(desk: Desk, publisher: Publisher) -> None:
        await desk.find("old")
        publisher.behave = publishing(OLD, NEW)
        desk.clock.seconds += PATIENCE.floor - 1
        assert await desk.find("new") is None
        desk.clock.seconds += 1
        assert await desk.find("new") is not None
        assert await desk.find("old") is not None
        assert desk.fetches == 2

    at_the_desk(story)


def test_unknown_keys_cause_no_more_fetches_than_the_floor_allows() -> None:
    async def story(desk: Desk, _: Publisher) -> None:
        for number in range(50):
            assert await desk.find(f"unknown-{number}") is None
            desk.clock.seconds += 1
        assert desk.fetches == 2

    at_the_desk(story)


def test_a_key_that_is_withdrawn_is_dropped_after_a_while_without_a_call_waiting() -> None:
    async def story(desk: Desk, publisher: Publisher) -> None:
        await desk.find("old")
        publisher.behave = publishing(NEW)
        desk.clock.seconds += PATIENCE.fresh + 1
        began = time.perf_counter()
        assert await desk.find("old") is not None
        assert time.perf_counter() - began < 0.05
        await desk.settle()
        assert await desk.find("old") is None
        assert await desk.find("new") is not None

    at_the_desk(story)


def test_keys_that_are_all_withdrawn_are_gone() -> None:
    async def story(desk: Desk, publisher: Publisher) -> None:
        await desk.find("old")
        publisher.behave = sending(key_set())
        desk.clock.seconds += PATIENCE.fresh + 1
        await desk.find("old")
        await desk.settle()
        assert await desk.find("old") is None

    at_the_desk(story)


async def _never(exchange: Exchange) -> None:
    await asyncio.sleep(30)


async def _drip(exchange: Exchange) -> None:
    await exchange.send(head(content_length=1000))
    while True:
        await exchange.send(b" ")
        await asyncio.sleep(0.05)


async def _huge(exchange: Exchange) -> None:
    await exchange.send(head())
    for _ in range(64):
        await exchange.send(b" " * MEBIBYTE)


async def _elsewhere(exchange: Exchange) -> None:
    await exchange.send(head(302, location=f"{exchange.elsewhere}/jwks.json", content_length=0))


async def _hangs_up(exchange: Exchange) -> None:
    return


BROKEN: dict[str, Behaviour] = {
    "silent": _never,
    "dripping": _drip,
    "huge": _huge,
    "too long": sending(key_set(NEW.jwk()) + b" " * MEBIBYTE),
    "elsewhere": _elsewhere,
    "hangs up": _hangs_up,
    "fails": sending(key_set(NEW.jwk()), 500),
    "html": sending(b"<html></html>", content_type="text/html"),
    "cut off": sending(key_set(NEW.jwk())[:-5]),
    "packed": sending(key_set(NEW.jwk()), content_encoding="gzip"),
    "no set": sending(json.dumps(NEW.jwk()).encode()),
    "garbage": sending(b"\xff\xfe"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_keys_are_kept_for_a_day_while_their_source_is_broken_and_it_costs_no_more_than_the_limit(
    name: str,
) -> None:
    async def story(desk: Desk, publisher: Publisher) -> None:
        await desk.find("old")
        publisher.behave = BROKEN[name]
        desk.clock.seconds += PATIENCE.stale - 1
        began = time.perf_counter()
        assert await desk.find("new") is None
        assert time.perf_counter() - began < PATIENCE.fetch + 0.3
        assert await desk.find("old") is not None
        desk.clock.seconds += 2
        assert await desk.find("old") is None
        publisher.behave = publishing(OLD)
        desk.clock.seconds += PATIENCE.floor_without
        assert await desk.find("old") is not None

    at_the_desk(story)


def test_a_source_that_fails_from_the_start_is_asked_no_more_often_than_the_floor_allows() -> None:
    async def story(desk: Desk, publisher: Publisher) -> None:
        publisher.behave = sending(b"", 500)
        for _ in range(20):
            assert await desk.find("old") is None
            desk.clock.seconds += PATIENCE.floor_without / 4
        assert desk.fetches == 5

    at_the_desk(story)


def test_a_slow_source_holds_up_no_other_call() -> None:
    async def story(desk: Desk, publisher: Publisher) -> None:
        publisher.behave = _drip
        loop = asyncio.get_running_loop()
        waiting = asyncio.create_task(desk.find("old"))
        longest, before = 0.0, loop.time()
        while not waiting.done():
            await asyncio.sleep(0.001)
            longest, before = max(longest, loop.time() - before), loop.time()
        assert await waiting is None
        assert longest < 0.15

    at_the_desk(story)


def test_keys_are_fetched_before_the_first_call_and_again_by_it_where_that_failed() -> None:
    async def story(desk: Desk, publisher: Publisher) -> None:
        publisher.behave = sending(b"", 500)
        rules = TokenRules(ISSUER, jku=f"{desk.liar.base}/jwks.json")
        await desk.key_sets.fetch_all([Client("ehr", GENERIC, rules)])
        await desk.settle()
        assert desk.fetches == 1
        publisher.behave = publishing(OLD)
        assert await desk.find("old") is not None
        assert desk.fetches == 2

    at_the_desk(story)


def test_pinned_keys_are_never_fetched() -> None:
    async def story(desk: Desk, _: Publisher) -> None:
        rules = TokenRules(ISSUER, jku=f"{desk.liar.base}/jwks.json", pinned=read_key_set(key_set(NEW.jwk())))
        client = Client("ehr", GENERIC, rules)
        assert await desk.key_sets.find(client, "new") is not None
        assert await desk.key_sets.find(client, "old") is None
        assert desk.fetches == 0

    at_the_desk(story)
