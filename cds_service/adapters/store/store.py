"""The store of decisions and feedback in a database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from cds_service.adapters.pseudonyms import Pseudonyms
from cds_service.adapters.store.engines import make_file, open_writer, read_address
from cds_service.adapters.store.rows import write_call, write_feedback
from cds_service.adapters.store.schema import check_schema, upgrade_schema
from cds_service.adapters.store.writer import Writer, WriterState
from cds_service.advice.decisions import CallRecord
from cds_service.advice.feedback import ReceivedFeedback
from cds_service.errors import StoreRefused, StoreUnavailable

PATIENCE: Final = 3.0
"""Seconds that a client waits for its feedback to be committed, before it is told to send it again."""


class SqlStore:
    """A `DecisionLog` and a `FeedbackStore` that write through one thread."""

    def __init__(self, writer: Writer, pseudonyms: Pseudonyms, *, patience: float = PATIENCE) -> None:
        self._writer = writer
        self._pseudonyms = pseudonyms
        self._patience = patience

    @property
    def state(self) -> WriterState:
        """How writing stands."""
        return self._writer.state

    def note(self, record: CallRecord) -> None:
        """Have a call written down some time soon."""
        self._writer.record(lambda connection: write_call(connection, record, self._pseudonyms))

    async def keep(self, message: Sequence[ReceivedFeedback]) -> None:
        """Return once the message is committed.

        Raises:
            StoreUnavailable: it is not, or nobody knows whether it is.
        """

        def write(connection: Connection) -> None:
            write_feedback(connection, message)

        promise = asyncio.wrap_future(self._writer.submit(write))
        try:
            await asyncio.wait_for(promise, self._patience)
        except TimeoutError:
            raise StoreUnavailable("it was not written down in time: send it again later") from None

    def close(self) -> None:
        """Write what waits, and stop."""
        self._writer.close()


def open_store(address: str, pseudonyms: Pseudonyms) -> SqlStore:
    """Open the store that a setting names; a SQLite file is made and brought up to date on the way.

    Raises:
        StoreRefused: its address cannot be read, it cannot be opened, or its tables are of another version.
    """
    url = read_address(address)
    if url.drivername == "sqlite":
        make_file(url)
    engine = open_writer(url)
    try:
        if url.drivername == "sqlite":
            upgrade_schema(engine)
        else:
            check_schema(engine)
    except StoreRefused:
        engine.dispose()
        raise
    return SqlStore(Writer(engine), pseudonyms)
