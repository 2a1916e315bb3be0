"""Draws knowledge so small that every patient can be listed: to hold searches against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from cds_service.domain.criteria import (
    AnyOf,
    Assumption,
    Citation,
    Condition,
    Criterion,
    Impossibility,
    OneOf,
    Silence,
    Within,
)
from cds_service.domain.facts import (
    Choice,
    Fact,
    FactDefinition,
    FactSheet,
    Measure,
    NotRecorded,
    Recorded,
)
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.quantities import Dimension, Interval
from cds_service.domain.ratings import Rating
from cds_service.domain.scenarios import RatedProcedure, Scenario, Status
from cds_service.domain.truth import Truth
from cds_service.evaluation.criteria import holds
from tests.support.knowledge import shipped_knowledge

AT = Citation("a", "b/1")
STUDY = "us-axilla"
VALUES: Mapping[str, tuple[str, ...]] = {"colour": ("red", "green", "blue"), "shape": ("round", "flat")}
POINTS = tuple(Decimal(each) for each in ("0.5", "1", "1.5", "2", "3"))
"""A size for each piece that bounds at 1 and 2 cut, and one more."""


def _definition(name: str, type_: Choice | Measure, sources: frozenset[str]) -> FactDefinition:
    return FactDefinition(name, type_, name, f"What is {name}?", name, sources)


FACTS: Mapping[str, FactDefinition] = {
    **{
        name: _definition(name, Choice({each: each for each in values}), frozenset({"findings"}))
        for name, values in VALUES.items()
    },
    "size": _definition("size", Measure(Dimension.LENGTH), frozenset({"findings"})),
    "order.question": _definition(
        "order.question", Choice({"axilla": "axilla", "breast": "breast"}), frozenset()
    ),
}


@dataclass(frozen=True)
class Patient:
    """What is true of a patient, and what is on file of it."""

    truth: Mapping[str, str | Decimal]
    sheet: FactSheet


def _tests(name: str) -> st.SearchStrategy[OneOf | Within]:
    if name == "size":
        bounds = st.sampled_from([Decimal(1), Decimal(2)])
        kinds = st.sampled_from([Interval.more_than, Interval.at_least, Interval.less_than, Interval.at_most])
        return st.builds(lambda kind, bound: Within(kind(bound), ""), kinds, bounds)
    values = VALUES[name]
    return st.sets(st.sampled_from(values), min_size=1, max_size=len(values) - 1).map(
        lambda each: OneOf(frozenset(each))
    )


@st.composite
def _criteria(draw: st.DrawFn, path: str, *, bare: bool = False) -> Criterion:
    name = draw(st.sampled_from([*VALUES, "size"]))
    test = draw(_tests(name))
    if bare:
        return Criterion(path, name, test, AT)
    assumption = draw(st.sampled_from([None, None, Assumption(True, "so"), Assumption(False, "so")]))  # noqa: FBT003
    rest = sorted(set(VALUES[name]) - test.values) if isinstance(test, OneOf) else []
    silent = draw(st.sets(st.sampled_from(rest), max_size=1)) if rest else set()
    silence = Silence(frozenset(silent), "nothing") if silent else None
    return Criterion(path, name, test, AT, assumption, silence)


@st.composite
def _conditions(draw: st.DrawFn, path: str, at_most: int) -> tuple[Condition, ...]:
    found: list[Condition] = []
    for number in range(1, draw(st.integers(0, at_most)) + 1):
        here = f"{path}/{number}"
        if draw(st.integers(0, 3)) == 0:
            leaves = tuple(draw(_criteria(f"{here}/any/{each}")) for each in (1, 2))
            found.append(AnyOf(here, leaves))
        else:
            found.append(draw(_criteria(here)))
    return tuple(found)


@st.composite
def scenarios(draw: st.DrawFn, name: str) -> Scenario:
    """Draw a scenario that rates one study."""
    rated = RatedProcedure(
        STUDY,
        draw(st.sampled_from(list(Rating))),
        "so",
        AT,
        when=draw(_conditions(f"ratings/{STUDY}/when", 1)),
        left_open=draw(st.sampled_from(["", "open"])),
    )
    template = next(iter(shipped_knowledge().scenarios.values()))
    return replace(
        template,
        id=name,
        status=Status.ACTIVE,
        question=draw(st.sampled_from(["axilla", "breast"])),
        applies_when=draw(_conditions("applies_when", 3)),
        unless=tuple(draw(_criteria(f"unless/{each}")) for each in range(1, draw(st.integers(1, 3)))),
        ratings=(rated,),
    )


@st.composite
def knowledge(draw: st.DrawFn, *names: str) -> KnowledgeBase:
    """Draw a knowledge base of these scenarios."""
    impossible = tuple(
        Impossibility(
            f"impossible/{number}",
            tuple(draw(_criteria(f"impossible/{number}/{each}", bare=True)) for each in (1, 2)),
            "so",
            AT,
        )
        for number in range(1, draw(st.integers(0, 2)) + 1)
    )
    drawn = {name: draw(scenarios(name)) for name in names}
    return replace(shipped_knowledge(), scenarios=drawn, facts=FACTS, rulings=(), impossible=impossible)


def every_patient(base: KnowledgeBase) -> Iterator[Patient]:
    """List every possible patient with every way of being on file."""
    domains: dict[str, tuple[str | Decimal, ...]] = {**VALUES, "size": POINTS}
    for values in product(*domains.values()):
        truth = dict(zip(domains, values, strict=True))
        if any(all(_is_true(each, truth) for each in rule.together) for rule in base.impossible):
            continue
        ways = [(_recorded(each), NotRecorded(searched=True), NotRecorded()) for each in values]
        questions: tuple[Fact, ...] = (_recorded("axilla"), _recorded("breast"), NotRecorded(searched=True))
        for filed in product(*ways, questions):
            yield Patient(truth, FactSheet(dict(zip((*domains, "order.question"), filed, strict=True))))


def _recorded(value: str | Decimal) -> Fact:
    return Recorded(Interval.exactly(value) if isinstance(value, Decimal) else frozenset({value}))


def _is_true(criterion: Criterion, truth: Mapping[str, str | Decimal]) -> bool:
    value = truth[criterion.fact]
    possible = Interval.exactly(value) if isinstance(value, Decimal) else frozenset({value})
    return holds(criterion.test, possible) is Truth.TRUE
