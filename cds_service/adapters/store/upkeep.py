"""Keeps a store in order: what is older than the site keeps goes, and what it holds can be taken out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, Table, delete, select

from cds_service.adapters.store.tables import CALL, FEEDBACK, METADATA

_AT_ONCE: Final = 1000
"""Rows that one transaction deletes, so that nothing else waits long for the store."""

TABLES: Final[tuple[Table, ...]] = tuple(METADATA.sorted_tables)


def prune(engine: Engine, before: datetime) -> dict[str, int]:
    """Delete calls and feedback of before this instant, with all that hangs on them; give the counts."""
    return {
        "call": _delete_in_parts(engine, CALL, CALL.c.id, CALL.c.at, before),
        "feedback": _delete_in_parts(engine, FEEDBACK, FEEDBACK.c.key, FEEDBACK.c.received_at, before),
    }


def _delete_in_parts(engine: Engine, table: Table, key: Any, instant: Any, before: datetime) -> int:  # noqa: ANN401  # columns
    deleted = 0
    while True:
        with engine.begin() as connection:
            old = select(key).where(instant < before).limit(_AT_ONCE)
            found = connection.execute(delete(table).where(key.in_(old))).rowcount
        deleted += found
        if found < _AT_ONCE:
            return deleted


def read_rows(engine: Engine, table: Table) -> Iterator[dict[str, Any]]:
    """Give the rows of a table one by one, in the order of its key."""
    with engine.connect() as connection:
        streamed = connection.execution_options(yield_per=_AT_ONCE)
        for row in streamed.execute(select(table).order_by(*table.primary_key)).mappings():
            yield dict(row)
