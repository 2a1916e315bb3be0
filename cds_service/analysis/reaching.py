"""Whether everything a scenario says can ever be said: of some patient, by every line."""

from __future__ import annotations

from collections.abc import Iterator

from cds_service.analysis.clauses import Clause, clauses_of
from cds_service.analysis.findings import Finding, Source, Spot, error, warning
from cds_service.analysis.formulas import Formula, every
from cds_service.analysis.patients import Patients
from cds_service.domain.criteria import AnyOf
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.scenarios import Scenario, Status

Part = tuple[str, Formula]
"""A part of a scenario, by its path, and what it demands of a patient."""


def find_unreachable(scenario: Scenario, patients: Patients) -> Iterator[Finding]:
    """Find what no possible patient ever meets; of a scenario that has no patient that alone is told."""
    parts = demands(scenario, patients)
    if not patients.exists(every(*(demand for _, demand in parts))):
        found = f"no patient can be in `{scenario.id}`: {_say_conflict(parts, patients)}"
        yield error(_at(scenario, "applies_when"), found, "change one of them, or what is `impossible`")
        return
    for clause in clauses_of(scenario, patients.meanings):
        if not patients.exists(clause.asked_of):
            continue  # what is asked of nobody is told where it is asked
        yield from _never(scenario, clause, patients)


def demands(scenario: Scenario, patients: Patients) -> list[Part]:
    """Give what each criterion and each exclusion demands of a patient who is in the scenario."""
    return [(each.path, patients.meanings.demanded(each, scenario).holds) for each in scenario.criteria]


def _never(scenario: Scenario, clause: Clause, patients: Patients) -> Iterator[Finding]:
    """Find a condition that never does what it is there for, else a line of it that never can."""
    meaning = patients.meanings.of_all(clause.conditions)
    wanted = meaning.fails if clause.speaks_when_missing else meaning.holds
    if patients.exists(every(clause.asked_of, wanted)):
        yield from _dead_alternatives(scenario, clause, patients)
        return
    spot = _at(scenario, clause.path)
    if clause.speaks_when_missing:
        found = "a step that is never missing: `after` holds of every patient of the scenario"
        yield error(spot, found, "remove the entry, or change `after`")
        return
    found = f"{clause.says} is never reached: no patient of whom it is asked meets `{_last(clause.path)}`"
    yield error(spot, found, "change the condition, or remove what depends on it")


def _dead_alternatives(scenario: Scenario, clause: Clause, patients: Patients) -> Iterator[Finding]:
    groups = (each for each in clause.conditions if isinstance(each, AnyOf))
    for leaf in (leaf for group in groups for leaf in group.criteria):
        if not patients.exists(every(clause.asked_of, patients.meanings.of(leaf).holds)):
            found = f"no patient of whom it is asked meets this line of `any` on `{leaf.fact}`"
            yield error(_at(scenario, leaf.path), found, "change the line or remove it")


def find_idle_referrals(
    scenario: Scenario, knowledge: KnowledgeBase, patients: Patients
) -> Iterator[Finding]:
    """Find a scenario that sends patients where nobody of them belongs."""
    outside = patients.meanings.applies(scenario).fails
    for number, alike in enumerate(scenario.look_alikes, start=1):
        target = knowledge.scenarios[alike.see]
        sent = every(outside, patients.meanings.of_all(alike.when).holds)
        there = patients.meanings.applies(target).holds
        if target.status is not Status.RETIRED and not patients.exists(every(sent, there)):
            found = f"no patient who is sent to `{alike.see}` from here can be in it"
            spot = _at(scenario, f"not_to_be_confused_with/{number}/when")
            yield warning(spot, found, "send them elsewhere, or change one of the two", patients.find(sent))


def _say_conflict(parts: list[Part], patients: Patients) -> str:
    """Name the fewest parts that cannot go together, as far as leaving out one by one tells."""
    needed = list(parts)
    for part in parts:
        rest = [each for each in needed if each is not part]
        if not patients.exists(every(*(demand for _, demand in rest))):
            needed = rest
    named = [f"`{path}`" for path, _ in needed]
    if len(named) == 1:
        return f"nobody meets {named[0]}"
    return f"{', '.join(named[:-1])} and {named[-1]} exclude one another"


def _last(path: str) -> str:
    return next(each for each in reversed(path.split("/")) if not each.isdigit())


def _at(scenario: Scenario, path: str) -> Spot:
    return Spot(Source.SCENARIO, scenario.id, path)
