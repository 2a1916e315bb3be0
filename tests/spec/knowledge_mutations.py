"""Takes from a scenario, one at a time, everything it says that can change an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from cds_service.domain.criteria import AnyOf, Condition, Criterion
from cds_service.domain.ratings import Rating
from cds_service.domain.scenarios import (
    Caution,
    CompanionPitfall,
    FirstChoice,
    LaterStep,
    RatedProcedure,
    Scenario,
    Temper,
    WrongPurpose,
    leaves,
)

_Thing = TypeVar("_Thing")
_Ordered = TypeVar("_Ordered", Temper, WrongPurpose, Caution, LaterStep, CompanionPitfall)
_Conditional = TypeVar("_Conditional", Temper, WrongPurpose, Caution, CompanionPitfall)


@dataclass(frozen=True, slots=True)
class Loss:
    """A scenario that has lost one thing, and what that was, as a place in its file."""

    what: str
    scenario: Scenario


def losses(scenario: Scenario) -> Iterator[Loss]:
    """Give the scenario once for each thing it can lose."""
    for what, applies_when in _conditions(scenario.applies_when):
        yield Loss(what, replace(scenario, applies_when=applies_when))
    for what, unless in _conditions(scenario.unless):
        yield Loss(what, replace(scenario, unless=unless))
    for what, choices in _each("first_choice", scenario.first_choice, _first_choice):
        yield Loss(what, replace(scenario, first_choice=choices))
    for what, ratings in _each("ratings", scenario.ratings, _rating):
        yield Loss(what, replace(scenario, ratings=ratings))
    for what, tempered in _each("tempered", scenario.tempered, _conditional):
        yield Loss(what, replace(scenario, tempered=tempered))
    for what, wrong in _each("wrong_purpose", scenario.wrong_purpose, _conditional):
        yield Loss(what, replace(scenario, wrong_purpose=wrong))
    for what, cautions in _each("cautions", scenario.cautions, partial(_caution, scenario)):
        yield Loss(what, replace(scenario, cautions=cautions))
    for what, steps in _each("later_steps", scenario.later_steps, _later_step):
        yield Loss(what, replace(scenario, later_steps=steps))
    for what, pitfalls in _each("companion_orders", scenario.companion_pitfalls, _conditional):
        yield Loss(what, replace(scenario, companion_pitfalls=pitfalls))


def _each(
    name: str, things: tuple[_Thing, ...], lessen: Callable[[_Thing], Iterator[tuple[str, _Thing]]]
) -> Iterator[tuple[str, tuple[_Thing, ...]]]:
    """Take away each thing of a list, and then each part of each thing."""
    for place, thing in enumerate(things):
        before, after = things[:place], things[place + 1 :]
        yield f"{name}/{place + 1}", (*before, *after)
        for part, lesser in lessen(thing):
            # A condition already has its whole path as its name.
            what = part if part.startswith(f"{name}/") else f"{name}/{place + 1}/{part}"
            yield what, (*before, lesser, *after)


def _conditions(conditions: tuple[Condition, ...]) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    for place, condition in enumerate(conditions):
        before, after = conditions[:place], conditions[place + 1 :]
        yield condition.path, (*before, *after)
        for part, lesser in _condition(condition):
            yield part, (*before, lesser, *after)


def _condition(condition: Condition) -> Iterator[tuple[str, Condition]]:
    match condition:
        case Criterion():
            yield from _criterion(condition)
        case AnyOf(criteria=criteria):
            for place, leaf in enumerate(criteria):
                before, after = criteria[:place], criteria[place + 1 :]
                yield leaf.path, replace(condition, criteria=(*before, *after))
                for part, lesser in _criterion(leaf):
                    yield part, replace(condition, criteria=(*before, lesser, *after))


def _criterion(criterion: Criterion) -> Iterator[tuple[str, Criterion]]:
    path = criterion.path
    if (assumption := criterion.assumption) is not None:
        yield f"{path}/if_not_recorded", replace(criterion, assumption=None)
        opposite = replace(assumption, holds=not assumption.holds)
        yield f"{path}/if_not_recorded turned round", replace(criterion, assumption=opposite)
    if (silence := criterion.silence) is not None:
        yield f"{path}/undetermined_for", replace(criterion, silence=None)
        for value in sorted(silence.values):
            rest = replace(silence, values=silence.values - {value})
            yield f"{path}/undetermined_for {value}", replace(criterion, silence=rest)
        if silence.even_if_appropriate:
            quiet = replace(silence, even_if_appropriate=False)
            yield f"{path}/even_if_appropriate", replace(criterion, silence=quiet)


def _first_choice(choice: FirstChoice) -> Iterator[tuple[str, FirstChoice]]:
    if choice.unless is not None:
        yield "unless", replace(choice, unless=None)


def _rating(rated: RatedProcedure) -> Iterator[tuple[str, RatedProcedure]]:
    for what, when in _conditions(rated.when):
        yield what, replace(rated, when=when)
    for what, no_swap_when in _conditions(rated.no_swap_when):
        yield what, replace(rated, no_swap_when=no_swap_when)
    if rated.instead:
        yield "instead", replace(rated, instead="")
    if rated.left_open:
        yield "left_open", replace(rated, left_open="")


def _conditional(thing: _Conditional) -> Iterator[tuple[str, _Conditional]]:
    for what, when in _conditions(thing.when):
        yield what, replace(thing, when=when)
    yield from _ordered(thing)


def _later_step(step: LaterStep) -> Iterator[tuple[str, LaterStep]]:
    for what, after in _conditions(step.after):
        yield what, replace(step, after=after)
    yield from _ordered(step)


def _caution(scenario: Scenario, caution: Caution) -> Iterator[tuple[str, Caution]]:
    for what, lesser in _conditional(caution):
        # A caution that restates a criterion of its scenario says `always`: without it nothing differs.
        if lesser.when == caution.when or not _restates(caution, scenario):
            yield what, lesser
    if _can_stay_silent(caution, scenario):
        yield "remark", replace(caution, remark=not caution.remark)
    if caution.add_note:
        yield "add_note", replace(caution, add_note="")
    if caution.offer_first_choice:
        yield "offer_first_choice", replace(caution, offer_first_choice=False)
    if caution.postpone is not None:
        yield "postpone", replace(caution, postpone=None)
    if caution.if_unknown:
        yield "if_unknown", replace(caution, if_unknown="")


def _restates(caution: Caution, scenario: Scenario) -> bool:
    required = [(each.fact, each.test) for each in scenario.applies_when if isinstance(each, Criterion)]
    return all((each.fact, each.test) in required for each in leaves(caution.when))


def _can_stay_silent(caution: Caution, scenario: Scenario) -> bool:
    """Whether some study it speaks of has no card of its own, so that a remark alone is never printed."""
    studies = caution.ordered or tuple(each.procedure for each in scenario.ratings)
    ratings = [rated.rating if (rated := scenario.rating_of(each)) else None for each in studies]
    return bool({None, Rating.USUALLY_APPROPRIATE} & set(ratings))


def _ordered(thing: _Ordered) -> Iterator[tuple[str, _Ordered]]:
    # An empty list means every study, so the last one is not taken.
    if len(thing.ordered) > 1:
        for study in thing.ordered:
            rest = tuple(each for each in thing.ordered if each != study)
            yield f"ordered {study}", replace(thing, ordered=rest)
