"""Every part of a scenario earns its place: take it away, and some case fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cds_service.domain.knowledge_base import KnowledgeBase, Ruling
from cds_service.domain.scenarios import Scenario, Status
from cds_service.knowledge.cases import CaseFile
from tests.spec.cases_runner import differences, run, shipped_cases
from tests.spec.knowledge_mutations import losses
from tests.support.knowledge import shipped_knowledge

RATING = sorted(each.id for each in shipped_knowledge().scenarios.values() if each.status is Status.ACTIVE)


@pytest.mark.parametrize("scenario", RATING)
def test_every_part_of_a_scenario_is_missed_by_some_case(scenario: str) -> None:
    knowledge = shipped_knowledge()
    unnoticed = [
        loss.what
        for loss in losses(knowledge.scenarios[scenario])
        if not is_noticed(_with(loss.scenario, knowledge), scenario)
    ]

    assert not unnoticed, f"{scenario}: no case notices the loss of {'; '.join(unnoticed)}"


@pytest.mark.parametrize(
    "ruling", shipped_knowledge().rulings, ids=lambda each: " | ".join(sorted(each.between))
)
def test_a_ruling_on_an_overlap_decides_which_scenario_leads(ruling: Ruling) -> None:
    assert leading(ruling, shipped_knowledge()) == {ruling.first}


@pytest.mark.parametrize(
    "ruling", shipped_knowledge().rulings, ids=lambda each: " | ".join(sorted(each.between))
)
def test_a_ruling_on_an_overlap_is_missed_when_it_is_gone(ruling: Ruling) -> None:
    lesser = _without(ruling, shipped_knowledge())

    assert is_noticed(lesser, ruling.first) or leading(ruling, lesser) != {ruling.first}


@pytest.mark.parametrize("scenario", RATING)
def test_the_losses_of_a_scenario_have_names_of_their_own(scenario: str) -> None:
    names = [loss.what for loss in losses(shipped_knowledge().scenarios[scenario])]

    assert len(names) > len(shipped_knowledge().scenarios[scenario].ratings)
    assert len(set(names)) == len(names)


def is_noticed(knowledge: KnowledgeBase, scenario: str) -> bool:
    """Whether some case fails under this knowledge; the scenario's own are asked first."""
    return any(
        differences(case, file.scenario, knowledge)
        for file in _nearest_first(scenario)
        for case in file.cases
    )


def leading(ruling: Ruling, knowledge: KnowledgeBase) -> set[str]:
    """Give the scenarios that lead where the two of a ruling are shown side by side."""
    outcomes = [run(case, file.scenario, knowledge) for file in shipped_cases() for case in file.cases]
    return {each.leads for each in outcomes if {each.leads, *each.also} == ruling.between}


def _nearest_first(scenario: str) -> Iterator[CaseFile]:
    yield from sorted(shipped_cases(), key=lambda file: file.scenario != scenario)


def _with(scenario: Scenario, knowledge: KnowledgeBase) -> KnowledgeBase:
    return replace(knowledge, scenarios={**knowledge.scenarios, scenario.id: scenario})


def _without(ruling: Ruling, knowledge: KnowledgeBase) -> KnowledgeBase:
    return replace(knowledge, rulings=tuple(each for each in knowledge.rulings if each != ruling))
