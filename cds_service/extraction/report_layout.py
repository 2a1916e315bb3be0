"""Divides the text of a report into sections and sentences, and drops the options nobody ticked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import zip_longest
from typing import Final

from cds_service.extraction.report_phrases import ReportPhrases, fold


class Section(Enum):
    """What a part of a report is for; the values end the names of the lists of its headings."""

    CONCLUSION = "conclusion"
    FINDINGS = "findings"
    TITLE = "title"
    BACKGROUND = "background"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence in folded form, with its place in the text as given.

    `label` is the folded line that it stands under: the heading of its list, or of its section.
    `starts`: a blank line or a heading lies before it. `is_label`: it only names what the next one states.
    """

    span: tuple[int, int]
    words: str
    section: Section
    label: str
    starts: bool
    is_label: bool = False


_HEADINGS: Final = tuple(f"report-heading-{section.value}" for section in Section)
_BARE_ANSWER: Final = re.compile(
    r"[\s*\u2022]*(?:no|none|absent|negative|not (?:identified|present|seen|involved)|n a|0"
    r"|yes|present|positive)[ .]*"
)
"""What answers the line before it, which then states nothing by itself: `Margin involvement`, `Absent`."""
_LONGEST: Final = 1200
"""Characters; what runs on for longer without an end is not prose, and is not read."""
_WRAPPED: Final = 45
"""Characters; a line shorter than this was ended by its author, not by the margin of the page."""
_HEADING: Final = re.compile(
    r"(?:(?<=\n)|^|(?<=[.\n]\s))[ \t]{0,20}(?:[A-Z\d]{1,3}[.)][ \t]{1,4})?"
    r"(?P<any>[A-Za-z][A-Za-z \t/()&,-]{1,50}?)[ \t]{0,3}(?:(?P<colon>:)|(?=\r?\n|$))"
    r"|(?<![A-Za-z])(?P<capitals>[A-Z][A-Z /-]{2,40}):"
)
_DROPPED: Final = "~"
"""No word and no blank: a line of it still belongs to its list."""
_TICK: Final = re.compile(r"\[ ?[xX✓] ?\]|\([xX✓]\)|[☒☑]|(?<!\w)_+[xX]_*(?!\w)")
_EMPTY: Final = re.compile(r"\[[ _]{0,3}\]|\([ _]{0,3}\)|☐|(?<![\w_])_{2,8}(?!\w)")
_BOX_SIGNS: Final = (
    "[",
    "(x",
    "(X",
    "(\u2713",
    "\u2610",
    "\u2611",
    "\u2612",
    "()",
    "( ",
    "(_",
    "__",
    "_x",
    "_X",
)
"""Without any of these a text has no box, which is sooner told than by the patterns."""
_EITHER: Final = re.compile(
    r"\b(?:(?:positive|involved|present|yes)\s?/\s?(?:negative|uninvolved|not involved|absent|no)"
    r"|(?:negative|uninvolved|not involved|absent|no)\s?/\s?(?:positive|involved|present|yes))\b",
    re.IGNORECASE,
)
_BREAK: Final = re.compile(
    r"(?<=[\w)\]\"'%][.!?])(?<!\n\w\.)(?<!\A\w\.)(?<!\b(?i:vs|dr|mr|no|st|ca|al)\.)(?<!\bapprox\.)"
    r"(?<!\by\.o\.)(?<!\bi\.e\.)(?<!\be\.g\.)\s{1,99}(?=\S)"
    r"|\n[ \t\r]{0,99}\n"
    r"|\n(?=[ \t]{0,20}(?:[-*•–~]|\(?[\dA-Za-z]{1,2}[.)]|\[|\(|☐|☒|☑|[A-Za-z][\w /()-]{0,45}:))"  # noqa: RUF001  # reports have such dashes
)
_SPECIMEN: Final = re.compile(r"[a-z]\. |part [a-z]\b|specimen [a-z\d]\b")
"""A new specimen ends what a heading like `margins` said of the one before."""
_DANGLING: Final = re.compile(
    r"\b(?:of|the|an?|in|no|not|and|or|with|for|to|is|are|at|by|on|evidence|as|without)\s*$", re.IGNORECASE
)


def lay_out(text: str, phrases: ReportPhrases) -> tuple[Sentence, ...]:
    """Give the sentences in order, except those too long to be any."""
    sentences = list(_lay_out(text, phrases))
    for place, (each, following) in enumerate(zip_longest(sentences, sentences[1:])):
        answered = following is not None and _BARE_ANSWER.fullmatch(following.words)
        if each.words.endswith(":") or answered:
            sentences[place] = replace(each, is_label=True)
    return tuple(sentences)


