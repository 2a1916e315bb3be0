"""Draws for a story: days counted from the diagnosis, and choices of which one is usual."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")

_USUAL, _OUT_OF = 9, 10


class Chance:
    """What Hypothesis draws for one story; a failing one is brought to what is usual."""

    since: int
    """How many days ago the diagnosis was made."""

    def __init__(self, draw: st.DrawFn, today: date) -> None:
        self._draw = draw
        self._today = today

    def number(self, least: int, most: int) -> int:
        """Draw a whole number."""
        return self._draw(st.integers(least, most))

    def one_of(self, *choices: T) -> T:
        """Draw one of these, all alike."""
        return self._draw(st.sampled_from(choices))

    def usually(self, usual: T, *others: T) -> T:
        """Draw the first in nine cases of ten, else one of the others."""
        return usual if self.number(1, _OUT_OF) <= _USUAL else self.one_of(*others)

    def happens(self, times: int = 1, out_of: int = 2) -> bool:
        """Say yes so many times out of so many."""
        return self.number(1, out_of) > out_of - times

    def day(self, after_diagnosis: int) -> str:
        """Give a day of the past; what would come later is told today."""
        return (self._today - timedelta(days=max(self.since - after_diagnosis, 0))).isoformat()
