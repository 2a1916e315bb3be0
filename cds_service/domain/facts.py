"""What is known of a patient: each fact as the set of values it may have, with its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from cds_service.domain.quantities import Dimension, Interval
from cds_service.domain.terms import TYPES_SINCE_R4, Code, Side


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact that has one of a few named values, each with the words people read."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Measure:
    """A fact that is a measured value, kept in the unit of its dimension."""

    dimension: Dimension


class Demographic(Enum):
    """What of a person US rules ask about a source: 45 CFR 170.315(b)(11)(iv)(A)(5) to (13)."""

    RACE = "race"
    ETHNICITY = "ethnicity"
    LANGUAGE = "language"
    SEXUAL_ORIENTATION = "sexual-orientation"
    GENDER_IDENTITY = "gender-identity"
    SEX = "sex"
    DATE_OF_BIRTH = "date-of-birth"
    SOCIAL_DETERMINANTS = "social-determinants-of-health"
    HEALTH_STATUS = "health-status-assessments"


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """What a fact is called, which values it can have, and how one asks for it."""

    name: str
    type: Choice | Measure
    says: str
    """The fact as a noun phrase: `the clinical stage`."""
    question: str
    """What a clinician is asked when the fact is missing."""
    asked_with: str
    """Facts with the same name here are answered by one question and count once when missing."""
    sources: frozenset[str]
    """The prefetch needs that must all have been read before absence means anything."""
    demographics: frozenset[Demographic] = frozenset()
    """What of the person the fact is read from, where source attributes ask for it."""


class Strength(Enum):
    """How directly a record states a fact."""

    STATED = "stated"
    DERIVED = "derived"
    ORDER_TEXT = "stated in the order"
    REPORT_TEXT = "read from the text of a report"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place of the chart, or of the order, that speaks to a fact.

    `reference` is `Type/id` or empty where the resource has no id; `element` is the element that speaks, as a
    FHIRPath (`component.value`); `code` is a code in it, or that of its question where it is a number or
    words; `on` is the date of the resource as written; `side` is as the resource, or its report, states it.
    """

    reference: str
    element: str
    says: str
    code: Code | None = None
    on: str | None = None
    side: Side | None = None
    strength: Strength = Strength.STATED

    @property
    def record(self) -> str:
        """The type of the resource, by its name in R4; empty where there is no reference."""
        kind = self.reference.partition("/")[0]
        return TYPES_SINCE_R4.get(kind, kind)


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """Nothing in the chart speaks to the fact; `searched` when every place it lives in was read."""

    searched: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """The chart narrows the fact to `possible` values; more than one is partial knowledge or a conflict."""

    possible: frozenset[str] | Interval
    evidence: tuple[Evidence, ...] = ()
    conflict: bool = False
    remark: str = ""
    """Why the value is not certain, in words for the clinician."""
    presumed: bool = False
    """Decided by a rule of the reading, not stated in the chart; printed as an assumption."""

    def __post_init__(self) -> None:
        """Refuse a fact that can have no value at all."""
        if isinstance(self.possible, frozenset) and not self.possible:
            message = "a recorded fact needs at least one possible value"
            raise ValueError(message)

    @property
    def value(self) -> str | None:
        """The one value of a choice, where it is certain."""
        if isinstance(self.possible, frozenset) and len(self.possible) == 1:
            return next(iter(self.possible))
        return None


Fact = NotRecorded | Recorded

_NOT_SEARCHED = NotRecorded(searched=False)


@dataclass(frozen=True, slots=True)
class FactSheet:
    """Every fact of one patient (and, once an order is added, of that order)."""

    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))

    def __getitem__(self, name: str) -> Fact:
        """Give the fact; one that nobody looked for is not recorded and not searched."""
        return self.facts.get(name, _NOT_SEARCHED)

    def __iter__(self) -> Iterator[str]:
        """Names of the facts that were looked for."""
        return iter(self.facts)

    def adding(self, facts: Mapping[str, Fact]) -> FactSheet:
        """Give a sheet that also holds these, which win over facts of the same name."""
        return FactSheet(MappingProxyType({**self.facts, **facts}))


def known(value: str, *evidence: Evidence) -> Recorded:
    """Give a choice fact with one certain value."""
    return Recorded(frozenset({value}), evidence)
