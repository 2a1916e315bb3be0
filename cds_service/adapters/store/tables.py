"""The tables of the store, the same in SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
)

METADATA: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An instant with its zone, kept as UTC: SQLite has no zones of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """The type of a value."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401  # as the base class
        """Turn into UTC."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002
        """Give it back in UTC."""
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


_ID: Final = String(64)
_NAME: Final = String(256)
_HASH: Final = String(32)
_WORD: Final = String(40)

CALL: Final = Table(
    "call",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("service", _NAME, nullable=False),
    Column("hook", _WORD, nullable=False),
    Column("client", _NAME, nullable=False),
    Column("hook_instance", _NAME, nullable=False),
    Column("patient_hash", _HASH, nullable=False),
    Column("user_hash", _HASH, nullable=False),
    Column("outcome", _WORD, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("duration_us", Integer, nullable=False),
    Column("knowledge", _NAME, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("test", Boolean, nullable=False),
)

_OF_ORDER: Final = ("call", "place")


def _order_key() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        _OF_ORDER, [f"order_decision.{each}" for each in _OF_ORDER], ondelete="CASCADE"
    )


ORDER: Final = Table(
    "order_decision",
    METADATA,
    Column("call", _ID, primary_key=True),
    Column("place", SmallInteger, primary_key=True),
    Column("order_hash", _HASH, nullable=False, index=True),
    Column("procedure", _NAME, nullable=False),
    Column("outcome", _WORD, nullable=False),
    Column("conclusion", _WORD, nullable=False),
    Column("scenario", _NAME, nullable=False),
    Column("rating", _WORD, nullable=False),
    Column("indicator", _WORD, nullable=False),
    Column("card", _ID, nullable=True, unique=True),
    Column("held_back", Boolean, nullable=False),
    ForeignKeyConstraint(["call"], ["call.id"], ondelete="CASCADE"),
)

CONSIDERED: Final = Table(
    "considered_scenario",
    METADATA,
    Column("call", _ID, primary_key=True),
    Column("place", SmallInteger, primary_key=True),
    Column("scenario", _NAME, primary_key=True),
    Column("verdict", _WORD, nullable=False),
    Column("rating", _WORD, nullable=False),
    _order_key(),
)

MISSING: Final = Table(
    "missing_fact",
    METADATA,
    Column("call", _ID, primary_key=True),
    Column("place", SmallInteger, primary_key=True),
    Column("scenario", _NAME, primary_key=True),
    Column("fact", _NAME, primary_key=True),
    _order_key(),
)

SUGGESTION: Final = Table(
    "suggestion",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("call", _ID, nullable=False),
    Column("place", SmallInteger, nullable=False),
    Column("kind", _WORD, nullable=False),
    Column("procedure", _NAME, nullable=False),
    Column("rating", _WORD, nullable=False),
    _order_key(),
    Index("ix_suggestion_of_order", "call", "place"),
)

FEEDBACK: Final = Table(
    "feedback",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("received_at", Instant, nullable=False, index=True),
    Column("client", _NAME, nullable=False),
    Column("service", _NAME, nullable=False),
    # No foreign key: feedback on a card that is not known here is kept all the same.
    Column("card", _NAME, nullable=False, index=True),
    Column("outcome", _WORD, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason_system", _NAME, nullable=False),
    Column("reason_code", _NAME, nullable=False),
    Column("comment", Text, nullable=True),
)

ACCEPTED: Final = Table(
    "accepted_suggestion",
    METADATA,
    Column("feedback", String(64), primary_key=True),
    Column("suggestion", _NAME, primary_key=True),
    ForeignKeyConstraint(["feedback"], ["feedback.key"], ondelete="CASCADE"),
)
