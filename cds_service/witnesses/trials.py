"""Sends examples through the service's own reading and judging: which charts show them, and which cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Final

import msgspec

from cds_service.advice.advise import deliberate
from cds_service.advice.practice import Practice
from cds_service.advice.studies import read_drafts
from cds_service.analysis.examples import Example, Showing, examples_of
from cds_service.analysis.patients import Patients
from cds_service.cards.assessments import rating_word
from cds_service.domain.facts import FactSheet, NotRecorded
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.procedures import ProcedureKind
from cds_service.domain.scenarios import Status, leaves
from cds_service.evaluation.orders import Assessment, OrderedStudy, assess
from cds_service.evaluation.scenarios import Verdict, all_hold, consider
from cds_service.hooks.profiles import PROFILES
from cds_service.hooks.request import parse_request
from cds_service.witnesses.calls import HOOK, Call, write_call
from cds_service.witnesses.departures import find_departures, say_departures
from cds_service.witnesses.resources import NotExpressible

_SHEETS_TRIED: Final = 24


@dataclass(frozen=True, slots=True)
class Said:
    """What comes out for one scenario and one order."""

    verdict: str
    rating: str


@dataclass(frozen=True, slots=True)
class Witness:
    """An example as a fact sheet and as a call that the service answers accordingly.

    `departures` are facts of which the chart does not say what the sheet has, and what it says instead; that
    something was not done, for one, no resource states.
    """

    example: Example
    sheet: FactSheet
    call: Call
    says: Said
    departures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Wordless:
    """An example that no chart shows, though there is such a patient; `why` of the first sheet tried."""

    example: Example
    sheet: FactSheet
    says: Said
    why: str


@dataclass(frozen=True, slots=True)
class Nobody:
    """An example of which there is no patient: the line cannot be without what others demand."""

    example: Example


Outcome = Witness | Wordless | Nobody


class Trials:
    """Tries examples on the service as it would be on a day."""

    def __init__(self, practice: Practice, today: date) -> None:
        self._practice = practice
        self._today = today
        self._patients = Patients.of(practice.knowledge)

    def outcomes(self) -> Iterator[Outcome]:
        """Give an outcome for every example of every scenario that serves."""
        for scenario in self._practice.knowledge.scenarios.values():
            if scenario.status in (Status.ACTIVE, Status.ROUTING):
                yield from (self.outcome(each) for each in examples_of(scenario, self._patients))

    def outcome(self, example: Example) -> Outcome:
        """Look for a chart that shows an example, among the first of its patients."""
        failed: Wordless | None = None
        study = example.study or _any_study(self._practice.knowledge)
        for sheet in islice(self._patients.sheets(example.patients), _SHEETS_TRIED):
            outcome = self._try(example, sheet, study)
            if isinstance(outcome, Witness):
                return outcome
            failed = failed or outcome
        return failed or Nobody(example)

    def _try(self, example: Example, sheet: FactSheet, study: str) -> Witness | Wordless:
        knowledge = self._practice.knowledge
        says = _said(_assess_sheet(sheet, study, knowledge), example)
        try:
            call = write_call(sheet, study, knowledge, self._practice.needs, self._today)
        except NotExpressible as missing:
            return Wordless(example, sheet, says, str(missing))
        answered = self._answer(call)
        departures = find_departures(sheet, answered.sheet, knowledge.facts)
        said = _said(answered, example)
        if not _is_answer(said, says, example):
            why = f"the service says `{said.verdict}`, `{said.rating}`: {say_departures(departures)}"
            return Wordless(example, sheet, says, why)
        if not _is_shown(example, sheet, answered.sheet):
            asked = {leaf.fact for leaf in leaves(example.lines)}
            own = {name: said for name, said in departures.items() if name in asked}
            return Wordless(example, sheet, says, say_departures(own))
        return Witness(example, sheet, call, said, departures)

    def _answer(self, call: Call) -> Assessment:
        request = parse_request(msgspec.json.encode(call.request), frozenset({HOOK}), PROFILES["generic"])
        drafts = read_drafts(request, self._practice)
        return deliberate(request, drafts, self._practice, self._today).judged[0].assessment


def _assess_sheet(sheet: FactSheet, study: str, knowledge: KnowledgeBase) -> Assessment:
    """Judge the sheet itself; what it does not speak of was looked for and not found."""
    silent = FactSheet({name: NotRecorded(searched=True) for name in knowledge.facts})
    order = OrderedStudy("ServiceRequest/order", knowledge.catalogue.procedures[study])
    return assess(knowledge, silent.adding(sheet.facts), order)


def _said(assessment: Assessment, example: Example) -> Said:
    entry = next((each for each in assessment.entries if each.scenario.id == example.scenario.id), None)
    verdict = consider(example.scenario, assessment.sheet).verdict
    return Said(verdict.value, rating_word(entry) if entry else "not-rated")


def _is_answer(said: Said, says: Said, example: Example) -> bool:
    """Whether the answer is the one expected.

    A request that is not answered takes other facts with it, so that where the rating is left open for want
    of one the scenario itself may be.
    """
    loose = example.showing is Showing.NOT_READ and said.verdict == Verdict.UNDETERMINED.value
    return said == says or (loose and said.rating == says.rating)


def _is_shown(example: Example, sheet: FactSheet, read: FactSheet) -> bool:
    """Whether the lines in question are judged alike on chart and sheet: on silence, where that counts."""
    if example.showing in (Showing.NOT_FOUND, Showing.NOT_READ):
        return all(read[leaf.fact] == sheet[leaf.fact] for leaf in leaves(example.lines))
    return all_hold(example.lines, read) is all_hold(example.lines, sheet)


def _any_study(knowledge: KnowledgeBase) -> str:
    """Give a study to order where the scenario speaks of none."""
    rated = {rated.procedure for scenario in knowledge.scenarios.values() for rated in scenario.ratings}
    imaging = (
        each.id for each in knowledge.catalogue.procedures.values() if each.kind is ProcedureKind.IMAGING
    )
    return next(each for each in imaging if each in rated)
