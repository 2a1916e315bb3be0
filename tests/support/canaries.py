"""Marks that tell, wherever they turn up, which field of which message they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

Raw = dict[str, Any]

_MARK: Final = re.compile(rb"canary(\d{5})x", re.IGNORECASE)

STRUCTURE: Final = frozenset(
    {"hook", "resourceType", "system", "code", "reference", "type", "status", "intent"}
)
"""Members by which the service decides; a mark there makes another call of it."""


@dataclass
class Canaries:
    """Marks that were planted, and where."""

    planted: dict[int, str] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def mark(self, place: str) -> str:
        """Make a mark for this place."""
        number = next(self._numbers)
        self.planted[number] = place
        return f"Canary{number:05}x"

    def beside(self, value: Any, place: str = "", *, sparing: Iterable[str] = STRUCTURE) -> Any:  # noqa: ANN401  # any JSON
        """Give the same JSON with a mark at the end of every text, and in a member added to every object."""
        spared = frozenset(sparing)
        if isinstance(value, list):
            return [self.beside(each, place, sparing=spared) for each in value]
        if isinstance(value, dict):
            marked = {
                name: inner if name in spared else self.beside(inner, f"{place}.{name}", sparing=spared)
                for name, inner in value.items()
            }
            return marked | {self.mark(f"{place}.(a name)"): self.mark(f"{place}.(a value)")}
        return f"{value} {self.mark(place)}" if isinstance(value, str) else value

    def one_by_one(self, value: Any, place: str = "") -> Iterator[Any]:  # noqa: ANN401  # any JSON
        """Give the same JSON once for each text in it, which is a mark instead."""
        if isinstance(value, str):
            yield self.mark(place)
        elif isinstance(value, dict):
            for name, inner in value.items():
                yield from ({**value, name: each} for each in self.one_by_one(inner, f"{place}.{name}"))
        elif isinstance(value, list):
            for step, inner in enumerate(value):
                for each in self.one_by_one(inner, place):
                    yield [*value[:step], each, *value[step + 1 :]]

    def found_in(self, content: bytes) -> set[str]:
        """Give the places whose marks are in these bytes."""
        return {self.planted[int(each)] for each in _MARK.findall(content)}
