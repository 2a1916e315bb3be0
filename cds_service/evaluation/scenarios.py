"""Decides whether a patient is in a scenario, keeping every reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from cds_service.domain.criteria import Condition, Silence
from cds_service.domain.facts import FactDefinition, FactSheet
from cds_service.domain.scenarios import Scenario
from cds_service.domain.truth import Truth, conjoin, disjoin
from cds_service.evaluation.criteria import Basis, Finding, GroupFinding, Judgement, findings_of, judge


class Verdict(Enum):
    """Whether the patient is in the scenario."""

    APPLIES = "applies"
    DOES_NOT_APPLY = "does-not-apply"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Consideration:
    """A scenario, the verdict on it, and the judgement of every criterion and exclusion."""

    scenario: Scenario
    verdict: Verdict
    inclusions: tuple[Judgement, ...]
    exclusions: tuple[Judgement, ...]

    @property
    def undecided(self) -> tuple[Judgement, ...]:
        """The judgements that keep the verdict open; none once there is a verdict."""
        if self.verdict is not Verdict.UNDETERMINED:
            return ()
        return tuple(each for each in (*self.inclusions, *self.exclusions) if each.truth is Truth.UNKNOWN)

    @property
    def decisive(self) -> tuple[Judgement, ...]:
        """The judgements that suffice for the verdict."""
        match self.verdict:
            case Verdict.APPLIES:
                return (*self.inclusions, *self.exclusions)
            case Verdict.DOES_NOT_APPLY:
                failed = [each for each in self.inclusions if each.truth is Truth.FALSE]
                return (*failed, *(each for each in self.exclusions if each.truth is Truth.TRUE))
            case Verdict.UNDETERMINED:
                return self.undecided

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every single finding, those inside an `any` included."""
        return tuple(f for each in (*self.inclusions, *self.exclusions) for f in findings_of(each))


def consider(scenario: Scenario, sheet: FactSheet) -> Consideration:
    """Judge a scenario for the patient of the sheet."""
    inclusions = judge_all(scenario.applies_when, sheet)
    exclusions = judge_all(scenario.unless, sheet)
    fits = conjoin(each.truth for each in inclusions)
    excluded = disjoin(each.truth for each in exclusions)
    return Consideration(scenario, _verdict(fits, excluded), inclusions, exclusions)


def _verdict(fits: Truth, excluded: Truth) -> Verdict:
    match fits, excluded:
        case (_, Truth.TRUE) | (Truth.FALSE, _):  # exclusion trumps inclusion
            return Verdict.DOES_NOT_APPLY
        case Truth.TRUE, Truth.FALSE:
            return Verdict.APPLIES
        case _:
            return Verdict.UNDETERMINED


def judge_all(conditions: tuple[Condition, ...], sheet: FactSheet) -> tuple[Judgement, ...]:
    """Judge each condition of a list."""
    return tuple(judge(each, sheet) for each in conditions)


def all_hold(conditions: tuple[Condition, ...], sheet: FactSheet) -> Truth:
    """Whether every condition of a list holds; true of none."""
    return conjoin(each.truth for each in judge_all(conditions, sheet))


@dataclass(frozen=True, slots=True)
class Question:
    """One question that would settle one or more missing facts."""

    ask: str
    facts: tuple[str, ...]
    asked_with: str


def questions_of(
    judgements: tuple[Judgement, ...], facts: Mapping[str, FactDefinition]
) -> tuple[Question, ...]:
    """Give the open questions behind undecided judgements; facts that one question answers count once."""
    by_subject: dict[str, Question] = {}
    for judgement in judgements:
        question = _question(judgement, facts)
        if question is None:
            continue
        earlier = by_subject.get(question.asked_with)
        if earlier is not None:
            merged = tuple(dict.fromkeys((*earlier.facts, *question.facts)))
            question = Question(earlier.ask, merged, earlier.asked_with)
        by_subject[question.asked_with] = question
    return tuple(by_subject.values())


def _question(judgement: Judgement, facts: Mapping[str, FactDefinition]) -> Question | None:
    open_facts = tuple(
        dict.fromkeys(
            finding.criterion.fact
            for finding in findings_of(judgement)
            if finding.truth is Truth.UNKNOWN and finding.basis is not Basis.SOURCE_SILENT
        )
    )
    if judgement.truth is not Truth.UNKNOWN or not open_facts:
        return None
    first = facts[open_facts[0]]
    if isinstance(judgement, GroupFinding) and judgement.group.ask:
        return Question(judgement.group.ask, open_facts, judgement.group.ask)
    return Question(first.question, open_facts, first.asked_with)


def silences_of(judgements: tuple[Judgement, ...]) -> tuple[Silence, ...]:
    """Give what the source does not say about this patient."""
    return tuple(
        finding.criterion.silence
        for judgement in judgements
        if judgement.truth is Truth.UNKNOWN
        for finding in findings_of(judgement)
        if finding.basis is Basis.SOURCE_SILENT and finding.criterion.silence is not None
    )
