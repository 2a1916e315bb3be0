"""The states a fact can be in, each one bit: what is true of the patient, and what a chart says of it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from cds_service.domain.criteria import Criterion, OneOf, Within
from cds_service.domain.facts import Choice, Fact, FactDefinition, Measure, NotRecorded, Recorded
from cds_service.domain.quantities import INFINITE, Dimension, Interval

Value = str | Decimal

_WHOLE: Final = frozenset({Dimension.AGE, Dimension.DURATION})
"""Ages and durations are counted in whole years and days, so nothing lies between two of them."""
_USUAL: Final = {Dimension.LENGTH: Decimal(15), Dimension.AGE: Decimal(50), Dimension.DURATION: Decimal(40)}
"""What stands for a measure that nothing is compared with."""


@dataclass(frozen=True, slots=True)
class Split:
    """The states in which a criterion holds, fails, or stays open; every state is in one of the three."""

    holds: int
    fails: int
    open: int


@dataclass(frozen=True, slots=True)
class FactStates:
    """The states of one fact.

    What is true is one of `values`; a measure is cut at every bound that anything compares it with, and one
    value stands for each piece. Of each value there are up to three states: recorded, silent (looked for and
    not found) and unread (not looked for, which facts of the order never are). A state is a bit: the recorded
    ones come first, in the order of the values, then the silent, then the unread.
    """

    name: str
    values: tuple[Value, ...]
    can_be_unread: bool
    _places: Mapping[Value, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Number the values once: the checks of a large knowledge ask for them very often."""
        object.__setattr__(self, "_places", {value: place for place, value in enumerate(self.values)})

    @property
    def recorded(self) -> int:
        """All states in which the chart states the value."""
        return (1 << len(self.values)) - 1

    @property
    def silent(self) -> int:
        """All states in which the fact was looked for and not found."""
        return self.recorded << len(self.values)

    @property
    def unread(self) -> int:
        """All states in which nobody looked."""
        return self.recorded << 2 * len(self.values) if self.can_be_unread else 0

    @property
    def every(self) -> int:
        """All states."""
        return (1 << len(self.values) * (3 if self.can_be_unread else 2)) - 1

    def truly(self, criterion: Criterion) -> int:
        """Give the states in which the criterion is true of the patient, whatever the chart says."""
        met = self._met(criterion)
        return self._known_or_not(met)

    def split(self, criterion: Criterion) -> Split:
        """Give the states in which the criterion is judged to hold, to fail, or neither."""
        met = self._met(criterion)
        undecided = self._among(criterion.silence.values) if criterion.silence else 0
        holds, fails = met & ~undecided, self.recorded & ~met & ~undecided
        if criterion.assumption is not None:
            holds |= self.silent if criterion.assumption.holds else 0
            fails |= 0 if criterion.assumption.holds else self.silent
        return Split(holds, fails, self.every & ~holds & ~fails)

    def saying(self, values: Iterable[str]) -> int:
        """Give the states in which the chart states one of these values."""
        return self._among(values)

    def fact(self, states: int) -> Fact:
        """Give the fact as it is in the first of these states."""
        place = (states & -states).bit_length() - 1
        if place >= len(self.values):
            return NotRecorded(searched=place < 2 * len(self.values))
        value = self.values[place]
        return Recorded(frozenset({value}) if isinstance(value, str) else Interval.exactly(value))

    def _met(self, criterion: Criterion) -> int:
        match criterion.test:
            case OneOf(values=values):
                return self._among(values)
            case Within(interval=interval):
                return self._inside(interval)

    def _among(self, values: Iterable[str]) -> int:
        return sum(1 << self._places[value] for value in frozenset(values) if value in self._places)

    def _inside(self, interval: Interval) -> int:
        measured = [each for each in self.values if isinstance(each, Decimal)]
        first = (bisect_left if interval.low_in else bisect_right)(measured, interval.low)
        last = (bisect_right if interval.high_in else bisect_left)(measured, interval.high)
        return ((1 << last) - 1) & ~((1 << first) - 1) if last > first else 0

    def _known_or_not(self, values: int) -> int:
        every = values | values << len(self.values)
        return every | values << 2 * len(self.values) if self.can_be_unread else every


def states_of(definition: FactDefinition, criteria: Iterable[Criterion]) -> FactStates:
    """Give the states of a fact; `criteria` are all that compare it with anything."""
    # Facts of the order have no place in the chart: the order is always there to be read.
    can_be_unread = bool(definition.sources)
    match definition.type:
        case Choice(values=values):
            return FactStates(definition.name, tuple(values), can_be_unread)
        case Measure(dimension=dimension):
            tests = [each.test for each in criteria]
            bounds = {
                bound
                for test in tests
                if isinstance(test, Within)
                for bound in (test.interval.low, test.interval.high)
                if bound.is_finite()
            }
            return FactStates(definition.name, _pieces(dimension, sorted(bounds)), can_be_unread)


def _pieces(dimension: Dimension, bounds: list[Decimal]) -> tuple[Decimal, ...]:
    """Give one value for each bound, for what lies between two, and for what lies beyond the last."""
    found: list[Decimal] = []
    low = Decimal(0)
    if not bounds:
        return (_USUAL[dimension],)
    if dimension in _WHOLE and bounds[0] > 0:
        low = Decimal(-1)  # nought counts: a newborn, the day of the operation
    for bound in (*bounds, INFINITE):
        between = _between(dimension, low, bound)
        found.extend(each for each in (between, bound) if each is not None and each.is_finite() and each >= 0)
        low = bound
    return tuple(each for each in found if dimension not in _WHOLE or each == each.to_integral_value())


def _between(dimension: Dimension, low: Decimal, high: Decimal) -> Decimal | None:
    """Give a value strictly between two bounds, a whole one where there is one."""
    if not high.is_finite():
        return low.to_integral_value() + max(Decimal(4), (low / 5).to_integral_value())
    middle = ((low + high) / 2).to_integral_value()
    if low < middle < high:
        return middle
    whole = low.to_integral_value(rounding="ROUND_FLOOR") + 1
    if low < whole < high:
        return whole
    return None if dimension in _WHOLE else (low + high) / 2
