"""Reads `facts.yaml`: what may be known of a patient, and how one asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from cds_service.domain.criteria import Impossibility
from cds_service.domain.facts import Choice, Demographic, FactDefinition, Measure
from cds_service.domain.quantities import Dimension
from cds_service.knowledge.problems import Place, ProblemLog
from cds_service.knowledge.readers.conditions import BARE_LEAF, read_bare_criterion
from cds_service.knowledge.readers.vocabulary import Vocabulary
from cds_service.knowledge.text.shapes import AnyWord, CitedAt, ListOf, MapOf, Prose, Scalar, Shape, words_of
from cds_service.knowledge.text.strict_yaml import Node, Text
from cds_service.knowledge.text.tables import Table, as_choice, as_prose, as_text

_IMPOSSIBLE: Final = Shape(
    required={
        "all": ListOf(BARE_LEAF, says="what cannot hold together"),
        "at": CitedAt(says="where that is stated, such as `an-article#who-fits/2`"),
        "because": Prose(says="why it cannot"),
    }
)
_FACT: Final = Shape(
    required={
        "says": Prose(says="the fact as a noun phrase: `the clinical stage group`"),
        "question": Prose(says="what a clinician is asked when it is missing"),
        "found_in": ListOf(Scalar(), says="what must have been read before silence means anything"),
    },
    optional={
        "one_of": MapOf(Prose(), says="each value with the words people read"),
        "measured_in": AnyWord(words_of(Dimension), says="the unit it is kept in"),
        "demographics": ListOf(
            AnyWord(words_of(Demographic)),
            says="what of the person it is read from; pages disclose it",
        ),
        "asked_with": Scalar(says="facts with the same word here are asked for by one question"),
    },
    one_of=("one_of", "measured_in"),
)
FACTS: Final = Shape(
    required={"facts": MapOf(_FACT, says="every fact that a scenario may ask about")},
    optional={"impossible": ListOf(_IMPOSSIBLE, says="what no patient can be")},
    says="what may be known of a patient",
)


def read_facts(node: Node, log: ProblemLog) -> Iterable[tuple[Place, FactDefinition]]:
    """Give each fact with the line that names it."""
    for key, table in Table(node, log, FACTS).named_tables("facts"):
        yield key.place, _read_fact(key, table)


def read_impossible(node: Node, words: Vocabulary) -> Iterable[Impossibility]:
    """Give what cannot be."""
    table = Table(node, ProblemLog(), FACTS)
    # A fact that only this list asks about is still one that no scenario uses.
    apart = replace(words, asked=set())
    for number, entry in enumerate(table.items("impossible"), start=1):
        yield _read_impossibility(Table(entry, words.log, _IMPOSSIBLE), f"impossible/{number}", apart)


def _read_impossibility(table: Table, path: str, words: Vocabulary) -> Impossibility:
    at = words.citation(table.text("at"), "")
    if "at" in table and not at.document:
        table.log.note(table.at("at"), "what cannot be cites no document", "write `document#section/item`")
    if "all" in table and not table.items("all"):
        table.log.note(table.at("all"), "`all` of nothing, which every patient meets", "add a criterion")
    together = (
        read_bare_criterion(leaf, f"{path}/{place}", at, words)
        for place, leaf in enumerate(table.items("all"), start=1)
    )
    return Impossibility(path, tuple(each for each in together if each), table.prose("because"), at)


def _read_fact(key: Text, table: Table) -> FactDefinition:
    asked_with = table.text("asked_with")
    return FactDefinition(
        name=key.text,
        type=_read_type(table),
        says=table.prose("says"),
        question=table.prose("question"),
        asked_with=asked_with.text if asked_with else key.text,
        sources=frozenset(text.text for text in table.texts("found_in")),
        demographics=frozenset(
            as_choice(text, Demographic, table.log) for text in table.texts("demographics")
        ),
    )


def _read_type(table: Table) -> Choice | Measure:
    if ("one_of" in table) == ("measured_in" in table):
        table.log.note(table.place, "a fact of no certain type", "give either `one_of` or `measured_in`")
    if "measured_in" in table:
        return Measure(table.choice("measured_in", Dimension))
    values: dict[str, str] = {}
    for key, node in table.entries("one_of"):
        if words := as_text(node, table.log):
            values[key.text] = as_prose(words, table.log)
    if "one_of" in table and len(values) <= 1:
        table.log.note(
            table.at("one_of"), "a choice of fewer than two values", "name every value it can have"
        )
    return Choice(MappingProxyType(values))
