"""Who is in which scenario, and who in none: patients by the facts that most scenarios ask about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from cds_service.analysis.formulas import ANYBODY, Formula, Is, every
from cds_service.analysis.patients import Patients
from cds_service.domain.criteria import Criterion, OneOf
from cds_service.domain.facts import Choice, FactSheet
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.scenarios import Scenario, Status, leaves

_AXES: Final = 3
_SERVING: Final = (Status.ACTIVE, Status.ROUTING)


@dataclass(frozen=True, slots=True)
class Cell:
    """The patients with these values: the scenarios that can hold, and one who is in none of all."""

    values: tuple[str, ...]
    scenarios: tuple[str, ...]
    outside: FactSheet | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """Possible patients of whom `gate` is true, by the values of `axes`; everything of them is recorded."""

    gate: Criterion | None
    axes: tuple[str, ...]
    scenarios: tuple[str, ...]
    cells: tuple[Cell, ...]


def find_gaps(knowledge: KnowledgeBase, axes: Sequence[str] = ()) -> Gaps:
    """Look at every combination of values of these facts, all choices; without any, of those asked most."""
    patients = Patients.of(knowledge)
    serving = [each for each in knowledge.scenarios.values() if each.status in _SERVING]
    gate = _most_common_criterion(serving)
    chosen = tuple(axes) or _most_asked(serving, knowledge, gate)
    inside = patients.meanings.of(gate).holds if gate else ANYBODY
    values = [patients.states[axis].values for axis in chosen]
    cells = [_cell(chosen, tuple(map(str, each)), inside, serving, patients) for each in product(*values)]
    names = tuple(each.id for each in serving)
    return Gaps(gate, chosen, names, tuple(cell for cell in cells if cell is not None))


def _cell(
    axes: tuple[str, ...],
    values: tuple[str, ...],
    inside: Formula,
    serving: list[Scenario],
    patients: Patients,
) -> Cell | None:
    """Look at one combination of values; nothing where nobody has it."""
    having = [
        Is(axis, patients.states[axis].saying([value])) for axis, value in zip(axes, values, strict=True)
    ]
    here = every(inside, *having)
    if not patients.exists_recorded(here):
        return None
    applies = {each.id: patients.meanings.applies(each) for each in serving}
    holding = tuple(id_ for id_, each in applies.items() if patients.exists_recorded(every(here, each.holds)))
    outside = every(here, *(applies[each].not_holds for each in holding))
    return Cell(values, holding, patients.find(outside) if patients.exists_recorded(outside) else None)


def _most_common_criterion(scenarios: list[Scenario]) -> Criterion | None:
    """Give the criterion that most scenarios have: outside it nothing much is to be said."""
    required = [
        each
        for scenario in scenarios
        for each in scenario.applies_when
        if isinstance(each, Criterion) and isinstance(each.test, OneOf)
    ]
    times = Counter((each.fact, each.test) for each in required)
    return max(required, key=lambda each: times[each.fact, each.test], default=None)


def _most_asked(
    scenarios: list[Scenario], knowledge: KnowledgeBase, gate: Criterion | None
) -> tuple[str, ...]:
    asking: Counter[str] = Counter()
    for scenario in scenarios:
        asking.update({each.fact for each in leaves((*scenario.applies_when, *scenario.unless))})
    choices = [
        name
        for name, each in knowledge.facts.items()
        if isinstance(each.type, Choice) and asking[name] and (gate is None or name != gate.fact)
    ]
    return tuple(sorted(choices, key=lambda name: -asking[name])[:_AXES])
