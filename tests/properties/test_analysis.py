"""Laws of the search for patients: what it finds is so, and what it does not find does not exist."""

from __future__ import annotations

from itertools import islice

from hypothesis import given, settings

from cds_service.analysis.changes import compare
from cds_service.analysis.formulas import every
from cds_service.analysis.patients import Patients
from cds_service.analysis.proving import point_out, prove
from cds_service.domain.facts import FactSheet
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.evaluation.orders import OrderedStudy, Standing, assess
from cds_service.evaluation.scenarios import consider
from tests.support.small_knowledge import STUDY, every_patient, knowledge

FEW = settings(max_examples=settings().max_examples // 5)


def standing(base: KnowledgeBase, name: str, sheet: FactSheet) -> Standing:
    order = OrderedStudy("ServiceRequest/1", base.catalogue.procedures[STUDY])
    return next(e.standing for e in assess(base, sheet, order).entries if e.scenario.id == name)


def rating(base: KnowledgeBase, name: str, sheet: FactSheet) -> str:
    came_out = standing(base, name, sheet)
    return base.scenarios[name].ratings[0].rating.value if came_out is Standing.RATED else came_out.value


@FEW
@given(base=knowledge("one"))
def test_a_verdict_is_found_just_where_some_patient_has_it(base: KnowledgeBase) -> None:
    patients, scenario = Patients.of(base), base.scenarios["one"]
    had = {consider(scenario, each.sheet).verdict for each in every_patient(base)}
    if not had:
        return
    for verdict, wanted in patients.meanings.verdicts(scenario).items():
        found = patients.find(wanted)
        assert (found is not None) is (verdict in had)
        assert found is None or consider(scenario, found).verdict is verdict


@FEW
@given(base=knowledge("one"))
def test_a_standing_is_found_just_where_some_order_has_it(base: KnowledgeBase) -> None:
    patients, scenario = Patients.of(base), base.scenarios["one"]
    had = {standing(base, "one", each.sheet) for each in every_patient(base)}
    if not had:
        return
    for which, wanted in patients.meanings.standings(scenario, scenario.ratings[0]).items():
        found = patients.find(wanted)
        assert (found is not None) is (which in had)
        assert found is None or standing(base, "one", found) is which


@FEW
@given(base=knowledge("one", "two"))
def test_two_scenarios_meet_just_where_some_patient_is_in_both(base: KnowledgeBase) -> None:
    patients = Patients.of(base)
    both = [patients.meanings.applies(each).holds for each in base.scenarios.values()]
    verdicts = (
        {consider(each, patient.sheet).verdict.value for each in base.scenarios.values()}
        for patient in every_patient(base)
    )
    meet = any(each == {"applies"} for each in verdicts)
    assert patients.exists(every(*both)) is meet or not list(every_patient(base))


@FEW
@given(base=knowledge("one"))
def test_every_sheet_given_for_a_verdict_has_it(base: KnowledgeBase) -> None:
    patients, scenario = Patients.of(base), base.scenarios["one"]
    for verdict, wanted in patients.meanings.verdicts(scenario).items():
        sheets = list(patients.sheets(wanted))
        assert all(consider(scenario, each).verdict is verdict for each in sheets)
        assert len({tuple(sorted(each.facts.items(), key=str)) for each in sheets}) == len(sheets)


@FEW
@given(base=knowledge("one"))
def test_every_sheet_given_for_a_standing_has_it(base: KnowledgeBase) -> None:
    patients, scenario = Patients.of(base), base.scenarios["one"]
    for which, wanted in patients.meanings.standings(scenario, scenario.ratings[0]).items():
        assert all(standing(base, "one", each) is which for each in islice(patients.sheets(wanted), 300))


@FEW
@given(before=knowledge("one"), after=knowledge("one"))
def test_a_change_is_told_just_where_some_patient_feels_it(
    before: KnowledgeBase, after: KnowledgeBase
) -> None:
    felt: set[tuple[str, str, str]] = set()
    for patient in every_patient(after):
        old, new = (consider(b.scenarios["one"], patient.sheet).verdict.value for b in (before, after))
        felt.add(("", old, new))
        old, new = (rating(each, "one", patient.sheet) for each in (before, after))
        felt.add((STUDY, old, new))
    changes = compare(before, after).changes
    if felt:
        assert {(each.study, each.before, each.after) for each in changes} == {
            each for each in felt if each[1] != each[2]
        }
    for change in changes:
        if change.study:
            said = tuple(rating(each, "one", change.witness) for each in (before, after))
        else:
            said = tuple(
                consider(each.scenarios["one"], change.witness).verdict.value for each in (before, after)
            )
        assert said == (change.before, change.after)


@FEW
@given(base=knowledge("one", "two"))
def test_no_knowledge_is_too_odd_to_be_looked_at(base: KnowledgeBase) -> None:
    found = (*prove(base), *point_out(base))
    assert all(each.found and each.remedy for each in found)


@given(base=knowledge("one"))
def test_knowledge_compared_with_itself_changes_nothing(base: KnowledgeBase) -> None:
    assert compare(base, base).changes == ()
