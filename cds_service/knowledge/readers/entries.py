"""Reads the entries of a scenario's lists: ratings, cautions, later steps and the like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cds_service.domain.criteria import Citation, Condition
from cds_service.domain.facts import Measure
from cds_service.domain.quantities import Dimension
from cds_service.domain.ratings import Rating
from cds_service.domain.scenarios import (
    Caution,
    CompanionPitfall,
    FirstChoice,
    LaterStep,
    LookAlike,
    NextStep,
    Postponement,
    RatedProcedure,
    Temper,
    WrongPurpose,
)
from cds_service.knowledge.readers.conditions import CONDITIONS, LEAF, Cited, read_conditions, read_criterion
from cds_service.knowledge.readers.vocabulary import Vocabulary
from cds_service.knowledge.text.shapes import (
    AnyWord,
    CitedAt,
    Count,
    Either,
    Flag,
    ListOf,
    NameOf,
    Names,
    Prose,
    Shape,
    words_of,
)
from cds_service.knowledge.text.strict_yaml import Entries, Items, Node, Text
from cds_service.knowledge.text.tables import Table

_ORDERED: Final = ListOf(NameOf(Names.PROCEDURE), says="the studies it is about")
_SAY: Final = Prose(says="what the card says")
_AT: Final = CitedAt(says="section and item of the source, such as `pitfalls/2`")
_STUDY: Final = NameOf(Names.PROCEDURE)

RATING: Final = Shape(
    required={
        "procedure": NameOf(Names.PROCEDURE, says="the study"),
        "rating": AnyWord(words_of(Rating), says="the source's rating, never our own"),
        "because": Prose(300, says="why, in our own words"),
        "at": CitedAt(says="where the source says so"),
    },
    optional={
        "when": Either(CONDITIONS.ways, says="the rating holds only while this does"),
        "no_swap_when": Either(CONDITIONS.ways, says="while one of these holds no other study is offered"),
        "instead": NameOf(Names.PROCEDURE, says="the study to offer where there is no first choice"),
        "left_open": Prose(says="what the source says once `when` no longer holds"),
    },
)
_CHOICE: Final = Shape(
    required={"procedure": _STUDY},
    optional={"unless": Either((LEAF,), says="the step has been taken once this holds")},
)
FIRST_CHOICE: Final = Either((_STUDY, _CHOICE), says="the study to order; the first is recommended")
LOOK_ALIKE: Final = Shape(
    required={
        "when": Either(CONDITIONS.ways, says="what tells such patients apart"),
        "see": NameOf(Names.SCENARIO, says="where they belong"),
        "say": Prose(says="why they belong there"),
        "at": _AT,
    }
)
TEMPER: Final = Shape(required={"when": CONDITIONS, "say": _SAY, "at": _AT}, optional={"ordered": _ORDERED})
WRONG_PURPOSE: Final = Shape(
    required={"ordered": _ORDERED, "order_instead": _STUDY, "say": _SAY, "at": _AT},
    optional={"when": CONDITIONS},
)
_POSTPONE: Final = Shape(
    required={
        "fact": NameOf(Names.FACT, says="the fact that counts the days since the event"),
        "days": Count(says="how many days must have passed"),
    },
    says="offer to move the study to the first day that fits",
)
CAUTION: Final = Shape(
    required={"when": CONDITIONS, "say": _SAY, "at": _AT},
    optional={
        "ordered": _ORDERED,
        "add_note": Prose(says="a note offered for the order; `{fact.name}` stands for what is recorded"),
        "offer_first_choice": Flag(says="offer the first choices too"),
        "postpone": _POSTPONE,
        "remark": Flag(says="say it only on a card that speaks anyway"),
        "if_unknown": Prose(says="what the card remarks when it cannot be decided"),
    },
)
LATER_STEP: Final = Shape(
    required={
        "ordered": _ORDERED,
        "after": Either(CONDITIONS.ways, says="the step before, done"),
        "say": _SAY,
        "at": _AT,
    }
)
COMPANION: Final = Shape(required={"ordered": _ORDERED, "when": CONDITIONS, "say": _SAY, "at": _AT})
NEXT_STEP: Final = Shape(
    required={
        "result": Prose(says="what the study shows"),
        "next": Prose(says="what follows"),
        "at": _AT,
    }
)

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Page:
    """The document a scenario cites, and the names it may use."""

    document: str
    words: Vocabulary

    def citation(self, table: Table) -> Citation:
        """Give what the entry cites."""
        return self.words.citation(table.text("at"), self.document)

    def when(self, table: Table, key: str, path: str) -> tuple[Condition, ...]:
        """Give the conditions under a key; leaves without their own citation have the entry's."""
        cited = Cited(self.document, self.citation(table))
        return read_conditions(table.node(key), f"{path}/{key}", cited, self.words)

    def ordered(self, table: Table) -> tuple[str, ...]:
        """Give the studies the entry speaks of."""
        if isinstance(table.node("ordered"), Items) and not table.items("ordered"):
            table.log.note(table.at("ordered"), "`ordered` names no study", "name one or remove the key")
        return self.words.ordered(table.texts("ordered"))


