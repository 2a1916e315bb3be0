"""Writes the shapes of knowledge files as JSON Schema, with the names that a knowledge base has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, assert_never

from cds_service.domain.facts import Choice, FactDefinition, Measure
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.quantities import Dimension
from cds_service.domain.terms import SHORT_NAMES
from cds_service.knowledge.readers.conditions import BARE_LEAF, LEAF
from cds_service.knowledge.text.shapes import (
    Address,
    AnyWord,
    CitedAt,
    Count,
    Day,
    Either,
    Flag,
    Kind,
    ListOf,
    MapOf,
    Measured,
    NameOf,
    Names,
    Number,
    Prose,
    Scalar,
    Shape,
)
from cds_service.knowledge.text.units import UNITS

Schema = dict[str, Any]

_ONE_VALUE: Final = ["string", "number", "boolean"]
"""What an editor takes an unquoted value for; the loader reads its text whatever it looks like."""
_PATTERNS: Final[Mapping[type, str]] = {
    CitedAt: r"^([^#/]+#)?[^#/]+/(lead|[1-9][0-9]?)$",
    Day: r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    Address: r"^https?://[^\s/?#<>\"]+[^\s<>\"]*$",
}
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?")
_CRITERIA: Final = {"criterion": LEAF, "bare-criterion": BARE_LEAF}


class SchemaWriter:
    """Writes shapes; what occurs in many places is written once, under `definitions`."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self._referred: set[str] = set()

    def write(self, kind: Kind) -> Schema:
        """Write one kind, with what it is for."""
        body = self._write(kind)
        if not kind.says:
            return body
        told = {"description": kind.says}
        return {"allOf": [body], **told} if "$ref" in body else body | told

    def definitions(self) -> Schema:
        """Give what was referred to."""
        criteria = {name: self._criterion(leaf) for name, leaf in _CRITERIA.items() if name in self._referred}
        # A criterion refers to names of its own, so these come after it.
        return criteria | {_key(what): self._names(what) for what in Names if _key(what) in self._referred}

    def _write(self, kind: Kind) -> Schema:
        match kind:
            case Shape():
                named = next((name for name, leaf in _CRITERIA.items() if leaf is kind), "")
                return self._refer(named) if named else self._mapping(kind)
            case ListOf(each=each):
                unique = {} if isinstance(each, Shape | Either) else {"uniqueItems": True}
                return {"type": "array", "items": self.write(each), **unique}
            case MapOf():
                return self._named(kind)
            case Either(ways=ways):
                return {"anyOf": [self.write(way) for way in ways]}
            case NameOf(what=what):
                return _any_value() if what is Names.VALUE else self._refer(_key(what))
            case _:
                return _scalar(kind)

    def _refer(self, name: str) -> Schema:
        self._referred.add(name)
        return {"$ref": f"#/definitions/{name}"}

    def _mapping(self, shape: Shape) -> Schema:
        body: Schema = {
            "type": "object",
            "properties": {key: self.write(kind) for key, kind in shape.keys.items()},
            "additionalProperties": False,
        }
        if shape.required:
            body["required"] = list(shape.required)
        if shape.one_of:
            body["oneOf"] = [{"required": [key]} for key in shape.one_of]
        return body

    def _named(self, kind: MapOf) -> Schema:
        match kind.keys:
            case NameOf():
                facts = {name: _recorded(fact) for name, fact in self._knowledge.facts.items()}
                return {"type": "object", "properties": facts, "additionalProperties": False}
            case AnyWord(words=words):
                names = {"propertyNames": {"enum": list(words)}}
            case _:
                names = {}
        return {"type": "object", "additionalProperties": self.write(kind.each), **names}

    def _names(self, what: Names) -> Schema:
        """Complete names; those that an overlay can add are not held to a list."""
        known = self._knowledge
        match what:
            case Names.FACT:
                return _one_of(known.facts)
            case Names.CODE_SYSTEM:
                return _one_of(SHORT_NAMES)
            case Names.RADIATION_LEVEL:
                return _one_of(known.policy.radiation)
            case Names.PROCEDURE:
                return _completed((*known.catalogue.procedures, *known.catalogue.open_procedures))
            case Names.SCENARIO:
                return _completed(known.scenarios)
            case Names.DOCUMENT:
                return _completed(known.sources)
            case Names.VALUE_SET:
                return _completed(known.value_sets)
            case Names.VALUE:
                return _any_value()
            case _:
                assert_never(what)

    def _criterion(self, leaf: Shape) -> Schema:
        """Write a criterion: which tests fit, and with which values, follows from its fact."""
        body = self._mapping(leaf)
        return body | {"allOf": [_fitting(fact, leaf) for fact in self._knowledge.facts.values()]}


