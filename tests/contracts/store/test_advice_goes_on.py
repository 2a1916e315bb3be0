"""Orders are advised on while the store is locked, stopped or gone; feedback is told to come again."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from cds_service.adapters.pseudonyms import Pseudonyms
from cds_service.adapters.store.store import SqlStore, open_store
from cds_service.adapters.store.tables import CALL
from cds_service.web.app import create_app
from tests.contracts.store.conftest import new_address
from tests.contracts.test_calls import SWAP, request_of, send
from tests.contracts.test_feedback import OVERRIDDEN, URL
from tests.support.postgres import Cluster
from tests.support.records import rows
from tests.support.service import service_with


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    with closing(sqlite3.connect(folder / "store.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def gone(folder: Path) -> Iterator[None]:
    names = [each.name for each in folder.iterdir()]
    for name in names:
        (folder / name).rename(folder / f"aside-{name}")
    yield
    for name in names:
        (folder / f"aside-{name}").rename(folder / name)


@contextmanager
def stopped(cluster: Cluster) -> Iterator[None]:
    cluster.stop()
    try:
        yield
    finally:
        cluster.start()


@pytest.fixture(params=["locked", "gone", "stopped"])
def fault(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, AbstractContextManager[None]]:
    """The address of a store and what is wrong with it for a while."""
    if request.param == "stopped":
        return new_address(request, "postgresql", tmp_path), stopped(request.getfixturevalue("cluster"))
    address = new_address(request, "sqlite", tmp_path)
    return address, locked(tmp_path) if request.param == "locked" else gone(tmp_path)


def settled(store: SqlStore) -> bool:
    until = time.monotonic() + 10
    while store.state.failing or store.state.waiting:
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def test_a_store_that_fails_costs_no_order_its_advice(
    fault: tuple[str, AbstractContextManager[None]],
) -> None:
    address, trouble = fault
    store = open_store(address, Pseudonyms(b"k"))
    client = TestClient(create_app(service_with(store, quiet_hours=12)))
    request = request_of(client, SWAP)
    assert send(client, request).json()["cards"]
    assert settled(store)
    with trouble:
        began = time.monotonic()
        answers = [send(client, request) for _ in range(5)]
        took = time.monotonic() - began
        refused = client.post(URL, json={"feedback": [OVERRIDDEN]})
    assert [bool(each.json()["cards"]) for each in answers] == [True] * 5
    assert took < 5, "the calls waited for the store"
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refused.json()["resourceType"] == "OperationOutcome"
    assert settled(store)
    assert client.post(URL, json={"feedback": [OVERRIDDEN]}).status_code == 200
    store.close()
    assert (len(rows(address, CALL)), store.state.lost) == (6, 0)
