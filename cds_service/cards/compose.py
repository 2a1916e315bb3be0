"""Composes the response: one card per order and finding, ratings on orders, and the assessment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cds_service.cards.assessments import list_assessments, list_not_evaluated
from cds_service.cards.detail import describe, scenario_of
from cds_service.cards.judged import JudgedOrder, NotEvaluated
from cds_service.cards.suggestions import RenderedOffer, Rendering, render_offers
from cds_service.cards.summary import summarise
from cds_service.cards.system_actions import rate_on_order
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.scenarios import Scenario
from cds_service.evaluation.offers import Drop, Swap
from cds_service.hooks.profiles import ClientProfile
from cds_service.hooks.request import ASSESSMENT
from cds_service.hooks.response import Action, Card, CdsResponse, Coding, Link, Source

Wire = dict[str, object]

_MARKDOWN: Final = "text/markdown"


@dataclass(frozen=True, slots=True)
class ComposedOrder:
    """A judged order, the card that was made of it, if any, and what its suggestions offer."""

    judged: JudgedOrder
    card: Card | None
    offered: tuple[RenderedOffer, ...]


@dataclass(frozen=True, slots=True)
class Composition:
    """A response, and what in it belongs to which order."""

    response: CdsResponse
    orders: tuple[ComposedOrder, ...] = ()


def compose(
    judged: Sequence[JudgedOrder], left: Sequence[NotEvaluated], rendering: Rendering, *, tell_all: bool
) -> Composition:
    """Compose the response to a hook call.

    `left` are the orders that were not evaluated; with `tell_all` the response carries the assessment of
    every order, cards or not.
    """
    orders = tuple(_compose_order(each, rendering) for each in judged)
    extension: Wire = {}
    if tell_all:
        assessed = [entry for each in judged for entry in list_assessments(each, rendering.knowledge)]
        extension[ASSESSMENT] = [*assessed, *list_not_evaluated(left, rendering.knowledge)]
    actions: tuple[Action, ...] = ()
    if rendering.profile.system_actions != "none":
        actions = tuple(action for each in judged for action in rate_on_order(each, rendering))
    if actions and rendering.profile.system_actions in ("extension", "both"):
        extension["systemActions"] = list(actions)
    response = CdsResponse(
        cards=tuple(each.card for each in orders if each.card is not None),
        system_actions=actions if rendering.profile.system_actions in ("top", "both") else (),
        extension={name: value for name, value in extension.items() if value},
    )
    return Composition(response, orders)


def _compose_order(judged: JudgedOrder, rendering: Rendering) -> ComposedOrder:
    if judged.conclusion.indicator is None:
        return ComposedOrder(judged, None, ())
    offered = render_offers(judged, rendering)
    return ComposedOrder(judged, _card(judged, offered, rendering), offered)


def _card(judged: JudgedOrder, offered: Sequence[RenderedOffer], rendering: Rendering) -> Card:
    knowledge = rendering.knowledge
    suggestions = tuple(each.suggestion for each in offered)
    assessments = list_assessments(judged, knowledge)
    indicator = judged.conclusion.indicator
    return Card(
        uuid=rendering.new_id(),
        summary=summarise(judged, knowledge),
        indicator=indicator.value if indicator else "info",
        detail=describe(judged, knowledge),
        source=_source(scenario_of(judged), rendering),
        suggestions=suggestions,
        selection_behavior=rendering.profile.selection_behavior if suggestions else "",
        links=tuple(_links(judged, rendering)),
        override_reasons=tuple(
            Coding(system=each.system, code=each.code, display=each.display)
            for each in knowledge.policy.override_reasons
        ),
        extension=_extension(assessments, rendering.profile),
    )


def _extension(assessments: list[Wire], profile: ClientProfile) -> Wire:
    extension: Wire = {ASSESSMENT: assessments} if assessments else {}
    return extension | ({profile.detail_type: _MARKDOWN} if profile.detail_type else {})


def _links(judged: JudgedOrder, rendering: Rendering) -> Iterator[Link]:
    """Lead to the published source and to the site's protocols, as far as the client shows such links."""
    for link in _every_link(judged, rendering.knowledge):
        if rendering.profile.can_link_to(link.url):
            yield link


def _every_link(judged: JudgedOrder, knowledge: KnowledgeBase) -> Iterator[Link]:
    """Give the source's link, and that of the protocol of each study that is to be done."""
    scenario = scenario_of(judged)
    url = knowledge.sources[scenario.document].url if scenario is not None else ""
    if url:
        yield Link(label="Read the source article", url=url, type="absolute")
    swaps = [each.procedure for each in judged.conclusion.offers if isinstance(each, Swap)]
    ordered = judged.assessment.order.procedure.id
    for name in swaps or ([] if Drop() in judged.conclusion.offers else [ordered]):
        protocol = knowledge.catalogue.procedures[name].protocol_link
        if protocol is not None:
            yield Link(label=protocol.label, url=protocol.url, type="absolute")


def _source(scenario: Scenario | None, rendering: Rendering) -> Source:
    if scenario is None:
        return Source(label="Imaging appropriateness guidance")
    knowledge = rendering.knowledge
    code = scenario.id
    if rendering.profile.topic_code == "alphanumeric":
        code = "".join(each for each in code if each.isalnum())
    document = knowledge.sources[scenario.document]
    return Source(
        label=f"{document.publisher}: {document.title}",
        url=document.url,
        topic=Coding(system=knowledge.policy.topic_system, code=code, display=scenario.title),
    )
