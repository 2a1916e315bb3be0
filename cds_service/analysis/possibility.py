"""What `impossible` says is itself sound: somebody is left, and every line excludes somebody."""

from __future__ import annotations

from collections.abc import Iterator

from cds_service.analysis.findings import Finding, Source, Spot, error, warning
from cds_service.analysis.formulas import ANYBODY, Is, every
from cds_service.analysis.patients import Patients
from cds_service.domain.facts import FactDefinition
from cds_service.domain.knowledge_base import KnowledgeBase


def find_excluded(knowledge: KnowledgeBase, patients: Patients) -> Iterator[Finding]:
    """Find values that no patient can have; where nobody is possible at all, that alone is told."""
    whole = (
        every(*(Is(name, each.every) for name, each in patients.states.items()))
        if patients.states
        else ANYBODY
    )
    if not patients.exists(whole):
        spot = Spot(Source.FACTS, "", "impossible")
        yield error(spot, "what is `impossible` leaves no patient at all", "remove what excludes too much")
        return
    for definition in knowledge.facts.values():
        yield from _excluded_values(definition, patients)


def _excluded_values(definition: FactDefinition, patients: Patients) -> Iterator[Finding]:
    states = patients.states[definition.name]
    for value in states.values:
        if isinstance(value, str) and not patients.exists(Is(definition.name, states.saying([value]))):
            found = f"no patient can have `{definition.name}: {value}`, by what is `impossible`"
            spot = Spot(Source.FACTS, "", f"facts/{definition.name}")
            yield error(spot, found, "leave one value possible that means nothing, or remove the value")


def find_idle_impossibilities(knowledge: KnowledgeBase, patients: Patients) -> Iterator[Finding]:
    """Find lines that exclude nobody whom the others do not."""
    for each in knowledge.impossible:
        if patients.without(each).first(patients.broken(each)) is None:
            found = f"`{each.path}` excludes nobody whom the other lines do not exclude"
            yield warning(Spot(Source.FACTS, "", each.path), found, "remove it")
