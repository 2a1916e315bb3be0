"""FHIR-03, FHIR-06, FHIR-09: what a broken or hostile FHIR server can do, and what it never costs."""

from __future__ import annotations

import asyncio
import gzip
import json
import time
from codecs import BOM_UTF8

import pytest

from cds_service.adapters.fhir_exchange import Limits
from cds_service.adapters.fhir_server import FhirServers
from cds_service.advice.ports import HARD_LIMIT
from cds_service.fhir.answers import MOST
from tests.support.completing import CHART, NEEDS, hook_call, read, said
from tests.support.fhir_calls import (
    BRIEF,
    CONDITION,
    MARGIN,
    ROOMY,
    SLOW,
    UNREACHABLE,
    answering,
    ask,
    honest,
    never,
)
from tests.support.fhir_liar import MEBIBYTE, Behaviour, Exchange, head, serve
from tests.support.results import ERROR, bundle

NOT_A_RESULT = "the answer is no search result"
TOO_LARGE = "the answer is larger than this service reads"
BOMB = gzip.compress(b" " * 20 * MEBIBYTE)


def test_an_honest_server_is_believed() -> None:
    assert ask(honest).completion.fetched == {"problems"}


# Servers that take their time


async def hang(exchange: Exchange) -> None:
    await asyncio.sleep(30)


async def hang_after_the_head(exchange: Exchange) -> None:
    await exchange.send(head(content_length=10))
    await asyncio.sleep(30)


async def drip(exchange: Exchange) -> None:
    await exchange.send(head())
    for byte in json.dumps(bundle(CONDITION)).encode() * 100:
        await exchange.send(bytes([byte]))
        await asyncio.sleep(0.02)


