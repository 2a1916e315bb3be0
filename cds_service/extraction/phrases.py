"""Finds stated phrases in short texts, minding a negation just before them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_WORDS_BEFORE: Final = 4
_NEGATION: Final = "no|not|non|never|without|denies|denied|negative for|absence of"
_NEGATED: Final = re.compile(rf"\b(?:{_NEGATION})(?:\W+\w+){{0,{_WORDS_BEFORE}}}\W*$")
_DOUBLY: Final = re.compile(rf"\b(?:{_NEGATION})\W*$")
_IS_NEGATION: Final = re.compile(rf"(?:{_NEGATION})\b")
_SENTENCE: Final = re.compile(r"[.;!?]+(?=\s|$)|\n\s*\n|\bbut\b|\bhowever\b")
_SIDE: Final = re.compile(r"\b(?:left|right|bilateral|ipsilateral)\s+")
_PREFIX: Final = re.compile(r"\b(neo|pre|post|re)\s+(?=adjuvant|operative|operatively|excision|staging)")
_SEPARATOR: Final = re.compile(r"[\s\-/_:,‐–—]+")  # noqa: RUF001  # the dashes that people type


def mentions(texts: Iterable[str], phrases: tuple[str, ...], *, even_negated: bool = False) -> bool:
    """Whether one of the phrases stands in one of the texts as whole words, with no negation just before it.

    A side in the text does not part the words of a phrase: `palpable left axillary node` is a palpable node.
    """
    if not phrases:
        return False
    pattern = _pattern(phrases)
    return any(
        even_negated or not _is_negated(found[0], sentence[: found.start()])
        for text in texts
        for sentence in _sentences(text)
        for found in pattern.finditer(sentence)
    )


def _is_negated(phrase: str, before: str) -> bool:
    """Whether a phrase is denied; one that is a denial itself only by another right before it."""
    guard = _DOUBLY if _IS_NEGATION.match(phrase) else _NEGATED
    return guard.search(before) is not None


def is_exactly(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether the whole text is one of the phrases, whatever its case and punctuation."""
    return plain(text).strip(" .,;") in {plain(phrase) for phrase in phrases}


def plain(text: str) -> str:
    """Give the text in lower case, its words parted by single blanks, prefixes joined to their words."""
    return _PREFIX.sub(r"\1", _SEPARATOR.sub(" ", text.lower())).strip()


def _sentences(text: str) -> list[str]:
    """Give each sentence, and where it names a side the same without it."""
    whole = [plain(sentence) for sentence in _SENTENCE.split(text.lower()) if sentence.strip()]
    sideless = [_SIDE.sub("", sentence) for sentence in whole]
    return list(dict.fromkeys((*whole, *sideless)))


@lru_cache(maxsize=256)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted({plain(phrase) for phrase in phrases}, key=lambda each: (-len(each), each))
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(each) for each in longest_first)})(?!\w)")
