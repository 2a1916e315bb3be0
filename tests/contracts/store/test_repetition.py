"""Advice that was overridden with a reason is not repeated: what every store knows of it, and over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from cds_service.adapters.memory_store import MemoryStore
from cds_service.adapters.pseudonyms import Pseudonyms
from cds_service.adapters.store.store import SqlStore, open_store
from cds_service.advice.decisions import CallRecord, OrderDecision
from cds_service.advice.feedback import ReceivedFeedback
from cds_service.advice.repetition import PastReactions, Said, find_repeated
from cds_service.errors import StoreUnavailable
from cds_service.web.app import create_app
from tests.contracts.store.conftest import new_address
from tests.contracts.test_calls import SWAP, request_of, send
from tests.support.records import CALL, NOON, accepted, overridden
from tests.support.service import service_with

LATER = replace(CALL, id="call-2", at=NOON + timedelta(minutes=5))
SAID = frozenset({Said.by(CALL.orders[0])})


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryStore | SqlStore]:
    if request.param == "memory":
        yield MemoryStore()
        return
    opened = open_store(new_address(request, request.param, tmp_path), Pseudonyms(b"k"))
    yield opened
    opened.close()


def asked(store: PastReactions, call: CallRecord = LATER, hours: int = 1) -> frozenset[Said]:
    orders = [each.order for each in call.orders]
    return asyncio.run(store.overridden(call, orders, call.at - timedelta(hours=hours)))


def test_what_was_overridden_with_a_reason_is_known(store: MemoryStore | SqlStore) -> None:
    store.note(CALL)
    asyncio.run(store.keep([overridden()]))
    assert asked(store) == SAID


@pytest.mark.parametrize("entry", [accepted(), overridden(code="")], ids=["accepted", "without a reason"])
def test_what_was_accepted_or_given_no_reason_may_be_said_again(
    store: MemoryStore | SqlStore, entry: ReceivedFeedback
) -> None:
    store.note(CALL)
    asyncio.run(store.keep([entry]))
    assert asked(store) == frozenset()


@pytest.mark.parametrize(
    "other",
    [
        replace(LATER, patient="Patient/8"),
        replace(LATER, user="Practitioner/1"),
        replace(LATER, client="another"),
    ],
    ids=["patient", "user", "client"],
)
def test_another_patient_user_or_client_has_overridden_nothing(
    store: MemoryStore | SqlStore, other: CallRecord
) -> None:
    store.note(CALL)
    asyncio.run(store.keep([overridden()]))
    assert asked(store, other) == frozenset()


@pytest.mark.parametrize(
    ("order", "repeated"),
    [
        (CALL.orders[0], SAID),
        (replace(CALL.orders[0], rating="may-be-appropriate"), frozenset()),
        (replace(CALL.orders[0], procedure="bone-scan-whole-body"), frozenset()),
        (replace(CALL.orders[0], scenario="another"), frozenset()),
    ],
    ids=["the same", "another rating", "another study", "another scenario"],
)
def test_only_the_same_advice_is_a_repetition(
    store: MemoryStore | SqlStore, order: OrderDecision, repeated: frozenset[Said]
) -> None:
    store.note(CALL)
    asyncio.run(store.keep([overridden()]))
    again = replace(LATER, orders=(replace(order, card="card-2", suggestions=()),))
    assert asyncio.run(find_repeated(again, store, timedelta(hours=1))) == repeated


def test_after_the_quiet_time_it_may_be_said_again(store: MemoryStore | SqlStore) -> None:
    store.note(CALL)
    asyncio.run(store.keep([overridden()]))
    assert asked(store, replace(LATER, at=NOON + timedelta(hours=2))) == frozenset()


class Unreadable(MemoryStore):
    """A store that cannot be read."""

    async def overridden(self, *_: object) -> frozenset[Said]:
        raise StoreUnavailable("nobody knows")


Caller = Callable[..., httpx.Response]


def react(client: TestClient, card: str, code: str = "tumour-board") -> None:
    entry = {
        "card": card,
        "outcome": "overridden",
        "outcomeTimestamp": "2026-06-01T12:00:05Z",
        "overrideReason": {"reason": {"code": code, "system": "http://example.org/reasons"}},
    }
    url = "/cds-services/breast-imaging-order-sign/feedback"
    assert client.post(url, json={"feedback": [entry]}).status_code == 200


def test_a_card_overridden_at_selection_is_not_shown_again_at_signing() -> None:
    store = MemoryStore()
    client = TestClient(create_app(service_with(store, quiet_hours=12)))
    [card] = send(client, request_of(client, SWAP, "order-select")).json()["cards"]
    react(client, card["uuid"])
    asked_for = {"extension": {"org.imaging-cds.assessment": True}}
    answer = send(client, request_of(client, SWAP) | asked_for).json()
    assert answer["cards"] == []
    assert answer["extension"]["org.imaging-cds.assessment"], "the assessment is still given"
    assert (store.calls[-1].orders[0].held_back, store.calls[-1].orders[0].card) == (True, "")


@pytest.mark.parametrize(
    ("store", "quiet_hours"),
    [(MemoryStore(), 0), (Unreadable(), 12)],
    ids=["the site wants it", "nobody knows"],
)
def test_a_card_is_repeated_where_the_site_wants_it_or_nobody_knows(
    store: MemoryStore, quiet_hours: int
) -> None:
    client = TestClient(create_app(service_with(store, quiet_hours=quiet_hours)))
    [card] = send(client, request_of(client, SWAP)).json()["cards"]
    react(client, card["uuid"])
    assert send(client, request_of(client, SWAP)).json()["cards"]


def test_advice_at_signing_takes_the_place_of_that_at_selection_under_one_id() -> None:
    """CDS Hooks 3.0, update stale guidance: the client replaces what the same service said before."""
    client = TestClient(create_app(service_with(MemoryStore(), shared_service_id=True)))
    services = client.get("/cds-services").json()["services"]
    assert [(each["id"], each["hook"]) for each in services] == [
        ("breast-imaging-orders", "order-select"),
        ("breast-imaging-orders", "order-sign"),
    ]
    url = "/cds-services/breast-imaging-orders"
    selected = client.post(url, json=request_of(client, SWAP, "order-select")).json()["cards"]
    signed = client.post(url, json=request_of(client, SWAP, "order-sign")).json()["cards"]
    assert [each["summary"] for each in selected] == [each["summary"] for each in signed]
    assert selected[0]["uuid"] != signed[0]["uuid"]
