"""What an analysis finds: where, what, what to do, and a patient who shows it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cds_service.domain.facts import FactSheet


class Weight(Enum):
    """What follows from a finding."""

    ERROR = "error"
    """The knowledge may not serve."""
    WARNING = "warning"
    """Nothing wrong comes of it, but somebody should look."""


class Source(Enum):
    """Which sort of file a finding is in."""

    SCENARIO = "scenario"
    FACTS = "facts"
    OVERLAPS = "overlaps"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the knowledge: the file, by the scenario it holds, and the path of the part inside it."""

    source: Source
    scenario: str
    path: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that holds of every patient there can be, or of the one shown.

    `found` and `remedy` are clauses of one line; `witness` is what is known of the patient.
    """

    spot: Spot
    weight: Weight
    found: str
    remedy: str
    witness: FactSheet | None = None


def error(spot: Spot, found: str, remedy: str, witness: FactSheet | None = None) -> Finding:
    """Give a finding that refuses the knowledge."""
    return Finding(spot, Weight.ERROR, found, remedy, witness)


def warning(spot: Spot, found: str, remedy: str, witness: FactSheet | None = None) -> Finding:
    """Give a finding that is only shown."""
    return Finding(spot, Weight.WARNING, found, remedy, witness)
