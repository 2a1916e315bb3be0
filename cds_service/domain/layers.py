"""The layers of the knowledge: what came with the service, and what sites lay over it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class ChangeKind(Enum):
    """What a layer does to something of an earlier one."""

    RETIRED = "retired"
    REPLACED = "replaced"
    FIRST_CHOICE = "first choice"


@dataclass(frozen=True, slots=True)
class LayerChange:
    """What a layer changed, and why: `scenario`, `staging/suspected-recurrence`."""

    kind: ChangeKind
    what: str
    id: str
    because: str


@dataclass(frozen=True, slots=True)
class Layer:
    """One folder of knowledge: who answers for it, on what terms, and what it changed below it.

    Empty texts and missing dates were not stated.
    """

    name: str
    developer: str
    review_every_months: int
    funding: str = ""
    licence: str = ""
    released: date | None = None
    revised: date | None = None
    changes: tuple[LayerChange, ...] = ()
    scenarios: frozenset[str] = frozenset()
    """The scenarios that it brings."""
