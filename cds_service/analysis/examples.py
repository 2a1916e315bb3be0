"""Patients who show what a scenario says: who fits, who nearly does for each line, of whom each remark is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from cds_service.analysis.clauses import clauses_of
from cds_service.analysis.formulas import Every, Formula, Is, every
from cds_service.analysis.patients import Patients
from cds_service.analysis.reaching import Part, demands
from cds_service.domain.criteria import AnyOf, Condition
from cds_service.domain.ratings import Rating
from cds_service.domain.scenarios import RatedProcedure, Scenario, leaves


class Showing(Enum):
    """What an example shows."""

    FITS = "fits"
    """Everything holds."""
    NEARLY_FITS = "nearly fits"
    """All but one line holds."""
    NOT_FOUND = "not found"
    """All but one line holds; what that one asks for was looked for and not found."""
    NOT_READ = "not read"
    """All but one line holds; nobody looked for what that one asks for."""
    SPEAKS = "speaks"
    """A condition beside the criteria is met, so that what depends on it is said."""


@dataclass(frozen=True, slots=True)
class Example:
    """Patients who show one thing about one line of a scenario; whether there is one the formula says.

    `lines` are the conditions in question; `study` is what is ordered, empty where any will do.
    """

    scenario: Scenario
    showing: Showing
    path: str
    study: str
    lines: tuple[Condition, ...]
    patients: Formula


def examples_of(scenario: Scenario, patients: Patients) -> Iterator[Example]:
    """Give all examples of a scenario."""
    yield from _fitting(scenario, patients)
    parts = demands(scenario, patients)
    study = _telling_study(scenario)
    yield from _of_lines(scenario, scenario.criteria, parts, study, patients)
    for rated in scenario.ratings:
        whole = [("", patients.meanings.applies(scenario).holds), *_conditions(rated, patients)]
        yield from _of_lines(scenario, rated.when, whole, rated.procedure, patients)
    for clause in clauses_of(scenario, patients.meanings):
        if clause.path in {f"ratings/{each.procedure}/when" for each in scenario.ratings}:
            continue  # who fits a rating meets its condition
        meaning = patients.meanings.of_all(clause.conditions)
        speaks = every(clause.asked_of, meaning.fails if clause.speaks_when_missing else meaning.holds)
        yield Example(scenario, Showing.SPEAKS, clause.path, clause.study or study, clause.conditions, speaks)


def _fitting(scenario: Scenario, patients: Patients) -> Iterator[Example]:
    for rated in scenario.ratings:
        path, fits = f"ratings/{rated.procedure}", patients.meanings.rates(scenario, rated)
        yield Example(scenario, Showing.FITS, path, rated.procedure, rated.when, fits)
    if not scenario.ratings:
        fits = patients.meanings.applies(scenario).holds
        yield Example(scenario, Showing.FITS, "applies_when", "", scenario.applies_when, fits)


def _conditions(rated: RatedProcedure, patients: Patients) -> list[Part]:
    return [(each.path, patients.meanings.of(each).holds) for each in rated.when]


def _of_lines(
    scenario: Scenario, lines: tuple[Condition, ...], parts: list[Part], study: str, patients: Patients
) -> Iterator[Example]:
    for line in lines:
        others = [demand for path, demand in parts if path != line.path]
        meaning = patients.meanings.of(line)
        turned = meaning.not_fails if line in scenario.unless else meaning.not_holds
        states = {leaf.fact: patients.states[leaf.fact] for leaf in leaves((line,))}
        shown: dict[Showing, Formula] = {
            Showing.NEARLY_FITS: every(turned, *(Is(name, each.recorded) for name, each in states.items())),
            Showing.NOT_FOUND: Every(tuple(Is(name, each.silent) for name, each in states.items())),
        }
        if all(each.can_be_unread for each in states.values()):  # an order is always there to be read
            shown[Showing.NOT_READ] = Every(tuple(Is(name, each.unread) for name, each in states.items()))
        for showing, how in shown.items():
            yield Example(scenario, showing, line.path, study, (line,), every(*others, how))
        yield from _ways_in(scenario, line, others, study, patients)


def _ways_in(
    scenario: Scenario, line: Condition, others: list[Formula], study: str, patients: Patients
) -> Iterator[Example]:
    """Give, for each alternative of an `any`, who fits by that one alone."""
    alternatives = line.criteria if isinstance(line, AnyOf) else ()
    for leaf in alternatives:
        alone = [patients.meanings.of(each).not_holds for each in alternatives if each is not leaf]
        by_it = every(*others, *alone, patients.meanings.of(leaf).holds)
        yield Example(scenario, Showing.FITS, leaf.path, study, (leaf,), by_it)


def _telling_study(scenario: Scenario) -> str:
    """Give the study on whose order most is said: one that is not simply right, rated without condition."""

    def rank(rated: RatedProcedure) -> tuple[bool, bool]:
        return bool(rated.when), rated.rating is Rating.USUALLY_APPROPRIATE

    return min(scenario.ratings, key=rank).procedure if scenario.ratings else ""
