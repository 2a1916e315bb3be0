"""The store of decisions and feedback in a database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from cds_service.adapters.pseudonyms import Pseudonyms
from cds_service.adapters.store.engines import make_file, open_reader, open_writer, read_address
from cds_service.adapters.store.questions import Overridden, find_overridden
from cds_service.adapters.store.rows import hash_order, write_call, write_feedback
from cds_service.adapters.store.schema import check_schema, upgrade_schema
from cds_service.adapters.store.writer import Writer, WriterState
from cds_service.advice.decisions import CallRecord
from cds_service.advice.feedback import ReceivedFeedback
from cds_service.advice.repetition import Said
from cds_service.errors import StoreRefused, StoreUnavailable

PATIENCE: Final = 3.0
"""Seconds that a client waits for its feedback to be committed, before it is told to send it again."""
LOOKING_BACK: Final = 0.1
"""Seconds that a call waits to hear whether its advice was overridden before."""


class SqlStore:
    """A `DecisionLog` and a `FeedbackStore` that write through one thread."""

    def __init__(
        self, writer: Writer, reader: Engine, pseudonyms: Pseudonyms, *, patience: float = PATIENCE
    ) -> None:
        self._writer = writer
        self._reader = reader
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

    async def overridden(self, call: CallRecord, orders: Sequence[str], since: datetime) -> frozenset[Said]:
        """Give what the user of the call overrode with a reason, for these orders of its patient.

        Raises:
            StoreUnavailable: the database fails, or takes too long.
        """
        hashes = {hash_order(call, each, self._pseudonyms): each for each in orders}
        user = self._pseudonyms.of("user", call.client, call.user)

        def read() -> list[Overridden]:
            return find_overridden(self._reader, tuple(hashes), user, since)

        try:
            found = await asyncio.wait_for(asyncio.to_thread(read), LOOKING_BACK)
        except (TimeoutError, SQLAlchemyError):
            raise StoreUnavailable("earlier reactions cannot be read") from None
        return frozenset(
            Said(hashes[each.order_hash], each.procedure, each.scenario, each.conclusion, each.rating)
            for each in found
        )

    def close(self) -> None:
        """Write what waits, and stop."""
        self._writer.close()
        self._reader.dispose()


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
    return SqlStore(Writer(engine), open_reader(url), pseudonyms)
