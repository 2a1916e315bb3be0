"""What happens to records and feedback while a database is locked, full, stopped or gone."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from cds_service.adapters.pseudonyms import Pseudonyms
from cds_service.adapters.store.engines import make_file, open_writer, read_address
from cds_service.adapters.store.schema import upgrade_schema
from cds_service.adapters.store.store import SqlStore, open_store
from cds_service.adapters.store.tables import CALL, FEEDBACK
from cds_service.adapters.store.writer import Writer
from cds_service.errors import StoreRefused, StoreUnavailable
from tests.support.postgres import Cluster
from tests.support.records import accepted, call, rows

PSEUDONYMS = Pseudonyms(b"a key of this test")


def wait_until(holds: Callable[[], bool], within: float = 10) -> None:
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until, "it did not come to pass in time"
        time.sleep(0.01)


def sqlite_engine(address: str) -> Engine:
    make_file(read_address(address))
    engine = open_writer(read_address(address))
    upgrade_schema(engine)
    return engine


def store_over(engine: Engine, *, capacity: int = 1000, pause: float = 0.01) -> SqlStore:
    return SqlStore(Writer(engine, capacity=capacity, pause=pause), engine, PSEUDONYMS)


def sqlite_store(address: str) -> SqlStore:
    return store_over(sqlite_engine(address), pause=0.01)


def test_a_locked_database_refuses_feedback_and_keeps_records_for_later(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/store.db"
    store = sqlite_store(address)
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.note(call(1))
        with pytest.raises(StoreUnavailable):
            asyncio.run(store.keep([accepted()]))
        assert store.state.failing
        other.execute("ROLLBACK")
    wait_until(lambda: not store.state.failing)
    asyncio.run(store.keep([accepted()]))
    store.close()
    assert (len(rows(address, CALL)), len(rows(address, FEEDBACK)), store.state.lost) == (1, 1, 0)


def test_noting_a_call_does_not_wait_for_a_locked_database(tmp_path: Path) -> None:
    store = sqlite_store(f"sqlite:///{tmp_path}/store.db")
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        for number in range(100):
            store.note(call(number))
        assert time.monotonic() - began < 0.5
        other.execute("ROLLBACK")
    store.close()


def _keep_until_refused(store: SqlStore) -> int:
    """Keep feedback until the store takes no more; give how many entries it acknowledged."""
    for number in range(1000):
        try:
            asyncio.run(store.keep([accepted(f"card-{number}", suggestion=f"suggestion-{number}")]))
        except StoreUnavailable:
            return number
    pytest.fail("the store never filled up")


def test_a_full_disk_acknowledges_nothing_and_recovers(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/store.db"
    engine = sqlite_engine(address)
    with engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
    store = store_over(engine, pause=0.01)
    acknowledged = _keep_until_refused(store)
    assert len(rows(address, FEEDBACK)) == acknowledged
    with engine.connect() as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))
    asyncio.run(store.keep([accepted("after")]))
    store.close()
    assert len(rows(address, FEEDBACK)) == acknowledged + 1
    with closing(sqlite3.connect(tmp_path / "store.db")) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_what_finds_no_room_is_lost_and_counted(tmp_path: Path) -> None:
    engine = sqlite_engine(f"sqlite:///{tmp_path}/store.db")
    store = store_over(engine, capacity=3, pause=0.01)
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for number in range(50):
            store.note(call(number))
        with pytest.raises(StoreUnavailable, match="too much waits"):
            asyncio.run(store.keep([accepted()]))
        other.execute("ROLLBACK")
    store.close()
    kept = len(rows(f"sqlite:///{tmp_path}/store.db", CALL))
    assert store.state.lost == 50 - kept > 0


def test_one_write_that_is_refused_takes_no_other_with_it(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/store.db"
    engine = sqlite_engine(address)
    writer = Writer(engine)

    def fail(_: Connection) -> None:
        raise KeyError("a fault of ours")

    store = SqlStore(writer, engine, PSEUDONYMS)
    writer.record(fail)
    store.note(call(1))
    with pytest.raises(StoreUnavailable):
        writer.submit(fail).result(timeout=5)
    store.close()
    assert (len(rows(address, CALL)), store.state.lost) == (1, 1)


def test_a_stopped_server_refuses_feedback_at_once_and_is_found_again(cluster: Cluster) -> None:
    address = cluster.create("stopped")
    engine = open_writer(read_address(address))
    upgrade_schema(engine)
    store = store_over(engine, pause=0.05)
    asyncio.run(store.keep([accepted("before")]))
    cluster.stop()
    try:
        store.note(call(1))
        began = time.monotonic()
        with pytest.raises(StoreUnavailable):
            asyncio.run(store.keep([accepted("between")]))
        assert time.monotonic() - began < 4
    finally:
        cluster.start()
    wait_until(lambda: not store.state.failing and not store.state.waiting)
    asyncio.run(store.keep([accepted("after")]))
    store.close()
    assert {each["card"] for each in rows(address, FEEDBACK)} == {"before", "after"}
    assert len(rows(address, CALL)) == 1


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("mysql://u:secret@h/d", "`mysql` is no store"),
        ("nonsense", "no readable address"),
        ("sqlite://", "is no store"),
        ("sqlite:////no/such/folder/store.db", "cannot be made"),
        ("postgresql://u:secret@127.0.0.1:1/d", "cannot be used"),
    ],
)
def test_a_store_that_cannot_be_opened_is_refused_without_its_password(address: str, says: str) -> None:
    with pytest.raises(StoreRefused, match=says) as refused:
        open_store(address, PSEUDONYMS)
    assert "secret" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    file.write_bytes(b"not a database, but somebody's letters" * 100)
    before = file.read_bytes()
    with pytest.raises(StoreRefused):
        open_store(f"sqlite:///{file}", PSEUDONYMS)
    assert file.read_bytes() == before


@pytest.mark.parametrize("replaced", [False, True], ids=["deleted", "replaced"])
def test_nothing_is_acknowledged_into_a_file_that_is_no_longer_there(
    tmp_path: Path, *, replaced: bool
) -> None:
    address = f"sqlite:///{tmp_path}/store.db"
    store = sqlite_store(address)
    asyncio.run(store.keep([accepted("before")]))
    for file in tmp_path.iterdir():
        file.rename(tmp_path / f"lost-{file.name}")
    if replaced:
        (tmp_path / "store.db").touch()
    with pytest.raises(StoreUnavailable):
        asyncio.run(store.keep([accepted("after")]))
    assert store.state.failing
    store.close()
