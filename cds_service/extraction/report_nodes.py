"""Reads what imaging reports say of axillary nodes, and of a clip in one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cds_service.extraction.report_cues import Standing, clauses_of, judge
from cds_service.extraction.report_findings import Certainty, ReportFact, ReportFinding
from cds_service.extraction.report_layout import Section, Sentence
from cds_service.extraction.report_phrases import ReportPhrases
from cds_service.extraction.report_places import Whereabouts, place_of, title_of

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


def read_nodes(sentences: Sequence[Sentence], phrases: ReportPhrases) -> Iterator[ReportFinding]:
    """Give every finding about the axillary nodes."""
    for sentence, held in _with_places(sentences, phrases, *_SAID_OF_NODES):
        for clause in clauses_of(sentence.words, phrases):
            for name, (if_affirmed, if_denied) in _SAID_OF_NODES.items():
                for found in phrases[name].finditer(clause):
                    place = place_of(clause, found.span(), sentence, held, phrases)
                    if not place.in_axilla:
                        continue
                    match judge(clause, found.span(), phrases, by_looks=True):
                        case Standing.AFFIRMED:
                            value = if_affirmed
                        case Standing.DENIED:
                            value = if_denied
                        case Standing.OPEN:
                            value = ""
                    if value:
                        yield _finding(ReportFact.AXILLARY_NODES, value, place, sentence)


def read_clips(sentences: Sequence[Sentence], phrases: ReportPhrases) -> Iterator[ReportFinding]:
    """Give every finding about a marker clip in an axillary node."""
    for sentence, held in _with_places(sentences, phrases, *_SAID_OF_CLIPS):
        for clause in clauses_of(sentence.words, phrases):
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
        if not mentions.search(sentence.words):
            continue
        title = title or title_of(sentences, phrases)
        for each in passed:
            held = held.after(each, title, phrases)
        passed = []
        yield sentence, held


def _finding(what: ReportFact, value: str, place: Whereabouts, sentence: Sentence) -> ReportFinding:
    return ReportFinding(what, value, place.side, sentence.span, certainty_of(sentence))
