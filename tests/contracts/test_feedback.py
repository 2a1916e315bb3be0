"""Feedback on cards over HTTP: the FB requirements, and what is kept of it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from cds_service.adapters.memory_store import MemoryStore
from cds_service.web.app import create_app
from tests.contracts.test_calls import SWAP, request_of, send
from tests.support.service import service, service_with

URL = "/cds-services/breast-imaging-order-sign/feedback"
CARD = "0f0c4a90-2b5f-4f6e-9c54-3d4a3a3f7f10"
OVERRIDDEN: dict[str, Any] = {
    "card": CARD,
    "outcome": "overridden",
    "outcomeTimestamp": "2026-06-01T12:00:00Z",
}
ACCEPTED = OVERRIDDEN | {"outcome": "accepted", "acceptedSuggestions": [{"id": CARD}]}
REASON = {"reason": {"code": "patient-preference", "system": "http://example.org/reasons"}}


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def caller(store: MemoryStore) -> TestClient:
    return TestClient(create_app(service_with(store)))


def post(caller: TestClient, *entries: object) -> httpx.Response:
    answer: httpx.Response = caller.post(URL, json={"feedback": list(entries)})
    return answer


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(ACCEPTED, id="fb-02 accepted"),
        pytest.param(OVERRIDDEN, id="fb-03 overridden"),
        pytest.param(OVERRIDDEN | {"overrideReason": REASON}, id="fb-04 with a reason"),
        pytest.param(
            OVERRIDDEN | {"overrideReason": {"userComment": "Too late."}}, id="fb-04 with a comment"
        ),
        pytest.param(OVERRIDDEN | {"overrideReason": REASON | {"userComment": "No."}}, id="fb-04 with both"),
        pytest.param(OVERRIDDEN | {"extension": {"org.example": 1}}, id="fb-11 with an extension"),
        pytest.param(OVERRIDDEN | {"outcomeTimestamp": "2026-06-01t12:00:00.5+02:00"}, id="with an offset"),
    ],
)
def test_fb_02_to_04_and_11_what_the_specification_allows_is_taken(
    caller: TestClient, store: MemoryStore, entry: dict[str, Any]
) -> None:
    answer = post(caller, entry)
    assert (answer.status_code, answer.json()) == (200, {})
    [kept] = store.feedback.values()
    assert (kept.feedback.card, kept.feedback.reaction.value) == (CARD, entry["outcome"])


def test_fb_05_several_entries_are_taken_together(caller: TestClient, store: MemoryStore) -> None:
    assert post(caller, ACCEPTED, OVERRIDDEN).status_code == 200
    assert len(store.feedback) == 2


def test_fb_06_the_same_entry_is_taken_again_and_kept_once(caller: TestClient, store: MemoryStore) -> None:
    assert [post(caller, ACCEPTED).status_code for _ in range(3)] == [200] * 3
    assert len(store.feedback) == 1


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        (OVERRIDDEN | {"card": ""}, "feedback[1].card"),
        (OVERRIDDEN | {"card": "a\x00b"}, "feedback[1].card"),
        (OVERRIDDEN | {"card": "a" * 1000}, "feedback[1].card"),
        (OVERRIDDEN | {"outcome": "ignored"}, "feedback[1].outcome"),
        (ACCEPTED | {"acceptedSuggestions": []}, "feedback[1].acceptedSuggestions"),
        (ACCEPTED | {"acceptedSuggestions": ["x"]}, "feedback[1].acceptedSuggestions"),
        (OVERRIDDEN | {"outcomeTimestamp": "2026-06-01"}, "feedback[1].outcomeTimestamp"),
        (OVERRIDDEN | {"outcomeTimestamp": "2026-06-01T12:00:00"}, "feedback[1].outcomeTimestamp"),
        (OVERRIDDEN | {"outcomeTimestamp": "0001-01-01T00:00:00+14:00"}, "feedback[1].outcomeTimestamp"),
        (OVERRIDDEN | {"overrideReason": {}}, "feedback[1].overrideReason"),
        (OVERRIDDEN | {"overrideReason": {"reason": {"system": "x"}}}, "feedback[1].overrideReason.reason"),
        (OVERRIDDEN | {"overrideReason": {"userComment": 7}}, "feedback[1].overrideReason.userComment"),
        ("accepted", "feedback[1]"),
    ],
)
def test_fb_07_an_entry_that_is_wrong_is_named_and_none_is_kept(
    caller: TestClient, store: MemoryStore, entry: object, place: str
) -> None:
    answer = post(caller, OVERRIDDEN, entry)
    [issue] = answer.json()["issue"]
    assert (answer.status_code, issue["expression"]) == (422, [place])
    assert not store.feedback


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"feedback": {}}', b'{"feedback": null}'])
def test_fb_07_what_is_no_list_of_entries_is_refused(caller: TestClient, body: bytes) -> None:
    answer = caller.post(URL, content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["issue"][0]["expression"]) == (422, ["feedback"])


def test_fb_08_the_form_of_a_large_vendor_is_taken(caller: TestClient, store: MemoryStore) -> None:
    reason = {"reason": {"code": "1", "system": " urn:oid:1.2.3 "}, "extension": {"title": "Other"}}
    entry = OVERRIDDEN | {"card": "123456", "overrideReasons": reason}
    assert post(caller, entry).status_code == 200
    [kept] = store.feedback.values()
    assert (kept.feedback.card, kept.feedback.reason.system) == ("123456", "urn:oid:1.2.3")


@pytest.mark.parametrize(
    "content",
    [
        b'{"feedback": [{"card": "\\ud800"}]}',
        b"\xff",
        b"[" * 100_000,
        b'{"feedback": []}',
        b'{"feedback": [1e999]}',
    ],
)
def test_fb_09_odd_content_is_never_a_fault(caller: TestClient, content: bytes) -> None:
    answer = caller.post(URL, content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 400, 422)


def test_fb_09_a_comment_of_a_megabyte_is_cut(store: MemoryStore) -> None:
    caller = TestClient(create_app(service_with(store, keep_comments=True)))
    entry = OVERRIDDEN | {"overrideReason": {"userComment": "a\x00b" + "c" * 1_000_000}}
    assert post(caller, entry).status_code == 200
    [kept] = store.feedback.values()
    assert kept.feedback.reason.comment.startswith("a bc")
    assert len(kept.feedback.reason.comment) == 4000


def test_comments_are_not_kept_unless_the_site_wants_them(caller: TestClient, store: MemoryStore) -> None:
    post(caller, OVERRIDDEN | {"overrideReason": REASON | {"userComment": "Mrs Example prefers MRI."}})
    [kept] = store.feedback.values()
    assert (kept.feedback.reason.code, kept.feedback.reason.comment) == ("patient-preference", "")


def test_fb_10_an_unknown_service_is_not_found(caller: TestClient) -> None:
    answer = caller.post("/cds-services/nobody/feedback", json={"feedback": [OVERRIDDEN]})
    assert answer.status_code == 404


def test_a_service_that_keeps_nothing_takes_no_feedback() -> None:
    assert post(TestClient(create_app(service())), OVERRIDDEN).status_code == 404


def test_what_was_shown_is_written_down_under_the_ids_that_feedback_names(
    caller: TestClient, store: MemoryStore
) -> None:
    [card] = send(caller, request_of(caller, SWAP)).json()["cards"]
    [order] = store.calls[-1].orders
    assert (order.card, order.indicator, order.rating) == (card["uuid"], "warning", "usually-not-appropriate")
    assert [each.uuid for each in order.suggestions] == [each["uuid"] for each in card["suggestions"]]
    assert {each.kind: each.rating for each in order.suggestions} == {
        "swap": "usually-appropriate",
        "drop": "",
    }


def test_a_refused_call_is_written_down_with_its_status(caller: TestClient, store: MemoryStore) -> None:
    request = request_of(caller, SWAP)
    assert send(caller, request | {"prefetch": {}}).status_code == 412
    assert (store.calls[-1].outcome.value, store.calls[-1].status) == ("refused", 412)


def test_a_silent_service_judges_and_records_and_shows_no_card(store: MemoryStore) -> None:
    silent = TestClient(create_app(service_with(store, silent_services="breast-imaging-order-sign")))
    assert send(silent, request_of(silent, SWAP)).json() == {"cards": []}
    assert (store.calls[-1].silent, store.calls[-1].orders[0].indicator) == (True, "warning")
    assert send(silent, request_of(silent, SWAP, "order-select")).json()["cards"]


def test_a_test_call_is_marked(caller: TestClient, store: MemoryStore) -> None:
    request = request_of(caller, SWAP)
    send(caller, request | {"extension": {"org.imaging-cds.test": True}})
    send(caller, request)
    assert [each.test for each in store.calls] == [True, False]
