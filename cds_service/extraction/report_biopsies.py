"""Reads what reports say of the needle biopsy of an axillary node."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from cds_service.extraction.report_cues import Standing, clauses_of, judge, mask
from cds_service.extraction.report_findings import ReportFact, ReportFinding, ReportKind
from cds_service.extraction.report_layout import Section, Sentence
from cds_service.extraction.report_nodes import certainty_of
from cds_service.extraction.report_phrases import ReportPhrases
from cds_service.extraction.report_places import named_in

_RESULTS: Final = (
    ("report-biopsy-non-diagnostic", "non-diagnostic", ""),
    ("report-biopsy-benign", "benign", ""),
    ("report-biopsy-positive", "positive", "benign"),
)
"""Lists of phrases with what they mean affirmed and denied; the first that speaks in a clause decides it."""


def read_biopsies(
    sentences: Sequence[Sentence], phrases: ReportPhrases, kind: ReportKind
) -> Iterator[ReportFinding]:
    """Give every result of a needle biopsy of an axillary node; surgical specimens have none here."""
    said = phrases.any_of(*(name for name, _, _ in _RESULTS))
    if kind is ReportKind.IMAGING and not any(_names_pathology(each, phrases) for each in sentences):
        return
    for sentence, specimen in _with_specimens(sentences, phrases):
        if (
            sentence.is_label
            or not said.search(sentence.words)
            or not _is_needled_axillary_node(specimen, phrases)
        ):
            continue
        if kind is ReportKind.IMAGING and not _names_pathology(sentence, phrases):
            continue
        side = named_in(specimen, phrases).side
        for value in _results(sentence, phrases):
            yield ReportFinding(ReportFact.NODE_BIOPSY, value, side, sentence.span, certainty_of(sentence))


def _names_pathology(sentence: Sentence, phrases: ReportPhrases) -> bool:
    return phrases["report-result-of-pathology"].search(f"{sentence.label} {sentence.words}") is not None


def _with_specimens(sentences: Sequence[Sentence], phrases: ReportPhrases) -> Iterator[tuple[Sentence, str]]:
    """Give each sentence that is read, with the words that named the tissue last."""
    title = " ".join(each.words for each in sentences if each.section is Section.TITLE)
    specimen, label, label_names = title, "", False
    for sentence in sentences:
        if sentence.section in (Section.TITLE, Section.BACKGROUND):
            continue
        if sentence.label != label:
            label, label_names = sentence.label, _names_a_specimen(sentence.label, phrases)
        if named := _specimen_in(sentence.words, phrases):
            specimen = named
        elif label_names:
            specimen = label
        elif sentence.starts:
            specimen = specimen if sentence.section is Section.CONCLUSION and specimen == title else title
        yield sentence, specimen


def _specimen_in(words: str, phrases: ReportPhrases) -> str:
    """Give the words that name the tissue: what stands before a colon, or a thought that plans nothing."""
    if not _names_a_specimen(words, phrases):
        return ""
    head, colon, _ = words.partition(":")
    if colon and _names_a_specimen(head, phrases):
        return head
    clauses = clauses_of(words, phrases)
    planned = phrases.any_of("report-no-finding-planned", "report-next-step")
    return next(
        (each for each in clauses if _names_a_specimen(each, phrases) and not planned.search(each)), ""
    )


def _names_a_specimen(words: str, phrases: ReportPhrases) -> bool:
    """Whether the words name tissue: a node or another place, or how it was taken."""
    if not phrases.any_of("report-node-word", "report-place-elsewhere").search(words):
        return False
    return words.endswith(":") or bool(
        phrases.any_of("report-needle", "report-surgical-specimen").search(words)
    )


def _is_needled_axillary_node(words: str, phrases: ReportPhrases) -> bool:
    # What was found in the node may name the breast; what was sampled must not.
    specimen = mask(words, phrases["report-biopsy-positive"])
    wanted = ("report-node-word", "report-needle", "report-place-axilla")
    unwanted = ("report-surgical-specimen", "report-place-elsewhere", "report-place-contralateral")
    return all(phrases[name].search(specimen) for name in wanted) and not any(
        phrases[name].search(specimen) for name in unwanted
    )


def _results(sentence: Sentence, phrases: ReportPhrases) -> Iterator[str]:
    if phrases["report-biopsy-doubt"].search(sentence.words):
        return
    for clause in clauses_of(sentence.words, phrases):
        for name, if_affirmed, if_denied in _RESULTS:
            found = phrases[name].search(clause)
            if found is None:
                continue
            match judge(clause, found.span(), phrases):
                case Standing.AFFIRMED:
                    value = if_affirmed
                case Standing.DENIED:
                    value = if_denied
                case Standing.OPEN:
                    value = ""
            if value:
                yield value
            break
