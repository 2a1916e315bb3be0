"""Draws fact sheets: every fact unknown, searched and absent, partly known or known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random  # noqa: TID251 (seeded)
from typing import Self

from hypothesis import strategies as st

from cds_service.analysis.examples import examples_of
from cds_service.analysis.formulas import Formula
from cds_service.analysis.patients import Patients
from cds_service.domain.facts import Choice, Fact, FactDefinition, FactSheet, NotRecorded, Recorded
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.quantities import INFINITE, Interval
from tests.support.sql_evaluator import Drawn

# Around every bound that the knowledge uses, and both ends.
_POINTS = tuple(Decimal(each) for each in (0, 7, 17, 18, 19, 20, 21, 27, 28, 29, 48, 50, 51, 90))


def drawn_facts(definition: FactDefinition) -> st.SearchStrategy[Drawn]:
    """Draw one fact: half of the time nothing is recorded of it."""
    absent = st.sampled_from([None, "searched"])
    match definition.type:
        case Choice(values=values):
            names = sorted(values)
            single = st.sampled_from(names).map(lambda each: frozenset({each}))
            several = st.sets(st.sampled_from(names), min_size=1).map(frozenset)
            return st.one_of(absent, single, single, several)
        case _:
            exact = st.sampled_from(_POINTS).map(lambda each: (each, each, True, True))
            return st.one_of(absent, exact, exact, _intervals())


@st.composite
def _intervals(draw: st.DrawFn) -> tuple[Decimal, Decimal, bool, bool]:
    low, high = sorted(draw(st.lists(st.sampled_from(_POINTS), min_size=2, max_size=2, unique=True)))
    if draw(st.booleans()):
        return low, INFINITE, draw(st.booleans()), False
    return low, high, draw(st.booleans()), draw(st.booleans())


def drawn_sheets(facts: Mapping[str, FactDefinition]) -> st.SearchStrategy[dict[str, Drawn]]:
    """Draw what is recorded of every fact."""
    return st.fixed_dictionaries({name: drawn_facts(each) for name, each in facts.items()})


def as_sheet(drawn: Mapping[str, Drawn]) -> FactSheet:
    """Make the fact sheet that a drawn one stands for."""
    return FactSheet({name: _as_fact(each) for name, each in drawn.items()})


def _as_fact(drawn: Drawn) -> Fact:
    match drawn:
        case None:
            return NotRecorded(searched=False)
        case str():
            return NotRecorded(searched=True)
        case frozenset():
            return Recorded(drawn)
        case (low, high, low_in, high_in):
            return Recorded(Interval(low, high, low_in, high_in))
    raise TypeError(drawn)


def drawn_from(sheet: FactSheet) -> dict[str, Drawn]:
    """Give a sheet as if it had been drawn."""
    return {name: _as_drawn(sheet[name]) for name in sheet}


def _as_drawn(fact: Fact) -> Drawn:
    if isinstance(fact, NotRecorded):
        return "searched" if fact.searched else None
    possible = fact.possible
    if isinstance(possible, Interval):
        return possible.low, possible.high, possible.low_in, possible.high_in
    return possible


@dataclass(frozen=True)
class NearbySheets:
    """Draws patients and orders near those that a solver finds, so that every verdict and rating is drawn."""

    facts: Mapping[str, FactDefinition]
    found: Sequence[tuple[Mapping[str, Drawn], str]]
    """Patients, each with the study ordered; empty where any will do."""

    @classmethod
    def of(cls, knowledge: KnowledgeBase) -> Self:
        """Take one patient of each example, and of each standing of each study, of each scenario."""
        patients = Patients.of(knowledge)
        wanted: list[tuple[Formula, str]] = []
        for scenario in knowledge.scenarios.values():
            wanted.extend((each.patients, each.study) for each in examples_of(scenario, patients))
            for rated in scenario.ratings:
                standings = patients.meanings.standings(scenario, rated)
                wanted.extend((each, rated.procedure) for each in standings.values())
        found = ((patients.find(formula), study) for formula, study in wanted)
        return cls(knowledge.facts, [(drawn_from(each), study) for each, study in found if each is not None])

    def draw(self, random: Random, studies: Sequence[str]) -> tuple[dict[str, Drawn], str]:
        """Take one found, put something at random where it is silent, and change up to three facts."""
        sheet, study = random.choice(self.found)
        drawn = {name: self._anything(name, random) for name in self.facts} | dict(sheet)
        for name in random.sample(sorted(self.facts), random.choice([0, 0, 0, 1, 1, 2, 3])):
            drawn[name] = self._anything(name, random)
        return drawn, study if study in studies else random.choice(studies)

    def _anything(self, name: str, random: Random) -> Drawn:
        if random.random() < 0.4:
            return random.choice([None, "searched"])
        match self.facts[name].type:
            case Choice(values=values):
                names = sorted(values)
                return frozenset(random.sample(names, random.choice([1, 1, 1, min(2, len(names))])))
            case _:
                point = random.choice(_POINTS)
                return point, point + random.choice([0, 0, 9]), True, True
