"""What a change of the knowledge changes for patients: every other verdict and rating, with one patient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Final

from cds_service.analysis.formulas import ANYBODY, Formula, every
from cds_service.analysis.patients import Patients
from cds_service.domain.facts import FactSheet
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.scenarios import Scenario, Status
from cds_service.evaluation.orders import Standing

ABSENT: Final = "not there"
"""The verdict of a scenario that does not serve: not written, a draft, or retired."""
_NOT_RATED: Final = Standing.NOT_RATED.value
_NO_APPEARANCE: Final = {ABSENT, "does-not-apply"}
"""A scenario that comes or goes changes nothing for those whom it does not apply to."""
_SERVING: Final = (Status.ACTIVE, Status.ROUTING)


@dataclass(frozen=True, slots=True)
class Change:
    """A verdict, or the rating of a study, that becomes another for some patients; `witness` is one.

    `study` is empty for the verdict of the scenario itself.
    """

    scenario: str
    study: str
    before: str
    after: str
    witness: FactSheet


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes for patients, and what else differs: part by part, without effect on verdict or rating."""

    changes: tuple[Change, ...]
    others: tuple[str, ...]


def compare(before: KnowledgeBase, after: KnowledgeBase) -> Comparison:
    """Compare two knowledge bases on every patient whom either tells apart.

    Who is possible is what the later one says. Exact for sheets in which each fact is recorded with one
    value, was not found, or was not read.
    """
    patients = Patients.of(after, before)
    changes: list[Change] = []
    others = list(_parts_beside(before, after))
    for name in (*before.scenarios, *(each for each in after.scenarios if each not in before.scenarios)):
        old, new = before.scenarios.get(name), after.scenarios.get(name)
        found = list(_changes(name, old, new, patients)) if old != new else []
        changes.extend(found)
        if old != new and not found:
            others.append(f"{name}: {_differing(old, new)}")
    return Comparison(tuple(changes), tuple(others))


def _changes(name: str, old: Scenario | None, new: Scenario | None, patients: Patients) -> Iterator[Change]:
    verdicts = _verdicts(old, patients), _verdicts(new, patients)
    yield from _transitions(name, "", *verdicts, patients)
    for study in dict.fromkeys((*_studies(old), *_studies(new))):
        ratings = _ratings(old, study, patients), _ratings(new, study, patients)
        yield from _transitions(name, study, *ratings, patients)


def _transitions(
    scenario: str, study: str, before: Mapping[str, Formula], after: Mapping[str, Formula], patients: Patients
) -> Iterator[Change]:
    for old, was in before.items():
        for new, becomes in after.items():
            if old == new or {old, new} == _NO_APPEARANCE:
                continue
            witness = patients.find(every(was, becomes))
            if witness is not None:
                yield Change(scenario, study, old, new, witness)


def _verdicts(scenario: Scenario | None, patients: Patients) -> Mapping[str, Formula]:
    if scenario is None or scenario.status not in _SERVING:
        return {ABSENT: ANYBODY}
    return {verdict.value: each for verdict, each in patients.meanings.verdicts(scenario).items()}


def _ratings(scenario: Scenario | None, study: str, patients: Patients) -> Mapping[str, Formula]:
    rated = scenario.rating_of(study) if scenario and scenario.status is Status.ACTIVE else None
    if scenario is None or rated is None:
        return {_NOT_RATED: ANYBODY}
    return {
        rated.rating.value if standing is Standing.RATED else standing.value: each
        for standing, each in patients.meanings.standings(scenario, rated).items()
    }


def _studies(scenario: Scenario | None) -> tuple[str, ...]:
    return tuple(each.procedure for each in scenario.ratings) if scenario else ()


def _differing(old: Scenario | None, new: Scenario | None) -> str:
    """Name the parts of a scenario that differ."""
    if old is None or new is None:
        return "comes or goes, and is in nobody's way"
    named = [each.name for each in fields(Scenario) if getattr(old, each.name) != getattr(new, each.name)]
    return f"other {', '.join(named)}"


def _parts_beside(before: KnowledgeBase, after: KnowledgeBase) -> Iterator[str]:
    """Name what differs beside the scenarios."""
    told = {"scenarios", "digest", "layers"}
    for part in (each.name for each in fields(KnowledgeBase) if each.name not in told):
        if getattr(before, part) != getattr(after, part):
            yield f"other {part.replace('_', ' ')}"
