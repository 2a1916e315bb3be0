"""Tells which place and side a phrase speaks of: its own, its sentence's, or the one named last."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from cds_service.domain.terms import Side
from cds_service.extraction.report_layout import Section, Sentence
from cds_service.extraction.report_phrases import ReportPhrases

Span = tuple[int, int]

_SIDE: Final = re.compile(
    r"\b(?:(?P<both>bilateral(?:ly)?|both|left and right|right and left)"
    r"|(?P<left>left|lt|l)|(?P<right>right|rt|r(?! o\b)))\b"
)
_STRANGERS: Final = 40
"""Characters that a comma counts for when the nearest side or place is sought."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The place last named: whether it is the axilla (none where no place was named), and its side."""

    in_axilla: bool | None = None
    side: Side | None = None

    def after(self, sentence: Sentence, title: Whereabouts, phrases: ReportPhrases) -> Whereabouts:
        """Give the place that holds from this sentence on; a new paragraph starts from the title again."""
        before = title if sentence.starts else self
        words = f"{sentence.label} {sentence.words}" if sentence.starts else sentence.words
        return before.then(named_in(words, phrases))

    def then(self, named: Whereabouts) -> Whereabouts:
        """Give the place named now, or the one held so far where none is."""
        if named.in_axilla is None:
            return self if named.side in (None, self.side) else replace(named, in_axilla=self.in_axilla)
        return named


def named_in(words: str, phrases: ReportPhrases) -> Whereabouts:
    """Give the place that some words name as a whole; where they name several, not the axilla."""
    axilla, elsewhere = _places(words, phrases)
    side = side_named_in(words)
    if not axilla and not elsewhere:
        return Whereabouts(None, side)
    return Whereabouts(not elsewhere, side)


def side_named_in(words: str) -> Side | None:
    """Give the one side that some words name."""
    sides = {side for _, side in _sides(words)}
    return sides.pop() if len(sides) == 1 else None


def place_of(
    clause: str, span: Span, sentence: Sentence, held: Whereabouts, phrases: ReportPhrases
) -> Whereabouts:
    """Give the place of a phrase: named inside it, else nearest in its clause, its sentence, or held."""
    if phrases["report-place-contralateral"].search(sentence.words):
        return Whereabouts(in_axilla=False)
    axilla, elsewhere = _places(clause, phrases)
    inside = [each for each in axilla if _is_inside(each, span)]
    if inside:
        in_axilla: bool | None = True
    elif axilla or elsewhere:
        nearest = min((*axilla, *elsewhere), key=lambda each: _distance(clause, each, span))
        in_axilla = nearest in axilla
    else:
        in_axilla = held.then(named_in(sentence.words, phrases)).in_axilla
    return Whereabouts(in_axilla, _side_of(clause, span, sentence) or held.side)


def title_of(sentences: Iterable[Sentence], phrases: ReportPhrases) -> Whereabouts:
    """Give the place that the title of a report names."""
    words = " ; ".join(each.words for each in sentences if each.section is Section.TITLE)
    axilla, _ = _places(words, phrases)
    named = named_in(words, phrases)
    return replace(named, in_axilla=named.in_axilla or (None if not axilla else True))


def _side_of(clause: str, span: Span, sentence: Sentence) -> Side | None:
    sides = _sides(clause)
    inside = {side for place, side in sides if _is_inside(place, span)}
    if len(inside) == 1:
        return inside.pop()
    if inside:
        return Side.BILATERAL
    if sides:
        return min(sides, key=lambda each: _distance(clause, each[0], span))[1]
    return side_named_in(sentence.words)


def _sides(words: str) -> list[tuple[Span, Side]]:
    found = []
    for each in _SIDE.finditer(words):
        side = Side.BILATERAL if each["both"] else Side.LEFT if each["left"] else Side.RIGHT
        found.append((each.span(), side))
    return found


def _places(words: str, phrases: ReportPhrases) -> tuple[list[Span], list[Span]]:
    elsewhere = [each.span() for each in phrases["report-place-elsewhere"].finditer(words)]
    axilla = [
        each.span()
        for each in phrases["report-place-axilla"].finditer(words)
        # The axillary tail belongs to the breast.
        if not any(_is_inside(each.span(), other) for other in elsewhere)
    ]
    return axilla, elsewhere


def _is_inside(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _distance(words: str, one: Span, other: Span) -> int:
    """Give the characters between the two; a comma between them makes them strangers."""
    between = words[min(one[1], other[1]) : max(one[0], other[0])]
    return len(between) + _STRANGERS * between.count(",")