async def drip_the_head(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await exchange.send(b"x-more: 1\r\n")
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("behave", [hang, hang_after_the_head, drip])
def test_fhir_06_a_server_that_takes_its_time_costs_the_budget(behave: Behaviour) -> None:
    outcome = ask(behave, *NEEDS, limits=BRIEF)
    assert not outcome.completion.fetched
    assert set(said(outcome.completion).values()) == {SLOW}


def test_fhir_06_headers_without_end_cost_the_budget() -> None:
    assert ask(drip_the_head, limits=BRIEF).failure in (SLOW, UNREACHABLE)


def test_what_came_in_time_is_kept_when_the_rest_is_late() -> None:
    async def half(exchange: Exchange) -> None:
        await (honest(exchange) if "Condition" in exchange.target else hang(exchange))

    completion = ask(half, *NEEDS, limits=BRIEF).completion
    assert completion.fetched == {"problems", "encounter_diagnoses"}
    assert read(completion).searched == {"problems", "encounter_diagnoses"}


def test_the_hard_limit_holds_whatever_is_set() -> None:
    async def call() -> float:
        async with serve(hang) as liar:
            began = time.perf_counter()
            await FhirServers([liar.base], Limits(budget=60)).complete(hook_call(liar.base), NEEDS, 60)
            return time.perf_counter() - began

    assert HARD_LIMIT <= asyncio.run(call()) < HARD_LIMIT + MARGIN


# Answers without end


async def endless(exchange: Exchange) -> None:
    await exchange.send(head(), b'{"resourceType":"Bundle","entry":[')
    while True:
        await exchange.send(b" " * MEBIBYTE)


async def two_gibibytes(exchange: Exchange) -> None:
    await exchange.send(head(content_length=2 * 1024 * MEBIBYTE))
    while True:
        await exchange.send(b" " * MEBIBYTE)


async def three_mebibytes(exchange: Exchange) -> None:
    await exchange.send(head(), json.dumps(bundle(CONDITION)).encode(), b" " * 3 * MEBIBYTE)


@pytest.mark.parametrize("behave", [endless, two_gibibytes])
def test_fhir_06_an_answer_without_end_is_cut_off(behave: Behaviour) -> None:
    assert ask(behave).failure == TOO_LARGE


def test_fhir_06_each_answer_has_a_limit() -> None:
    limits = Limits(budget=1.4, bytes_each=2 * MEBIBYTE)
    assert ask(three_mebibytes, limits=limits).failure == TOO_LARGE


def test_fhir_06_all_answers_together_have_a_limit() -> None:
    limits = Limits(budget=1.4, bytes_in_all=7 * MEBIBYTE)
    completion = ask(three_mebibytes, *NEEDS[1:], limits=limits).completion
    assert len(completion.fetched) <= 2
    assert set(said(completion).values()) == {TOO_LARGE}


NAMELESS = b'{"resource":{"resourceType":"Condition"}}'
PARTS = {
    "more resources than anyone reads": (
        b'{"resourceType":"Bundle","entry":[',
        [NAMELESS] * (MOST + 1),
        NOT_A_RESULT,
    ),
    "entries of nothing": (b'{"resourceType":"Bundle","entry":[', [b"[]"] * Limits().parts_each, TOO_LARGE),
    "lists of nothing": (b"[", [b"[]"] * Limits().parts_each, TOO_LARGE),
}


@pytest.mark.parametrize(("begin", "parts", "failure"), PARTS.values(), ids=PARTS)
def test_fhir_06_what_takes_long_to_go_through_is_not_gone_through(
    begin: bytes, parts: list[bytes], failure: str
) -> None:
    assert ask(answering(begin + b",".join(parts) + (b"]" if begin == b"[" else b"]}"))).failure == failure


async def bomb(exchange: Exchange) -> None:
    await exchange.send(head(content_encoding="gzip", content_length=len(BOMB)), BOMB)


def test_fhir_06_a_compressed_answer_is_not_unpacked() -> None:
    outcome = ask(bomb)
    assert outcome.failure == "the FHIR server encoded its answer"
    assert outcome.liar.seen[0].headers["accept-encoding"] == "identity"


# Answers that are none


def test_fhir_03_what_is_no_search_result_is_a_failed_search() -> None:
    others: list[object] = [CONDITION, [], None, "text", bundle(CONDITION) | {"type": "history"}]
    cut = json.dumps(bundle(CONDITION)).encode()[:-9]
    deep = b'{"resourceType":"Bundle","entry":' + b"[" * 100_000
    for body in (*others, b"", b"<html>Not found</html>", b"<Bundle/>", cut, deep):
        assert ask(answering(body)).failure == NOT_A_RESULT


@pytest.mark.parametrize("media_type", ["text/html", "application/xml", "text/plain; charset=utf-16", "x"])
def test_fhir_03_it_is_the_content_that_counts_and_not_what_it_is_called(media_type: str) -> None:
    async def call_it(exchange: Exchange) -> None:
        body = BOM_UTF8 + json.dumps(bundle(CONDITION)).encode()
        await exchange.send(head(content_type=media_type, content_length=len(body)), body)

    assert ask(call_it).completion.fetched == {"problems"}


def test_a_result_from_which_the_server_held_something_back_is_a_failed_search() -> None:
    issue = {"severity": "warning", "code": "suppressed", "diagnostics": "a sub-type is not authorized"}
    remark = {"resourceType": "OperationOutcome", "issue": [issue]}
    assert ask(answering(bundle(CONDITION, remark))).failure == "the FHIR server reports a failed search"


def test_resources_of_another_kind_alone_are_no_answer_to_the_search() -> None:
    assert ask(answering(bundle(CHART[0]))).failure == NOT_A_RESULT


def test_fhir_03_an_answer_that_is_not_utf_8_is_a_failed_search() -> None:
    body = json.dumps(bundle({**CONDITION, "note": [{"text": "ä"}]}), ensure_ascii=False).encode("latin-1")
    assert ask(answering(body)).failure == "the answer is not in UTF-8"


def test_fhir_03_an_answer_cut_short_is_a_failed_search() -> None:
    async def cut_short(exchange: Exchange) -> None:
        body = json.dumps(bundle(CONDITION)).encode()
        await exchange.send(head(content_length=len(body) + 100), body)

    assert ask(cut_short).failure == UNREACHABLE


@pytest.mark.parametrize("status", [201, 202, 204, 302, 304, 401, 403, 404, 410, 429, 500, 502, 503])
def test_fhir_03_a_status_other_than_200_is_a_failed_search(status: int) -> None:
    outcome = ask(answering(b"", status))
    assert outcome.failure == f"the FHIR server answered {status}"
    assert len(outcome.liar.seen) == 1


def test_fhir_03_a_server_that_is_not_there_or_speaks_no_http_is_a_failed_search() -> None:
    async def babble(exchange: Exchange) -> None:
        await exchange.send(b"SSH-2.0-OpenSSH_9.2\r\n")

    assert ask(babble).failure == UNREACHABLE
    assert ask(never).failure == UNREACHABLE
    completion = asyncio.run(
        FhirServers(["http://127.0.0.1:9/fhir"], ROOMY).complete(
            hook_call("http://127.0.0.1:9/fhir"), NEEDS, 10
        )
    )
    assert set(said(completion).values()) == {UNREACHABLE}


def test_a_result_that_reports_a_failure_or_lacks_resources_is_a_failed_search() -> None:
    assert ask(answering(ERROR)).failure == "the FHIR server reports a failed search"
    assert ask(answering(bundle(CONDITION, ERROR))).failure == ("the FHIR server reports a failed search")
    assert ask(answering(bundle(CONDITION, total=2))).failure == ("the result is longer than what was sent")


def test_pre_13_a_remark_beside_an_empty_result_is_no_failure() -> None:
    remark = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "not-found"}]}
    empty = bundle(total=0, entry=[{"resource": remark, "search": {"mode": "outcome"}}])
    completion = ask(answering(empty)).completion
    assert completion.fetched == {"problems"}
    assert "problems" in read(completion).searched


def test_a_patient_that_is_another_or_none_is_not_taken() -> None:
    completion = ask(answering(CHART[1]), NEEDS[0]).completion
    assert read(completion).patient is None
    assert "patient" not in read(completion).searched
    assert ask(answering(CONDITION), NEEDS[0]).completion.fetched == frozenset()


def test_resources_of_another_patient_are_not_taken() -> None:
    theirs = next(each for each in CHART if each["id"] == "condition-patient-2-99")
    record = read(ask(answering(bundle(CONDITION, theirs))).completion)
    assert [each.reference for each in record.conditions] == [f"Condition/{CONDITION['id']}"]
    assert [each.what for each in record.issues] == ["it is about another patient"]
