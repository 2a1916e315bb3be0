"""Decisions on calls and orders, and feedback on cards."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What a migration did stays as it was, so it does not name the tables of the present version.
_ID: Final = sa.String(64)
_NAME: Final = sa.String(256)
_HASH: Final = sa.String(32)
_WORD: Final = sa.String(40)
_INSTANT: Final = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _make_calls()
    _make_orders()
    _make_details()
    _make_feedback()


def _make_calls() -> None:
    op.create_table(
        "call",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("service", _NAME, nullable=False),
        sa.Column("hook", _WORD, nullable=False),
        sa.Column("client", _NAME, nullable=False),
        sa.Column("hook_instance", _NAME, nullable=False),
        sa.Column("patient_hash", _HASH, nullable=False),
        sa.Column("user_hash", _HASH, nullable=False),
        sa.Column("outcome", _WORD, nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("duration_us", sa.Integer(), nullable=False),
        sa.Column("knowledge", _NAME, nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_call"),
    )
    op.create_index("ix_call_at", "call", ["at"])


def _make_orders() -> None:
    op.create_table(
        "order_decision",
        sa.Column("call", _ID, nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("order_hash", _HASH, nullable=False),
        sa.Column("procedure", _NAME, nullable=False),
        sa.Column("outcome", _WORD, nullable=False),
        sa.Column("conclusion", _WORD, nullable=False),
        sa.Column("scenario", _NAME, nullable=False),
        sa.Column("rating", _WORD, nullable=False),
        sa.Column("indicator", _WORD, nullable=False),
        sa.Column("card", _ID, nullable=True),
        sa.Column("held_back", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["call.id"], name="fk_order_decision_call", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("call", "place", name="pk_order_decision"),
        sa.UniqueConstraint("card", name="uq_order_decision_card"),
    )
    op.create_index("ix_order_decision_order_hash", "order_decision", ["order_hash"])


def _make_details() -> None:
    _make_of_order(
        "considered_scenario",
        sa.Column("scenario", _NAME, nullable=False),
        sa.Column("verdict", _WORD, nullable=False),
        sa.Column("rating", _WORD, nullable=False),
        key=("call", "place", "scenario"),
    )
    _make_of_order(
        "missing_fact",
        sa.Column("scenario", _NAME, nullable=False),
        sa.Column("fact", _NAME, nullable=False),
        key=("call", "place", "scenario", "fact"),
    )
    _make_of_order(
        "suggestion",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", _WORD, nullable=False),
        sa.Column("procedure", _NAME, nullable=False),
        sa.Column("rating", _WORD, nullable=False),
        key=("id",),
    )
    op.create_index("ix_suggestion_of_order", "suggestion", ["call", "place"])


def _make_of_order(name: str, *columns: sa.Column[object], key: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column("call", _ID, nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["call", "place"],
            ["order_decision.call", "order_decision.place"],
            name=f"fk_{name}_order_decision",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
    )


def _make_feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("key", _ID, nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.Column("client", _NAME, nullable=False),
        sa.Column("service", _NAME, nullable=False),
        sa.Column("card", _NAME, nullable=False),
        sa.Column("outcome", _WORD, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("reason_system", _NAME, nullable=False),
        sa.Column("reason_code", _NAME, nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_feedback"),
    )
    op.create_index("ix_feedback_card", "feedback", ["card"])
    op.create_index("ix_feedback_received_at", "feedback", ["received_at"])
    op.create_table(
        "accepted_suggestion",
        sa.Column("feedback", _ID, nullable=False),
        sa.Column("suggestion", _NAME, nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback"], ["feedback.key"], name="fk_accepted_suggestion_feedback", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("feedback", "suggestion", name="pk_accepted_suggestion"),
    )
