"""Everything that is proved of a knowledge base before it serves, and what is only pointed out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from cds_service.analysis.findings import Finding, Source, Spot, warning
from cds_service.analysis.idle import find_idle
from cds_service.analysis.meanings import QUESTION
from cds_service.analysis.overlapping import find_contradictions, find_idle_rulings
from cds_service.analysis.patients import Patients
from cds_service.analysis.possibility import find_excluded, find_idle_impossibilities
from cds_service.analysis.reaching import find_idle_referrals, find_unreachable
from cds_service.analysis.subsuming import find_subsumed
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.scenarios import Scenario, Status, conditions_in, leaves


def prove(knowledge: KnowledgeBase) -> tuple[Finding, ...]:
    """Give what keeps a knowledge base from serving, each with a patient who shows it where there is one."""
    patients = Patients.of(knowledge)
    impossible = tuple(find_excluded(knowledge, patients))
    return impossible or (
        *(
            finding
            for scenario in knowledge.scenarios.values()
            if scenario.status is not Status.RETIRED
            for finding in find_unreachable(scenario, patients)
        ),
        *find_contradictions(knowledge, patients),
    )


def point_out(knowledge: KnowledgeBase) -> tuple[Finding, ...]:
    """Give what changes nothing and may be a slip, of a knowledge base that is proved."""
    patients, charts = Patients.of(knowledge), Patients.of(replace(knowledge, impossible=()))
    scenarios = [each for each in knowledge.scenarios.values() if each.status is not Status.RETIRED]
    idle = [finding for scenario in scenarios for finding in find_idle(scenario, charts)]
    return (
        *find_idle_impossibilities(knowledge, patients),
        *find_idle_rulings(knowledge, patients),
        *idle,
        *(
            finding
            for scenario in scenarios
            for finding in find_idle_referrals(scenario, knowledge, patients)
        ),
        *find_subsumed(scenarios, patients),
        *_idle_facts(scenarios, {(each.spot.scenario, each.spot.path) for each in idle}),
    )


def _told(scenario: Scenario) -> Iterator[str]:
    for caution in scenario.cautions:
        yield from caution.facts_in_note
        if caution.postpone is not None:
            yield caution.postpone.fact


def _idle_facts(scenarios: Sequence[Scenario], idle: Collection[tuple[str, str]]) -> Iterator[Finding]:
    """Find facts of which every use is a line that is idle."""
    # The question is compared with the scenario's own, and what a note or a later date names is told.
    used = {QUESTION, *(name for each in scenarios for name in _told(each))}
    never: set[str] = set()
    for scenario in scenarios:
        for _, conditions in conditions_in(scenario):
            for condition in conditions:
                whole = (scenario.id, condition.path) in idle
                for leaf in leaves((condition,)):
                    (never if whole or (scenario.id, leaf.path) in idle else used).add(leaf.fact)
    for name in sorted(never - used):
        found = f"`{name}` never matters: every line on it is idle"
        yield warning(Spot(Source.FACTS, "", f"facts/{name}"), found, "remove the fact and those lines")
