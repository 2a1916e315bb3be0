"""Turns figures into the lengths and points of charts; the pages draw them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cds_service.figures.figures import RATINGS, Figures
from cds_service.figures.shares import Share

STANDINGS: Final = (*RATINGS, "undetermined", "not-rated", "removed")
WIDTH: Final = 100.0
"""A bar that holds everything; the page stretches it."""
_TOP: Final = 4.0
_HEIGHT: Final = 40.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a stacked bar: what it counts, where it begins, how long it is."""

    name: str
    count: int
    start: float
    length: float


@dataclass(frozen=True, slots=True)
class Point:
    """A share in a trend, from left to right, with the ends of its interval; the top of the chart is 1."""

    name: str
    share: Share
    x: float
    y: float
    low: float
    high: float


def stack(counts: Mapping[str, int], names: Sequence[str] = STANDINGS) -> tuple[Piece, ...]:
    """Lay counts end to end so that together they fill the bar; nothing where there is nothing to count."""
    total = sum(counts.get(name, 0) for name in names)
    pieces, start = [], 0.0
    for name in names:
        count = counts.get(name, 0)
        if not count:
            continue
        length = WIDTH * count / total
        pieces.append(Piece(name, count, round(start, 3), round(length, 3)))
        start += length
    return tuple(pieces)


def trend(by_month: Mapping[str, Figures]) -> tuple[Point, ...]:
    """Give the share of usually appropriate among rated orders, month by month, before any advice."""
    known = [
        (name, each.appropriate_before) for name, each in by_month.items() if each.appropriate_before.whole
    ]
    step = WIDTH / max(len(known), 1)
    points = []
    for place, (name, share) in enumerate(known):
        low, high = share.interval or (0.0, 1.0)
        x = round(step * (place + 0.5), 3)
        points.append(Point(name, share, x, _height(share.value or 0.0), _height(low), _height(high)))
    return tuple(points)


def _height(value: float) -> float:
    """Give the distance from the top of a chart that is 48 high."""
    return round(_TOP + _HEIGHT * (1 - value), 3)
