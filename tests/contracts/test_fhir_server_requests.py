"""FHIR-01, FHIR-05, FHIR-09: where requests go, what they carry, and how many there are."""

from __future__ import annotations

import asyncio
import logging

import pytest

from cds_service.adapters.fhir_exchange import Limits
from cds_service.adapters.fhir_server import FhirServers
from cds_service.advice.completion import Completion
from tests.support.completing import KEYS, NEEDS, PATIENT, TOKEN, hook_call, said
from tests.support.fhir_calls import PROBLEMS, answering, ask, honest, never
from tests.support.fhir_liar import Exchange, head, send_json, serve
from tests.support.results import bundle


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
    ("granted_for", "reads"),
    [("", True), (PATIENT, True), (f"Patient/{PATIENT}", True), ("patient-2", False)],
)
def test_access_that_was_granted_for_another_patient_is_not_used(granted_for: str, *, reads: bool) -> None:
    async def call() -> tuple[Completion, int]:
        async with serve(honest) as liar:
            request = hook_call(liar.base, granted_for=granted_for)
            return await FhirServers([liar.base]).complete(request, NEEDS, 10), len(liar.seen)

    completion, requests = asyncio.run(call())
    assert (requests > 0) is reads
    told = set(said(completion).values())
    assert ("the access that was granted is for another patient" in told) is not reads


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


def test_what_could_not_be_read_is_logged_with_its_reason(caplog: pytest.LogCaptureFixture) -> None:
    ask(answering(b"", 403), *NEEDS[:2])
    assert caplog.messages == [
        "could not read patient, problems from the FHIR server: the FHIR server answered 403 (2)"
    ]
    caplog.clear()
    ask(honest)
    assert not caplog.messages


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
