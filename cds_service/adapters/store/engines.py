"""Opens the database that a setting names: SQLite beside the service, or a PostgreSQL server."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from cds_service.errors import StoreRefused

BUSY_MS: Final = 1000
"""How long a write waits for another writer before it fails; less than any client waits."""

_POSTGRES: Final = "postgresql+psycopg"


def read_address(text: str) -> URL:
    """Read `sqlite:///file.db` or `postgresql://user@host/database`.

    Raises:
        StoreRefused: it is neither; its message repeats no password.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise StoreRefused("the store has no readable address: write `sqlite:///cds-service.db`") from None
    if url.drivername in ("postgresql", "postgres", _POSTGRES):
        return url.set(drivername=_POSTGRES)
    if url.drivername == "sqlite" and url.database not in (None, "", ":memory:"):
        return url
    raise StoreRefused(
        f"`{url.drivername}` is no store of this service: write `sqlite:///cds-service.db` "
        "or `postgresql://user@host/database`"
    )


def open_writer(url: URL) -> Engine:
    """Open the database for writing, so that what is committed stays, also when the machine stops."""
    engine = _open(url)
    if url.drivername == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        # A transaction that read before it writes fails at once, without waiting, when another writes.
        event.listen(engine, "begin", _begin_at_once)
    return engine


def open_reader(url: URL) -> Engine:
    """Open the database for reading beside a writer."""
    engine = _open(url)
    if url.drivername == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def _open(url: URL) -> Engine:
    if url.drivername == "sqlite":
        return create_engine(url)
    options = f"-c statement_timeout={4 * BUSY_MS} -c lock_timeout={BUSY_MS} -c synchronous_commit=on"
    arguments = {"connect_timeout": 2, "options": options}
    return create_engine(url, pool_size=1, max_overflow=1, pool_pre_ping=True, connect_args=arguments)


def _prepare_sqlite(connection: sqlite3.Connection, _: Any) -> None:  # noqa: ANN401  # SQLAlchemy's record
    connection.isolation_level = None  # the transactions are ours, not the driver's
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_at_once(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
