"""Composes YAML into nodes that keep the authored text and its line, and refuses YAML's surprises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

from cds_service.knowledge.problems import Place, ProblemLog

_DEEPEST: Final = 20


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar as authored: `yes`, `0` and `2026-05-29` stay text until a type is expected of them."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    place: Place
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping; its keys are unique texts."""

    place: Place
    entries: tuple[tuple[Text, Node], ...]


Node = Text | Items | Entries


class _Unreadable(Exception):
    """The rest of the file cannot be made sense of; the reason is in the log."""


def compose(file: str, content: bytes, log: ProblemLog) -> Node | None:
    """Give the one document of a file, or nothing where it cannot be read (the log says why)."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        log.note(Place(file, line), "a byte that is not UTF-8", "save the file as UTF-8")
        return None
    for number, line_text in enumerate(text.split("\n"), start=1):
        if "\t" in line_text:
            log.note(Place(file, number), "a tab", "use spaces")
    if log.touches(file):
        return None
    try:
        return _Composer(file, text, log).document()
    except _Unreadable:
        return None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        log.note(Place(file, line), f"YAML that cannot be read ({error.problem})", "mend the line")
    except yaml.YAMLError:
        log.note(Place(file), "a character that YAML does not allow", "remove it")
    return None


class _Composer:
    def __init__(self, file: str, text: str, log: ProblemLog) -> None:
        self._file = file
        self._log = log
        self._whole = True
        self._events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=yaml.CSafeLoader))

    def document(self) -> Node | None:
        """Give the root; nothing where an alias leaves a hole, or a second document follows."""
        next(self._events)  # the stream starts
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            self._log.note(Place(self._file), "an empty file", "fill it or remove it")
            return None
        root = self._node(next(self._events), 0)
        next(self._events)  # the document ends
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            self._log.note(self._place(event), "a second document", "keep one document in a file")
            return None
        return root if self._whole else None

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = self._place(event)
        self._refuse_surprises(event, place)
        if depth > _DEEPEST:
            self._log.note(place, "nesting too deep to read", "write it flatter")
            raise _Unreadable
        match event:
            case yaml.SequenceStartEvent():
                return Items(place, tuple(self._items(depth)))
            case yaml.MappingStartEvent():
                return Entries(place, tuple(self._entries(depth)))
            case yaml.ScalarEvent():
                return Text(place, event.value)
            case _:  # an alias, which is in the log
                return Text(place, "")

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _entries(self, depth: int) -> Iterator[tuple[Text, Node]]:
        seen: set[str] = set()
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, value = self._node(event, depth + 1), self._node(next(self._events), depth + 1)
            if not isinstance(key, Text):
                self._log.note(key.place, "a key that is not text", "use a word as key")
            elif key.text in seen:
                self._log.note(key.place, f"the key `{key.text}` for the second time", "keep one of them")
            else:
                seen.add(key.text)
                yield key, value

    def _refuse_surprises(self, event: yaml.Event, place: Place) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._whole = False
            self._log.note(place, f"the alias `*{event.anchor}`", "write the value out")
        elif anchor := getattr(event, "anchor", None):
            self._log.note(place, f"the anchor `&{anchor}`", "remove it")
        if tag := getattr(event, "tag", None):
            self._log.note(place, f"the tag `{tag}`", "remove it; types follow from the key")

    def _place(self, event: yaml.Event) -> Place:
        return Place(self._file, event.start_mark.line + 1 if event.start_mark else 1)