def read_rating(table: Table, _: str, page: Page) -> RatedProcedure:
    """Give a study's rating."""
    procedure = page.words.procedure(table.text("procedure"))
    path = f"ratings/{procedure}"
    keep = table.node("no_swap_when")
    if isinstance(keep, Entries) and any(key.text == "all" for key, _ in keep.entries):
        found = "`no_swap_when` with `all`, though one that holds is enough"
        table.log.note(table.at("no_swap_when"), found, "use `any` or one criterion")
    if "left_open" in table and "when" not in table:
        table.log.note(table.at("left_open"), "`left_open` without `when`", "remove it or say when it rates")
    return RatedProcedure(
        procedure=procedure,
        rating=table.choice("rating", Rating),
        because=table.prose("because"),
        at=page.citation(table),
        when=page.when(table, "when", path),
        no_swap_when=page.when(table, "no_swap_when", path),
        instead=page.words.procedure(table.text("instead")),
        left_open=table.prose("left_open"),
    )


def read_first_choice(node: Node, page: Page, ratings: tuple[RatedProcedure, ...]) -> FirstChoice:
    """Give a first choice, a name or a table; its `unless` cites what the study's rating cites."""
    if isinstance(node, Text):
        return FirstChoice(page.words.procedure(node))
    table = Table(node, page.words.log, _CHOICE)
    procedure = page.words.procedure(table.text("procedure"))
    rated = next((each.at for each in ratings if each.procedure == procedure), Citation(page.document, ""))
    unless = table.node("unless")
    path = f"first_choice/{procedure}/unless/1"
    cited = Cited(page.document, rated)
    return FirstChoice(procedure, read_criterion(unless, path, cited, page.words) if unless else None)


def read_look_alike(table: Table, path: str, page: Page) -> LookAlike:
    """Give who resembles the scenario's patients, and where they belong."""
    see = page.words.scenario(table.text("see"))
    return LookAlike(page.when(table, "when", path), see, table.prose("say"), page.citation(table))


def read_temper(table: Table, path: str, page: Page) -> Temper:
    """Give what turns a warning into an information."""
    when = page.when(table, "when", path)
    return Temper(page.ordered(table), when, table.prose("say"), page.citation(table))


def read_wrong_purpose(table: Table, path: str, page: Page) -> WrongPurpose:
    """Give a study ordered where another is meant."""
    return WrongPurpose(
        ordered=page.ordered(table),
        order_instead=page.words.procedure(table.text("order_instead")),
        say=table.prose("say"),
        at=page.citation(table),
        when=page.when(table, "when", path),
    )


def read_caution(table: Table, path: str, page: Page) -> Caution:
    """Give what to say about an order when a condition holds."""
    _check_placeholders(table, page)
    return Caution(
        ordered=page.ordered(table),
        when=page.when(table, "when", path),
        say=table.prose("say"),
        at=page.citation(table),
        add_note=table.prose("add_note"),
        offer_first_choice=table.flag("offer_first_choice"),
        postpone=_read_postponement(table, page),
        remark=table.flag("remark"),
        if_unknown=table.prose("if_unknown"),
    )


def read_later_step(table: Table, path: str, page: Page) -> LaterStep:
    """Give an order that presupposes an earlier step."""
    after = page.when(table, "after", path)
    return LaterStep(page.ordered(table), after, table.prose("say"), page.citation(table))


def read_companion(table: Table, path: str, page: Page) -> CompanionPitfall:
    """Give a pitfall of an order that is watched but not rated."""
    when = page.when(table, "when", path)
    return CompanionPitfall(page.ordered(table), when, table.prose("say"), page.citation(table))


def read_next_step(table: Table, _: str, page: Page) -> NextStep:
    """Give what follows a result of the recommended study."""
    return NextStep(table.prose("result"), table.prose("next"), page.citation(table))


def _read_postponement(table: Table, page: Page) -> Postponement | None:
    inner = table.table("postpone")
    if inner is None:
        return None
    definition = page.words.fact(inner.text("fact"))
    if definition and definition.type != Measure(Dimension.DURATION):
        found = f"`{definition.name}` is not measured in days"
        table.log.note(inner.at("fact"), found, "name the fact that counts the days since the event")
    return Postponement(definition.name if definition else "", inner.count("days"))


def _check_placeholders(table: Table, page: Page) -> None:
    note = table.text("add_note")
    for name in _PLACEHOLDER.findall(note.text) if note else ():
        page.words.fact(Text(note.place, name) if note else None)
