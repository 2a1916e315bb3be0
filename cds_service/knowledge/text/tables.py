"""Reads a mapping of a knowledge file key by key, each with the type that is expected of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, TypeVar

from cds_service.knowledge.problems import Place, ProblemLog, listing, nearest, suggest
from cds_service.knowledge.text.shapes import (
    Address,
    AnyWord,
    Count,
    Day,
    Flag,
    Kind,
    ListOf,
    MapOf,
    Number,
    Prose,
    Shape,
    words_of,
)
from cds_service.knowledge.text.strict_yaml import Entries, Items, Node, Text

_Enumeration = TypeVar("_Enumeration", bound=Enum)
_Form = TypeVar("_Form")

_NUMBER: Final = re.compile(r"\d{1,6}(\.\d{1,4})?")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESS: Final = re.compile(r"https?://[^\s/?#<>\"]+[^\s<>\"]*")
_NOTHING: Final = ("", "~", "null")
_COUNT: Final = re.compile(r"\d{1,4}")


class Table:
    """A mapping of a known shape; any other key is a problem.

    Whatever is missing or of the wrong type is noted in the log and read as its empty value, so that
    reading goes on. Nothing built from such values is ever served: a log with problems refuses the whole.
    A key is read as the kind that its shape declares, so that the shape is what is read and nothing else.
    """

    def __init__(self, node: Node, log: ProblemLog, shape: Shape) -> None:
        self.log = log
        self.place = node.place
        self.meant: set[str] = set()
        """The keys that misspelt ones were probably meant to be."""
        self._shape = shape
        self._entries: dict[str, tuple[Text, Node]] = {}
        if not isinstance(node, Entries):
            log.note(node.place, "a value without keys", f"give the keys {listing(shape.required)}")
            return
        for key, value in node.entries:
            if key.text in shape.keys:
                self._entries[key.text] = (key, value)
            else:
                remedy = suggest(key.text, shape.keys, f"use one of {listing(shape.keys)}")
                log.note(key.place, f"unknown key `{key.text}`", remedy)
                self.meant.add(nearest(key.text, shape.keys))
        for name in shape.required:
            # A misspelt key is told once, not also as a missing one.
            if name not in self._entries and name not in self.meant:
                log.note(node.place, f"`{name}` is missing", "add it")

    @property
    def one_of(self) -> tuple[str, ...]:
        """The keys of which exactly one is given."""
        return self._shape.one_of

    def __contains__(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self._entries

    def at(self, key: str) -> Place:
        """Give the line of a key, or of the mapping where the key is missing."""
        return self._entries[key][0].place if key in self._entries else self.place

    def node(self, key: str) -> Node | None:
        """Give the value of a key as it stands."""
        self._form(key, object)
        return self._entries[key][1] if key in self._entries else None

    def text(self, key: str) -> Text | None:
        """Give a name or other text, with its line."""
        return as_text(self.node(key), self.log)

    def prose(self, key: str) -> str:
        """Give words for people, at most as many characters as the shape says."""
        at_most = self._form(key, Prose).at_most
        text = self.text(key)
        return as_prose(text, self.log, at_most=at_most) if text else ""

    def texts(self, key: str) -> tuple[Text, ...]:
        """Give a list of texts, each of them once."""
        return _each_once(self.items(key), self.log)

    def items(self, key: str) -> tuple[Node, ...]:
        """Give a list."""
        self._form(key, ListOf)
        node = self.node(key)
        return as_items(node, key, self.log) if node is not None else ()

    def tables(self, key: str) -> Iterator[Table]:
        """Give a list of mappings whose keys are known."""
        for node in self.items(key):
            yield Table(node, self.log, _shape(self._form(key, ListOf).each))

    def entries(self, key: str) -> tuple[tuple[Text, Node], ...]:
        """Give a mapping whose keys are names of its own."""
        self._form(key, MapOf)
        node = self.node(key)
        if node is None or isinstance(node, Entries):
            return node.entries if node else ()
        self.log.note(node.place, f"`{key}` has no entries", "give each entry a name and a value")
        return ()

    def named_tables(self, key: str) -> Iterator[tuple[Text, Table]]:
        """Give a mapping whose keys are names of its own, each with a mapping whose keys are known."""
        for name, node in self.entries(key):
            yield name, Table(node, self.log, _shape(self._form(key, MapOf).each))

    def named_texts(self, key: str) -> Iterator[tuple[Text, tuple[Text, ...]]]:
        """Give a mapping whose keys are names of its own, each with a list of texts."""
        for name, node in self.entries(key):
            yield name, _each_once(as_items(node, name.text, self.log), self.log)

    def table(self, key: str) -> Table | None:
        """Give a mapping whose keys are known."""
        shape = self._form(key, Shape)
        node = self.node(key)
        return None if node is None else Table(node, self.log, shape)

    def flag(self, key: str) -> bool:
        """Give `true` or `false`; false where the key is missing."""
        self._form(key, Flag)
        text = self.text(key)
        if text is not None and text.text not in ("true", "false"):
            self.log.note(text.place, f"`{text.text}` is neither true nor false", "use `true` or `false`")
        return text is not None and text.text == "true"

    def count(self, key: str) -> int:
        """Give a whole number."""
        self._form(key, Count)
        text = self.text(key)
        return 0 if text is None else as_count(text, self.log)

    def number(self, key: str) -> Decimal:
        """Give a number that is not negative."""
        self._form(key, Number)
        text = self.text(key)
        if text is None:
            return Decimal(0)
        if not _NUMBER.fullmatch(text.text):
            self.log.note(text.place, f"`{text.text}` is no number", "use digits, such as `6.1`")
            return Decimal(0)
        return Decimal(text.text)

    def day(self, key: str) -> date:
        """Give a date."""
        self._form(key, Day)
        text = self.text(key)
        return date.min if text is None else as_day(text, self.log)

    def address(self, key: str) -> str:
        """Give a web address; cards show it as a link."""
        self._form(key, Address)
        text = self.text(key)
        if text is not None and not _ADDRESS.fullmatch(text.text):
            self.log.note(text.place, f"`{text.text}` is no web address", "begin it with `https://`")
        return text.text if text is not None else ""

    def choice(self, key: str, kind: type[_Enumeration]) -> _Enumeration:
        """Give one of the values of an enumeration."""
        if self._form(key, AnyWord).words != words_of(kind):
            raise TypeError(f"`{key}` is not declared as one of {kind.__name__}")
        text = self.text(key)
        return next(iter(kind)) if text is None else as_choice(text, kind, self.log)

    def _form(self, key: str, kind: type[_Form]) -> _Form:
        """Give what the shape declares of a key, which is what it is read as."""
        form = self._shape.keys[key]
        if not isinstance(form, kind):
            raise TypeError(f"`{key}` is declared as {type(form).__name__} and read as {kind.__name__}")
        return form


def _shape(kind: Kind) -> Shape:
    if not isinstance(kind, Shape):
        raise TypeError(f"{type(kind).__name__} has no keys")
    return kind


def as_items(node: Node, key: str, log: ProblemLog) -> tuple[Node, ...]:
    """Give the entries of a list."""
    if isinstance(node, Items):
        return node.items
    log.note(node.place, f"`{key}` is not a list", "write `- ` before each entry, or `[]` for none")
    return ()


def _each_once(nodes: tuple[Node, ...], log: ProblemLog) -> tuple[Text, ...]:
    found = [text for node in nodes if (text := as_text(node, log))]
    seen: set[str] = set()
    for text in found:
        if text.text in seen:
            log.note(text.place, f"`{text.text}` for the second time", "keep one of them")
        seen.add(text.text)
    return tuple(found)


def as_text(node: Node | None, log: ProblemLog) -> Text | None:
    """Give a scalar that says something."""
    if node is None:
        return None
    if isinstance(node, Text) and node.text.strip() not in _NOTHING:
        return node
    found = "an empty value" if isinstance(node, Text) else "a list or mapping where one value is expected"
    log.note(node.place, found, "give one value or leave the key out")
    return None


def as_prose(text: Text, log: ProblemLog, *, at_most: int = 1000) -> str:
    """Give words for people; they carry no markup, since they end in cards, pages and notes."""
    if "<" in text.text:
        log.note(text.place, "`<` in a text for people", "say it in words, such as `less than`")
    if len(text.text) > at_most:
        log.note(text.place, f"a text of {len(text.text)} characters", f"say it in {at_most} at most")
    return text.text.strip()


def as_lower_case(text: Text, log: ProblemLog) -> Text:
    """Give a text that orders are compared with, which are all folded to lower case."""
    if text.text != text.text.lower():
        log.note(text.place, f"`{text.text}` is not in lower case", f"write `{text.text.lower()}`")
    return text


def as_day(text: Text, log: ProblemLog) -> date:
    """Give a date."""
    try:
        # `fromisoformat` alone would also take `20260529` and week dates.
        return date.fromisoformat(text.text if _DAY.fullmatch(text.text) else "")
    except ValueError:
        log.note(text.place, f"`{text.text}` is no date", "write it as `2026-05-29`")
        return date.min


def as_count(text: Text, log: ProblemLog) -> int:
    """Give a whole number."""
    if not _COUNT.fullmatch(text.text):
        log.note(text.place, f"`{text.text}` is no whole number", "use digits, such as `28`")
        return 0
    return int(text.text)


def as_choice(text: Text, kind: type[_Enumeration], log: ProblemLog) -> _Enumeration:
    """Give the value of an enumeration that a text names."""
    for each in kind:
        if each.value == text.text:
            return each
    values = [str(each.value) for each in kind]
    remedy = suggest(text.text, values, f"use one of {listing(values)}")
    log.note(text.place, f"unknown value `{text.text}`", remedy)
    return next(iter(kind))
