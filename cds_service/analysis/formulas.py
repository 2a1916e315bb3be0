"""What a patient is to be like, said with facts in states, `Every` and `Some`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Is:
    """A fact is in one of these states."""

    fact: str
    states: int


@dataclass(frozen=True, slots=True)
class Every:
    """All of these; of none, anything."""

    parts: tuple[Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of these; of none, nothing."""

    parts: tuple[Formula, ...] = ()


Formula = Is | Every | Some

ANYBODY: Final = Every()
NOBODY: Final = Some()


def every(*parts: Formula) -> Formula:
    """Give all of these."""
    return parts[0] if len(parts) == 1 else Every(parts)


def some(*parts: Formula) -> Formula:
    """Give at least one of these."""
    return parts[0] if len(parts) == 1 else Some(parts)
