"""Takes from a scenario, or weakens, one at a time, everything it says that can change an answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from cds_service.domain.criteria import AnyOf, Condition, Criterion, OneOf, Within
from cds_service.domain.facts import Choice, FactDefinition
from cds_service.domain.quantities import Interval
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
    conditions_in,
    leaves,
)

Facts = Mapping[str, FactDefinition]

_Thing = TypeVar("_Thing")
_Ordered = TypeVar("_Ordered", Temper, WrongPurpose, Caution, LaterStep, CompanionPitfall)
_Conditional = TypeVar("_Conditional", Temper, WrongPurpose, Caution, CompanionPitfall)


@dataclass(frozen=True, slots=True)
class Loss:
    """A scenario that has lost one thing, or says it more weakly; `what`, as a place in its file."""

    what: str
    scenario: Scenario

    @property
    def facts(self) -> frozenset[str]:
        """The facts of the line it is about, as far as the place tells."""
        conditions = [each for _, listed in conditions_in(self.scenario) for each in leaves(listed)]
        return frozenset(each.fact for each in conditions if self.what.startswith(each.path))


def losses(scenario: Scenario, facts: Facts) -> Iterator[Loss]:
    """Give the scenario once for each thing it can lose, and for each way in which a test can be weakened."""
    conditional = partial(_conditional, facts)
    for what, applies_when in conditions_lessened(scenario.applies_when, facts):
        yield Loss(what, replace(scenario, applies_when=applies_when))
    for what, unless in conditions_lessened(scenario.unless, facts):
        yield Loss(what, replace(scenario, unless=unless))
    for what, choices in _each("first_choice", scenario.first_choice, partial(_first_choice, facts)):
        yield Loss(what, replace(scenario, first_choice=choices))
    for what, ratings in _each("ratings", scenario.ratings, partial(_rating, facts)):
        yield Loss(what, replace(scenario, ratings=ratings))
    for what, tempered in _each("tempered", scenario.tempered, conditional):
        yield Loss(what, replace(scenario, tempered=tempered))
    for what, wrong in _each("wrong_purpose", scenario.wrong_purpose, conditional):
        yield Loss(what, replace(scenario, wrong_purpose=wrong))
    for what, cautions in _each("cautions", scenario.cautions, partial(_caution, scenario, facts)):
        yield Loss(what, replace(scenario, cautions=cautions))
    for what, steps in _each("later_steps", scenario.later_steps, partial(_later_step, facts)):
        yield Loss(what, replace(scenario, later_steps=steps))
    for what, pitfalls in _each("companion_orders", scenario.companion_pitfalls, conditional):
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


def conditions_lessened(
    conditions: tuple[Condition, ...], facts: Facts
) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    """Take away each condition of a list, and then each part of each."""
    for place, condition in enumerate(conditions):
        before, after = conditions[:place], conditions[place + 1 :]
        yield condition.path, (*before, *after)
        for part, lesser in _condition(condition, facts):
            yield part, (*before, lesser, *after)


def _condition(condition: Condition, facts: Facts) -> Iterator[tuple[str, Condition]]:
    match condition:
        case Criterion():
            yield from _criterion(condition, facts)
        case AnyOf(criteria=criteria):
            for place, leaf in enumerate(criteria):
                before, after = criteria[:place], criteria[place + 1 :]
                yield leaf.path, replace(condition, criteria=(*before, *after))
                for part, lesser in _criterion(leaf, facts):
                    yield part, replace(condition, criteria=(*before, lesser, *after))


def _criterion(criterion: Criterion, facts: Facts) -> Iterator[tuple[str, Criterion]]:
    path = criterion.path
    for what, test in _tests(criterion, facts[criterion.fact]):
        yield f"{path} {what}", replace(criterion, test=test)
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


def _tests(criterion: Criterion, definition: FactDefinition) -> Iterator[tuple[str, OneOf | Within]]:
    """Give the test with one value less and one more, or its bound turned, a little higher and lower."""
    match criterion.test, definition.type:
        case OneOf(values=values), Choice(values=every):
            for value in sorted(values) if len(values) > 1 else ():
                yield f"without {value}", OneOf(values - {value})
            undecided = criterion.silence.values if criterion.silence else frozenset()
            for value in sorted(every.keys() - values - undecided):
                if every.keys() - values - {value}:
                    yield f"also {value}", OneOf(values | {value})
        case Within(interval=interval, wording=wording), _:
            for what, other in _intervals(interval):
                yield what, Within(other, wording)
        case _:
            message = "a criterion compares a fact with a value of another type"
            raise TypeError(message)


def _intervals(interval: Interval) -> Iterator[tuple[str, Interval]]:
    if interval.low.is_finite():
        yield "its bound turned", replace(interval, low_in=not interval.low_in)
        yield "its bound higher", replace(interval, low=interval.low + 1)
        yield "its bound lower", replace(interval, low=interval.low - 1)
    else:
        yield "its bound turned", replace(interval, high_in=not interval.high_in)
        yield "its bound higher", replace(interval, high=interval.high + 1)
        yield "its bound lower", replace(interval, high=interval.high - 1)


def _first_choice(facts: Facts, choice: FirstChoice) -> Iterator[tuple[str, FirstChoice]]:
    if choice.unless is not None:
        yield "unless", replace(choice, unless=None)
        for what, unless in _condition(choice.unless, facts):
            yield what, replace(choice, unless=unless)


def _rating(facts: Facts, rated: RatedProcedure) -> Iterator[tuple[str, RatedProcedure]]:
    for rating in Rating:
        if rating is not rated.rating:
            yield f"rated {rating.value}", replace(rated, rating=rating)
    for what, when in conditions_lessened(rated.when, facts):
        yield what, replace(rated, when=when)
    for what, no_swap_when in conditions_lessened(rated.no_swap_when, facts):
        yield what, replace(rated, no_swap_when=no_swap_when)
    if rated.instead:
        yield "instead", replace(rated, instead="")
    if rated.left_open:
        yield "left_open", replace(rated, left_open="")


def _conditional(facts: Facts, thing: _Conditional) -> Iterator[tuple[str, _Conditional]]:
    for what, when in conditions_lessened(thing.when, facts):
        yield what, replace(thing, when=when)
    yield from _ordered(thing)


def _later_step(facts: Facts, step: LaterStep) -> Iterator[tuple[str, LaterStep]]:
    for what, after in conditions_lessened(step.after, facts):
        yield what, replace(step, after=after)
    yield from _ordered(step)


def _caution(scenario: Scenario, facts: Facts, caution: Caution) -> Iterator[tuple[str, Caution]]:
    for what, lesser in _conditional(facts, caution):
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
