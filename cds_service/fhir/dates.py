"""FHIR dates as the days they may mean, compared in three values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cds_service.domain.truth import Truth

_WRITTEN: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?", re.DOTALL)
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2200
_DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class Day:
    """The days that a FHIR date, possibly partial, may mean; `written` is the date without its time."""

    earliest: date
    latest: date
    written: str

    @classmethod
    def on(cls, day: date) -> Day:
        """One known day."""
        return cls(day, day, day.isoformat())

    def is_before(self, other: Day) -> Truth:
        """Whether this day lies before the other; unknown where partial dates overlap."""
        if self.latest < other.earliest:
            return Truth.TRUE
        return Truth.FALSE if self.earliest >= other.latest else Truth.UNKNOWN

    def is_after(self, other: Day) -> Truth:
        """Whether this day lies after the other; unknown where partial dates overlap."""
        return other.is_before(self)

    def shifted(self, days: int) -> Day:
        """Give the day so many days later (earlier, if negative)."""
        by = timedelta(days=days)
        return Day(self.earliest + by, self.latest + by, self.written)

    def days_until(self, other: Day) -> tuple[int, int]:
        """Give the least and the greatest number of days from this day to the other."""
        return (other.earliest - self.latest).days, (other.latest - self.earliest).days


def read_day(value: object) -> Day | None:
    """Read a FHIR date, dateTime or instant: `2018`, `2018-04`, `2018-04-01T08:30:00+02:00`.

    The day is the one that was written, in the zone it was written in. What is no date, or lies outside
    living memory, reads as none.
    """
    shape = _WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
    if shape is None:
        return None
    written = "-".join(part for part in shape.groups() if part)
    year, month, day = (int(part) if part else 0 for part in shape.groups())
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        earliest = date(year, month or 1, day or 1)
        latest = date(year, month, day) if day else _last_day(year, month or _DECEMBER)
    except ValueError:
        return None
    return Day(earliest, latest, written)


def _last_day(year: int, month: int) -> date:
    following = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    return following - timedelta(days=1)


def earliest_of(*days: Day | None) -> Day | None:
    """Give the day that begins first, of those there are."""
    return min((day for day in days if day), key=lambda day: (day.earliest, day.latest), default=None)


def latest_of(*days: Day | None) -> Day | None:
    """Give the day that ends last, of those there are."""
    return max((day for day in days if day), key=lambda day: (day.latest, day.earliest), default=None)
