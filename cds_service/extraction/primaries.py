"""Which breast cancers the patient has or had, and which of them is in question now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from cds_service.domain.terms import Side
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart, Found, one_side
from cds_service.fhir.dates import Day, earliest_of
from cds_service.fhir.resources import Condition

INVASIVE: Final = ("breast-cancer-inflammatory", "breast-cancer-lobular", "breast-cancer-invasive")
RECURRENT: Final = "breast-cancer-recurrence"
IN_SITU: Final = "breast-cancer-in-situ"
UNCLEAR: Final = "breast-cancer-behaviour-unclear"
SITELESS: Final = "malignancy-unspecified-site"
CANCER: Final = (RECURRENT, *INVASIVE, IN_SITU, UNCLEAR)

SUSPECTED: Final = frozenset({"provisional", "differential", "unconfirmed"})
REFUTED: Final = "refuted"
_PAST: Final = frozenset({"inactive", "resolved"})
_ANOTHER_YEAR: Final = 365


@dataclass(frozen=True, slots=True)
class Cancer:
    """A diagnosis of breast cancer, and its side where it states one."""

    found: Found[Condition]
    side: Side | None

    @property
    def condition(self) -> Condition:
        """The diagnosis as recorded."""
        return self.found.resource

    @property
    def says_invasive(self) -> bool:
        """Whether its code names an invasive cancer, or one not said to be in situ."""
        return self.found.value_set not in (IN_SITU, UNCLEAR)


@dataclass(slots=True)
class Primary:
    """One cancer of one breast, by all diagnoses that mean it."""

    diagnoses: list[Cancer] = field(default_factory=list)
    sides: set[Side] = field(default_factory=set)
    outer_onsets: tuple[Day, ...] = ()
    """The first and the last onset: whatever lies between two days of one year does too."""

    def add(self, cancer: Cancer) -> None:
        """Add a diagnosis that means this cancer."""
        self.diagnoses.append(cancer)
        if cancer.side:
            self.sides.add(cancer.side)
        if own := _own_onset(cancer.condition):
            onsets = sorted((*self.outer_onsets, own), key=lambda each: each.earliest)
            self.outer_onsets = (onsets[0], onsets[-1])

    @property
    def side(self) -> Side | None:
        """The side that its diagnoses name."""
        return one_side(self.sides)

    @property
    def diagnosed(self) -> Day | None:
        """The earliest day any of its diagnoses gives."""
        return earliest_of(*(each.condition.on for each in self.diagnoses))

    @property
    def references(self) -> frozenset[str]:
        """Its diagnoses, as other resources refer to them."""
        return frozenset(each.condition.reference for each in self.diagnoses)

    def is_past(self, today: Day) -> bool:
        """Whether every diagnosis of it is closed."""
        return all(is_over(each.condition, today) for each in self.diagnoses)


def find_cancers(chart: Chart) -> tuple[Cancer, ...]:
    """Give every diagnosis of breast cancer, whatever its certainty."""
    return tuple(_cancers(chart, chart.record.conditions))


def _cancers(chart: Chart, conditions: Iterable[Condition]) -> Iterator[Cancer]:
    for found in chart.find(conditions, *CANCER, SITELESS):
        condition = found.resource
        if found.value_set == SITELESS and not chart.any_in(condition.body_sites, "breast-site"):
            continue
        yield Cancer(found, chart.side_of(found.says("side"), *condition.body_sites, condition.code))


def is_suspected(condition: Condition) -> bool:
    """Whether a diagnosis is recorded as not yet certain."""
    return condition.verification_status in SUSPECTED


def is_refuted(condition: Condition) -> bool:
    """Whether a diagnosis is recorded as ruled out."""
    return condition.verification_status == REFUTED


def is_established(condition: Condition) -> bool:
    """Whether a diagnosis is asserted; one without a verification status is, as in billing."""
    return not is_suspected(condition) and not is_refuted(condition)


def is_over(condition: Condition, today: Day) -> bool:
    """Whether a problem is closed by its status or its end."""
    if condition.abated and condition.abated.earliest > today.latest:
        return False  # it ended only later
    return condition.clinical_status in _PAST or condition.is_over or condition.abated is not None


def group_primaries(cancers: Iterable[Cancer]) -> tuple[Primary, ...]:
    """Bring the diagnoses that mean one cancer together: sides that agree, onsets within a year.

    Diagnoses that name a side come first, so that those without one can join them.
    """
    ordered = sorted(cancers, key=_sided_and_early_first)
    primaries: list[Primary] = []
    for cancer in ordered:
        home = next((each for each in primaries if _is_same(cancer, each)), None)
        if home is None:
            home = Primary()
            primaries.append(home)
        home.add(cancer)
    return tuple(primaries)


def choose_index(primaries: Iterable[Primary], today: Day) -> Primary | None:
    """Give the cancer that is in question: one that is not closed, the latest diagnosed."""

    def rank(primary: Primary) -> tuple[bool, str]:
        diagnosed = primary.diagnosed
        return not primary.is_past(today), diagnosed.latest.isoformat() if diagnosed else ""

    return max(primaries, key=rank, default=None)


def _sided_and_early_first(cancer: Cancer) -> tuple[bool, bool, str, str]:
    day = cancer.condition.on
    written = day.earliest.isoformat() if day else "9999"
    return cancer.side is None, is_encounter(cancer.condition), written, cancer.condition.reference


def _is_same(cancer: Cancer, primary: Primary) -> bool:
    side = primary.side
    if cancer.side and side and not cancer.side.meets(side):
        return False
    own = _own_onset(cancer.condition)
    return own is None or not any(_years_apart(own, each) for each in primary.outer_onsets)


def _own_onset(condition: Condition) -> Day | None:
    """Give the onset, which for an encounter diagnosis is only the day of the visit."""
    return None if is_encounter(condition) else condition.onset


def is_encounter(condition: Condition) -> bool:
    """Whether a diagnosis was recorded for one visit and is on no problem list."""
    kinds = {code.code for concept in condition.categories for code in concept.codes}
    return "encounter-diagnosis" in kinds and "problem-list-item" not in kinds


def _years_apart(one: Day, other: Day) -> bool:
    earlier, later = sorted((one, other), key=lambda each: each.earliest)
    return earlier.days_until(later)[0] > _ANOTHER_YEAR


@dataclass(frozen=True, slots=True)
class Disease:
    """The cancer in question, and the other breast cancers on record."""

    index: Primary | None = None
    others: tuple[Primary, ...] = ()

    @property
    def side(self) -> Side | None:
        """The side of the cancer in question."""
        return self.index.side if self.index else None

    @property
    def diagnosed(self) -> Day | None:
        """The day of its diagnosis, as early as the chart gives it."""
        return self.index.diagnosed if self.index else None

    @property
    def references(self) -> frozenset[str]:
        """Its diagnoses, as other resources refer to them."""
        return self.index.references if self.index else frozenset()

    def is_other_side(self, side: Side | None) -> bool:
        """Whether a side is surely not the cancer's; an unknown side never is."""
        return bool(side and self.side and not side.meets(self.side))

    def is_before(self, on: Day | None, margin: int) -> bool:
        """Whether a day surely lies more than `margin` days before the diagnosis."""
        if on is None or self.diagnosed is None:
            return False
        return on.is_before(self.diagnosed.shifted(-margin)) is Truth.TRUE

    def is_elsewhere(self, references: Iterable[str]) -> bool:
        """Whether references name another breast cancer of this patient and not this one."""
        named = frozenset(references)
        other = frozenset().union(*(each.references for each in self.others))
        return bool(named & other) and named.isdisjoint(self.references)


def read_disease(chart: Chart) -> Disease:
    """Sort the established breast cancers into the one in question and the others."""
    established = [each for each in find_cancers(chart) if is_established(each.condition)]
    primaries = group_primaries(established)
    index = choose_index(primaries, chart.today)
    return Disease(index, tuple(each for each in primaries if each is not index))
