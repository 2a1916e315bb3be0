"""Reads what imaging reports say of axillary nodes, and of a clip in one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cds_service.extraction.report_cues import Standing, clauses_of, is_unsure, judge
from cds_service.extraction.report_findings import Certainty, ReportFact, ReportFinding
from cds_service.extraction.report_layout import Section, Sentence
from cds_service.extraction.report_phrases import ReportPhrases
from cds_service.extraction.report_places import Whereabouts, place_of, title_of

_TRADE_NAME: Final = re.compile(r" ?\((?!not?\b)[\w ]{1,24}\) ?")
_NOT_READ: Final = (Section.TITLE, Section.BACKGROUND)
_SAID_OF_NODES: Final = {
    "report-node-suspicious": ("suspicious", "not-suspicious"),
    "report-node-sign": ("suspicious", ""),
    "report-node-normal": ("not-suspicious", ""),
    "report-node-adenopathy": ("", "not-suspicious"),
    "report-axilla-limited": ("inconclusive", ""),
}
"""What each list of phrases means when it is affirmed, and when it is denied; nothing where empty."""

_SAID_OF_CLIPS: Final = {"report-clip-not-placed": "not-placed", "report-clip-placed": "placed"}
"""The first list that speaks in a clause decides it."""


def read_nodes(sentences: Sequence[Sentence], phrases: ReportPhrases) -> tuple[ReportFinding, ...]:
    """Give every finding about the axillary nodes; where a suspicion is left open, none is called normal."""
    found: list[ReportFinding] = []
    is_doubted = False
    for sentence, held in _with_places(sentences, phrases, *_SAID_OF_NODES):
        for clause in clauses_of(sentence.words, phrases):
            for name, span in _mentioned(clause, phrases):
                place = place_of(clause, span, sentence, held, phrases)
                if not place.in_axilla:
                    continue
                if_affirmed, if_denied = _SAID_OF_NODES[name]
                match judge(clause, span, phrases, by_looks=True, plans_matter=False):
                    case Standing.AFFIRMED:
                        value = if_affirmed
                    case Standing.DENIED:
                        value = if_denied
                    case Standing.OPEN:
                        value = ""
                        doubts = if_affirmed == "suspicious" and is_unsure(clause, span, phrases)
                        is_doubted = is_doubted or doubts
                if value:
                    found.append(_finding(ReportFact.AXILLARY_NODES, value, place, sentence))
    return tuple(each for each in found if not (is_doubted and each.value == "not-suspicious"))


def _mentioned(clause: str, phrases: ReportPhrases) -> Iterator[tuple[str, tuple[int, int]]]:
    for name in _SAID_OF_NODES:
        for found in phrases[name].finditer(clause):
            yield name, found.span()


def read_clips(sentences: Sequence[Sentence], phrases: ReportPhrases) -> Iterator[ReportFinding]:
    """Give every finding about a marker clip in an axillary node."""
    for sentence, held in _with_places(sentences, phrases, *_SAID_OF_CLIPS):
        for clause in map(_without_names, clauses_of(sentence.words, phrases)):
            for name, value in _SAID_OF_CLIPS.items():
                found = phrases[name].search(clause)
                if found is None:
                    continue
                place = place_of(clause, found.span(), sentence, held, phrases)
                rest = f"{clause[: found.start()]} = {clause[found.end() :]}"
                # A clip placed some time ago is still there, so the past is no reason for doubt.
                standing = judge(clause, found.span(), phrases, by_looks=True, past_matters=False)
                doubted = phrases["report-clip-doubt"].search(rest)
                if place.in_axilla and standing is Standing.AFFIRMED and not doubted:
                    yield _finding(ReportFact.NODE_CLIP, value, place, sentence)
                break


def _without_names(clause: str) -> str:
    """Leave out the trade names of clips, which stand in brackets."""
    return _TRADE_NAME.sub(" ", clause) if "(" in clause else clause


def certainty_of(sentence: Sentence) -> Certainty:
    """Give how firmly the section of a sentence states what it says."""
    return Certainty.CONCLUDED if sentence.section is Section.CONCLUSION else Certainty.DESCRIBED


def _with_places(
    sentences: Sequence[Sentence], phrases: ReportPhrases, *mentioned: str
) -> Iterator[tuple[Sentence, Whereabouts]]:
    """Give each sentence that mentions one of these lists, with the place named last before it or in it."""
    mentions = phrases.any_of(*mentioned)
    title: Whereabouts | None = None
    held, passed = Whereabouts(), list[Sentence]()
    for sentence in sentences:
        if sentence.section in _NOT_READ:
            continue
        if sentence.starts:
            held, passed = Whereabouts(), []
        passed.append(sentence)
        if sentence.is_label or not mentions.search(_without_names(sentence.words)):
            continue
        title = title or title_of(sentences, phrases)
        for each in passed:
            held = held.after(each, title, phrases)
        passed = []
        yield sentence, held


def _finding(what: ReportFact, value: str, place: Whereabouts, sentence: Sentence) -> ReportFinding:
    return ReportFinding(what, value, place.side, sentence.span, certainty_of(sentence))
