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


def read_nodes(sentences: Sequence[Sentence], phrases: ReportPhrases) -> Iterator[ReportFinding]:
    """Give every finding about the axillary nodes."""
    for sentence, held in _with_places(sentences, phrases):
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
    for sentence, held in _with_places(sentences, phrases):
        for clause in clauses_of(sentence.words, phrases):
            for name, value in (("report-clip-not-placed", "not-placed"), ("report-clip-placed", "placed")):
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
    sentences: Sequence[Sentence], phrases: ReportPhrases
) -> Iterator[tuple[Sentence, Whereabouts]]:
    """Give each sentence that is read, with the place named last before it or in it."""
    title = title_of(sentences, phrases)
    held = title
    for sentence in sentences:
        if sentence.section not in _NOT_READ:
            held = held.after(sentence, title, phrases)
            yield sentence, held


def _finding(what: ReportFact, value: str, place: Whereabouts, sentence: Sentence) -> ReportFinding:
    return ReportFinding(what, value, place.side, sentence.span, certainty_of(sentence))
