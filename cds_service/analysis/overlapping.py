"""Pairs of scenarios that hold for one patient and do not say the same of a study."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from cds_service.analysis.findings import Finding, Source, Spot, error, warning
from cds_service.analysis.formulas import NOBODY, Formula, every
from cds_service.analysis.patients import Patients
from cds_service.domain.knowledge_base import KnowledgeBase, Ruling, RulingKind
from cds_service.domain.layers import ChangeKind
from cds_service.domain.ratings import Rating
from cds_service.domain.scenarios import RatedProcedure, Scenario, Status


@dataclass(frozen=True, slots=True)
class _Difference:
    """A study of which two scenarios do not say the same to the patients in `both`, and how they differ."""

    study: str
    says: str
    both: Formula


def find_contradictions(knowledge: KnowledgeBase, patients: Patients) -> Iterator[Finding]:
    """Find the pairs that nobody has ruled on."""
    rating = [each for each in knowledge.scenarios.values() if each.status is Status.ACTIVE]
    ruled = {(each.between, study) for each in knowledge.rulings for study in each.procedures}
    applies = {each.id: patients.meanings.applies(each).holds for each in rating}
    for one, other in _rating_the_same(rating):
        if not patients.exists(every(applies[one.id], applies[other.id])):
            continue
        between = frozenset({one.id, other.id})
        unruled = [
            each
            for each in _differences(one, other, patients)
            if (between, each.study) not in ruled and patients.exists(each.both)
        ]
        if unruled:
            yield _contradiction(one, other, unruled, patients)


def _contradiction(
    one: Scenario, other: Scenario, differences: Sequence[_Difference], patients: Patients
) -> Finding:
    named = ", ".join(f"`{each.study}` {each.says}" for each in differences)
    found = f"`{one.id}` and `{other.id}` hold for one patient and differ on {named}"
    remedy = "rule on the pair in `overlaps.yaml`, or keep the two apart by a criterion"
    first = differences[0]
    spot = Spot(Source.SCENARIO, other.id, f"ratings/{first.study}")
    return error(spot, found, remedy, patients.find(first.both))


def find_idle_rulings(knowledge: KnowledgeBase, patients: Patients) -> Iterator[Finding]:
    """Find rulings on what no patient meets.

    Those on a scenario that is not active, or that a site has replaced, are left alone: they are the base's.
    """
    for ruling in knowledge.rulings:
        pair = [knowledge.scenarios[each] for each in sorted(ruling.between)]
        as_it_came = all(knowledge.change_to(each.id, ChangeKind.REPLACED) is None for each in pair)
        if as_it_came and all(each.status is Status.ACTIVE for each in pair):
            yield from _idle_ruling(ruling, pair[0], pair[1], patients)


def _idle_ruling(ruling: Ruling, one: Scenario, other: Scenario, patients: Patients) -> Iterator[Finding]:
    spot = Spot(Source.OVERLAPS, "", ruling.path)
    met: list[Formula] = []
    for study in sorted(ruling.procedures):
        both = every(*(_rates(each, study, patients) for each in (one, other)))
        if patients.exists(both):
            met.append(both)
        else:
            found = f"the ruling on `{study}` never applies: no patient has it rated by both"
            yield warning(spot, found, "remove the study from the ruling, or the whole ruling")
    if ruling.kind is not RulingKind.BY_STEP:
        return
    until = patients.meanings.of_all(ruling.until)
    for demand, never in ((until.holds, "never"), (until.not_holds, "always")):
        if met and not any(patients.exists(every(each, demand)) for each in met):
            found = f"`until` {never} holds where both scenarios do"
            yield warning(spot, found, "say when the step has been taken")


def _rating_the_same(scenarios: Iterable[Scenario]) -> Iterator[tuple[Scenario, Scenario]]:
    """Give each pair that has a rated study in common, once."""
    by_study: dict[str, list[Scenario]] = defaultdict(list)
    for scenario in scenarios:
        for study in sorted({each.procedure for each in scenario.ratings} | _wrongly_ordered(scenario)):
            by_study[study].append(scenario)
    pairs = (pair for rating in by_study.values() for pair in combinations(rating, 2))
    yield from {(one.id, other.id): (one, other) for one, other in pairs}.values()


def _differences(one: Scenario, other: Scenario, patients: Patients) -> Iterator[_Difference]:
    """Give each study on which the two differ, for those to whom both speak of it."""
    for rated in one.ratings:
        also = other.rating_of(rated.procedure)
        says = _unlike(one, rated, other, also) if also else ""
        if says:
            study = rated.procedure
            both = every(_rates(one, study, patients), _rates(other, study, patients))
            yield _Difference(study, says, both)
    for first, second in ((one, other), (other, one)):
        yield from _wrong_here_right_there(first, second, patients)


def _unlike(one: Scenario, rated: RatedProcedure, other: Scenario, also: RatedProcedure) -> str:
    """Say how two ratings of a study differ; nothing where they come to the same."""
    if rated.rating is not also.rating:
        return f"(`{rated.rating.value}` and `{also.rating.value}`)"
    if rated.rating is not Rating.USUALLY_APPROPRIATE and _offers(one, rated) != _offers(other, also):
        return "(rated alike, with other studies to order instead)"
    return ""


def _wrong_here_right_there(first: Scenario, second: Scenario, patients: Patients) -> Iterator[_Difference]:
    """Give the studies that one scenario calls ordered for the wrong purpose and the other lets stand."""
    for wrong in first.wrong_purpose:
        here = every(patients.meanings.applies(first).holds, patients.meanings.of_all(wrong.when).holds)
        for study in wrong.ordered:
            also = second.rating_of(study)
            if also is not None and also.rating is not Rating.USUALLY_NOT_APPROPRIATE:
                says = f"(the wrong purpose and `{also.rating.value}`)"
                yield _Difference(study, says, every(here, _rates(second, study, patients)))


def _offers(scenario: Scenario, rated: RatedProcedure) -> frozenset[str]:
    choices = frozenset(each.procedure for each in scenario.first_choice)
    return choices or frozenset({rated.instead} - {""})


def _wrongly_ordered(scenario: Scenario) -> set[str]:
    return {study for wrong in scenario.wrong_purpose for study in wrong.ordered}


def _rates(scenario: Scenario, study: str, patients: Patients) -> Formula:
    rated = scenario.rating_of(study)
    return patients.meanings.rates(scenario, rated) if rated else NOBODY
