"""The surgical margins of the final specimen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cds_service.domain.facts import Evidence, Recorded
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import Claim, claim, settle
from cds_service.extraction.episode import Episode
from cds_service.extraction.evidence import affirms, bear_witness, first_code
from cds_service.extraction.phrases import mentions, plain
from cds_service.extraction.primaries import is_established
from cds_service.fhir.dates import Day
from cds_service.fhir.elements import Answer, Concept
from cds_service.fhir.resources import Observation

_QUESTIONS: Final = "margin-questions"
_ANSWERS: Final = "margin-answers"
_RESIDUAL: Final = "residual-tumour"
_CLOSE: Final = "close, which is not positive"
_PLACES: Final = (
    "a|an|the|this|one|inked|surgical|resection|excision|specimen|final|anterior|posterior|medial|lateral"
    "|superior|inferior|superficial|deep|cranial|caudal|skin|nipple|radial"
)
_AT_A_PLACE: Final = re.compile(rf"\bat\s+(?:(?:{_PLACES})[\s-]+){{1,3}}(?=margins?\b)", re.IGNORECASE)
"""Which margin of the specimen is meant does not matter: `present at medial margin` is a positive margin."""
_ASKS_IN_WORDS: Final = re.compile(
    r"(?:(?:final|surgical|resection|specimen) )*margins?(?: (?:status|involvement))?"
    r"(?: (?:for|of|by) [a-z() ]+)?"
)
_BEFORE_DIAGNOSIS: Final = 30
_REVISED: Final = frozenset({"amended", "corrected"})


@dataclass(frozen=True, slots=True)
class Margin:
    """One answer about a margin: `positive`, `negative` or `close`."""

    result: str
    on: Day | None
    is_revised: bool
    question: str
    evidence: Evidence


def read_margins(chart: Chart, episode: Episode) -> Mapping[str, Recorded | None]:
    """Give the margins of the last specimen: positive if any margin is, in invasive or in situ disease."""
    stated = [*_stated(chart, episode), *_diagnosed(chart, episode)]
    return {"margins.status": settle(_claims(_of_last_specimen(stated)))}


def _claims(margins: list[Margin]) -> Iterator[Claim]:
    positive = [each for each in margins if each.result == "positive"]
    for each in positive or margins:
        remark = _CLOSE if each.result == "close" else ""
        yield claim("positive" if positive else "negative", each.evidence, remark=remark)


def _of_last_specimen(margins: list[Margin]) -> list[Margin]:
    """Leave out earlier specimens, and answers that a revised report replaced."""
    last = max((each.on.latest for each in margins if each.on), default=None)
    current = [each for each in margins if last is None or each.on is None or each.on.latest == last]
    revised = {each.question for each in current if each.is_revised}
    return [each for each in current if each.is_revised or each.question not in revised]


def _stated(chart: Chart, episode: Episode) -> Iterator[Margin]:
    for observation in chart.record.observations:
        if not _is_of_specimen(chart, episode, observation):
            continue
        asked = [
            ("value", observation.code, observation.answer),
            *(("component.value", part.code, part.answer) for part in observation.components),
        ]
        for element, question, answer in asked:
            result = read_margin(chart, question, answer)
            if not result and _asks_in_words(chart, observation, question):
                result = _read_answer(chart, answer)
            if result:
                says, code = f"surgical margin {result}", first_code(answer.concept, question)
                yield Margin(
                    result,
                    observation.on,
                    observation.status in _REVISED,
                    question.words if question else "",
                    bear_witness(
                        observation,
                        element,
                        says,
                        code=code,
                        on=observation.on,
                        side=chart.side_of("", *observation.body_sites),
                    ),
                )
    for report in chart.record.reports:
        if chart.any_in(report.conclusions, _ANSWERS) and _is_in_time(episode, report.on):
            for concept in report.conclusions:
                entry = chart.entry_of(concept, _ANSWERS)
                if entry:
                    result = entry.properties["value"]
                    says = f"surgical margin {result}"
                    evidence = bear_witness(report, "conclusionCode", says, code=entry.code, on=report.on)
                    yield Margin(result, report.on, report.status in _REVISED, "conclusion", evidence)


def _diagnosed(chart: Chart, episode: Episode) -> Iterator[Margin]:
    """Give the margins recorded as a diagnosis."""
    for found in chart.find(chart.record.conditions, _ANSWERS):
        condition = found.resource
        side = chart.side_of("", *condition.body_sites)
        mine = not episode.disease.is_other_side(side) and _is_in_time(episode, condition.on)
        if is_established(condition) and mine:
            result = found.says("value")
            evidence = bear_witness(
                condition, "code", f"surgical margin {result}", on=condition.on, side=side
            )
            yield Margin(result, condition.on, is_revised=False, question="diagnosis", evidence=evidence)


def read_margin(chart: Chart, question: Concept | None, answer: Answer) -> str:
    """Give what an answer says of a margin; nothing where it is not about one, or says nothing certain."""
    if chart.is_in(question, _RESIDUAL):
        return _residual(answer)
    return _read_answer(chart, answer) if chart.is_in(question, _QUESTIONS) else ""


def _asks_in_words(chart: Chart, observation: Observation, question: Concept | None) -> bool:
    """Whether a question under a code we do not hold is, by its name, about margins, of no other organ."""
    known = chart.is_in(question, _QUESTIONS, _RESIDUAL)
    elsewhere = observation.body_sites and not chart.any_in(observation.body_sites, "breast-site")
    if question is None or known or elsewhere:
        return False
    return any(_ASKS_IN_WORDS.fullmatch(plain(each)) for each in (question.text, *question.displays) if each)


def _read_answer(chart: Chart, answer: Answer) -> str:
    coded = chart.entry_of(answer.concept, _ANSWERS)
    if coded:
        return coded.properties["value"]
    if answer.is_empty:
        return ""  # the question alone is no answer
    phrases = chart.knowledge.phrases
    written = (answer.words, answer.concept.words if answer.concept else "")
    texts = [_AT_A_PLACE.sub("at ", each) for each in written if each]
    negative = mentions(texts, phrases["answer-margin-negative"])
    if mentions(texts, phrases["answer-margin-positive"]):
        return "" if negative else "positive"
    if negative:
        return "negative"
    if mentions(texts, phrases["answer-margin-close"]):
        return "close"
    affirmed = affirms(chart, answer)
    return {Truth.TRUE: "positive", Truth.FALSE: "negative", Truth.UNKNOWN: ""}[affirmed]


def _residual(answer: Answer) -> str:
    """Read the residual tumour classification: R0 none, R1 microscopic, R2 macroscopic."""
    concept = answer.concept
    texts = [answer.words, *((*(code.code for code in concept.codes), concept.text) if concept else ())]
    said = {text.strip().upper()[:2] for text in texts if text}
    if said & {"R1", "R2"}:
        return "positive"
    return "negative" if "R0" in said else ""


def _is_of_specimen(chart: Chart, episode: Episode, observation: Observation) -> bool:
    side = chart.side_of("", *observation.body_sites)
    elsewhere = episode.disease.is_other_side(side) or episode.disease.is_elsewhere(observation.focus)
    return not elsewhere and _is_in_time(episode, observation.on)


def _is_in_time(episode: Episode, on: Day | None) -> bool:
    """Whether a result may be of this operation: not surely before it."""
    if on is None or episode.operated_on is None:
        return not episode.is_outdated(on, _BEFORE_DIAGNOSIS)
    return on.is_before(episode.operated_on) is not Truth.TRUE
