"""Takes what users did with cards, and answers only once it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from cds_service.hooks.feedback import Feedback


@dataclass(frozen=True, slots=True)
class ReceivedFeedback:
    """An entry, who sent it (the authenticated issuer, empty for none), to which service, and when."""

    feedback: Feedback
    client: str
    service: str
    received_at: datetime


class FeedbackStore(Protocol):
    """Where feedback is kept."""

    async def keep(self, message: Sequence[ReceivedFeedback]) -> None:
        """Return once all of it is committed.

        Raises:
            StoreUnavailable: it is not, or nobody knows whether it is; it may be sent again.
        """


async def take_feedback(
    entries: Sequence[Feedback],
    store: FeedbackStore,
    *,
    client: str,
    service: str,
    now: datetime,
    keep_comments: bool,
) -> None:
    """Keep every entry of a message, or none; comments, a person's own words, only where the site wants them.

    Raises:
        StoreUnavailable: nothing was kept.
    """
    kept = entries if keep_comments else [_without_comment(each) for each in entries]
    await store.keep([ReceivedFeedback(each, client, service, now) for each in kept])


def _without_comment(entry: Feedback) -> Feedback:
    return replace(entry, reason=replace(entry.reason, comment=""))
