"""The surgical margins of the final specimen, invasive and in situ apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cds_service.domain.facts import Evidence, Recorded, Strength
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import Claim, claim, settle
from cds_service.extraction.episode import Episode
from cds_service.extraction.evidence import bear_witness, first_code
from cds_service.extraction.margin_answers import ANSWERS, MarginAnswer, read_margin
from cds_service.extraction.operations import was_done
from cds_service.extraction.primaries import is_established
from cds_service.extraction.report_findings import ReportFact
from cds_service.extraction.report_phrases import compile_report_phrases
from cds_service.extraction.report_texts import REVISED, ReadReport, ReportTexts
from cds_service.extraction.worded_nodes import RANK
from cds_service.fhir.dates import Day
from cds_service.fhir.resources import DiagnosticReport, Observation, Procedure, ServiceRequest

_CLOSE: Final = "close, which is not positive"
_DOUBTED: Final = "one margin is negative, another is in doubt"
_BEFORE_DIAGNOSIS: Final = 30
_SIGNED_OUT: Final = timedelta(days=10)
"""Results so much earlier than the last are of an earlier specimen, even if no operation says so."""
_UNTIL_SIGNED: Final = 60
"""Days after an operation within which a pathology report that names no organ is taken to be of it."""
_ANY: Final = ReportFact.MARGINS
_OF: Final = {
    ReportFact.INVASIVE_MARGINS: " (invasive carcinoma)",
    ReportFact.IN_SITU_MARGINS: " (carcinoma in situ)",
    _ANY: "",
}


@dataclass(frozen=True, slots=True)
class Margin:
    """One statement on a margin of one kind of tumour: `positive`, `negative`, `close` or `doubted`.

    `question` tells what a revised statement replaces; `report` is the one that states it in words.
    """

    kind: ReportFact
    result: str
    on: Day | None
    is_revised: bool
    question: Hashable
    evidence: Evidence
    report: DiagnosticReport | None = None

    def contradicts(self, other: Margin) -> bool:
        """Whether both speak of one margin, or may do, and only one of them says that it is positive."""
        meets = self.kind == other.kind or _ANY in {self.kind, other.kind}
        return meets and (self.result == "positive") != (other.result == "positive")


def read_margins(chart: Chart, episode: Episode, texts: ReportTexts) -> Mapping[str, Recorded | None]:
    """Give the margins of the last specimen: positive if any margin is, in invasive or in situ disease."""
    coded = (
        *_observed(chart, episode),
        *_concluded(chart, episode),
        *_diagnosed(chart, episode),
        *_given_as_reason(chart, episode),
    )
    stated = [*coded, *_worded(episode, texts)]
    return {"margins.status": settle(_claims(_of_last_specimen(episode, stated)))}


def _claims(margins: list[Margin]) -> Iterator[Claim]:
    coded = [each for each in margins if each.report is None]
    worded = [each for each in margins if each.report and not _is_coded_too(each, coded)]
    apart = ((one, other) for one in worded for other in margins if one.report is not other.report)
    if any(one.contradicts(other) for one, other in apart):
        # The words of one report against a code, or against those of another: neither decides.
        yield from _together(coded)
        for report in {id(each.report): each.report for each in worded}.values():
            yield from _together(each for each in worded if each.report is report)
    else:
        yield from _together((*coded, *worded))


def _is_coded_too(worded: Margin, coded: Iterable[Margin]) -> bool:
    """Whether the report that states a margin in words holds a code for the same: the code then counts."""
    report = worded.report
    if report is None:
        return False
    held = {report.reference, *report.results}
    return any(each.evidence.reference in held and each.kind in {worded.kind, _ANY} for each in coded)


def _together(margins: Iterable[Margin]) -> Iterator[Claim]:
    """Claim what margins that may stand side by side say as a whole."""
    said = list(margins)
    positive = [each for each in said if each.result == "positive"]
    doubted = [each for each in said if each.result == "doubted"]
    clear = [each for each in said if each.result in {"negative", "close"}]
    for each in positive or clear:
        rank = RANK if each.evidence.strength is Strength.REPORT_TEXT else 0
        if positive:
            yield claim("positive", each.evidence, rank=rank)
        elif doubted:
            yield claim(frozenset({"positive", "negative"}), each.evidence, rank=rank, remark=_DOUBTED)
        else:
            yield claim("negative", each.evidence, rank=rank, remark=_CLOSE if each.result == "close" else "")


def _of_last_specimen(episode: Episode, margins: list[Margin]) -> list[Margin]:
    """Leave out specimens of earlier operations, and answers that a later or revised one replaced."""
    last = max((each.on.latest for each in margins if each.on), default=None)
    if last is None:
        return margins
    operated = (each.on.earliest for each in episode.on_breast if each.on)
    begins = max((last - _SIGNED_OUT, *(day for day in operated if day <= last)))
    current = [each for each in margins if each.on is None or each.on.latest >= begins]
    return [each for each in current if not any(_replaces(other, each) for other in current)]


def _replaces(one: Margin, other: Margin) -> bool:
    """Whether one answers the same question as the other, revised or on a later day."""
    if one.question != other.question or (one.report is None) != (other.report is None):
        return False
    if one.on and other.on and one.on.latest != other.on.latest:
        return one.on.latest > other.on.latest
    return one.is_revised and not other.is_revised


def _observed(chart: Chart, episode: Episode) -> Iterator[Margin]:
    revised = {name for report in chart.record.reports if report.status in REVISED for name in report.results}
    phrases = compile_report_phrases(chart.knowledge.phrases)
    for observation in chart.record.observations:
        if not _is_of_specimen(chart, episode, observation):
            continue
        asked = [
            ("value", observation.code, observation.answer),
            *(("component.value", part.code, part.answer) for part in observation.components),
        ]
        is_revised = observation.status in REVISED or observation.reference in revised
        side = chart.side_of("", *observation.body_sites)
        for element, question, answer in asked:
            for said in read_margin(chart, observation, question, answer, phrases):
                names = (question.codes or question.words) if question else ""
                code = first_code(answer.concept, question)
                evidence = bear_witness(
                    observation, element, _say(said), code=code, on=observation.on, side=side
                )
                yield Margin(said.kind, said.result, observation.on, is_revised, names, evidence)


def _concluded(chart: Chart, episode: Episode) -> Iterator[Margin]:
    """Give the margins that a report concludes in a code."""
    for report in chart.record.reports:
        for concept in report.conclusions if _is_in_time(episode, report.on) else ():
            entry = chart.entry_of(concept, ANSWERS)
            if entry:
                said = MarginAnswer.of(entry)
                evidence = bear_witness(report, "conclusionCode", _say(said), code=entry.code, on=report.on)
                yield Margin(
                    said.kind, said.result, report.on, report.status in REVISED, concept.codes, evidence
                )


def _diagnosed(chart: Chart, episode: Episode) -> Iterator[Margin]:
    """Give the margins recorded as a diagnosis."""
    for found in chart.find(chart.record.conditions, ANSWERS):
        condition = found.resource
        side = chart.side_of("", *condition.body_sites)
        mine = not episode.disease.is_other_side(side) and _is_in_time(episode, condition.on)
        if is_established(condition) and mine:
            said = MarginAnswer.of(found.entry)
            evidence = bear_witness(condition, "code", _say(said), on=condition.on, side=side)
            yield Margin(said.kind, said.result, condition.on, False, "diagnosis", evidence)  # noqa: FBT003


def _given_as_reason(chart: Chart, episode: Episode) -> Iterator[Margin]:
    """Give the margins for which something else was ordered or planned, such as a re-excision."""
    requests: list[Procedure | ServiceRequest] = [
        each for each in chart.record.procedures if not was_done(each)
    ]
    requests += chart.record.service_requests
    for request in requests:
        side = chart.side_of("", *request.body_sites)
        elsewhere = episode.disease.is_other_side(side)
        for concept in request.reasons if not elsewhere and _is_in_time(episode, request.on) else ():
            entry = chart.entry_of(concept, ANSWERS)
            if entry:
                said = MarginAnswer.of(entry)
                evidence = bear_witness(
                    request, "reasonCode", _say(said), code=entry.code, on=request.on, side=side
                )
                yield Margin(said.kind, said.result, request.on, False, "reason", evidence)  # noqa: FBT003


def _worded(episode: Episode, texts: ReportTexts) -> Iterator[Margin]:
    """Give the margins that pathology reports state in words; none are negative where one was not read."""
    for read in texts.read:
        report = read.report
        for finding in read.about(*_OF) if _is_of_operation(episode, read) else ():
            elsewhere = episode.disease.is_other_side(finding.side)
            if elsewhere or (finding.value == "negative" and not texts.is_complete):
                continue
            said = MarginAnswer(finding.what, finding.value)
            evidence = read.witness(finding, f"pathology report: {_say(said)}")
            revised = report.status in REVISED
            question = (finding.what, report.code)
            yield Margin(finding.what, finding.value, report.on, revised, question, evidence, report)


def _is_of_operation(episode: Episode, read: ReadReport) -> bool:
    """Whether a report is of the breast; one that names no organ is, in the weeks after the operation."""
    on = read.report.on
    if read.is_of_breast is not Truth.UNKNOWN or on is None:
        return read.is_of_breast is Truth.TRUE and _is_in_time(episode, on)
    days = [each.on.days_until(on) for each in episode.on_breast if each.on]
    return any(least >= 0 and most <= _UNTIL_SIGNED for least, most in days)


def _say(said: MarginAnswer) -> str:
    return f"surgical margin {said.result}{_OF[said.kind]}"


def _is_of_specimen(chart: Chart, episode: Episode, observation: Observation) -> bool:
    side = chart.side_of("", *observation.body_sites)
    elsewhere = episode.disease.is_other_side(side) or episode.disease.is_elsewhere(observation.focus)
    return not elsewhere and _is_in_time(episode, observation.on)


def _is_in_time(episode: Episode, on: Day | None) -> bool:
    """Whether a result may be of this operation: not surely before it."""
    if on is None or episode.operated_on is None:
        return not episode.is_outdated(on, _BEFORE_DIAGNOSIS)
    return on.is_before(episode.operated_on) is not Truth.TRUE