def _lay_out(text: str, phrases: ReportPhrases) -> Iterator[Sentence]:
    clean = _drop_unticked(text)
    for start, end, kind, title in _sections(clean, phrases):
        section, heading, label, starts, is_first = kind, title, title, True, True
        for first, last, blank_before in _sentences(clean, start, end):
            starts = starts or blank_before
            if blank_before and section is Section.TITLE and not is_first:
                # A title is one paragraph; what follows without a heading is the report.
                section, heading = Section.FINDINGS, ""
            if blank_before:
                label = heading
            is_first = is_first and first == last
            if not first < last <= first + _LONGEST:
                continue
            words = fold(clean[first:last])
            if _SPECIMEN.match(words):
                heading = label = ""
            if words.endswith(":"):
                label, starts = f"{heading} {words}".strip(), True
            yield Sentence(_trim(text, first, last), words, section, label, starts)
            starts = False


def _trim(text: str, first: int, last: int) -> tuple[int, int]:
    """Give the place without the blanks that a dropped box leaves at its ends."""
    piece = text[first:last]
    return last - len(piece.lstrip()), first + len(piece.rstrip())


def _sections(text: str, phrases: ReportPhrases) -> Iterator[tuple[int, int, Section, str]]:
    found = [
        (each.start(), each.end(), *kind)
        for each in _HEADING.finditer(text)
        if (kind := _kind(each, phrases))
    ]
    section, heading, start = Section.FINDINGS, "", 0
    for before, after, next_section, next_heading in found:
        yield start, before, section, heading
        section, heading, start = next_section, next_heading, after
    yield start, len(text), section, heading


def _kind(heading: re.Match[str], phrases: ReportPhrases) -> tuple[Section, str] | None:
    written = (heading["any"] or heading["capitals"]).strip()
    words = fold(written)
    in_capitals = written == written.upper()
    if not (in_capitals or heading["colon"]) or not phrases.any_of(*_HEADINGS).fullmatch(words):
        return None
    for section in Section:
        if (section is not Section.PART or in_capitals) and phrases[
            f"report-heading-{section.value}"
        ].fullmatch(words):
            return section, words
    return None


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Give (start, end, whether a blank line lies before) of each sentence of a section."""
    blank_before = False
    for first, last, gap in _pieces(text, start, end):
        for begin, stop in _lines(text, first, last):
            piece = text[begin:stop]
            shift = len(piece) - len(piece.lstrip())
            yield begin + shift, begin + len(piece.rstrip()), blank_before
            blank_before = blank_before and not piece.strip()
        blank_before = blank_before or gap.count("\n") > 1


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    first = start
    for gap in _BREAK.finditer(text, start, end):
        yield first, gap.start(), gap[0]
        first = gap.end()
    yield first, end, ""


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part lines that their author ended; lines that the page wrapped stay together."""
    first = line = start
    while (stop := text.find("\n", line, end)) != -1:
        following = text[stop + 1 : stop + 40].lstrip()
        dangling = _DANGLING.search(text[max(line, stop - 12) : stop])
        ended = stop - line < _WRAPPED or _is_indented(text, line, stop + 1)
        if ended and not dangling and following[:1].isupper():
            yield first, stop
            first = stop + 1
        line = stop + 1
    yield first, end


def _is_indented(text: str, line: int, following: int) -> bool:
    """Whether the following line is set in more deeply than this one."""
    return _indent(text[following : following + 40]) > _indent(text[line : line + 40])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _drop_unticked(text: str) -> str:
    """Blank out options with an empty box, and `positive/negative` left to choose from; keeps all places."""
    if "/" in text:
        text = "\n".join(_EITHER.sub(_drop, line) if "/" in line else line for line in text.split("\n"))
    if not any(sign in text for sign in _BOX_SIGNS):
        return text
    if not _EMPTY.search(text):
        return _TICK.sub(_drop, text)
    return "\n".join(_drop_on_line(line) for line in text.split("\n"))


def _drop(found: re.Match[str]) -> str:
    return _DROPPED * len(found[0])


def _drop_on_line(line: str) -> str:
    ticked = [(each.start(), each.end(), True) for each in _TICK.finditer(line)]
    empty = [(each.start(), each.end(), False) for each in _EMPTY.finditer(line)]
    boxes = sorted(ticked + empty)
    if boxes and not line[boxes[-1][1] :].strip():
        # `Yes [ ] No [x]`: the boxes stand behind their options, or this one has lost its own.
        return _DROPPED * len(line)
    kept = line[: boxes[0][0]] if boxes else line
    stops = [*(start for start, _, _ in boxes[1:]), len(line)]
    for (start, end, chosen), stop in zip(boxes, stops, strict=False):
        option = line[end:stop]
        kept += _DROPPED * (end - start) + (option if chosen else _DROPPED * len(option))
    return kept
