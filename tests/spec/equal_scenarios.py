"""Proves that a weakened scenario says the same of every chart there can be, however contradictory."""

from __future__ import annotations

from dataclasses import replace

from cds_service.analysis.clauses import Clause, clauses_of
from cds_service.analysis.formulas import every, some
from cds_service.analysis.patients import Patients
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.scenarios import Scenario


def says_the_same(one: Scenario, other: Scenario, knowledge: KnowledgeBase) -> bool:
    """Whether both hold of the same charts, and each condition of both, wherever it is asked.

    Only conditions are compared: two scenarios that differ in anything else do not say the same.
    """
    with_one, with_other = (
        replace(knowledge, scenarios={**knowledge.scenarios, one.id: each}, impossible=())
        for each in (one, other)
    )
    charts = Patients.of(with_one, with_other)
    first, second = charts.meanings.applies(one), charts.meanings.applies(other)
    if charts.exists(
        some(
            every(first.holds, second.not_holds),
            every(first.not_holds, second.holds),
            every(first.fails, second.not_fails),
            every(first.not_fails, second.fails),
        )
    ):
        return False
    asked = list(clauses_of(one, charts.meanings)), list(clauses_of(other, charts.meanings))
    if [(each.path, each.says) for each in asked[0]] != [(each.path, each.says) for each in asked[1]]:
        return False
    return all(_same(each, charts) for each in zip(*asked, strict=True)) and _is_but_for_conditions(
        one, other
    )


def _same(pair: tuple[Clause, Clause], charts: Patients) -> bool:
    first, second = (charts.meanings.of_all(each.conditions) for each in pair)
    differs = some(
        every(first.holds, second.not_holds),
        every(first.not_holds, second.holds),
        every(first.fails, second.not_fails),
        every(first.not_fails, second.fails),
    )
    return not charts.exists(every(pair[0].asked_of, differs))


def _is_but_for_conditions(one: Scenario, other: Scenario) -> bool:
    """Whether the two are equal once every condition is left out."""
    return _without_conditions(one) == _without_conditions(other)


def _without_conditions(scenario: Scenario) -> Scenario:
    return replace(
        scenario,
        applies_when=(),
        unless=(),
        look_alikes=tuple(replace(each, when=()) for each in scenario.look_alikes),
        first_choice=tuple(replace(each, unless=None) for each in scenario.first_choice),
        ratings=tuple(replace(each, when=(), no_swap_when=()) for each in scenario.ratings),
        tempered=tuple(replace(each, when=()) for each in scenario.tempered),
        wrong_purpose=tuple(replace(each, when=()) for each in scenario.wrong_purpose),
        cautions=tuple(replace(each, when=()) for each in scenario.cautions),
        later_steps=tuple(replace(each, after=()) for each in scenario.later_steps),
        companion_pitfalls=tuple(replace(each, when=()) for each in scenario.companion_pitfalls),
    )
