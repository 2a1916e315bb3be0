"""Reads conditions: leaves that compare one fact, `all` of them, or one `any`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cds_service.domain.criteria import (
    AnyOf,
    Assumption,
    Citation,
    Condition,
    Criterion,
    OneOf,
    Silence,
    Within,
)
from cds_service.domain.facts import Choice, FactDefinition, Measure
from cds_service.domain.quantities import Interval
from cds_service.knowledge.problems import listing
from cds_service.knowledge.readers.vocabulary import Vocabulary
from cds_service.knowledge.text.shapes import (
    AnyWord,
    CitedAt,
    Either,
    Flag,
    Kind,
    ListOf,
    Measured,
    NameOf,
    Names,
    Prose,
    Shape,
)
from cds_service.knowledge.text.strict_yaml import Entries, Node
from cds_service.knowledge.text.tables import Table
from cds_service.knowledge.text.units import read_quantity

_BOUNDS: Final = MappingProxyType(
    {
        "more_than": Interval.more_than,
        "at_least": Interval.at_least,
        "less_than": Interval.less_than,
        "at_most": Interval.at_most,
    }
)
_CHOICE_TESTS: Final = ("is", "is_any_of", "is_none_of")
_TESTS: Final = (*_CHOICE_TESTS, *_BOUNDS)
_ASSUMPTIONS: Final[Mapping[str, bool]] = MappingProxyType({"assume_so": True, "assume_not": False})

_SILENCE: Final = Shape(
    required={
        "values": ListOf(NameOf(Names.VALUE), says="values of which the source says nothing"),
        "say": Prose(says="what the card says then"),
    },
    optional={"even_if_appropriate": Flag(says="say it even where the study would be usually appropriate")},
)
_TESTED: Final[Mapping[str, Kind]] = {
    "is": NameOf(Names.VALUE, says="the one value that fits"),
    "is_any_of": ListOf(NameOf(Names.VALUE), says="the values that fit"),
    "is_none_of": ListOf(NameOf(Names.VALUE), says="the values that do not fit"),
    **{key: Measured(says="a number and its unit, such as `2 cm`") for key in _BOUNDS},
}
_NAMED: Final[Mapping[str, Kind]] = {
    "fact": NameOf(Names.FACT, says="what is asked of the patient, as `facts.yaml` names it")
}
BARE_LEAF: Final = Shape(
    required=_NAMED,
    optional=_TESTED,
    one_of=_TESTS,
    says="one fact compared with constants, whatever a chart says of it",
)
LEAF: Final = Shape(
    required=_NAMED,
    optional={
        **_TESTED,
        "at": CitedAt(says="section and item of the source, such as `who-fits/2`"),
        "if_not_recorded": AnyWord(
            tuple(_ASSUMPTIONS), says="what a chart that was searched and is silent means; else it is unknown"
        ),
        "because": Prose(300, says="why silence may be read so"),
        "undetermined_for": _SILENCE,
    },
    one_of=_TESTS,
    says="one fact compared with constants",
)
_ANY: Final = Shape(
    required={"any": ListOf(LEAF, says="at least one of these holds")},
    optional={"ask": Prose(says="the one question that settles it")},
)
_ALL: Final = Shape(required={"all": ListOf(Either((LEAF, _ANY)), says="every one of these holds")})
CONDITIONS: Final = Either((LEAF, _ALL, _ANY), says="one criterion, `all` of several, or `any` of several")
ALTERNATIVES: Final = Shape(required={"any": ListOf(LEAF, says="one of these is enough; `[]` for none")})


@dataclass(frozen=True, slots=True)
class Cited:
    """The document a file cites, and the citation that counts for leaves without their own."""

    document: str
    at: Citation | None = None


def read_conditions(node: Node | None, path: str, cited: Cited, words: Vocabulary) -> tuple[Condition, ...]:
    """Give the conditions of a `when`: one leaf, `all` of several, or one `any`."""
    match _only_key(node):
        case "all":
            return _read_all(node, path, cited, words) if node else ()
        case "any":
            group = _read_any(node, f"{path}/1", cited, words) if node else None
            return (group,) if group else ()
        case _:
            leaf = read_criterion(node, f"{path}/1", cited, words) if node else None
            return (leaf,) if leaf else ()


def read_alternatives(node: Node | None, path: str, cited: Cited, words: Vocabulary) -> tuple[Condition, ...]:
    """Give the leaves of `any: [...]`, each on its own, as exclusions are; none is allowed."""
    if node is None:
        return ()
    table = Table(node, words.log, ALTERNATIVES)
    leaves = (
        read_criterion(each, f"{path}/{number}", cited, words)
        for number, each in enumerate(table.items("any"), start=1)
    )
    return tuple(leaf for leaf in leaves if leaf)


def read_bare_criterion(node: Node, path: str, at: Citation, words: Vocabulary) -> Criterion | None:
    """Give a leaf that says nothing of silence, or nothing where it cannot be understood."""
    table = Table(node, words.log, BARE_LEAF)
    definition = words.fact(table.text("fact"))
    test = _read_test(table, definition, words) if definition else None
    return Criterion(path, definition.name, test, at) if definition and test else None


def read_criterion(node: Node, path: str, cited: Cited, words: Vocabulary) -> Criterion | None:
    """Give a leaf, or nothing where it cannot be understood."""
    table = Table(node, words.log, LEAF)
    definition = words.fact(table.text("fact"))
    at = words.citation(table.text("at"), cited.document) if "at" in table else cited.at
    if at is None:
        words.log.note(table.place, "a criterion without `at`", "cite section and item of the source")
    test = _read_test(table, definition, words) if definition else None
    assumption = _read_assumption(table)
    silence = _read_silence(table, definition, test, words) if definition else None
    if definition is None or test is None or at is None:
        return None
    return Criterion(path, definition.name, test, at, assumption, silence)


def _only_key(node: Node | None) -> str:
    keys = [key.text for key, _ in node.entries] if isinstance(node, Entries) else []
    return next((key for key in ("all", "any") if key in keys), "")


def _read_all(node: Node, path: str, cited: Cited, words: Vocabulary) -> tuple[Condition, ...]:
    table = Table(node, words.log, _ALL)
    if "all" in table and not table.items("all"):
        words.log.note(table.at("all"), "`all` of nothing, which always holds", "add a criterion")
    found: list[Condition] = []
    for number, each in enumerate(table.items("all"), start=1):
        here = f"{path}/{number}"
        read = _read_any if _only_key(each) == "any" else read_criterion
        if condition := read(each, here, cited, words):
            found.append(condition)
    return tuple(found)


def _read_any(node: Node, path: str, cited: Cited, words: Vocabulary) -> AnyOf | None:
    table = Table(node, words.log, _ANY)
    if "any" in table and len(table.items("any")) <= 1:
        words.log.note(table.at("any"), "`any` of fewer than two", "write one criterion without `any`")
    leaves = [
        read_criterion(each, f"{path}/any/{number}", cited, words)
        for number, each in enumerate(table.items("any"), start=1)
    ]
    ask = table.prose("ask")
    return AnyOf(path, tuple(leaf for leaf in leaves if leaf), ask) if leaves else None


def _read_test(table: Table, definition: FactDefinition, words: Vocabulary) -> OneOf | Within | None:
    given = [key for key in _TESTS if key in table]
    fitting = _CHOICE_TESTS if isinstance(definition.type, Choice) else tuple(_BOUNDS)
    if not given and table.meant.intersection(_TESTS):
        return None
    if len(given) != 1:
        found = f"a criterion with {len(given)} tests" if given else "a criterion without a test"
        words.log.note(table.place, found, f"give one of {listing(fitting)}")
        return None
    key = given[0]
    if key not in fitting:
        found = f"`{key}` does not fit the fact `{definition.name}`"
        words.log.note(table.at(key), found, f"use one of {listing(fitting)}")
        return None
    match definition.type:
        case Choice():
            return _read_values(table, key, definition, words)
        case Measure(dimension=dimension):
            text = table.text(key)
            bound = read_quantity(text, dimension, words.log) if text else None
            if text is None or bound is None:
                return None
            return Within(_BOUNDS[key](bound), f"{key.replace('_', ' ')} {text.text}")


def _read_values(table: Table, key: str, definition: FactDefinition, words: Vocabulary) -> OneOf | None:
    text = table.text("is") if key == "is" else None
    texts = table.texts(key) if key != "is" else (text,) if text else ()
    values = frozenset(words.value(text, definition) for text in texts)
    every = frozenset(definition.type.values) if isinstance(definition.type, Choice) else values
    if not every or not values <= every:
        return None
    wanted = every - values if key == "is_none_of" else values
    if not wanted or wanted == every:
        always = "never" if not wanted else "always"
        words.log.note(table.at(key), f"a criterion that {always} holds", "name some of the values")
        return None
    return OneOf(wanted)


def _read_assumption(table: Table) -> Assumption | None:
    text = table.text("if_not_recorded")
    if text is None:
        if "because" in table:
            table.log.note(
                table.at("because"), "`because` without `if_not_recorded`", "remove it or say both"
            )
        return None
    if text.text not in _ASSUMPTIONS:
        table.log.note(text.place, f"unknown value `{text.text}`", f"use one of {listing(_ASSUMPTIONS)}")
    if "because" not in table:
        table.log.note(text.place, "an assumption without `because`", "say why silence may be read so")
    return Assumption(_ASSUMPTIONS.get(text.text, False), table.prose("because"))


def _read_silence(
    table: Table, definition: FactDefinition, test: OneOf | Within | None, words: Vocabulary
) -> Silence | None:
    inner = table.table("undetermined_for")
    if inner is None:
        return None
    if not isinstance(definition.type, Choice):
        words.log.note(inner.place, "`undetermined_for` on a measured fact", "remove it")
        return None
    texts = inner.texts("values")
    values = frozenset(words.value(text, definition) for text in texts)
    for text in texts:
        if isinstance(test, OneOf) and text.text in test.values and "is_none_of" not in table:
            found = f"`{text.text}` both meets the criterion and leaves it undetermined"
            words.log.note(text.place, found, "keep it in one of the two lists")
    return Silence(values, inner.prose("say"), inner.flag("even_if_appropriate"))
