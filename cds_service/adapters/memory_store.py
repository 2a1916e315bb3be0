"""The store in memory, for demonstrations and tests, and the store that keeps nothing."""

from __future__ import annotations

from collections.abc import Sequence

from cds_service.adapters.store.rows import key_of
from cds_service.advice.decisions import CallRecord
from cds_service.advice.feedback import ReceivedFeedback


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

    def close(self) -> None:
        """Nothing is left to do."""


class NoLog:
    """A `DecisionLog` that keeps nothing."""

    def note(self, record: CallRecord) -> None:
        """Let the record go."""

    def close(self) -> None:
        """Nothing is left to do."""
