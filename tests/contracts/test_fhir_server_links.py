"""FHIR-01, -04, -05, -09: where requests go, what they carry, and how results are gone on with."""

from __future__ import annotations

import asyncio
import logging

import msgspec
import pytest

from cds_service.adapters.fhir_exchange import Limits
from cds_service.adapters.fhir_server import FhirServers
from cds_service.advice.completion import Completion
from tests.support.completing import KEYS, NEEDS, PATIENT, TOKEN, hook_call, read, said
from tests.support.fhir_calls import CONDITION, ELSEWHERE, PROBLEMS, SLOW, answering, ask, honest, never
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
    ["/other?page=2", "../admin?page=2", "//127.0.0.1:1/fhir?page=2", "https:/fhir?page=2", "?a=b#c", ""],
)
def test_fhir_04_a_next_link_out_of_the_base_is_not_followed(link: str) -> None:
    page = bundle(CONDITION) | {"link": [{"relation": "next", "url": link}]}
    outcome = ask(answering(page))
    assert outcome.failure == ELSEWHERE
    assert len(outcome.liar.seen) == 1


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


@pytest.mark.parametrize(
    "disguise",
    [
        "http://localhost:{port}/fhir",
        "http://127.0.0.1:{port}/fhir/../other",
        "http://127.0.0.1:{port}/fhirx",
        "http://127.0.0.1:{port}",
        "http://ehr.example.org@127.0.0.1:{port}/fhir",
        "http://2130706433:{port}/fhir",
        "http://[::ffff:127.0.0.1]:{port}/fhir",
        "http://127.0.0.1:{port}/fhir?x=",
        "http://127.0.0.1:{port}/fhir#x",
        "http:\\\\127.0.0.1:{port}\\fhir",
        "http://127.0.0.1:{port}/fhir\n",
        "http://127.0.0.1:{port}/%66hir",
        "//127.0.0.1:{port}/fhir",
        "https://127.0.0.1:{port}/fhir",
        "ftp://127.0.0.1:{port}/fhir",
    ],
)
def test_fhir_05_a_server_that_is_not_on_the_list_is_not_contacted(disguise: str) -> None:
    async def call() -> Completion:
        async with serve(honest) as liar:
            url = disguise.format(port=liar.base.split(":")[2].removesuffix("/fhir"))
            completion = await FhirServers([liar.base]).complete(hook_call(url), NEEDS, 10)
            assert not liar.seen
            return completion

    assert set(said(asyncio.run(call())).values()) == {
        "the FHIR server of the call is none that this service may read"
    }


def test_fhir_05_without_a_list_no_server_is_contacted() -> None:
    async def call() -> None:
        async with serve(honest) as liar:
            assert not (await FhirServers([]).complete(hook_call(liar.base), NEEDS, 10)).fetched
            assert not liar.seen

    asyncio.run(call())


@pytest.mark.parametrize(
    "patient_id", ["1,2", "../Practitioner/1", "1&_include=x", "", "..", "a b", "x" * 200]
)
def test_an_id_that_would_widen_the_search_is_not_sent(patient_id: str) -> None:
    outcome = ask(honest, *NEEDS, patient_id=patient_id)
    assert not outcome.completion.fetched
    assert not outcome.liar.seen


def test_only_what_the_server_needs_is_sent_and_cookies_are_forgotten() -> None:
    async def biscuit(exchange: Exchange) -> None:
        await exchange.send(head(content_length=2, set_cookie="session=1; Path=/"), b"{}")

    names = {"host", "accept", "accept-encoding", "user-agent", "authorization"}
    outcome = ask(biscuit, *NEEDS[1:], limits=Limits(at_once=1))
    assert {frozenset(each.headers) for each in outcome.liar.seen} == {frozenset(names)}
    without = ask(honest, token="").liar.seen
    assert {frozenset(each.headers) for each in without} == {frozenset(names - {"authorization"})}


@pytest.mark.parametrize("token", [f"{TOKEN}\r\nx-evil: 1", f"{TOKEN} 2", "ünicode"])
def test_a_token_that_no_header_can_carry_is_not_sent(token: str) -> None:
    outcome = ask(honest, token=token)
    assert not outcome.completion.fetched
    assert not outcome.liar.seen


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask(honest).completion.fetched == {"problems"}


def test_fhir_09_nothing_of_the_request_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def pointing(exchange: Exchange) -> None:
        await exchange.send(head(302, location=exchange.target, content_length=0))

    caplog.set_level(logging.DEBUG)
    for behave in (honest, answering(b"", 500), never, pointing):
        ask(behave, *NEEDS)
    assert TOKEN not in caplog.text
    assert PATIENT not in caplog.text


def test_searches_are_made_at_once_but_not_more_than_agreed() -> None:
    agreed = 4
    arrived = 0
    all_there = asyncio.Event()
    most = 0

    async def wait_for_each_other(exchange: Exchange) -> None:
        nonlocal arrived, most
        arrived += 1
        most = max(most, arrived)
        if arrived == agreed:
            all_there.set()
        await all_there.wait()
        arrived -= 1
        await send_json(exchange, bundle(total=0))

    outcome = ask(wait_for_each_other, *NEEDS[1:], limits=Limits(budget=1.4, at_once=agreed))
    assert len(outcome.completion.fetched) == len(KEYS) - 1
    assert most == agreed


def test_a_site_may_choose_not_to_heed_the_scope() -> None:
    async def call(*, heed_scope: bool) -> Completion:
        async with serve(honest) as liar:
            servers = FhirServers([liar.base], heed_scope=heed_scope)
            return await servers.complete(hook_call(liar.base, scope="patient/Patient.r"), (PROBLEMS,), 10)

    assert not asyncio.run(call(heed_scope=True)).fetched
    assert asyncio.run(call(heed_scope=False)).fetched == {"problems"}


def test_the_number_of_requests_is_bounded() -> None:
    outcome = ask(honest, *NEEDS, limits=Limits(requests=3))
    assert len(outcome.liar.seen) == 3
    assert "the chart would take too many requests" in said(outcome.completion).values()
