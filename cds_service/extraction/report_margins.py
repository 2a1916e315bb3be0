"""Reads what pathology reports say of the surgical margins, each kind of tumour apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cds_service.domain.terms import Side
from cds_service.extraction.report_cues import Standing, clauses_of, judge, mask
from cds_service.extraction.report_findings import ReportFact, ReportFinding
from cds_service.extraction.report_layout import Section, Sentence, lay_out
from cds_service.extraction.report_nodes import certainty_of
from cds_service.extraction.report_phrases import ReportPhrases, fold
from cds_service.extraction.report_places import side_named_in

_PART_END: Final = re.compile(
    r", |\. | and (?=(?:positive|negative|involved|uninvolved|free|present|margins?)\b)"
)
_SEPARATE_MARGIN: Final = re.compile(
    r"(?:part |specimen )?[b-z][.):] (?!(?:\w+ )?margins?(?: status)?:)[^:]*\bmargins?\b"
)
"""A margin that was sent as a specimen of its own decides what the specimen before it left open."""
_MARGIN_NAMES: Final = re.compile(r"\b(?:skin|muscle|nipple)(?= margins?\b)")
_ONE_MARGIN: Final = re.compile(
    r"\b(?:anterior|posterior|superior|inferior|medial|lateral|deep|superficial|cranial|caudal|skin|nipple|new)"
    r"(?: (?:inked|surgical|resection))? margin(?!s)|\b(?:skin|nipple|muscle) margins\b"
)
_REACHED: Final = "report-margin-reached"
_SAID_OF_MARGINS: Final = (
    ("report-margin-negative", "negative", ""),
    ("report-margin-positive", "positive", "negative"),
    (_REACHED, "positive", "negative"),
)
"""Lists of phrases with what they mean affirmed and denied; the first that speaks in a part decides it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What one part of a sentence says of the margins: of which tumour, and which value."""

    kinds: tuple[ReportFact, ...]
    value: str


def read_margins(sentences: Sequence[Sentence], phrases: ReportPhrases) -> tuple[ReportFinding, ...]:
    """Give every finding about margins.

    Where specimens correct one another, only sentences about the final margins count. Where one margin is in
    doubt, none is called negative.
    """
    found: list[tuple[Sentence, ReportFinding]] = []
    side: Side | None = None
    before, is_doubted = "", False
    for each in sentences:
        if each.section is Section.BACKGROUND:
            continue
        side = side_named_in(f"{each.label} {each.words}") or side
        if each.section is Section.TITLE:
            continue
        listed = _continues_a_list(each, before, phrases)
        before = before if listed else each.words
        if each.is_label:
            continue
        if listed or phrases["report-margin-word"].search(f"{each.label} {each.words}"):
            has_tumour = bool(phrases["report-tumour-word"].search(f"{each.label} {each.words}"))
            is_doubted = is_doubted or _is_doubted(each.words, phrases)
            found.extend(
                (each, ReportFinding(kind, part.value, side, each.span, certainty_of(each)))
                for part in _read_sentence(each.words, phrases, subject=has_tumour)
                for kind in part.kinds or (ReportFact.MARGINS,)
            )
    contested = len({finding.value for _, finding in found}) > 1 and _is_corrected(sentences, phrases)
    if contested or any(_SEPARATE_MARGIN.match(each.words) for each in sentences):
        found = [pair for pair in found if phrases["report-margin-final"].search(pair[0].words)]
    return tuple(finding for _, finding in found if not (is_doubted and finding.value == "negative"))


def read_margin_answer(words: str, phrases: ReportPhrases) -> tuple[frozenset[tuple[ReportFact, str]], bool]:
    """Read the answer to a question about margins; also say whether it leaves a margin in doubt."""
    lines = "\n".join(line for line in words.splitlines() if line.strip())
    sentences = lay_out(f"Margins:\n{lines}", phrases)[1:]
    found = frozenset(
        (kind, part.value)
        for each in sentences
        for part in _read_sentence(each.words, phrases, subject=True)
        for kind in part.kinds or (ReportFact.MARGINS,)
    )
    return found, any(_is_doubted(each.words, phrases) for each in sentences)


def kinds_named_in(words: str, phrases: ReportPhrases) -> tuple[ReportFact, ...]:
    """Give the kinds of tumour that words name, of those whose margins count."""
    return _kinds(mask(fold(words), phrases["report-tumour-not-counted"]), phrases)


def names_uncounted_tumour_only(words: str, phrases: ReportPhrases) -> bool:
    """Whether words name only what counts for no margin, such as lobular carcinoma in situ."""
    not_counted = phrases["report-tumour-not-counted"].search(fold(words))
    return bool(not_counted) and not kinds_named_in(words, phrases)


def _is_doubted(words: str, phrases: ReportPhrases) -> bool:
    return phrases["report-margin-doubt"].search(words) is not None


def _is_corrected(sentences: Sequence[Sentence], phrases: ReportPhrases) -> bool:
    """Whether a later specimen takes back what an earlier one showed."""
    corrects = phrases["report-margin-corrected"]
    return any(corrects.search(f"{each.label} {each.words}") for each in sentences)


def _continues_a_list(sentence: Sentence, before: str, phrases: ReportPhrases) -> bool:
    """Whether `DCIS: positive` follows on `Margins: invasive carcinoma: negative`."""
    named = sentence.words.partition(":")[0]
    kind = phrases["report-tumour-in-situ"].fullmatch(named) or phrases["report-tumour-invasive"].match(named)
    return bool(kind) and ":" in sentence.words and before.startswith("margin")


def _read_sentence(words: str, phrases: ReportPhrases, *, subject: bool) -> Iterator[_Part]:
    """Give each part of a sentence about margins that has a value; `subject`: a tumour is spoken of."""
    about_margins, not_counted = phrases["report-margin-word"], phrases["report-tumour-not-counted"]
    kinds: tuple[ReportFact, ...] = ()
    if phrases["report-margin-not-final"].search(words):
        return
    for clause in clauses_of(words, phrases):
        uncounted = elsewhere = False
        counted_here = _kinds(mask(clause, not_counted), phrases)
        for part in _PART_END.split(clause):
            named = _kinds(mask(part, not_counted), phrases)
            kinds = named or kinds
            uncounted = not named and (uncounted or not_counted.search(part) is not None)
            elsewhere = _is_about_else(part, phrases) or (elsewhere and not about_margins.search(part))
            value = "" if uncounted or elsewhere else _value(part, phrases, subject=subject)
            # `Positive, LCIS` names behind a comma what is at the margin.
            if value == "positive" and not (kinds or counted_here) and not_counted.search(clause):
                continue
            # That one margin is clear does not say that all are.
            if value == "negative" and _ONE_MARGIN.search(part):
                continue
            if value:
                yield _Part(kinds or counted_here, value)


def _is_about_else(part: str, phrases: ReportPhrases) -> bool:
    """Whether a part of a sentence speaks of nodes, receptors or the like."""
    # Margins are named after the parts of the body that they lie at.
    return phrases["report-margin-not-about"].search(_MARGIN_NAMES.sub("", part)) is not None


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
