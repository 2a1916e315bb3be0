"""Assesses one order: what each scenario that speaks to it says, with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from cds_service.domain.criteria import Silence
from cds_service.domain.facts import FactDefinition, FactSheet, Recorded
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.procedures import Procedure
from cds_service.domain.ratings import Rating
from cds_service.domain.scenarios import (
    Caution,
    CompanionPitfall,
    LaterStep,
    RatedProcedure,
    Scenario,
    Status,
    Temper,
    WrongPurpose,
)
from cds_service.domain.truth import Truth
from cds_service.evaluation.criteria import Judgement
from cds_service.evaluation.scenarios import (
    Consideration,
    Question,
    Verdict,
    all_hold,
    consider,
    judge_all,
    questions_of,
    silences_of,
)


@dataclass(frozen=True, slots=True)
class OrderedStudy:
    """An order whose study is known.

    `reference` is `Type/id`; `text_only` when no code, only text, names the study; `drafted` are the
    procedures of all drafts, this one included.
    """

    reference: str
    procedure: Procedure
    text_only: bool = False
    drafted: frozenset[str] = frozenset()


class Standing(Enum):
    """How the study stands in one scenario."""

    RATED = "rated"
    UNDETERMINED = "undetermined"
    """Facts are missing, or the source does not decide."""
    LEFT_OPEN = "left open"
    """The rating's own condition no longer holds and the source names no other."""
    OFF_QUESTION = "off question"
    """Rated, but for another question than the order's."""
    NOT_RATED = "not rated"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one scenario says to one order."""

    consideration: Consideration
    standing: Standing
    rated: RatedProcedure | None = None
    conditions: tuple[Judgement, ...] = ()
    """The judgement of the rating's own `when`."""
    questions: tuple[Question, ...] = ()
    silences: tuple[Silence, ...] = ()
    tempers: tuple[Temper, ...] = ()
    cautions: tuple[Caution, ...] = ()
    unchecked: tuple[str, ...] = ()
    """What could not be checked, in words."""
    wrong_purpose: WrongPurpose | None = None
    step: LaterStep | None = None
    """An earlier step that this order presupposes and that is not on file."""
    close_to: RatedProcedure | None = None
    """The rated study that this one resembles but is not."""
    referred: bool = False
    """Another scenario does not apply and says that the patient belongs here."""

    @property
    def scenario(self) -> Scenario:
        """The scenario that speaks."""
        return self.consideration.scenario

    @property
    def rating(self) -> Rating | None:
        """The rating, where the scenario applies and rates the study for the order's question."""
        return self.rated.rating if self.rated is not None and self.standing is Standing.RATED else None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything the knowledge says to one order."""

    order: OrderedStudy
    sheet: FactSheet
    entries: tuple[Entry, ...]
    pitfalls: tuple[tuple[Scenario, CompanionPitfall], ...] = ()


def assess(knowledge: KnowledgeBase, sheet: FactSheet, order: OrderedStudy) -> Assessment:
    """Assess an order for the patient of the sheet, whose facts include those of the order."""
    speaking = [each for each in knowledge.scenarios.values() if speaks_to(each, order.procedure)]
    entered = [_enter(each, sheet, order, knowledge.facts) for each in speaking]
    referred = {scenario for each in entered for scenario in _belongs_to(each, sheet)}
    entries = tuple(replace(each, referred=each.scenario.id in referred) for each in entered)
    routing = tuple(
        Entry(consideration, Standing.NOT_RATED)
        for scenario in knowledge.scenarios.values()
        if scenario.status is Status.ROUTING and not order.procedure.kind.is_companion
        if (consideration := consider(scenario, sheet)).verdict is Verdict.APPLIES
    )
    return Assessment(order, sheet, entries + routing, _pitfalls(knowledge, sheet, order.procedure.id))


def _belongs_to(entry: Entry, sheet: FactSheet) -> list[str]:
    """Give the scenarios that a scenario which does not apply sends the patient to."""
    if entry.consideration.verdict is not Verdict.DOES_NOT_APPLY:
        return []
    return [each.see for each in entry.scenario.look_alikes if all_hold(each.when, sheet) is Truth.TRUE]


def speaks_to(scenario: Scenario, procedure: Procedure) -> bool:
    """Whether an active scenario has anything to say about a study."""
    if scenario.status is not Status.ACTIVE:
        return False
    named = {rated.procedure for rated in scenario.ratings}
    for group in (scenario.wrong_purpose, scenario.cautions, scenario.later_steps):
        named.update(name for each in group for name in each.ordered)
    return procedure.id in named or (
        bool(procedure.close_to) and scenario.rating_of(procedure.close_to) is not None
    )


def _enter(
    scenario: Scenario, sheet: FactSheet, order: OrderedStudy, facts: Mapping[str, FactDefinition]
) -> Entry:
    consideration = consider(scenario, sheet)
    study = order.procedure.id
    rated = scenario.rating_of(study)
    conditions = judge_all(rated.when, sheet) if rated else ()
    undecided = (*consideration.undecided, *(each for each in conditions if each.truth is Truth.UNKNOWN))
    open_ended = consideration.verdict is not Verdict.DOES_NOT_APPLY
    applies = consideration.verdict is Verdict.APPLIES
    cautions, unchecked = _cautions(scenario, sheet, study) if applies else ((), ())
    return Entry(
        consideration=consideration,
        standing=_standing(consideration, rated, conditions, sheet),
        rated=rated,
        conditions=conditions,
        questions=questions_of(undecided, facts) if open_ended else (),
        silences=silences_of(undecided) if open_ended else (),
        tempers=_tempers(scenario, sheet, study) if applies else (),
        cautions=cautions,
        unchecked=unchecked,
        wrong_purpose=_wrong_purpose(scenario, sheet, study),
        step=_missing_step(scenario, sheet, study) if applies else None,
        close_to=scenario.rating_of(order.procedure.close_to) if order.procedure.close_to else None,
    )


def _standing(
    consideration: Consideration,
    rated: RatedProcedure | None,
    conditions: tuple[Judgement, ...],
    sheet: FactSheet,
) -> Standing:
    if rated is None or consideration.verdict is Verdict.DOES_NOT_APPLY:
        return Standing.NOT_RATED
    if any(each.truth is Truth.FALSE for each in conditions):
        left_open = rated.left_open and consideration.verdict is Verdict.APPLIES
        return Standing.LEFT_OPEN if left_open else Standing.NOT_RATED
    if not _answers(consideration.scenario, sheet):
        return Standing.OFF_QUESTION
    decided = consideration.verdict is Verdict.APPLIES and all(
        each.truth is Truth.TRUE for each in conditions
    )
    return Standing.RATED if decided else Standing.UNDETERMINED


def _answers(scenario: Scenario, sheet: FactSheet) -> bool:
    """Whether the scenario's ratings answer the question that the order states, if it states one."""
    stated = sheet["order.question"]
    return not isinstance(stated, Recorded) or scenario.question in _choices(stated)


