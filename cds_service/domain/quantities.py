"""Measured values as intervals: a value known exactly is an interval of one point."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Self

INFINITE = Decimal("Infinity")


class Dimension(Enum):
    """What is measured, in the one unit that facts are kept in."""

    LENGTH = "mm"
    AGE = "years"
    DURATION = "days"


@dataclass(frozen=True, slots=True)
class Interval:
    """The values between two bounds; a bound that is not `_in` is itself excluded."""

    low: Decimal
    high: Decimal
    low_in: bool = True
    high_in: bool = True

    def __post_init__(self) -> None:
        """Refuse an interval that holds nothing, or infinity as if it were a value."""
        if self.low > self.high or (self.low == self.high and not (self.low_in and self.high_in)):
            message = f"an interval from {self.low} to {self.high} holds nothing"
            raise ValueError(message)
        if (self.low_in and self.low.is_infinite()) or (self.high_in and self.high.is_infinite()):
            message = f"an interval from {self.low} to {self.high} cannot include infinity"
            raise ValueError(message)

    @classmethod
    def exactly(cls, value: Decimal) -> Self:
        """One point."""
        return cls(value, value)

    @classmethod
    def more_than(cls, bound: Decimal) -> Self:
        """All above the bound."""
        return cls(bound, INFINITE, low_in=False, high_in=False)

    @classmethod
    def at_least(cls, bound: Decimal) -> Self:
        """The bound and all above it."""
        return cls(bound, INFINITE, high_in=False)

    @classmethod
    def less_than(cls, bound: Decimal) -> Self:
        """All below the bound."""
        return cls(-INFINITE, bound, low_in=False, high_in=False)

    @classmethod
    def at_most(cls, bound: Decimal) -> Self:
        """The bound and all below it."""
        return cls(-INFINITE, bound, low_in=False)

    @property
    def point(self) -> Decimal | None:
        """The value, where it is known exactly."""
        return self.low if self.low == self.high else None

    def lies_within(self, other: Interval) -> bool:
        """Whether every value of this interval is one of the other's."""
        low_ok = self.low > other.low or (self.low == other.low and (other.low_in or not self.low_in))
        high_ok = self.high < other.high or (self.high == other.high and (other.high_in or not self.high_in))
        return low_ok and high_ok

    def meets(self, other: Interval) -> bool:
        """Whether the two have a value in common."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low != high:
            return low < high
        return all(
            (low > each.low or each.low_in) and (low < each.high or each.high_in) for each in (self, other)
        )

    def spanning(self, other: Interval) -> Interval:
        """Give the least interval that holds both."""
        first = min(self, other, key=lambda each: (each.low, not each.low_in))
        last = max(self, other, key=lambda each: (each.high, each.high_in))
        return Interval(first.low, last.high, first.low_in, last.high_in)
