"""The knowledge in force: scenarios, studies, facts, rulings and policy, under one digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from cds_service.domain.criteria import Condition, Impossibility
from cds_service.domain.facts import FactDefinition
from cds_service.domain.layers import ChangeKind, Layer, LayerChange
from cds_service.domain.procedures import Catalogue
from cds_service.domain.ratings import Policy
from cds_service.domain.scenarios import Scenario, SourceDocument
from cds_service.domain.terms import Code


class RulingKind(Enum):
    """How two scenarios that both hold and rate a study differently are told apart."""

    BY_QUESTION = "by-question"
    """They answer different questions: the order's stated question decides, else both are shown."""
    BY_STEP = "by-step"
    """They are steps of one path: until the step is taken the earlier one leads."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds when both scenarios apply to one order; `first` leads (by question: is shown first)."""

    path: str
    """The place in its file (`rulings/2`), as of a criterion."""
    between: frozenset[str]
    procedures: frozenset[str]
    kind: RulingKind
    first: str
    because: str
    until: tuple[Condition, ...] = ()
    """By step: once these hold the other scenario speaks alone."""


@dataclass(frozen=True, slots=True)
class ValueSetEntry:
    """A code of a value set, with what the set says of it (`side`, `value`, ...)."""

    code: Code
    display: str
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ValueSet:
    """Named codes with one meaning."""

    name: str
    entries: Mapping[Code, ValueSetEntry]


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """Everything the service knows; immutable, replaced as a whole."""

    digest: str
    scenarios: Mapping[str, Scenario]
    catalogue: Catalogue
    facts: Mapping[str, FactDefinition]
    value_sets: Mapping[str, ValueSet]
    phrases: Mapping[str, tuple[str, ...]]
    """Named lists of phrases by which orders say a thing, and reports (names that begin with `report-`)."""
    rulings: tuple[Ruling, ...]
    impossible: tuple[Impossibility, ...]
    """What cannot be: the checks search for patients, and must not invent one."""
    sources: Mapping[str, SourceDocument]
    policy: Policy
    layers: tuple[Layer, ...]
    """What lies over what: the first is the base."""

    def layer_of(self, scenario: str) -> Layer:
        """Give the layer that brings a scenario."""
        return next(each for each in self.layers if scenario in each.scenarios)

    def change_to(self, scenario: str, kind: ChangeKind) -> tuple[Layer, LayerChange] | None:
        """Give the last change of this kind that a layer makes to a scenario, if one does."""
        changes = (
            (layer, change)
            for layer in reversed(self.layers)
            for change in layer.changes
            if (change.what, change.id, change.kind) == ("scenario", scenario, kind)
        )
        return next(changes, None)
