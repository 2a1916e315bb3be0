"""Gathers what many files define under names that must be unique."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, Generic, TypeVar

from cds_service.knowledge.problems import Place, ProblemLog

_Defined = TypeVar("_Defined")


REPLACE_OR_RENAME: Final = (
    "give this one another name, or say under `replaced` in `about.yaml` why it takes its place"
)


class Definitions(Generic[_Defined]):
    """Named things of one sort, each with the line that defines it."""

    def __init__(self, what: str, log: ProblemLog, remedy: str = "give this one another name") -> None:
        self._what = what
        self._log = log
        self._remedy = remedy
        self._defined: dict[str, tuple[Place, _Defined]] = {}

    def add(self, name: str, place: Place, thing: _Defined) -> None:
        """Define a name; what was defined first stays."""
        if not self.is_taken(name, place):
            self._defined[name] = (place, thing)

    def is_taken(self, name: str, place: Place) -> bool:
        """Whether a name is defined already, which is then a problem of this line."""
        if name in self._defined:
            earlier = self._defined[name][0]
            found = f"the {self._what} `{name}` is defined already in {earlier.file}"
            self._log.note(place, found, self._remedy)
        return name in self._defined

    def add_all(self, things: Iterable[tuple[str, Place, _Defined]]) -> None:
        """Define several names."""
        for name, place, thing in things:
            self.add(name, place, thing)

    def amend(self, name: str, thing: _Defined) -> None:
        """Put something else under a defined name; the line that defines it stays."""
        self._defined[name] = (self._defined[name][0], thing)

    def get(self, name: str) -> _Defined | None:
        """Give what a name defines, if anything."""
        return self._defined[name][1] if name in self._defined else None

    def __iter__(self) -> Iterator[tuple[Place, _Defined]]:
        """Give each thing with the line that defines it."""
        return iter(self._defined.values())

    @property
    def things(self) -> Mapping[str, _Defined]:
        """The things by name, in the order of their definition."""
        return MappingProxyType({name: thing for name, (_, thing) in self._defined.items()})
