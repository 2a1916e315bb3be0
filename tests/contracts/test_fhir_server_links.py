"""FHIR-04, FHIR-06: how results are gone on with, and where no link leads."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from cds_service.adapters.fhir_exchange import Limits
from cds_service.adapters.fhir_server import FhirServers
from cds_service.advice.completion import Completion
from tests.support.completing import NEEDS, TOKEN, hook_call, read
from tests.support.fhir_calls import CONDITION, ELSEWHERE, PROBLEMS, SLOW, answering, ask, honest
from tests.support.fhir_liar import Exchange, head, send_json, serve
from tests.support.results import ERROR, bundle


def test_fhir_04_a_redirect_is_not_followed() -> None:
    async def redirect(exchange: Exchange) -> None:
        await exchange.send(head(307, location=f"{exchange.elsewhere}/Condition", content_length=0))

    assert ask(redirect).failure == "the FHIR server answered 307"


def test_fhir_04_a_next_link_to_another_origin_is_not_followed() -> None:
    async def elsewhere(exchange: Exchange) -> None:
        await send_json(exchange, bundle(CONDITION, next_page=f"{exchange.elsewhere}/Condition?page=2"))

    outcome = ask(elsewhere)
    assert outcome.failure == ELSEWHERE
    assert len(outcome.liar.seen) == 1


@pytest.mark.parametrize(
    "link",
    [
        *(
            "/other?page=2",
            "../admin?page=2",
            "//127.0.0.1:1/fhir?page=2",
            "https:/fhir?page=2",
            "?a=b#c",
            "",
        ),
        "http://user:secret@127.0.0.1:{port}/fhir?page=2",
        "http://127.0.0.1:{port}@127.0.0.1:1/fhir?page=2",
        "https://127.0.0.1:{port}/fhir?page=2",
        "http://127.0.0.1/fhir?page=2",
        "http://localhost:{port}/fhir?page=2",
        "http://[::1]:{port}/fhir?page=2",
        "http://[::ffff:127.0.0.1]:{port}/fhir?page=2",
        "http://127.1:{port}/fhir?page=2",
        "file:///etc/passwd",
        "http://127.0.0.1:{port}/fhir?page=2\r\nx-evil: 1",
        "http://127.0.0.1:{port}/fhir?" + "x" * 10_000,
    ],
)
def test_fhir_04_a_next_link_out_of_the_base_is_not_followed(link: str) -> None:
    async def lead_away(exchange: Exchange) -> None:
        port = exchange.base.split(":")[2].removesuffix("/fhir")
        leading = {"link": [{"relation": "next", "url": link.format(port=port)}]}
        await send_json(exchange, bundle(CONDITION) | leading)

    outcome = ask(lead_away)
    assert outcome.failure == ELSEWHERE
    assert len(outcome.liar.seen) == 1


def test_a_server_with_an_ipv6_address_is_read_and_its_links_followed() -> None:
    async def two_pages(exchange: Exchange) -> None:
        second = "page=2" in exchange.target
        page = bundle({**CONDITION, "id": f"c-{second}"}, total=2)
        await send_json(
            exchange, page if second else page | bundle(next_page=f"{exchange.base}/Condition?page=2")
        )

    async def call() -> Completion:
        async with serve(two_pages, host="::1") as liar:
            return await FhirServers([liar.base]).complete(hook_call(liar.base), (PROBLEMS,), 10)

    assert len(read(asyncio.run(call())).conditions) == 2


def test_pages_are_followed_on_the_same_server_with_the_token() -> None:
    async def three_pages(exchange: Exchange) -> None:
        page = int(exchange.target.partition("page=")[2] or 1)
        following = ("", "?page=2", f"{exchange.base}/Condition?page=3", "")[page]
        await send_json(exchange, bundle({**CONDITION, "id": f"c-{page}"}, next_page=following, total=3))

    outcome = ask(three_pages)
    assert len(read(outcome.completion).conditions) == 3
    assert "problems" in read(outcome.completion).searched
    assert {each.headers["authorization"] for each in outcome.liar.seen} == {f"Bearer {TOKEN}"}


def test_a_page_that_was_supplied_is_gone_on_with() -> None:
    async def second_page(exchange: Exchange) -> None:
        await send_json(exchange, bundle({**CONDITION, "id": "c-2"}, total=2))

    async def call() -> tuple[Completion, list[str]]:
        async with serve(second_page) as liar:
            first = bundle({**CONDITION, "id": "c-1"}, next_page=f"{liar.base}?_getpages=7", total=2)
            prefetch = {"problems": msgspec.Raw(msgspec.json.encode(first))}
            servers = FhirServers([liar.base])
            return await servers.complete(hook_call(liar.base, prefetch), (PROBLEMS,), 10), liar.targets

    completion, targets = asyncio.run(call())
    assert targets == ["/fhir?_getpages=7"]
    assert {each.reference for each in read(completion).conditions} == {"Condition/c-1", "Condition/c-2"}
    assert "problems" in read(completion).searched


def test_a_page_that_was_supplied_and_leads_nowhere_is_searched_for_anew() -> None:
    async def no_longer(exchange: Exchange) -> None:
        if "_getpages" in exchange.target:
            await send_json(exchange, ERROR, 410)
        else:
            await honest(exchange)

    async def call() -> Completion:
        async with serve(no_longer) as liar:
            first = bundle({**CONDITION, "id": "c-1"}, next_page=f"{liar.base}?_getpages=7")
            prefetch = {"problems": msgspec.Raw(msgspec.json.encode(first))}
            return await FhirServers([liar.base]).complete(hook_call(liar.base, prefetch), (PROBLEMS,), 10)

    completion = asyncio.run(call())
    assert [each.reference for each in read(completion).conditions] == [f"Condition/{CONDITION['id']}"]
    assert "problems" in read(completion).searched


def test_fhir_06_pages_without_end_are_cut_off() -> None:
    async def one_more(exchange: Exchange) -> None:
        await send_json(exchange, bundle(CONDITION, next_page=f"{exchange.target}&x=1"))

    outcome = ask(one_more)
    assert outcome.failure in ("the result has more pages than this service reads", SLOW)
    assert len(outcome.liar.seen) <= Limits().pages


def test_fhir_06_pages_in_a_circle_are_cut_off() -> None:
    async def again(exchange: Exchange) -> None:
        await send_json(exchange, bundle(CONDITION, next_page=exchange.target))

    assert ask(again).failure == "the result goes on in a circle"


def test_a_result_whose_second_page_fails_counts_as_not_read() -> None:
    async def breaks(exchange: Exchange) -> None:
        if "page=2" in exchange.target:
            await send_json(exchange, ERROR, 500)
        else:
            await send_json(exchange, bundle(CONDITION, next_page="?page=2"))

    assert ask(breaks).failure == "the FHIR server answered 500"


def test_a_list_that_the_server_refuses_is_asked_for_one_by_one() -> None:
    async def no_lists(exchange: Exchange) -> None:
        tokens = exchange.target.partition("code=")[2].partition("&")[0].split(",")
        if len(tokens) > 1:
            await send_json(exchange, ERROR, 400)
        else:
            observation = {"resourceType": "Observation", "id": f"o-{tokens[0][-6:]}", "status": "final"}
            await send_json(exchange, bundle(observation, total=1))

    outcome = ask(no_lists, NEEDS[3])
    assert outcome.completion.fetched == {"staging", "staging_2"}
    assert len(read(outcome.completion).observations) == 12
    assert len(outcome.liar.seen) == 2 + 12


def test_a_search_that_is_refused_for_another_reason_is_not_repeated_for_each_alternative() -> None:
    outcome = ask(answering({}, 400), NEEDS[3])
    assert not outcome.completion.fetched
    assert len(outcome.liar.seen) == 4


def test_one_alternative_that_fails_fails_the_search() -> None:
    async def one_fails(exchange: Exchange) -> None:
        status = 400 if "," in exchange.target else 500 if "plan" in exchange.target else 200
        await send_json(exchange, bundle(), status)

    assert not ask(one_fails, NEEDS[5]).completion.fetched
