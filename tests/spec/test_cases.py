"""Every case beside a scenario holds; a failure is the case's own sentence."""

from __future__ import annotations

import pytest

from cds_service.domain.scenarios import Status
from cds_service.knowledge.cases import Case
from tests.spec.cases_runner import differences, report, shipped_cases
from tests.support.knowledge import shipped_knowledge

_CASES = [(each.scenario, case) for each in shipped_cases() for case in each.cases]


@pytest.mark.parametrize(
    ("scenario", "case"), [pytest.param(*each, id=f"{each[0]}: {each[1].name}") for each in _CASES]
)
def test_a_case_holds(scenario: str, case: Case) -> None:
    found = differences(case, scenario, shipped_knowledge())

    assert not found, report(case, scenario, found)


def test_every_scenario_that_rates_has_cases_beside_it() -> None:
    rating = {each.id for each in shipped_knowledge().scenarios.values() if each.status is Status.ACTIVE}

    assert {each.scenario for each in shipped_cases()} == rating


def test_no_two_cases_of_a_scenario_share_a_sentence() -> None:
    sentences = [(scenario, case.name) for scenario, case in _CASES]

    assert sorted(set(sentences)) == sorted(sentences)


def test_every_rated_study_is_ordered_by_a_case_that_expects_its_rating() -> None:
    expected = {(scenario, case.ordered, case.expect.rating) for scenario, case in _CASES}
    rated = {
        (scenario.id, each.procedure, each.rating.value)
        for scenario in shipped_knowledge().scenarios.values()
        for each in scenario.ratings
    }

    assert rated <= expected