def _choices(fact: Recorded) -> frozenset[str]:
    return fact.possible if isinstance(fact.possible, frozenset) else frozenset()


def _cautions(
    scenario: Scenario, sheet: FactSheet, study: str
) -> tuple[tuple[Caution, ...], tuple[str, ...]]:
    holding: list[Caution] = []
    unchecked: list[str] = []
    for caution in scenario.cautions:
        if study not in (caution.ordered or tuple(rated.procedure for rated in scenario.ratings)):
            continue
        match all_hold(caution.when, sheet):
            case Truth.TRUE:
                holding.append(caution)
            case Truth.UNKNOWN:
                if caution.if_unknown:
                    unchecked.append(caution.if_unknown)
            case Truth.FALSE:
                pass
    return tuple(holding), tuple(unchecked)


def _tempers(scenario: Scenario, sheet: FactSheet, study: str) -> tuple[Temper, ...]:
    return tuple(
        each
        for each in scenario.tempered
        if (not each.ordered or study in each.ordered) and all_hold(each.when, sheet) is Truth.TRUE
    )


def _wrong_purpose(scenario: Scenario, sheet: FactSheet, study: str) -> WrongPurpose | None:
    return next(
        (
            each
            for each in scenario.wrong_purpose
            if study in each.ordered and all_hold(each.when, sheet) is Truth.TRUE
        ),
        None,
    )


def _missing_step(scenario: Scenario, sheet: FactSheet, study: str) -> LaterStep | None:
    # Only a step known not to be on file is named: one that could not be looked for is not missing.
    return next(
        (
            each
            for each in scenario.later_steps
            if study in each.ordered and all_hold(each.after, sheet) is Truth.FALSE
        ),
        None,
    )


def _pitfalls(
    knowledge: KnowledgeBase, sheet: FactSheet, study: str
) -> tuple[tuple[Scenario, CompanionPitfall], ...]:
    return tuple(
        (scenario, pitfall)
        for scenario in knowledge.scenarios.values()
        if scenario.status is Status.ACTIVE
        for pitfall in scenario.companion_pitfalls
        if study in pitfall.ordered and all_hold(pitfall.when, sheet) is Truth.TRUE
    )
