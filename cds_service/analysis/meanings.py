"""What conditions and scenarios mean: of which patients they hold, of which they fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cds_service.analysis.formulas import ANYBODY, NOBODY, Formula, Is, every, some
from cds_service.analysis.states import FactStates
from cds_service.domain.criteria import AnyOf, Condition, Criterion
from cds_service.domain.scenarios import RatedProcedure, Scenario
from cds_service.evaluation.orders import Standing
from cds_service.evaluation.scenarios import Verdict

QUESTION = "order.question"


@dataclass(frozen=True, slots=True)
class Meaning:
    """The patients of whom something is judged to hold and to fail, and those of whom it is not."""

    holds: Formula
    fails: Formula
    not_holds: Formula
    not_fails: Formula

    @property
    def open(self) -> Formula:
        """The patients of whom it stays undecided."""
        return every(self.not_holds, self.not_fails)


ALWAYS = Meaning(ANYBODY, NOBODY, NOBODY, ANYBODY)


class Meanings:
    """Reads conditions as formulas over the states of these facts."""

    def __init__(self, states: Mapping[str, FactStates]) -> None:
        self._states = states
        self._questions: dict[str, Meaning] = {}
        self._scenarios: dict[int, tuple[Scenario, Meaning]] = {}

    def of(self, condition: Condition) -> Meaning:
        """Give what a criterion, or an `any` of criteria, means."""
        match condition:
            case Criterion(fact=fact):
                split = self._states[fact].split(condition)
                return Meaning(
                    Is(fact, split.holds),
                    Is(fact, split.fails),
                    Is(fact, split.fails | split.open),
                    Is(fact, split.holds | split.open),
                )
            case AnyOf(criteria=criteria):
                return _either([self.of(each) for each in criteria])

    def of_all(self, conditions: Iterable[Condition]) -> Meaning:
        """Give what it means that all of these hold."""
        return _both([self.of(each) for each in conditions])

    def demanded(self, condition: Condition, scenario: Scenario) -> Meaning:
        """Give what a criterion of a scenario demands of its patients, or an exclusion: that it fails."""
        meaning = self.of(condition)
        return _turned_round(meaning) if condition in scenario.unless else meaning

    def applies(self, scenario: Scenario) -> Meaning:
        """Give who is in a scenario; of whom that fails is surely not in it."""
        known = self._scenarios.get(id(scenario))
        if known is None:
            excluded = _either([self.of(each) for each in scenario.unless])
            known = scenario, _both([self.of_all(scenario.applies_when), _turned_round(excluded)])
            self._scenarios[id(scenario)] = known  # with the scenario, so that its id stays its own
        return known[1]

    def verdicts(self, scenario: Scenario) -> Mapping[Verdict, Formula]:
        """Give the patients of each verdict; every patient has one."""
        applies = self.applies(scenario)
        return {
            Verdict.APPLIES: applies.holds,
            Verdict.DOES_NOT_APPLY: applies.fails,
            Verdict.UNDETERMINED: applies.open,
        }

    def standings(self, scenario: Scenario, rated: RatedProcedure) -> Mapping[Standing, Formula]:
        """Give the patients of whose order for a rated study each standing is what comes out."""
        applies, when = self.applies(scenario), self.of_all(rated.when)
        answers = self.answers(scenario.question)
        speaks = every(applies.not_fails, when.not_fails)
        left_open = every(applies.holds, when.fails) if rated.left_open else NOBODY
        not_left_open = applies.not_holds if rated.left_open else ANYBODY
        return {
            Standing.RATED: self.rates(scenario, rated),
            Standing.UNDETERMINED: every(speaks, answers.holds, some(applies.not_holds, when.not_holds)),
            Standing.OFF_QUESTION: every(speaks, answers.fails),
            Standing.LEFT_OPEN: left_open,
            Standing.NOT_RATED: some(applies.fails, every(applies.not_fails, when.fails, not_left_open)),
        }

    def rates(self, scenario: Scenario, rated: RatedProcedure) -> Formula:
        """Give the patients whose order for the study is rated so."""
        holds = self.applies(scenario).holds, self.of_all(rated.when).holds
        return every(*holds, self.answers(scenario.question).holds)

    def answers(self, question: str) -> Meaning:
        """Give the orders whose stated question is this one; an order that states none may ask anything."""
        if QUESTION not in self._states:
            return ALWAYS
        if question not in self._questions:
            facts = self._states[QUESTION]
            asked = Is(QUESTION, facts.saying([question]) | facts.silent | facts.unread)
            other = Is(QUESTION, facts.every & ~asked.states)
            self._questions[question] = Meaning(asked, other, other, asked)
        return self._questions[question]


def _both(parts: list[Meaning]) -> Meaning:
    return Meaning(
        holds=every(*(each.holds for each in parts)),
        fails=some(*(each.fails for each in parts)),
        not_holds=some(*(each.not_holds for each in parts)),
        not_fails=every(*(each.not_fails for each in parts)),
    )


def _either(parts: list[Meaning]) -> Meaning:
    return _turned_round(_both([_turned_round(each) for each in parts]))


def _turned_round(meaning: Meaning) -> Meaning:
    return Meaning(meaning.fails, meaning.holds, meaning.not_fails, meaning.not_holds)
