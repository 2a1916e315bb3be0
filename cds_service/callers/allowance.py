"""How many calls a caller may make: so many a second, and a burst at once."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

_CALLERS_AT_MOST: Final = 10_000
"""Callers remembered; one forgotten for longer than all of these is a new one, with its burst unspent."""


class Allowance:
    """What each caller has left, as a bucket of calls that refills (a token bucket).

    Times are seconds of a clock that does not go back. Each process counts for itself.
    """

    def __init__(self, seconds_of_burst: float = 10.0) -> None:
        self._seconds_of_burst = seconds_of_burst
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, caller: str, per_second: float, now: float) -> float:
        """Take one call; give 0, or the seconds to wait where none is left."""
        most = max(1.0, per_second * self._seconds_of_burst)
        left, since = self._left.get(caller, (most, now))
        left = min(most, left + (now - since) * per_second)
        granted = left >= 1
        self._left[caller] = (left - 1 if granted else left, now)
        self._left.move_to_end(caller)
        if len(self._left) > _CALLERS_AT_MOST:
            self._left.popitem(last=False)
        return 0.0 if granted else (1 - left) / per_second
