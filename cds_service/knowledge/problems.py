"""What is wrong with a knowledge file: where, what was found, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from textwrap import shorten
from typing import Final

_WIDEST: Final = 400


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file; `file` is relative to the folder that holds the knowledge, lines count from 1."""

    file: str
    line: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to put right; `example` is a patient who shows it."""

    file: str
    line: int
    found: str
    remedy: str
    example: str = ""

    def __str__(self) -> str:
        """Give the one line that a person reads."""
        example = f", for example {self.example}" if self.example else ""
        return f"{self.file}:{self.line}: {self.found}{example}; {self.remedy}"


class ProblemLog:
    """Collects problems while reading goes on, so that all are told at once."""

    def __init__(self) -> None:
        self._problems: set[Problem] = set()
        self._files: set[str] = set()

    def note(self, place: Place, found: str, remedy: str) -> None:
        """Add a problem; what the author wrote may run over lines, a problem does not."""
        found, remedy = (shorten(" ".join(text.split()), _WIDEST) for text in (found, remedy))
        self.add(Problem(place.file, place.line, found, remedy))

    def add(self, problem: Problem) -> None:
        """Add a problem that is worded already."""
        self._problems.add(problem)
        self._files.add(problem.file)

    def touches(self, file: str) -> bool:
        """Whether something is wrong in a file; what it says is then not checked any further."""
        return file in self._files

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, by file and line."""
        return tuple(sorted(self._problems))


def nearest(word: str, known: Iterable[str]) -> str:
    """Give the known name that a misspelt one was probably meant to be, or nothing."""
    return next(iter(get_close_matches(word, list(known), n=1)), "")


def suggest(word: str, known: Iterable[str], otherwise: str) -> str:
    """Give the remedy for a name nobody knows: the nearest known one, if any is near."""
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else otherwise


def listing(words: Iterable[str]) -> str:
    """Give names as they are listed in a remedy."""
    return ", ".join(f"`{word}`" for word in words)
