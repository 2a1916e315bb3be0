"""Criteria: one fact compared with constants, each citing where the source says so."""

from __future__ import annotations

from dataclasses import dataclass

from cds_service.domain.quantities import Interval


@dataclass(frozen=True, slots=True)
class Citation:
    """A section and item of a source document: `acr-axilla-post-nac`, `who-fits/1`."""

    document: str
    at: str

    def __str__(self) -> str:
        """Give `document, section, item`, as a card prints it."""
        return f"{self.document} {self.at}"


@dataclass(frozen=True, slots=True)
class OneOf:
    """The fact has one of these values."""

    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Within:
    """The fact lies within this interval; `wording` is the bound as authored (`more than 2 cm`)."""

    interval: Interval
    wording: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """The one way from unknown to known: what to assume when the chart was searched and is silent."""

    holds: bool
    because: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Values about which the source says nothing: with one of them the criterion stays undecided."""

    values: frozenset[str]
    say: str
    even_if_appropriate: bool = False
    """Speak up even where the study would be usually appropriate."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A fact, a test, and what the source says of doubtful cases.

    `path` names the place in the scenario file (`applies_when/2`), which is the criterion's identity.
    """

    path: str
    fact: str
    test: OneOf | Within
    at: Citation
    assumption: Assumption | None = None
    silence: Silence | None = None


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these; `ask` is the one question that settles it."""

    path: str
    criteria: tuple[Criterion, ...]
    ask: str = ""


Condition = Criterion | AnyOf


@dataclass(frozen=True, slots=True)
class Impossibility:
    """Criteria that no patient meets together, by definition, and where that is stated."""

    path: str
    together: tuple[Criterion, ...]
    because: str
    at: Citation
