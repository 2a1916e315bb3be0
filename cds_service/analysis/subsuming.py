"""Scenarios of whom every patient is in another one as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from cds_service.analysis.findings import Finding, Source, Spot, warning
from cds_service.analysis.formulas import Formula, every
from cds_service.analysis.patients import Patients, facts_in
from cds_service.analysis.reaching import demands
from cds_service.domain.scenarios import Scenario


def find_subsumed(scenarios: Sequence[Scenario], patients: Patients) -> Iterator[Finding]:
    """Find the pairs of scenarios of one status of which one holds whenever the other does."""
    applies = {each.id: patients.meanings.applies(each) for each in scenarios}
    for inner, outer in _candidates(scenarios, patients):
        if inner.status is not outer.status:
            continue
        holds = applies[inner.id].holds
        if not patients.exists_recorded(every(holds, applies[outer.id].not_holds)):
            found = f"every patient of `{inner.id}` is in `{outer.id}` as well"
            remedy = "merge the two, or say in one of them whom it leaves to the other"
            spot = Spot(Source.SCENARIO, inner.id, "applies_when")
            yield warning(spot, found, remedy, patients.find(holds))


def _candidates(scenarios: Sequence[Scenario], patients: Patients) -> Iterator[tuple[Scenario, Scenario]]:
    """Give the pairs that come into question.

    Whoever is in the outer scenario meets each of its demands, so the inner one has to speak of what each of
    them is about: of one of its facts, or of one that rules of what cannot be tie to it.
    """
    about = {
        each.id: [_subjects(demand, patients) for _, demand in demands(each, patients)] for each in scenarios
    }
    speaking: Mapping[str, dict[str, Scenario]] = defaultdict(dict)
    for scenario in scenarios:
        for subject in frozenset().union(*about[scenario.id]):
            speaking[subject][scenario.id] = scenario
    for outer in scenarios:
        rows = [
            {id_: s for each in subjects for id_, s in speaking[each].items()} for subjects in about[outer.id]
        ]
        fewest = min(rows, key=len, default={})
        for inner in fewest.values():
            if inner is not outer and all(inner.id in row for row in rows):
                yield inner, outer


def _subjects(demand: Formula, patients: Patients) -> frozenset[str]:
    return frozenset(patients.subjects[fact] for fact in facts_in(demand))
