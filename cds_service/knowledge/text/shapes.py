"""The form of knowledge files as data: which keys a mapping has, and what is written under each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache, cached_property

from cds_service.domain.quantities import Dimension


class Names(Enum):
    """What a name may be the name of; each is defined in a file of its own."""

    FACT = "fact"
    VALUE = "value"
    PROCEDURE = "procedure"
    SCENARIO = "scenario"
    DOCUMENT = "document"
    VALUE_SET = "value set"
    CODE_SYSTEM = "code system"
    RADIATION_LEVEL = "radiation level"


@dataclass(frozen=True, slots=True)
class Prose:
    """Words for people, at most so many characters."""

    at_most: int = 1000
    says: str = ""


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value that the reader of the key makes sense of."""

    says: str = ""


@dataclass(frozen=True, slots=True)
class NameOf:
    """The name of something that is defined elsewhere."""

    what: Names
    says: str = ""


@dataclass(frozen=True, slots=True)
class CitedAt:
    """A place in a source: `who-fits/2`, or `document#who-fits/2`."""

    says: str = ""


@dataclass(frozen=True, slots=True)
class AnyWord:
    """One of a few words."""

    words: tuple[str, ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false`."""

    says: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number."""

    says: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is not negative."""

    says: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A date, such as `2026-05-29`."""

    says: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A web address."""

    says: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A number and its unit, such as `2 cm`; of any dimension where none is given."""

    dimension: Dimension | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list."""

    each: Kind
    says: str = ""


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping whose keys are names of its own, or names of something defined elsewhere."""

    each: Kind
    keys: NameOf | AnyWord | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Either:
    """Written in one of several ways."""

    ways: tuple[Kind, ...]
    says: str = ""


@dataclass(frozen=True)
class Shape:
    """A mapping with known keys; `one_of` are keys of which exactly one is given."""

    required: Mapping[str, Kind]
    optional: Mapping[str, Kind] = field(default_factory=dict)
    one_of: tuple[str, ...] = ()
    says: str = ""

    @cached_property
    def keys(self) -> Mapping[str, Kind]:
        """All keys, the required ones first."""
        return {**self.required, **self.optional}


Kind = (
    Prose
    | Scalar
    | NameOf
    | CitedAt
    | AnyWord
    | Flag
    | Count
    | Number
    | Day
    | Address
    | Measured
    | ListOf
    | MapOf
    | Either
    | Shape
)


@cache
def words_of(kind: type[Enum]) -> tuple[str, ...]:
    """Give the words of an enumeration."""
    return tuple(str(each.value) for each in kind)
