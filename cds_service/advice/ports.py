"""What the advice asks of the world outside: a chart that can be read further."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from cds_service.advice.completion import Completion
from cds_service.domain.needs import DataNeed
from cds_service.hooks.request import HookRequest

HARD_LIMIT: Final = 1.5
"""Seconds that reading may take at the very most, whatever a site sets: EHRs go on without an answer."""


class ChartSource(Protocol):
    """Where the part of a chart is read that did not come with the call."""

    async def complete(self, request: HookRequest, needs: Sequence[DataNeed], within: float) -> Completion:
        """Read what these needs lack, taking no longer than `within` seconds.

        It never fails: what cannot be read stays as it was supplied, and an issue says why.
        """
