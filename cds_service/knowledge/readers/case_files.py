"""Reads `<variant>.cases.yaml`: patients beside a scenario, and what it must say of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from cds_service.domain.facts import Choice, FactDefinition, Measure
from cds_service.domain.quantities import Interval
from cds_service.domain.ratings import Rating
from cds_service.evaluation.scenarios import Verdict
from cds_service.knowledge.problems import Place, listing
from cds_service.knowledge.readers.vocabulary import Vocabulary
from cds_service.knowledge.text.questions import compose_answered
from cds_service.knowledge.text.shapes import (
    AnyWord,
    Either,
    Flag,
    ListOf,
    MapOf,
    NameOf,
    Names,
    Prose,
    Scalar,
    Shape,
    words_of,
)
from cds_service.knowledge.text.strict_yaml import Items, Node, Text
from cds_service.knowledge.text.tables import Table, as_choice, as_text
from cds_service.knowledge.text.units import read_quantity

Value = frozenset[str] | Interval
"""What is recorded of a fact: the values it may have."""

RATING_WORDS: Final = (*(rating.value for rating in Rating), "not-rated", "undetermined")


class CardWord(Enum):
    """How a case says which card it expects."""

    NONE = "none"
    INFO = "info"
    WARNING = "warning"


class OfferWord(Enum):
    """How a case says what it expects to be offered; `swap` is followed by the study."""

    SWAP = "swap"
    DROP = "drop"
    NOTE = "note"
    POSTPONE = "postpone"


_OFFERS: Final = words_of(OfferWord)
_FACTS: Final = MapOf(
    Either((Scalar(), ListOf(Scalar()))),
    keys=NameOf(Names.FACT),
    says="facts of the patient, each with its value",
)
_EXPECT: Final = Shape(
    required={},
    optional={
        "verdict": AnyWord(words_of(Verdict), says="what the scenario says of the patient"),
        "rating": AnyWord(RATING_WORDS, says="what the ordered study is rated"),
        "missing": ListOf(NameOf(Names.FACT), says="the facts asked for"),
        "assumed": ListOf(NameOf(Names.FACT), says="the facts taken to be so because the chart is silent"),
        "card": AnyWord(words_of(CardWord), says="the card that is shown"),
        "offers": ListOf(Scalar(), says="what is offered: `swap <study>`, `drop`, `note`, `postpone`"),
        "says": ListOf(Prose(), says="words of each remark and question on the card; `[]` for none"),
    },
    says="what must come out",
)
_CASE: Final = Shape(
    required={"case": Prose(200, says="what would be lost if it failed"), "expect": _EXPECT},
    optional={
        "ordered": NameOf(Names.PROCEDURE, says="the study, where it is not that of the file"),
        "change": MapOf(_FACTS.each, keys=NameOf(Names.FACT), says="what differs from the base"),
        "forget": ListOf(NameOf(Names.FACT), says="facts of the base that are not recorded"),
        "searched": Flag(says="`false`: the chart was never searched for what is not given"),
    },
)
CASES: Final = Shape(
    required={
        "base": _FACTS,
        "procedure": NameOf(Names.PROCEDURE, says="what is ordered unless a case says otherwise"),
        "cases": ListOf(_CASE),
    },
    says="patients beside a scenario, and what it must say of each",
)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a case states; what it does not state is `None` and not compared. Of `says`, empty is silence."""

    verdict: Verdict | None
    rating: str | None
    missing: frozenset[str] | None
    assumed: frozenset[str] | None
    card: str | None
    offers: tuple[str, ...] | None
    says: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Case:
    """A patient, an order, and what is expected; `facts` are the base with the case's changes made.

    `searched`: whether the chart was searched for the facts that are not given.
    """

    name: str
    line: int
    facts: Mapping[str, Value]
    ordered: str
    searched: bool
    expect: Expectation


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases of one scenario; `path` is as problems name it, `procedure` what is ordered by default.

    They hold for the folders up to the one that has them, counted by `root`; a later one may differ.
    """

    scenario: str
    path: str
    base: Mapping[str, Value]
    procedure: str
    cases: tuple[Case, ...]
    root: int = 0


def read_case_file(name: str, scenario: str, content: bytes, words: Vocabulary) -> CaseFile | None:
    """Give the cases of a file, or nothing where it cannot be read; the log says why."""
    node = compose_answered(name, content, words.log)
    if node is None:
        return None
    words.scenario(Text(Place(name), scenario))
    table = Table(node, words.log, CASES)
    base = _read_values(table.entries("base"), words)
    procedure = words.procedure(table.text("procedure"))
    cases = tuple(_read_case(each, base, procedure, words) for each in table.tables("cases"))
    return CaseFile(scenario, name, MappingProxyType(base), procedure, cases)


def _read_case(table: Table, base: Mapping[str, Value], procedure: str, words: Vocabulary) -> Case:
    facts = {**base, **_read_values(table.entries("change"), words)}
    for text in table.texts("forget"):
        words.fact(text)
        if facts.pop(text.text, None) is None:
            words.log.note(text.place, f"`{text.text}` is forgotten, though not in the base", "remove it")
    return Case(
        name=table.prose("case"),
        line=table.place.line,
        facts=MappingProxyType(facts),
        ordered=words.procedure(table.text("ordered")) if "ordered" in table else procedure,
        searched=table.flag("searched") if "searched" in table else True,
        expect=_read_expectation(table.table("expect"), words),
    )


def _read_values(entries: Iterable[tuple[Text, Node]], words: Vocabulary) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, node in entries:
        definition = words.fact(key)
        value = _read_value(node, definition, words) if definition else None
        if value is not None:
            found[key.text] = value
    return found


def _read_value(node: Node, definition: FactDefinition, words: Vocabulary) -> Value | None:
    match definition.type:
        case Choice():
            nodes = node.items if isinstance(node, Items) else (node,)
            texts = [text for each in nodes if (text := as_text(each, words.log))]
            return frozenset(words.value(text, definition) for text in texts) or None
        case Measure(dimension=dimension):
            text = as_text(node, words.log)
            number = read_quantity(text, dimension, words.log) if text else None
            return None if number is None else Interval.exactly(number)


def _read_expectation(table: Table | None, words: Vocabulary) -> Expectation:
    if table is None:
        return Expectation(None, None, None, None, None, None, None)
    if not any(key in table for key in _EXPECT.keys):
        table.log.note(table.place, "a case that expects nothing", f"state some of {listing(_EXPECT.keys)}")
    return Expectation(
        verdict=table.choice("verdict", Verdict) if "verdict" in table else None,
        rating=_read_rating(table),
        missing=_read_facts(table, "missing", words),
        assumed=_read_facts(table, "assumed", words),
        card=table.choice("card", CardWord).value if "card" in table else None,
        offers=_read_offers(table, words),
        says=tuple(text.text for text in table.texts("says")) if "says" in table else None,
    )


def _read_rating(table: Table) -> str | None:
    text = table.text("rating")
    if text is not None and text.text not in RATING_WORDS:
        table.log.note(text.place, f"unknown rating `{text.text}`", f"use one of {listing(RATING_WORDS)}")
    return text.text if text else None


def _read_facts(table: Table, key: str, words: Vocabulary) -> frozenset[str] | None:
    if key not in table:
        return None
    names = [words.fact(text) for text in table.texts(key)]
    return frozenset(each.name for each in names if each)


def _read_offers(table: Table, words: Vocabulary) -> tuple[str, ...] | None:
    if "offers" not in table:
        return None
    for text in table.texts("offers"):
        verb, _, study = text.text.partition(" ")
        as_choice(Text(text.place, verb), OfferWord, words.log)
        if (verb == OfferWord.SWAP.value) != bool(study) and verb in _OFFERS:
            words.log.note(text.place, f"`{text.text}` is no offer", "write `swap <procedure>` or `drop`")
        elif study:
            words.procedure(Text(text.place, study))
    return tuple(text.text for text in table.texts("offers"))
