"""The store in memory, for demonstrations and tests, and the store that keeps nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cds_service.adapters.store.rows import key_of
from cds_service.advice.decisions import CallRecord
from cds_service.advice.feedback import ReceivedFeedback
from cds_service.advice.repetition import Said
from cds_service.hooks.feedback import Reaction


class MemoryStore:
    """A `DecisionLog` and a `FeedbackStore` that last as long as the process."""

    def __init__(self) -> None:
        self.calls: list[CallRecord] = []
        self.feedback: dict[str, ReceivedFeedback] = {}

    def note(self, record: CallRecord) -> None:
        """Keep a call."""
        self.calls.append(record)

    async def keep(self, message: Sequence[ReceivedFeedback]) -> None:
        """Keep a message; what is there already stays as it is."""
        for each in message:
            self.feedback.setdefault(key_of(each), each)

    async def overridden(self, call: CallRecord, orders: Sequence[str], since: datetime) -> frozenset[Said]:
        """Give what the user of the call overrode with a reason, for these orders of its patient."""
        refused = {
            each.feedback.card
            for each in self.feedback.values()
            if each.feedback.reaction is Reaction.OVERRIDDEN and each.feedback.reason.code
        }
        same = (call.client, call.patient, call.user)
        earlier = [each for each in self.calls if each.at >= since and _who(each) == same]
        said = (each for record in earlier for each in record.orders if each.card in refused)
        return frozenset(Said.by(each) for each in said if each.order in orders)

    def close(self) -> None:
        """Nothing is left to do."""


def _who(record: CallRecord) -> tuple[str, str, str]:
    return record.client, record.patient, record.user


class NoLog:
    """A `DecisionLog` that keeps nothing."""

    def note(self, record: CallRecord) -> None:
        """Let the record go."""
