"""Opens the database that a setting names: SQLite beside the service, or a PostgreSQL server."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

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


def make_file(url: URL) -> None:
    """Make the SQLite file if there is none.

    Raises:
        StoreRefused: it cannot be made.
    """
    try:
        Path(url.database or "").touch(mode=0o600)
    except OSError as fault:
        raise StoreRefused(
            f"the store cannot be made ({fault.strerror}): name a folder that is there and may be written"
        ) from None


def open_writer(url: URL) -> Engine:
    """Open the database for writing, so that what is committed stays, also when the machine stops."""
    # A transaction that read before it writes fails at once, without waiting, when another writes.
    return _open(url, "BEGIN IMMEDIATE")


def open_reader(url: URL) -> Engine:
    """Open the database for reading beside a writer."""
    return _open(url, "BEGIN")


def _open(url: URL, begin: str) -> Engine:
    if url.drivername != "sqlite":
        options = f"-c statement_timeout={4 * BUSY_MS} -c lock_timeout={BUSY_MS} -c synchronous_commit=on"
        arguments = {"connect_timeout": 2, "options": options}
        return create_engine(url, pool_size=1, max_overflow=1, pool_pre_ping=True, connect_args=arguments)
    file = Path(url.database or "").absolute()
    engine = create_engine("sqlite://", creator=lambda: _connect(file), poolclass=QueuePool)

    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    def remember(_: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        entry.info["file"] = _identity(file)

    def check(_: sqlite3.Connection, entry: ConnectionPoolEntry, __: Any) -> None:  # noqa: ANN401  # a proxy
        # What is written to a file that was deleted or replaced is gone, and nobody is told.
        if entry.info["file"] != _identity(file):
            raise DisconnectionError("the file is not the one that was opened")

    event.listen(engine, "begin", start)
    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", check)
    return engine


def _connect(file: Path) -> sqlite3.Connection:
    """Open a file that is there: one that was lost is not quietly begun anew."""
    # The transactions are ours, not the driver's; connections of a pool pass from thread to thread.
    connection = sqlite3.connect(
        f"file:{quote(str(file))}?mode=rw", uri=True, isolation_level=None, check_same_thread=False
    )
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
