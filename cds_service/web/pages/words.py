"""How figures are said on pages and in tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cds_service.figures.shares import Share

_NAMES: Final = {
    "usually-appropriate": "usually appropriate",
    "may-be-appropriate": "may be appropriate",
    "usually-not-appropriate": "usually not appropriate",
    "undetermined": "undetermined",
    "not-rated": "not rated",
    "removed": "removed",
}
_MINUTE: Final = 60
_SHOWN: Final = 3


def say_standing(name: str) -> str:
    """Say how an order stands."""
    return _NAMES.get(name, name)


def say_share(share: Share) -> str:
    """Say a share with its 95 % interval: `62 % (51-72)`; a dash for none of nothing."""
    if share.value is None or share.interval is None:
        return "-"
    low, high = share.interval
    return f"{share.value * 100:.0f} % ({low * 100:.0f}-{high * 100:.0f})"


def say_top(ranked: Sequence[tuple[str, int]]) -> str:
    """Say the first of a ranking with their numbers; a dash for none."""
    return ", ".join(f"{name or 'none given'} ({number})" for name, number in ranked[:_SHOWN]) or "-"


def say_seconds(seconds: float) -> str:
    """Say a duration in the unit that people read."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < _MINUTE * _MINUTE:
        return f"{seconds / _MINUTE:.0f} min"
    return f"{seconds / _MINUTE / _MINUTE:.1f} h"
