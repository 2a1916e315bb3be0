"""What an answer to a question about surgical margins says, by its code or in its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from cds_service.domain.knowledge_base import ValueSetEntry
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart
from cds_service.extraction.evidence import affirms
from cds_service.extraction.report_findings import ReportFact
from cds_service.extraction.report_margins import (
    kinds_named_in,
    names_uncounted_tumour_only,
    read_margin_answer,
)
from cds_service.extraction.report_phrases import ReportPhrases
from cds_service.extraction.stage_words import is_doubtful
from cds_service.extraction.words.phrases import mentions
from cds_service.extraction.words.sentences import plain
from cds_service.fhir.elements import Answer, Concept
from cds_service.fhir.resources import Observation

ANSWERS: Final = "margin-answers"
_QUESTIONS: Final = "margin-questions"
_RESIDUAL: Final = "residual-tumour"
_KINDS: Final = {"invasive": ReportFact.INVASIVE_MARGINS, "dcis": ReportFact.IN_SITU_MARGINS}
_ASKS_WHICH: Final = re.compile(r"margin(?:s|\(s\))? involved by [a-z() ]+")
"""What is answered with the place of the margin, or with none."""
_ASKS: Final = re.compile(
    r"(?:(?:final|surgical|resection|specimen) )*margins?(?: (?:status|involvement))?"
    rf"(?: (?:for|of|by) [a-z() ]+)?|{_ASKS_WHICH.pattern}"
)
_R: Final = re.compile(r"(?<![A-Z0-9])R([0-2])(?![0-9])")
_BY_TRUTH: Final = {Truth.TRUE: "positive", Truth.FALSE: "negative"}


@dataclass(frozen=True, slots=True)
class MarginAnswer:
    """What is said of the margins of one kind of tumour: `positive`, `negative`, `close` or `doubted`."""

    kind: ReportFact
    result: str

    @classmethod
    def of(cls, entry: ValueSetEntry) -> Self:
        """Give what a code that is an answer says."""
        properties = entry.properties
        return cls(_KINDS.get(properties.get("component", ""), ReportFact.MARGINS), properties["value"])


def read_margin(
    chart: Chart,
    observation: Observation,
    question: Concept | None,
    answer: Answer,
    phrases: ReportPhrases,
) -> tuple[MarginAnswer, ...]:
    """Give what an answer says of margins; nothing where the question is another, or the answer open."""
    if question is None or answer.is_empty:
        return ()
    if chart.is_in(question, _RESIDUAL):
        return tuple(_residual(answer))
    known = chart.entry_of(question, _QUESTIONS)
    if known:
        named = _KINDS.get(known.properties["component"])
        return tuple(_answered(chart, answer, named, phrases))
    if observation.body_sites and not chart.any_in(observation.body_sites, "breast-site"):
        return ()
    asked = [plain(words) for words in (question.text, *question.displays)]
    return next(
        (tuple(_asked_in_words(chart, each, answer, phrases)) for each in asked if _ASKS.fullmatch(each)), ()
    )


def _asked_in_words(
    chart: Chart, asked: str, answer: Answer, phrases: ReportPhrases
) -> Iterator[MarginAnswer]:
    """Read the answer to a question under a code we do not hold, which by its name is about margins."""
    if names_uncounted_tumour_only(asked, phrases):
        return
    if _ASKS_WHICH.fullmatch(asked):
        told = answer.words or (answer.concept.words if answer.concept else "")
        yield from _read_words(f"{asked}: {told}", None, phrases) if told else ()
    else:
        kinds = kinds_named_in(asked, phrases)
        yield from _answered(chart, answer, kinds[0] if len(kinds) == 1 else None, phrases)


def _answered(
    chart: Chart, answer: Answer, asked_of: ReportFact | None, phrases: ReportPhrases
) -> Iterator[MarginAnswer]:
    """Read an answer; what names no kind of tumour itself is of the kind that was asked of."""
    coded = chart.entry_of(answer.concept, ANSWERS)
    if coded:
        yield MarginAnswer.of(coded)
        return
    written = (answer.words, answer.concept.words if answer.concept else "")
    said = [each for words in written if words for each in _read_words(words, asked_of, phrases)]
    affirmed = _BY_TRUTH.get(affirms(chart, answer), "")
    if said:
        yield from said
    elif affirmed:
        yield MarginAnswer(asked_of or ReportFact.MARGINS, affirmed)
    elif mentions(written, chart.knowledge.phrases["answer-margin-close"]):
        yield MarginAnswer(asked_of or ReportFact.MARGINS, "close")


def _read_words(words: str, asked_of: ReportFact | None, phrases: ReportPhrases) -> Iterator[MarginAnswer]:
    found, is_doubted = read_margin_answer(words, phrases)
    for kind, value in sorted(found, key=lambda each: (each[0].value, each[1])):
        own = asked_of if asked_of and kind is ReportFact.MARGINS else kind
        if not (is_doubted and value == "negative"):
            yield MarginAnswer(own, value)
    if is_doubted:
        yield MarginAnswer(asked_of or ReportFact.MARGINS, "doubted")


def _residual(answer: Answer) -> Iterator[MarginAnswer]:
    """Read the residual tumour classification: R0 none, R1 microscopic, R2 macroscopic."""
    concept = answer.concept
    texts = [answer.words, *((*(code.code for code in concept.codes), concept.text) if concept else ())]
    said = {number for text in texts if not is_doubtful(text) for number in _R.findall(text.upper())}
    if said and said <= {"1", "2"}:
        yield MarginAnswer(ReportFact.MARGINS, "positive")
    elif said == {"0"}:
        yield MarginAnswer(ReportFact.MARGINS, "negative")
