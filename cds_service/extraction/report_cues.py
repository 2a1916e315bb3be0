"""Tells whether a phrase in a sentence is affirmed, denied, or neither: doubted, planned, past or partial."""

from __future__ import annotations

import re
from enum import Enum
from itertools import pairwise
from typing import Final

from cds_service.extraction.report_phrases import ReportPhrases

_HARD: Final = re.compile(r";")
_SOFT: Final = re.compile(r", (?:and )?(?=(?:an?|one|two|there|the|left|right)\b)")
_ANSWER: Final = re.compile(
    r"[^:?;.]{0,30}[:?] ?(?:(?P<no>(?:no|none|absent)(?= ?(?:[.,;)]|$)))|(?:0|y n|yes no|n)\b"
    r"|[^.;]{0,60}\b(?:no|none|negative|absent)[ .,;)]{0,3}$)"
)
"""A form asks and answers: `suspicious nodes: no`, `abnormal nodes: left axilla negative`."""
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_WORD: Final = re.compile(r"[\w*?]+")
_JOINED_BY_OR: Final = re.compile(r"\b(?:or|nor)\b")
_MASKED: Final = "="
"""Stands for what is masked: no word, so that no phrase runs across it."""
_NEAR: Final = 40
"""Characters before a phrase in which `other` and its like still speak of it."""
_NEGATION: Final = "report-negation-before"
_PLANNED: Final = "report-no-finding-planned"
_NEXT_STEP: Final = "report-next-step"
_REST: Final = "report-no-finding-rest"
_SUSPECTED: Final = "report-no-finding-suspected"
_UNSURE: Final = "report-no-finding-unsure"


class Standing(Enum):
    """What a sentence makes of a phrase in it."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    OPEN = "open"


def clauses_of(sentence: str, phrases: ReportPhrases) -> list[str]:
    """Part a folded sentence where a thought ends (`;`, but, however): no cue reaches beyond."""
    ends = [*_HARD.finditer(sentence), *phrases["report-clause-end"].finditer(sentence)]
    places = [0, *sorted(each.end() for each in ends), len(sentence)]
    return [clause for first, last in pairwise(places) if (clause := sentence[first:last].strip())]


def mask(words: str, pattern: re.Pattern[str]) -> str:
    """Blank out what the pattern finds, keeping all places."""
    return pattern.sub(lambda each: _MASKED * len(each[0]), words)


def judge(
    clause: str,
    span: tuple[int, int],
    phrases: ReportPhrases,
    *,
    by_looks: bool = False,
    past_matters: bool = True,
    plans_matter: bool = True,
) -> Standing:
    """Judge the phrase at this place of a clause; words inside the phrase itself are no cues.

    `by_looks`: the phrase is about what is seen, so doubt about its cause is no doubt of it. Without
    `plans_matter`, what is recommended to be done about it is none either.
    """
    start, end = span
    bare = mask(mask(clause, phrases["report-negation-none"]), phrases["report-comparing"])
    bare = mask(bare, phrases["report-unsure-about-cause"]) if by_looks else bare
    before, after = bare[:start], bare[end:]
    around = f"{before} {_MASKED} {after}"
    planned = (_PLANNED, _NEXT_STEP) if plans_matter else (_PLANNED,)
    if answer := _ANSWER.match(after):
        plain = answer["no"] and not _has_cue(before, phrases, _NEGATION, _UNSURE, _REST, *planned)
        return Standing.DENIED if plain else Standing.OPEN
    is_open = (
        "?" in around
        or _has_cue(around, phrases, *planned, _UNSURE)
        or (not by_looks and _has_cue(around, phrases, _SUSPECTED))
        or (past_matters and _is_past(before, after, phrases))
        # `No other suspicious node`: what is denied is the rest.
        or _has_cue(before[-_NEAR:], phrases, _REST)
    )
    return Standing.OPEN if is_open else _denial(before, after, phrases)


def is_unsure(clause: str, span: tuple[int, int], phrases: ReportPhrases) -> bool:
    """Whether a phrase is open for doubt or a condition, and not because it is past or partial."""
    bare = mask(clause, phrases["report-unsure-about-cause"])
    around = f"{bare[: span[0]]} {_MASKED} {bare[span[1] :]}"
    return "?" in around or _has_cue(around, phrases, _UNSURE, _PLANNED)


def _has_cue(words: str, phrases: ReportPhrases, *names: str) -> bool:
    return any(phrases[name].search(words) for name in names)


def _is_past(before: str, after: str, phrases: ReportPhrases) -> bool:
    earlier = phrases["report-no-finding-earlier"]
    if earlier.search(after) or _YEAR.search(before) or _YEAR.search(after):
        return True
    last = max((each.end() for each in earlier.finditer(before)), default=None)
    return last is not None and not phrases["report-now"].search(before[last:])


def _denial(before: str, after: str, phrases: ReportPhrases) -> Standing:
    reach = max(
        (each.end() for each in (*_SOFT.finditer(before), *phrases["report-negation-end"].finditer(before))),
        default=0,
    )
    cues = list(phrases[_NEGATION].finditer(before[reach:]))
    behind = phrases["report-negation-after"].search(after)
    if behind and phrases["report-negation-end"].search(after[: behind.start()]):
        behind = None
    if cues and (behind or _follow_directly(before[reach:], cues)):
        return Standing.OPEN
    if cues:
        return Standing.DENIED if _is_near(before[reach:][cues[-1].end() :], phrases) else Standing.OPEN
    if behind:
        rest = _without_filling(after[: behind.start()], phrases)
        return Standing.OPEN if _WORD.search(rest) else Standing.DENIED
    return Standing.AFFIRMED


def _follow_directly(before: str, cues: list[re.Match[str]]) -> bool:
    """Whether two negations stand together, as in `not without`."""
    return any(not _WORD.search(before[one.end() : other.start()]) for one, other in pairwise(cues))


def _is_near(between: str, phrases: ReportPhrases) -> bool:
    """Whether what stands between a negation and a phrase leaves no doubt that the one denies the other."""
    rest = _without_filling(between, phrases)
    if _JOINED_BY_OR.search(between):
        rest = _JOINED_BY_OR.sub(" ", phrases["report-listed-with"].sub(" ", rest))
    return not _WORD.search(rest)


def _without_filling(words: str, phrases: ReportPhrases) -> str:
    return phrases["report-between-margin"].sub(" ", phrases["report-between-node"].sub(" ", words))
