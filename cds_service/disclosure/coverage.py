"""What is covered, from which source, reviewed by whom and when, and when a review is due again."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cds_service.disclosure.source_attributes import SourceAttribute, list_attributes
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.layers import ChangeKind, Layer, LayerChange
from cds_service.domain.scenarios import Review, Scenario, SourceDocument, leaves


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Who reviewed something, and by which day it is due again; what nobody has reviewed is due at once."""

    review: Review | None
    due: date | None

    def is_overdue(self, today: date) -> bool:
        """Whether a review should have been made by now."""
        return self.due is None or self.due < today


@dataclass(frozen=True, slots=True)
class CoveredScenario:
    """A scenario, the folder that brings it, how much it says, and what is disclosed about it."""

    scenario: Scenario
    layer: Layer
    document: SourceDocument
    criteria: int
    cases: int
    article: Reviewed
    encoding: Reviewed
    attributes: tuple[SourceAttribute, ...]
    first_choice_by: tuple[Layer, LayerChange] | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything that the knowledge covers."""

    knowledge: KnowledgeBase
    scenarios: tuple[CoveredScenario, ...]


def survey(knowledge: KnowledgeBase, cases: Mapping[str, int]) -> Coverage:
    """Survey the knowledge; `cases` is the number of cases beside each scenario."""
    return Coverage(
        knowledge,
        tuple(
            _cover(scenario, knowledge, cases.get(scenario.id, 0))
            for scenario in sorted(knowledge.scenarios.values(), key=lambda each: each.id)
        ),
    )


def _cover(scenario: Scenario, knowledge: KnowledgeBase, cases: int) -> CoveredScenario:
    layer, document = knowledge.layer_of(scenario.id), knowledge.sources[scenario.document]
    return CoveredScenario(
        scenario=scenario,
        layer=layer,
        document=document,
        criteria=len(leaves(scenario.applies_when)) + len(leaves(scenario.unless)),
        cases=cases,
        article=_due(document.reviewed, layer),
        encoding=_due(scenario.encoding_reviewed, layer),
        attributes=list_attributes(scenario, knowledge),
        first_choice_by=knowledge.change_to(scenario.id, ChangeKind.FIRST_CHOICE),
    )


def _due(review: Review | None, layer: Layer) -> Reviewed:
    return Reviewed(review, _months_after(review.on, layer.review_every_months) if review else None)


def _months_after(day: date, months: int) -> date:
    """Give the same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
