"""Shares of counts, with the range in which the true share lies."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

_Z: Final = 1.959964
"""Of the normal distribution, for 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`; a part is never larger than its whole."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """The share; none of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval by Wilson's score (1927), which is honest for small counts and near 0 and 1."""
        if not self.whole:
            return None
        n, p, z2 = self.whole, self.part / self.whole, _Z * _Z
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(middle - half, 0.0), min(middle + half, 1.0)
