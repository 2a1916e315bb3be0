"""Finds stated phrases in short texts, minding negations and questions before them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_WORDS_BEFORE: Final = 4
_NEGATION: Final = "no|not|non|never|without|denies|denied|negative for|absence of"
_NEGATED: Final = re.compile(rf"\b(?P<by>{_NEGATION})(?P<between>(?:\W+\w+){{0,{_WORDS_BEFORE}}}\W*)$")
_DOUBLY: Final = re.compile(rf"\b(?:{_NEGATION})\W*$")
_IS_NEGATION: Final = re.compile(rf"(?:{_NEGATION})\b")
_LISTED: Final = re.compile(
    r"\b(?P<by>no|without|denies|denied|denying|negative for|absence of)\b(?P<items>.*)$"
)
"""A negation that governs a whole list: `denies bone pain, cough, jaundice`."""
_NEXT_ITEM: Final = re.compile(r" , (?:or |and |nor )?| (?:or|and|nor) ")
_WORDS_OF_ITEM: Final = 3
_RESUMED: Final = re.compile(r" , (?:and )?(?:now|new)\b")
"""`No fever, new back pain` denies the fever alone."""
_OR: Final = re.compile(r"\b(?:or|nor)\b")
_ASKED: Final = re.compile(
    r"\b(?:rule out|ruling out|r o|exclude|(?:evaluate|evaluation|assess|look|search) for)(?: \w+)? $"
)
_STOP: Final = r"[.;!?]+(?=\s|$)|\n\s*\n"
_EXCEPT: Final = r"\b(?:except(?:ing)?|apart from|aside from|other than|besides|save for|but|however)\b"
_FULL_STOP: Final = re.compile(_STOP)
_SENTENCE: Final = re.compile(f"{_STOP}|{_EXCEPT}")
_QUALIFIED: Final = re.compile(rf"{_EXCEPT}|\b(?:until|now)\b")
_FORMERLY: Final = re.compile(r"\b(?:was|were|had been|previously|formerly|initially)(?: \w+)? $")
_SIDE: Final = re.compile(r"\b(?:left|right|bilateral|ipsilateral)\s+")
_PREFIX: Final = re.compile(r"\b(neo|pre|post|re)\s+(?=adjuvant|operative|operatively|excision|staging)")
_DASH: Final = re.compile(r"\s[-–—]+\s")  # noqa: RUF001  # a dash between blanks parts as a comma does
_COMMA: Final = re.compile(r" ?, ?")
_SEPARATOR: Final = re.compile(r"[\s\-/_:‐–—]+")  # noqa: RUF001  # the dashes that people type


@dataclass(frozen=True, slots=True)
class _Mention:
    """A phrase where it stands in a sentence."""

    phrase: str
    before: str
    after: str


def mentions(
    texts: Iterable[str],
    phrases: tuple[str, ...],
    *,
    even_negated: bool = False,
    even_asked: bool = True,
) -> bool:
    """Whether one of the phrases stands in one of the texts as whole words, with no negation that governs it.

    A side in the text does not part the words of a phrase: `palpable left axillary node` is a palpable node.
    Without `even_asked`, what is to be ruled out or looked for does not count.
    """
    return any(
        (even_negated or not _is_negated(each)) and (even_asked or not _ASKED.search(each.before))
        for each in _mentions(texts, phrases)
    )


def denies(texts: Iterable[str], phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases stands in one of the texts under a negation."""
    return any(_is_negated(each) for each in _mentions(texts, phrases))


def is_qualified(texts: Iterable[str], phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases has an exception behind it (`asymptomatic apart from ...`) or is past."""
    return any(
        _QUALIFIED.search(sentence[found.end() :]) or _FORMERLY.search(sentence[: found.start()])
        for text in texts
        for sentence in map(_spaced, _FULL_STOP.split(text.lower()))
        for found in _pattern(phrases).finditer(sentence)
    )


def _mentions(texts: Iterable[str], phrases: tuple[str, ...]) -> Iterator[_Mention]:
    if not phrases:
        return
    pattern = _pattern(phrases)
    for text in texts:
        for sentence in _sentences(text):
            for found in pattern.finditer(sentence):
                yield _Mention(found[0], sentence[: found.start()], sentence[found.end() :])


def _is_negated(mention: _Mention) -> bool:
    """Whether a phrase is denied; one that is a denial itself only by another right before it."""
    if _IS_NEGATION.match(mention.phrase):
        return _DOUBLY.search(mention.before) is not None
    near = _NEGATED.search(mention.before)
    if near:
        return not _is_resumed(near["by"], near["between"], mention)
    listed = _LISTED.search(mention.before)
    if listed is None or not _is_list(listed["items"]):
        return False
    return not _is_resumed(listed["by"], listed["items"], mention)


def _is_list(between: str) -> bool:
    """Whether what stands between a negation and a phrase is further short items of one list."""
    items = [each.split() for each in _NEXT_ITEM.split(between)]
    short = all(len(each) <= _WORDS_OF_ITEM for each in items)
    return len(items) > 1 and short and not any(letter.isdigit() for letter in between)


def _is_resumed(by: str, between: str, mention: _Mention) -> bool:
    """Whether a sentence affirms again after a `no`; what an `or` ends is still being denied."""
    affirmed = by in {"no", "without"} and _RESUMED.search(between + mention.phrase)
    return bool(affirmed) and not _OR.search(between + mention.after)


def without(text: str, phrases: tuple[str, ...]) -> str:
    """Give the words of a text that none of the phrases covers."""
    return " ".join(re.findall(r"\w+", _pattern(phrases).sub(" ", plain(text))))


def is_exactly(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether the whole text is one of the phrases, whatever its case and punctuation."""
    return plain(text).strip(" .,;") in {plain(phrase) for phrase in phrases}


def plain(text: str) -> str:
    """Give the text in lower case, its words parted by single blanks, prefixes joined to their words."""
    return _COMMA.sub(" ", _spaced(text)).strip()


def _spaced(text: str) -> str:
    """Give the text as `plain` does, but with its commas, each between blanks."""
    parted = _COMMA.sub(" , ", _SEPARATOR.sub(" ", _DASH.sub(" , ", text.lower())))
    return _PREFIX.sub(r"\1", parted).strip()


def _sentences(text: str) -> list[str]:
    """Give each sentence, and where it names a side the same without it."""
    whole = [_spaced(sentence) for sentence in _SENTENCE.split(text.lower()) if sentence.strip()]
    sideless = [_SIDE.sub("", sentence) for sentence in whole]
    return list(dict.fromkeys((*whole, *sideless)))


@lru_cache(maxsize=256)
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Give the pattern of the phrases; a comma between the words of a phrase does not part them."""
    longest_first = sorted({plain(phrase) for phrase in phrases}, key=lambda each: (-len(each), each))
    spelled = (" (?:, )?".join(re.escape(word) for word in each.split()) for each in longest_first)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)")
