"""Draws fact sheets: every fact unknown, searched and absent, partly known or known."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import strategies as st

from cds_service.domain.facts import Choice, Fact, FactDefinition, FactSheet, NotRecorded, Recorded
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
