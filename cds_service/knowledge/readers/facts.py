"""Reads `facts.yaml`: what may be known of a patient, and how one asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from cds_service.domain.criteria import Citation
from cds_service.domain.facts import Choice, FactDefinition, Measure
from cds_service.domain.quantities import Dimension
from cds_service.knowledge.problems import Place, ProblemLog
from cds_service.knowledge.readers.conditions import Cited, read_conditions
from cds_service.knowledge.readers.vocabulary import Vocabulary
from cds_service.knowledge.text.strict_yaml import Node, Text
from cds_service.knowledge.text.tables import Table, as_prose, as_text

_FACT: Final = ("says", "question", "found_in")
_OPTIONAL: Final = ("one_of", "measured_in", "asked_with")


def read_facts(node: Node, log: ProblemLog) -> Iterable[tuple[Place, FactDefinition]]:
    """Give each fact with the line that names it."""
    table = Table(node, log, required=("facts",), optional=("impossible",))
    for key, entry in table.entries("facts"):
        yield key.place, _read_fact(key, Table(entry, log, required=_FACT, optional=_OPTIONAL))


def check_impossible(node: Node, words: Vocabulary) -> None:
    """Check what `facts.yaml` says cannot be; generators of patients read it, the service does not."""
    table = Table(node, ProblemLog(), required=("facts",), optional=("impossible",))
    for number, entry in enumerate(table.items("impossible"), start=1):
        inner = Table(entry, words.log, required=("all", "because"))
        inner.prose("because")
        # A fact that only this list asks about is still one that no scenario uses.
        apart = Vocabulary(words.log, facts=words.facts)
        path = f"impossible/{number}"
        for place, leaf in enumerate(inner.items("all"), start=1):
            read_conditions(leaf, f"{path}/{place}", Cited("facts", Citation("facts", path)), apart)


def _read_fact(key: Text, table: Table) -> FactDefinition:
    asked_with = table.text("asked_with")
    return FactDefinition(
        name=key.text,
        type=_read_type(table),
        says=table.prose("says"),
        question=table.prose("question"),
        asked_with=asked_with.text if asked_with else key.text,
        sources=frozenset(text.text for text in table.texts("found_in")),
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
