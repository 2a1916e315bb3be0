"""Turns the authored lists of report phrases into patterns, once for each knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

_GAP: Final = "..."
_WORDS_IN_A_GAP: Final = 6
_BETWEEN_WORDS: Final = r"[\s,:()]{1,3}"
_BETWEEN_NODE: Final = "report-between-node"
_BETWEEN_MARGIN: Final = "report-between-margin"
_ABOUT_MARGINS: Final = "report-margin-"
_HYPHENS: Final = str.maketrans(dict.fromkeys("-/_\u2010\u2011\u2012\u2013\u2014\u2212", " "))
_NOTHING: Final = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class ReportPhrases:
    """The compiled lists by name; a list that the knowledge does not have matches nothing."""

    patterns: Mapping[str, re.Pattern[str]]
    _joined: dict[tuple[str, ...], re.Pattern[str]] = field(default_factory=dict, compare=False)

    def __getitem__(self, name: str) -> re.Pattern[str]:
        """Give the pattern of a list; it is matched against `fold`ed text."""
        return self.patterns.get(name, _NOTHING)

    def any_of(self, *names: str) -> re.Pattern[str]:
        """Give one pattern for several lists: what it does not find, none of them finds."""
        if names not in self._joined:
            self._joined[names] = re.compile("|".join(self[name].pattern for name in names))
        return self._joined[names]


def compile_report_phrases(phrases: Mapping[str, tuple[str, ...]]) -> ReportPhrases:
    """Compile every list of the knowledge whose name begins with `report-`; lists are folded as texts are.

    The same lists are compiled once: it takes as long as reading fifty reports.
    """
    return _compile_lists(
        tuple((name, texts) for name, texts in phrases.items() if name.startswith("report-"))
    )


@lru_cache(maxsize=4)
def _compile_lists(lists: tuple[tuple[str, tuple[str, ...]], ...]) -> ReportPhrases:
    phrases = dict(lists)
    between = {name: _any_of(phrases.get(name, ()), gap="(?!)") for name in (_BETWEEN_NODE, _BETWEEN_MARGIN)}
    return ReportPhrases(
        {
            name: _compile(
                texts, between[_BETWEEN_MARGIN if name.startswith(_ABOUT_MARGINS) else _BETWEEN_NODE]
            )
            for name, texts in lists
            if texts
        }
    )


def fold(text: str) -> str:
    """Give a sentence as phrases are matched against it: lower case, single blanks, no hyphens."""
    return " ".join(text.lower().translate(_HYPHENS).split())


def _compile(texts: Iterable[str], between: str) -> re.Pattern[str]:
    # INVARIANT: every repetition has an upper bound, so a match costs a constant and a text linear time.
    gap = rf"(?:{_BETWEEN_WORDS}{between}(?!\w)){{0,{_WORDS_IN_A_GAP}}}?"
    return re.compile(rf"(?<!\w){_any_of(texts, gap)}(?!\w)")


def _any_of(texts: Iterable[str], gap: str) -> str:
    longest_first = sorted({fold(each) for each in texts}, key=lambda each: (-len(each), each))
    by_letter: dict[str, list[str]] = {}
    for each in longest_first:
        first = re.escape(each[0])
        by_letter.setdefault(first, []).append(_phrase(each, gap).removeprefix(first))
    # Parted by their first letter, for most places in a text one look is enough.
    parts = [rf"{first}(?:{'|'.join(rest)})" for first, rest in by_letter.items()]
    return rf"(?:{'|'.join(parts)})" if parts else "(?!)"


def _phrase(text: str, gap: str) -> str:
    pattern = ""
    for word in text.split():
        if word == _GAP:
            pattern += gap
        else:
            pattern += (_BETWEEN_WORDS if pattern else "") + _word(word)
    return pattern


def _word(word: str) -> str:
    if word.endswith("*"):
        return re.escape(word[:-1]) + r"\w{0,20}"
    if word.endswith("(s)"):
        return re.escape(word[:-3]) + "s?"
    return re.escape(word)
