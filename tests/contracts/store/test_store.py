"""What every store promises: all of it, once, and no reference in the clear."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Table

from cds_service.adapters.pseudonyms import Pseudonyms
from cds_service.adapters.store.store import SqlStore, open_store
from cds_service.adapters.store.tables import (
    ACCEPTED,
    CALL,
    CONSIDERED,
    FEEDBACK,
    METADATA,
    MISSING,
    ORDER,
    SUGGESTION,
)
from tests.support import records
from tests.support.records import accepted, overridden, rows

PSEUDONYMS = Pseudonyms(b"a key of this test")


@pytest.fixture
def store(address: str) -> Iterator[SqlStore]:
    opened = open_store(address, PSEUDONYMS)
    yield opened
    opened.close()


def test_a_call_is_written_down_with_all_that_was_concluded(store: SqlStore, address: str) -> None:
    store.note(records.CALL)
    store.close()
    [call] = rows(address, CALL)
    assert (call["outcome"], call["at"], call["duration_us"]) == ("rated", records.NOON, 4321)
    [order] = rows(address, ORDER)
    assert (order["procedure"], order["rating"], order["card"]) == (
        "pet-ct",
        "usually-not-appropriate",
        "card-1",
    )
    assert {each["verdict"] for each in rows(address, CONSIDERED)} == {"applies", "undetermined"}
    assert [each["fact"] for each in rows(address, MISSING)] == ["a.fact"]
    assert {each["kind"]: each["procedure"] for each in rows(address, SUGGESTION)} == {
        "swap": "us-axilla",
        "drop": "",
    }


def test_patients_users_and_orders_are_kept_as_hashes_only(store: SqlStore, address: str) -> None:
    store.note(records.CALL)
    store.close()
    everything = repr([rows(address, table) for table in METADATA.sorted_tables])
    for reference in ("Patient/7", "Practitioner/9", "ServiceRequest/42"):
        assert reference not in everything
    assert PSEUDONYMS.of("patient", records.CALL.client, "Patient/7") in everything


def test_an_instance_that_is_no_uuid_is_kept_as_a_hash(store: SqlStore, address: str) -> None:
    store.note(replace(records.CALL, hook_instance="Patient/7 at noon"))
    store.close()
    assert "Patient" not in rows(address, CALL)[0]["hook_instance"]


def test_a_call_noted_twice_is_there_once(store: SqlStore, address: str) -> None:
    store.note(records.CALL)
    store.note(records.CALL)
    store.close()
    assert len(rows(address, CALL)) == len(rows(address, ORDER)) == 1


@pytest.mark.parametrize("table", [FEEDBACK, ACCEPTED], ids=lambda each: each.name)
def test_feedback_sent_again_is_there_once(store: SqlStore, address: str, table: Table) -> None:
    asyncio.run(store.keep([accepted()]))
    asyncio.run(store.keep([accepted(), accepted()]))
    assert len(rows(address, table)) == 1


def test_what_differs_in_outcome_time_or_reason_is_kept_beside(store: SqlStore, address: str) -> None:
    later = records.NOON.replace(hour=13)
    message = [accepted(), overridden(), overridden(code="other"), accepted(at=later)]
    asyncio.run(store.keep(message))
    assert len(rows(address, FEEDBACK)) == len(message)


def test_feedback_on_an_unknown_card_is_kept(store: SqlStore, address: str) -> None:
    asyncio.run(store.keep([overridden("a card of long ago")]))
    assert [each["card"] for each in rows(address, FEEDBACK)] == ["a card of long ago"]


def test_feedback_is_committed_when_keep_returns(store: SqlStore, address: str) -> None:
    asyncio.run(store.keep([accepted()]))
    assert len(rows(address, FEEDBACK)) == 1  # read by another connection, the store still open