def _key(what: Names) -> str:
    return what.value.replace(" ", "-")


def _scalar(
    kind: Prose | Scalar | CitedAt | AnyWord | Flag | Count | Number | Day | Address | Measured,
) -> Schema:
    match kind:
        case Prose(at_most=at_most):
            return _any_value() | {"maxLength": at_most, "pattern": "^[^<]*$"}
        case Scalar():
            return _any_value()
        case AnyWord(words=words):
            return _one_of(words)
        case Flag():
            return {"enum": [True, False, "true", "false"]}
        case Count():
            return _number(r"^[0-9]{1,4}$", whole=True)
        case Number():
            return _number(r"^[0-9]{1,6}(\.[0-9]{1,4})?$", whole=False)
        case Measured(dimension=dimension):
            return _measured(dimension)
        case CitedAt() | Address() | Day():
            return {"type": "string", "pattern": _PATTERNS[type(kind)]}
        case _:
            assert_never(kind)


def _fitting(fact: FactDefinition, leaf: Shape) -> Schema:
    """Say which tests fit a fact, and with which values."""
    bounds = [key for key, kind in leaf.keys.items() if isinstance(kind, Measured)]
    choices = [key for key in leaf.one_of if key not in bounds]
    match fact.type:
        case Choice(values=values):
            one = _one_of(values)
            many = {"items": one}
            tests: Schema = {key: one if key == "is" else many for key in choices}
            tests |= dict.fromkeys(bounds, False)
            tests["undetermined_for"] = {"properties": {"values": many}}
        case Measure(dimension=dimension):
            tests = {key: _measured(dimension) for key in bounds}
            tests |= dict.fromkeys((*choices, "undetermined_for"), False)
        case _:
            assert_never(fact.type)
    when = {"properties": {"fact": {"const": fact.name}}, "required": ["fact"]}
    return {"if": when, "then": {"properties": tests}}


def _recorded(fact: FactDefinition) -> Schema:
    """Say what a case may give for a fact: one value, or those that it may have."""
    match fact.type:
        case Choice(values=values):
            one = _one_of(values)
            return {"anyOf": [one, {"type": "array", "items": one}], "description": fact.says}
        case Measure(dimension=dimension):
            return _measured(dimension) | {"description": fact.says}
        case _:
            assert_never(fact.type)


def _any_value() -> Schema:
    return {"type": _ONE_VALUE, "minLength": 1}


def _one_of(words: Iterable[str]) -> Schema:
    return {"enum": list(_as_editors_read(words))}


def _completed(words: Iterable[str]) -> Schema:
    return {"anyOf": [_one_of(sorted(words)), _any_value()]}


def _as_editors_read(words: Iterable[str]) -> Iterable[object]:
    """Give words as they stand, and as an editor takes them where they are not quoted."""
    for word in words:
        yield word
        if word in ("true", "false"):
            yield word == "true"
        elif _NUMBER.fullmatch(word):
            yield float(word) if "." in word else int(word)


def _number(pattern: str, *, whole: bool) -> Schema:
    number = {"type": "integer" if whole else "number", "minimum": 0}
    return {"anyOf": [number, {"type": "string", "pattern": pattern}]}


def _measured(dimension: Dimension | None) -> Schema:
    units = UNITS[dimension] if dimension else [unit for units in UNITS.values() for unit in units]
    return {"type": "string", "pattern": rf"^[0-9]{{1,5}}(\.[0-9]{{1,4}})? ({'|'.join(units)})$"}
