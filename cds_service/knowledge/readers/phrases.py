"""Reads the words by which orders and charts say a thing; each line may stand for several phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from math import prod
from typing import Final

from cds_service.knowledge.problems import Place, ProblemLog, suggest
from cds_service.knowledge.text.shapes import ListOf, MapOf, Scalar, Shape
from cds_service.knowledge.text.strict_yaml import Node, Text
from cds_service.knowledge.text.tables import Table, as_lower_case

PHRASES: Final = Shape(
    required={"phrases": MapOf(ListOf(Scalar()), says="each list of phrases, in lower case")},
    optional={"words": MapOf(ListOf(Scalar()), says="what a name such as `<node>` stands for in the lines")},
    says="what the text of an order or of a chart may say",
)

_PART: Final = re.compile(r"(?:\([^()]*\)|[^\s()])+")
"""What stands between blanks; blanks within parentheses do not part."""
_LEFT_OUT: Final = re.compile(r"\(([^()]*)\)")
_NAME: Final = re.compile(r"<([a-z-]+)>")
_MOST: Final = 4000
"""So many phrases may a line stand for."""

Words = Callable[[str], tuple[str, ...]]
"""Gives what a name between angle brackets stands for."""


class _Unclear(Exception):
    """A line that stands for nothing: what was found in it, and what to do."""


def read_phrases(node: Node, log: ProblemLog) -> Iterator[tuple[Place, tuple[str, tuple[str, ...]]]]:
    """Give each named list, its phrases written out, with the line that names it.

    In a line `a|b` is one of these words; `node(s)` and `(of the)` hold what may be left out; `<name>` is any
    phrase of the list of that name under `words`.
    """
    table = Table(node, log, PHRASES)
    named: dict[str, tuple[str, ...]] = {}
    used: set[str] = set()

    def words(name: str) -> tuple[str, ...]:
        if name not in named:
            known = "define it under `words`, above the line that uses it"
            raise _Unclear(f"nothing is called `<{name}>`", suggest(name, named, known))
        return named[name]

    for name, lines in table.named_texts("words"):
        used.update(_names_in(lines))
        named[name.text] = tuple(_write_out_all(lines, words, log))
    for name, lines in table.named_texts("phrases"):
        used.update(_names_in(lines))
        yield name.place, (name.text, tuple(_write_out_all(lines, words, log)))
    for name, _ in table.entries("words"):
        if name.text not in used:
            log.note(name.place, f"no line uses `<{name.text}>`", "use it or remove it")


def _names_in(lines: Iterable[Text]) -> Iterator[str]:
    return (name for line in lines for name in _NAME.findall(line.text))


def _write_out_all(lines: Iterable[Text], words: Words, log: ProblemLog) -> Iterator[str]:
    """Give what the lines of a list stand for, and note a line that says again what another one says."""
    said: dict[str, Place] = {}
    for line in lines:
        try:
            phrases = dict.fromkeys(write_out(as_lower_case(line, log).text, words), line.place)
        except _Unclear as unclear:
            log.note(line.place, *unclear.args)
            continue
        again = next((each for each in phrases if each in said), "")
        if again:
            found = f"`{again}`, which line {said[again].line} says already"
            log.note(line.place, found, "keep it in one of them")
        yield from phrases
        said |= phrases


def write_out(line: str, words: Words) -> Iterator[str]:
    """Give every phrase that a line stands for."""
    if _PART.sub("", line).strip():
        raise _Unclear(f"`{line}` has a parenthesis without its partner", "close it, or write two lines")
    choices = [tuple(_choices(part, words)) for part in _PART.findall(line)]
    if prod(map(len, choices)) > _MOST:
        raise _Unclear(f"`{line}` stands for more than {_MOST} phrases", "write several lines")
    if all("" in each for each in choices):
        raise _Unclear(f"`{line}` stands for nothing if all is left out", "keep one word without parentheses")
    return (" ".join(filter(None, each)) for each in product(*choices))


def _choices(part: str, words: Words) -> Iterator[str]:
    """Give what may stand in one place of a phrase; `(of the|in the)` may be left out as a whole."""
    if part.startswith("(") and part.endswith(")") and part.count("(") == 1:
        yield ""
        for choice in part[1:-1].split("|"):
            yield from write_out(choice, words)
        return
    for inside in _LEFT_OUT.findall(part):
        if not inside or not inside.isalnum():
            raise _Unclear(f"`({inside})` within a word", "write both words: `metastasis|metastases`")
    for choice in part.split("|"):
        if named := _NAME.fullmatch(choice):
            yield from words(named[1])
        elif not choice or "<" in choice or ">" in choice:
            raise _Unclear(f"`{part}` lacks a word beside `|`, or a bracket", "write `this|that` or `<name>`")
        else:
            pieces = enumerate(_LEFT_OUT.split(choice))
            kept = [("", piece) if place % 2 else (piece,) for place, piece in pieces]
            yield from ("".join(each) for each in product(*kept))
