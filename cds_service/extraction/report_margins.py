"""Reads what pathology reports say of the surgical margins, each kind of tumour apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cds_service.domain.terms import Side
from cds_service.extraction.report_cues import Standing, clauses_of, judge, mask
from cds_service.extraction.report_findings import ReportFact, ReportFinding
from cds_service.extraction.report_layout import Section, Sentence
from cds_service.extraction.report_nodes import certainty_of
from cds_service.extraction.report_phrases import ReportPhrases
from cds_service.extraction.report_places import named_in

_PART_END: Final = re.compile(
    r", |\. | and (?=(?:positive|negative|involved|uninvolved|free|present|margins?)\b)"
)
_MARGIN_NAMES: Final = re.compile(r"\b(?:skin|muscle|nipple)(?= margins?\b)")
_REACHED: Final = "report-margin-reached"
_SAID_OF_MARGINS: Final = (
    ("report-margin-negative", "negative", ""),
    ("report-margin-positive", "positive", "negative"),
    (_REACHED, "positive", "negative"),
)
"""Lists of phrases with what they mean affirmed and denied; the first that speaks in a part decides it."""


def read_margins(sentences: Sequence[Sentence], phrases: ReportPhrases) -> tuple[ReportFinding, ...]:
    """Give every finding about margins.

    Where specimens correct one another, only sentences about the final margins count.
    """
    found: list[tuple[Sentence, ReportFinding]] = []
    side: Side | None = None
    before = ""
    for each in sentences:
        if each.section is Section.BACKGROUND:
            continue
        side = named_in(f"{each.label} {each.words}", phrases).side or side
        if each.section is not Section.TITLE:
            listed = _continues_a_list(each, before, phrases)
            found.extend((each, finding) for finding in _read_sentence(each, side, phrases, listed=listed))
            before = each.words if not listed else before
    final = [finding for each, finding in found if phrases["report-margin-final"].search(each.words)]
    corrected = any(
        phrases["report-margin-corrected"].search(f"{each.label} {each.words}") for each in sentences
    )
    if corrected and len({finding.value for _, finding in found}) > 1:
        return tuple(final)
    return tuple(finding for _, finding in found)


def _continues_a_list(sentence: Sentence, before: str, phrases: ReportPhrases) -> bool:
    """Whether `DCIS: positive` follows on `Margins: invasive carcinoma: negative`."""
    named = sentence.words.partition(":")[0]
    kind = phrases["report-tumour-in-situ"].fullmatch(named) or phrases["report-tumour-invasive"].match(named)
    return bool(kind) and ":" in sentence.words and before.startswith("margin")


def _read_sentence(
    sentence: Sentence, side: Side | None, phrases: ReportPhrases, *, listed: bool
) -> Iterator[ReportFinding]:
    about_margins = phrases["report-margin-word"]
    if not (listed or about_margins.search(f"{sentence.label} {sentence.words}")):
        return
    has_tumour = bool(phrases["report-tumour-word"].search(f"{sentence.label} {sentence.words}"))
    kinds: tuple[ReportFact, ...] = ()
    for clause in clauses_of(sentence.words, phrases):
        elsewhere = False
        for part in _PART_END.split(clause):
            kinds = _kinds(part, phrases) or kinds
            elsewhere = _is_about_else(part, phrases) or (elsewhere and not about_margins.search(part))
            value = "" if elsewhere else _value(part, phrases, subject=has_tumour)
            if value:
                for kind in kinds or _kinds(clause, phrases) or (ReportFact.MARGINS,):
                    yield ReportFinding(kind, value, side, sentence.span, certainty_of(sentence))


def _is_about_else(part: str, phrases: ReportPhrases) -> bool:
    """Whether a part of a sentence speaks of nodes, receptors, or what counts for no margin."""
    # Margins are named after the parts of the body that they lie at.
    spoken_of = _MARGIN_NAMES.sub("", part)
    return bool(
        phrases["report-margin-not-about"].search(spoken_of)
        or phrases["report-tumour-not-counted"].search(part)
    )


def _value(part: str, phrases: ReportPhrases, *, subject: bool) -> str:
    """Give `positive`, `negative` or, where it is open, nothing; `subject`: a tumour is named."""
    for name, if_affirmed, if_denied in _SAID_OF_MARGINS:
        found = phrases[name].search(part)
        if found is None or (name == _REACHED and not subject):
            continue
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
