"""The shipped knowledge is sound."""

from __future__ import annotations

from cds_service.domain.facts import FactSheet
from cds_service.domain.scenarios import Status
from cds_service.evaluation.scenarios import Verdict, consider
from cds_service.knowledge.cases import check_cases
from cds_service.knowledge.compiler import check_knowledge
from tests.support.knowledge import KNOWLEDGE, shipped_knowledge


def test_the_shipped_knowledge_has_no_problem() -> None:
    assert [str(problem) for problem in check_knowledge([KNOWLEDGE])[1]] == []


def test_the_shipped_cases_have_no_problem() -> None:
    assert [str(problem) for problem in check_cases([KNOWLEDGE], shipped_knowledge())[1]] == []


def test_every_active_scenario_has_cases() -> None:
    knowledge = shipped_knowledge()
    files, _ = check_cases([KNOWLEDGE], knowledge)
    active = {each.id for each in knowledge.scenarios.values() if each.status is Status.ACTIVE}
    assert active <= {file.scenario for file in files if file.cases}


def test_nothing_is_decided_of_a_patient_of_whom_nothing_is_known() -> None:
    for scenario in shipped_knowledge().scenarios.values():
        assert consider(scenario, FactSheet()).verdict is Verdict.UNDETERMINED, scenario.id
