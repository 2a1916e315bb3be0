"""Reads `overlaps.yaml`: what holds where two scenarios rate a study differently for one patient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from cds_service.domain.criteria import Citation
from cds_service.domain.knowledge_base import Ruling, RulingKind
from cds_service.domain.scenarios import Scenario
from cds_service.knowledge.problems import listing
from cds_service.knowledge.readers.conditions import CONDITIONS, Cited, read_conditions
from cds_service.knowledge.readers.vocabulary import Vocabulary
from cds_service.knowledge.text.shapes import AnyWord, Either, ListOf, NameOf, Names, Prose, Shape, words_of
from cds_service.knowledge.text.strict_yaml import Node
from cds_service.knowledge.text.tables import Table

_RULING: Final = Shape(
    required={
        "between": ListOf(NameOf(Names.SCENARIO), says="the two scenarios that can both hold"),
        "procedures": ListOf(NameOf(Names.PROCEDURE), says="the studies that they rate differently"),
        "kind": AnyWord(
            words_of(RulingKind), says="told apart by the order's question, or by the step that comes first"
        ),
        "first": NameOf(Names.SCENARIO, says="the one that leads"),
        "because": Prose(says="why"),
    },
    optional={"until": Either(CONDITIONS.ways, says="by step: once this holds the other speaks alone")},
)
OVERLAPS: Final = Shape(required={"rulings": ListOf(_RULING)}, says="rulings on scenarios that overlap")


def read_rulings(
    node: Node, scenarios: Mapping[str, Scenario], words: Vocabulary, first: int
) -> Iterable[Ruling]:
    """Give each ruling, numbered from `first`; the scenarios say which studies both of a pair rate."""
    table = Table(node, words.log, OVERLAPS)
    for number, each in enumerate(table.tables("rulings"), start=first):
        yield _read_ruling(each, f"rulings/{number}", scenarios, words)


def _read_ruling(table: Table, path: str, scenarios: Mapping[str, Scenario], words: Vocabulary) -> Ruling:
    between = tuple(words.scenario(text) for text in table.texts("between"))
    kind = table.choice("kind", RulingKind)
    first = table.text("first")
    _check_pair(table, between)
    _check_kind(table, kind)
    _check_rated(table, between, scenarios)
    # A ruling is this project's own; it cites itself.
    cited = Cited("overlaps", Citation("overlaps", path))
    return Ruling(
        path=path,
        between=frozenset(between),
        procedures=frozenset(words.ordered(table.texts("procedures"))),
        kind=kind,
        first=first.text if first else "",
        because=table.prose("because"),
        until=read_conditions(table.node("until"), f"{path}/until", cited, words),
    )


def _check_pair(table: Table, between: tuple[str, ...]) -> None:
    if "between" in table and len(set(between)) != len(("one", "other")):
        table.log.note(table.at("between"), "a ruling that is not between two scenarios", "name two")
    first = table.text("first")
    if first and first.text not in between:
        remedy = f"use one of {listing(between)}"
        table.log.note(first.place, f"`{first.text}` is not one of the two scenarios", remedy)


def _check_kind(table: Table, kind: RulingKind) -> None:
    match kind:
        case RulingKind.BY_STEP:
            if "until" not in table:
                table.log.note(table.place, "a ruling by step without `until`", "say when the step is taken")
        case RulingKind.BY_QUESTION:
            if "until" in table:
                table.log.note(table.at("until"), "`until` in a ruling by question", "remove it")


def _check_rated(table: Table, between: tuple[str, ...], scenarios: Mapping[str, Scenario]) -> None:
    for name in between:
        scenario = scenarios.get(name)
        for text in table.texts("procedures") if scenario else ():
            if scenario and not scenario.rating_of(text.text):
                found = f"`{text.text}` is not rated in `{name}`"
                table.log.note(text.place, found, "remove it from the ruling")
