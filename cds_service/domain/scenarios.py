"""A clinical scenario: who fits, what is rated, and what to watch for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from cds_service.domain.criteria import AnyOf, Citation, Condition, Criterion
from cds_service.domain.ratings import Rating

_FACT_IN_A_NOTE: Final = re.compile(r"\{([\w.]+)\}")


class Status(Enum):
    """Whether a scenario rates (`active`), only says where a patient belongs (`routing`), or neither."""

    DRAFT = "draft"
    ACTIVE = "active"
    ROUTING = "routing"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Review:
    """Who reviewed something, and when."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A source article: what it is called, where it is published, who reviewed it."""

    id: str
    title: str
    publisher: str
    reviewed: Review | None
    sections: Mapping[str, int]
    """Each section's slug and how many items it has; `lead` is cited as item `lead`."""
    url: str = ""
    guideline: str = ""
    """Whose ratings it states, such as `ACR`; empty where they are the publisher's own."""
    licence: str = ""
    funding: str = ""
    released: date | None = None
    revised: date | None = None


@dataclass(frozen=True, slots=True)
class Temper:
    """When this holds, a warning on one of these studies becomes an info card that says why.

    `ordered` empty means every study the scenario rates.
    """

    ordered: tuple[str, ...]
    when: tuple[Condition, ...]
    say: str
    at: Citation


@dataclass(frozen=True, slots=True)
class RatedProcedure:
    """A study's rating in a scenario; with `when`, only while that holds."""

    procedure: str
    rating: Rating
    because: str
    at: Citation
    when: tuple[Condition, ...] = ()
    no_swap_when: tuple[Condition, ...] = ()
    """While one of these holds the order stands and no other study is offered in its place."""
    instead: str = ""
    """The study to offer where the scenario has no first choice."""
    left_open: str = ""
    """What the source says once `when` does not hold and it rates no more; empty: simply not rated."""


@dataclass(frozen=True, slots=True)
class FirstChoice:
    """The study to order, unless the step it makes has already been taken."""

    procedure: str
    unless: Condition | None = None


@dataclass(frozen=True, slots=True)
class WrongPurpose:
    """A study ordered where another of the same kind is meant."""

    ordered: tuple[str, ...]
    order_instead: str
    say: str
    at: Citation
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Postponement:
    """The study fits once this many days lie between the event and the study."""

    fact: str
    days: int


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to say about an order when a condition holds.

    `ordered` empty means every study the scenario rates. `add_note` is a note offered for the order;
    `{fact.name}` in it stands for what is recorded of that fact.
    """

    ordered: tuple[str, ...]
    when: tuple[Condition, ...]
    say: str
    at: Citation
    add_note: str = ""
    offer_first_choice: bool = False
    postpone: Postponement | None = None
    remark: bool = False
    """Say it only on a card that speaks anyway, never as a card of its own."""
    if_unknown: str = ""
    """What the card remarks when the condition cannot be decided."""

    @property
    def facts_in_note(self) -> tuple[str, ...]:
        """The facts whose values the note states."""
        return tuple(_FACT_IN_A_NOTE.findall(self.add_note))


@dataclass(frozen=True, slots=True)
class LaterStep:
    """An order that presupposes an earlier step; `after` is the finding that makes it next."""

    ordered: tuple[str, ...]
    after: tuple[Condition, ...]
    say: str
    at: Citation


@dataclass(frozen=True, slots=True)
class CompanionPitfall:
    """A watched order (therapy, surgery) on which the source states a pitfall; stands on its own `when`."""

    ordered: tuple[str, ...]
    when: tuple[Condition, ...]
    say: str
    at: Citation


@dataclass(frozen=True, slots=True)
class NextStep:
    """What follows a result of the recommended study."""

    result: str
    next: str
    at: Citation


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A patient who resembles the scenario's, and where that patient belongs."""

    when: tuple[Condition, ...]
    see: str
    say: str
    at: Citation


@dataclass(frozen=True, slots=True)
class Scenario:
    """One file of `knowledge/scenarios`, read and resolved."""

    id: str
    title: str
    status: Status
    document: str
    topic: str
    article_reviewed: Review | None
    encoding_reviewed: Review | None
    question: str
    applies_when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    look_alikes: tuple[LookAlike, ...] = ()
    first_choice: tuple[FirstChoice, ...] = ()
    ratings: tuple[RatedProcedure, ...] = ()
    tempered: tuple[Temper, ...] = ()
    wrong_purpose: tuple[WrongPurpose, ...] = ()
    cautions: tuple[Caution, ...] = ()
    later_steps: tuple[LaterStep, ...] = ()
    companion_pitfalls: tuple[CompanionPitfall, ...] = ()
    after_the_study: tuple[NextStep, ...] = ()

    @property
    def criteria(self) -> tuple[Condition, ...]:
        """What decides who fits: the criteria, then the exclusions."""
        return (*self.applies_when, *self.unless)

    def rating_of(self, procedure: str) -> RatedProcedure | None:
        """The rating of a study, if this scenario rates it."""
        return next((rated for rated in self.ratings if rated.procedure == procedure), None)


def conditions_in(scenario: Scenario) -> Iterator[tuple[str, tuple[Condition, ...]]]:
    """Give all conditions that a scenario states, list by list, each with its place in the file."""
    yield "applies_when", scenario.applies_when
    yield "unless", scenario.unless
    for number, alike in enumerate(scenario.look_alikes, start=1):
        yield f"not_to_be_confused_with/{number}/when", alike.when
    for choice in scenario.first_choice:
        if choice.unless is not None:
            yield f"first_choice/{choice.procedure}/unless", (choice.unless,)
    for rated in scenario.ratings:
        yield f"ratings/{rated.procedure}/when", rated.when
        yield f"ratings/{rated.procedure}/no_swap_when", rated.no_swap_when
    for number, temper in enumerate(scenario.tempered, start=1):
        yield f"tempered/{number}/when", temper.when
    for number, wrong in enumerate(scenario.wrong_purpose, start=1):
        yield f"wrong_purpose/{number}/when", wrong.when
    for number, caution in enumerate(scenario.cautions, start=1):
        yield f"cautions/{number}/when", caution.when
    for number, step in enumerate(scenario.later_steps, start=1):
        yield f"later_steps/{number}/after", step.after
    for number, pitfall in enumerate(scenario.companion_pitfalls, start=1):
        yield f"companion_orders/{number}/when", pitfall.when


def leaves(conditions: tuple[Condition, ...]) -> tuple[Criterion, ...]:
    """Every criterion of these conditions, those inside an `any` included."""
    found: list[Criterion] = []
    for condition in conditions:
        found.extend(condition.criteria if isinstance(condition, AnyOf) else (condition,))
    return tuple(found)
