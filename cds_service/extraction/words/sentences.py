"""Folds the many spellings of short clinical texts into one, and parts them into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Final

_APART: Final = (
    r"except(?:ing)?|apart from|aside from|other than|besides|save for|but|however|although|though"
)
EXCEPTION: Final = rf"\b(?:{_APART})\b"
"""Words behind which a sentence says something else than before."""

_NEW_LINE: Final = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)]\s|[A-Z][a-z]))")
"""A line that begins like a sentence or an item begins one; any other is a line that was wrapped."""
_RUN_ON: Final = re.compile(r"(?<=[a-z])\.(?=[A-Z][a-z])")
_QUERIED: Final = re.compile(r"(?:^|(?<=[\s(,;:/]))\?+ ?(?=\w)")
"""A question mark before what it asks: `?mets`, `? bone lesion`."""
QUERY: Final = "¿"

_SPELLINGS: Final = tuple(
    (re.compile(pattern), spelled)
    for pattern, spelled in (
        (r"\((?:disorder|finding|situation|procedure|event|morphologic abnormality)\)", " "),
        ("[\u2018\u2019]", "'"),
        (r"\bcan't\b", "can not"),
        (r"(?<=\w)n't\b", " not"),
        (r"\b(has|have|had|is|are|was|were|does|do|did|could|would|should|ca)nt\b", r"\1 not"),
        (r"\bcannot\b", "can not"),
        (r"\bn/a\b", "not applicable"),
        (r"\bw/o\b", "without"),
        (r"\bw/(?=\s?\w)", "with "),
        (r"(?<!\w)[-\u2013\u2212]\s?ve\b", " negative"),
        (r"(?<!\w)\+\s?ve\b|(?<=\w)\+ve\b", " positive"),
        (r"(?<=\w)[-\u2013\u2212]ve\b", " negative"),
        (r"\(\s?[-\u2013\u2212]\s?\)", " negative"),
        (r"\(\s?\+\s?\)", " positive"),
        (r"(?<!\w)[\u00f8\u2205](?!\w)", " no "),
        (r"(?<=\w)\(s\)", "s"),
        (r"#(?=\s?(?:of|nof|neck|hip|femur|femoral|humerus|rib|vertebra|pelvi|sacr|[tl]\d))", " fracture "),
        (r"&|(?<=\s)\+(?=\s)", " and "),
        (r"[()]", " , "),
        ('["\u201c\u201d*#\u2022\\[\\]{}|~]', " "),
        (r"\s[-\u2010-\u2015]+\s", " , "),
    )
)
_SIMPLE: Final = re.compile(r"(?!.*\w(?:nt|not)\b)[a-z0-9 ]*")
"""Most phrases need no respelling."""
_SEPARATOR: Final = re.compile("[\\s\\-/_\u2010-\u2015]+")
_MARK: Final = re.compile(r" ?(,|:(?!\d)) ?")
_MARKS: Final = re.compile(r"(?: [,:])+(?= |$)|^(?:[,:] )+")
_ARTICLE: Final = re.compile(r"\b(?:the|an?|his|their|her(?! ?2)) ")
_PREFIX: Final = re.compile(r"\b(neo|pre|post|re)\s+(?=adjuvant|operative|operatively|excision|staging)")
_SIDE: Final = re.compile(r"\b(?:left|right|bilateral|ipsilateral)\s+")
_STOP: Final = r"(?<!\bneg)(?<!\bpos)(?<!\bvs)(?<!\bdr)\.+(?=\s|$)|[;!]+|\?+(?=\W|$)"
_END: Final = re.compile(f"({_STOP})")
_END_OR_EXCEPTION: Final = re.compile(f"({_STOP}|{EXCEPTION})")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in folded spelling, commas and colons between blanks.

    `is_asked`: it ends as a question. `names_side`: it also comes without the side that it names.
    """

    text: str
    is_asked: bool = False
    names_side: bool = False


@dataclass(frozen=True, slots=True)
class Narrative:
    """What texts say: their whole sentences, and the parts into which exceptions divide these.

    A part that names a side comes a second time without it: `palpable left axillary node` is a palpable
    axillary node.
    """

    whole: tuple[Sentence, ...]
    parts: tuple[Sentence, ...]


def narrate(texts: Iterable[str]) -> Narrative:
    """Read texts into sentences."""
    written = [_mark_questions(text).lower() for text in texts]
    whole = (each for text in written for each in _split(text, _END))
    parts = (each for text in written for each in _split(text, _END_OR_EXCEPTION))
    return Narrative(tuple(whole), tuple(each for part in parts for each in _with_and_without_side(part)))


def _split(text: str, ends: re.Pattern[str]) -> Iterator[Sentence]:
    pieces = ends.split(text)
    for said, end in zip_longest(pieces[::2], pieces[1::2], fillvalue=""):
        if folded := spaced(said):
            yield Sentence(folded, is_asked="?" in end)


def _with_and_without_side(sentence: Sentence) -> Iterator[Sentence]:
    sideless = _SIDE.sub("", sentence.text)
    if sideless == sentence.text:
        yield sentence
    else:
        yield replace(sentence, names_side=True)
        yield replace(sentence, text=sideless)


def plain(text: str) -> str:
    """Give the text in folded spelling: its words parted by single blanks, without articles and commas."""
    return _MARKS.sub("", spaced(text.lower())).strip()


def spaced(text: str) -> str:
    """Give lower-case text as `plain` does, but with its commas and colons, each between blanks."""
    for pattern, spelled in () if _SIMPLE.fullmatch(text) else _SPELLINGS:
        text = pattern.sub(spelled, text)
    parted = _MARK.sub(r" \1 ", _SEPARATOR.sub(" ", text))
    return _PREFIX.sub(r"\1", _ARTICLE.sub("", " ".join(parted.split())))


def _mark_questions(text: str) -> str:
    """Mark what is asked, and where lines and run-on sentences end, while capitals still tell."""
    ended = _RUN_ON.sub(". ", _NEW_LINE.sub(" ; ", text))
    return _QUERIED.sub(f"{QUERY} ", ended)
