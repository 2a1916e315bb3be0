"""Reads what pathology reports say of the surgical margins, each kind of tumour apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cds_service.extraction.report_cues import Standing, clauses_of, judge, mask
from cds_service.extraction.report_findings import ReportFact, ReportFinding
from cds_service.extraction.report_layout import Section, Sentence
from cds_service.extraction.report_nodes import certainty_of
from cds_service.extraction.report_phrases import ReportPhrases
from cds_service.extraction.report_places import named_in

_PART_END: Final = re.compile(
    r", |\. | and (?=(?:positive|negative|involved|uninvolved|free|present|margins?)\b)"
)


def read_margins(sentences: Sequence[Sentence], phrases: ReportPhrases) -> tuple[ReportFinding, ...]:
    """Give every finding about margins; none where specimens correct one another and no sentence says the outcome."""
    read = [each for each in sentences if each.section not in (Section.TITLE, Section.BACKGROUND)]
    found = [(each, finding) for each in read for finding in _read_sentence(each, phrases)]
    final = [finding for each, finding in found if phrases["report-margin-final"].search(each.words)]
    corrected = any(
        phrases["report-margin-corrected"].search(f"{each.label} {each.words}") for each in sentences
    )
    differ = len({finding.value for _, finding in found}) > 1
    if corrected and differ:
        return tuple(final)
    return tuple(finding for _, finding in found)


def _read_sentence(sentence: Sentence, phrases: ReportPhrases) -> Iterator[ReportFinding]:
    about_margins = phrases["report-margin-word"]
    if not about_margins.search(f"{sentence.label} {sentence.words}"):
        return
    side = named_in(f"{sentence.label} {sentence.words}", phrases).side
    for clause in clauses_of(sentence.words, phrases):
        kinds: tuple[ReportFact, ...] = ()
        for part in _PART_END.split(clause):
            kinds = _kinds(part, phrases) or kinds
            value = _value(part, phrases)
            if value and not phrases["report-tumour-not-counted"].search(part):
                for kind in kinds or _kinds(clause, phrases) or (ReportFact.MARGINS,):
                    yield ReportFinding(kind, value, side, sentence.span, certainty_of(sentence))


def _value(part: str, phrases: ReportPhrases) -> str:
    """Give `positive` or `negative`, or nothing where the part speaks of something else or leaves it open."""
    # Where the tumour lies is said by the names of margins, some of which are also parts of the body.
    spoken_of = mask(part, re.compile(r"\b(?:skin|muscle|nipple)(?= margins?\b)"))
    if phrases["report-margin-not-about"].search(spoken_of):
        return ""
    for name, if_affirmed, if_denied in (
        ("report-margin-negative", "negative", ""),
        ("report-margin-positive", "positive", "negative"),
    ):
        for found in phrases[name].finditer(part):
            match judge(part, found.span(), phrases):
                case Standing.AFFIRMED:
                    return if_affirmed
                case Standing.DENIED:
                    return if_denied
                case Standing.OPEN:
                    return ""
    return ""


def _kinds(words: str, phrases: ReportPhrases) -> tuple[ReportFact, ...]:
    in_situ = phrases["report-tumour-in-situ"]
    kinds = {
        ReportFact.INVASIVE_MARGINS: phrases["report-tumour-invasive"].search(mask(words, in_situ)),
        ReportFact.IN_SITU_MARGINS: in_situ.search(words),
    }
    return tuple(kind for kind, said in kinds.items() if said)
