"""Lines that change nothing: no possible patient would be judged otherwise without them."""

from __future__ import annotations

from collections.abc import Iterator

from cds_service.analysis.clauses import Clause, clauses_of
from cds_service.analysis.findings import Finding, Source, Spot, warning
from cds_service.analysis.formulas import Formula, Is, every, some
from cds_service.analysis.patients import Patients, facts_in
from cds_service.domain.criteria import AnyOf, Condition, Criterion
from cds_service.domain.scenarios import Scenario, leaves


def find_idle(scenario: Scenario, charts: Patients) -> Iterator[Finding]:
    """Find criteria that never decide, conditions that always hold, values that never come up.

    `charts` know of nothing impossible: a line that decides only on a chart that contradicts itself decides.
    """
    yield from _idle_criteria(scenario, charts)
    for clause in clauses_of(scenario, charts.meanings):
        yield from _idle_conditions(scenario, clause, charts)


def _idle_criteria(scenario: Scenario, charts: Patients) -> Iterator[Finding]:
    lines = {each.path: charts.meanings.demanded(each, scenario) for each in scenario.criteria}
    fits = charts.exists_recorded(every(*(each.holds for each in lines.values())))
    for condition in scenario.criteria:
        line = lines[condition.path]
        others = [each for path, each in lines.items() if path != condition.path]
        rest = every(*(each.holds for each in others))
        # What no other line speaks of can always be turned round.
        apart = fits and facts_in(line.not_holds).isdisjoint(facts_in(rest))
        turned = every(rest, line.not_holds), every(line.fails, *(each.not_fails for each in others))
        if charts.exists_recorded(line.not_holds if apart else some(*turned)):
            yield from _idle_parts(scenario, condition, rest, charts)
            continue
        excludes = condition in scenario.unless
        whom = (
            "whoever it excludes is not in the scenario" if excludes else "whoever meets the others meets it"
        )
        found = f"`{condition.path}` never decides: {whom} anyway, and what is missing is asked for in vain"
        yield warning(_at(scenario, condition.path), found, "remove it, or say what else it is for")


def _idle_conditions(scenario: Scenario, clause: Clause, charts: Patients) -> Iterator[Finding]:
    meaning = charts.meanings.of
    for condition in clause.conditions:
        others = [meaning(each).holds for each in clause.conditions if each is not condition]
        rest = every(clause.asked_of, *others)
        if not charts.exists(every(rest, meaning(condition).not_holds)):
            if not _restates(condition, scenario):
                found = f"`{condition.path}` always holds where it is asked"
                yield warning(_at(scenario, condition.path), found, "remove it, or say what else it is for")
        else:
            yield from _idle_parts(scenario, condition, rest, charts)


def _idle_parts(
    scenario: Scenario, condition: Condition, rest: Formula, charts: Patients
) -> Iterator[Finding]:
    """Find the lines of an `any` that another always covers, and undetermined values that never come up."""
    meaning = charts.meanings.of
    alternatives = condition.criteria if isinstance(condition, AnyOf) else ()
    for leaf in alternatives:
        others = [meaning(each).not_holds for each in alternatives if each is not leaf]
        if not charts.exists_recorded(every(rest, *others, meaning(leaf).holds)):
            found = f"the line of `any` on `{leaf.fact}` never decides: another line holds whenever it does"
            yield warning(_at(scenario, leaf.path), found, "remove it, or say what else it is for")
    for leaf in leaves((condition,)):
        for value in sorted(leaf.silence.values) if leaf.silence else ():
            if not charts.exists(every(rest, _says(leaf, value, charts))):
                found = f"`undetermined_for: {value}` never comes up"
                yield warning(_at(scenario, leaf.path), found, "remove the value")


def _says(leaf: Criterion, value: str, charts: Patients) -> Formula:
    return Is(leaf.fact, charts.states[leaf.fact].saying([value]))


def _restates(condition: Condition, scenario: Scenario) -> bool:
    """Whether a condition repeats a criterion: a caution that says so is meant for every patient."""
    criteria = [(each.fact, each.test) for each in scenario.applies_when if isinstance(each, Criterion)]
    return isinstance(condition, Criterion) and (condition.fact, condition.test) in criteria


def _at(scenario: Scenario, path: str) -> Spot:
    return Spot(Source.SCENARIO, scenario.id, path)
