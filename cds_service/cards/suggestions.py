"""Renders what is offered as the suggestions a client can carry out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from cds_service.cards import edits
from cds_service.cards.judged import JudgedOrder
from cds_service.domain.facts import FactSheet
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.procedures import Procedure
from cds_service.domain.ratings import Rating
from cds_service.evaluation.offers import AddNote, Drop, Offer, Postpone, Swap
from cds_service.evaluation.wording import say_value
from cds_service.hooks.profiles import ClientProfile
from cds_service.hooks.response import Action, Suggestion


@dataclass(frozen=True, slots=True)
class Rendering:
    """What suggestions are rendered with: the client's profile, and fresh ids."""

    profile: ClientProfile
    new_id: Callable[[], str]
    knowledge: KnowledgeBase


@dataclass(frozen=True, slots=True)
class RenderedOffer:
    """An offer, and the suggestion that it became for this client."""

    offer: Offer
    suggestion: Suggestion


def render_offers(judged: JudgedOrder, rendering: Rendering) -> tuple[RenderedOffer, ...]:
    """Give the suggestions for each offer that the client can carry out.

    That is one for each; for a client that takes one action per suggestion, another study and the removal of
    the old one are two, each of which is safe alone.
    """
    if not judged.editable:
        return ()
    rendered = [each for offer in judged.conclusion.offers for each in _render(offer, judged, rendering)]
    feasible = [each for each in rendered if _is_feasible(each.suggestion, rendering.profile)]
    return tuple(_without_repeats(feasible))


def _without_repeats(rendered: list[RenderedOffer]) -> Iterator[RenderedOffer]:
    """Offer each removal once, also where a swap and a removal alone both bring it."""
    removed: set[str] = set()
    for each in rendered:
        ids = {action.resource_id for action in each.suggestion.actions if action.type == "delete"}
        alone = len(ids) == len(each.suggestion.actions)
        if not (alone and ids <= removed):
            yield each
        if alone:
            removed |= ids


def _is_feasible(suggestion: Suggestion, able: ClientProfile) -> bool:
    """Whether the client can carry out every action of a suggestion, and as many of them."""
    few = able.actions_per_suggestion is None or len(suggestion.actions) <= able.actions_per_suggestion
    return few and all(action.type in able.action_types for action in suggestion.actions)


def _render(offer: Offer, judged: JudgedOrder, rendering: Rendering) -> Iterator[RenderedOffer]:
    match offer:
        case Swap(procedure=name):
            if rendering.profile.can_order(name):
                yield from _render_swap(offer, judged, rendering)
        case Drop() | AddNote() | Postpone():
            yield RenderedOffer(offer, _suggest(offer, judged, rendering))
        case _:
            assert_never(offer)


def _render_swap(offer: Swap, judged: JudgedOrder, rendering: Rendering) -> Iterator[RenderedOffer]:
    procedure = rendering.knowledge.catalogue.procedures[offer.procedure]
    actions = _swap(judged, procedure, rendering)
    if rendering.profile.actions_per_suggestion != 1 or len(actions) == 1:
        label = f"Replace with {procedure.name}"
        yield RenderedOffer(offer, _suggestion(label, actions, rendering, recommended=offer.recommended))
        return
    for action in sorted(actions, key=lambda each: each.type != "create"):
        if action.type == "create":
            made = _suggestion(f"Order {procedure.name}", [action], rendering, recommended=offer.recommended)
            yield RenderedOffer(offer, made)
        else:
            yield RenderedOffer(Drop(), _suggestion("Remove this order", [action], rendering))


def _suggest(offer: Drop | AddNote | Postpone, judged: JudgedOrder, rendering: Rendering) -> Suggestion:
    match offer:
        case Drop():
            label = "Remove this order" if len(judged.references) == 1 else "Remove these orders"
            return _suggestion(label, _delete(judged.references), rendering)
        case AddNote(text=text):
            note = _fill(text, judged.assessment.sheet, rendering.knowledge)
            edited = edits.add_note(judged.raws[0], note)
            return _suggestion(
                "Add a note to the order",
                [_update(f"Add the note: {note}", edited, judged, rendering)],
                rendering,
            )
        case Postpone(to=day):
            edited = edits.move_to(judged.raws[0], day)
            actions = [_update(f"Move the study to {day.isoformat()}", edited, judged, rendering)]
            return _suggestion(f"Move to {day.isoformat()}", actions, rendering)
        case _:
            assert_never(offer)


def _swap(judged: JudgedOrder, procedure: Procedure, rendering: Rendering) -> list[Action]:
    """One order takes the new study; the other parts of a study ordered in parts go."""
    profile = rendering.profile
    listed: edits.Raw = {"system": profile.order_list, "code": profile.ordered_as.get(procedure.id, "")}
    edited = edits.replace_study(
        judged.raws[0], procedure, judged.side, listed if profile.order_list else None
    )
    says = f"Replace {judged.assessment.order.procedure.name} with {procedure.name}"
    if rendering.profile.swap == "update":
        edited = _marked(edited, _rating_of(judged, procedure), rendering)
        return [Action(type="update", description=says, resource=edited), *_delete(judged.references[1:])]
    created = Action(type="create", description=says, resource=edits.as_new_order(edited))
    return [*_delete(judged.references), created]


def _update(says: str, edited: edits.Raw, judged: JudgedOrder, rendering: Rendering) -> Action:
    rating = _rating_of(judged, judged.assessment.order.procedure)
    return Action(type="update", description=says, resource=_marked(edited, rating, rendering))


def _marked(edited: edits.Raw, rating: str, rendering: Rendering) -> edits.Raw:
    """Add the rating, without which some clients do not apply an update at all."""
    if not rendering.profile.carries_rating_on_update:
        return edited
    return edits.add_rating(edited, rating, rendering.new_id())


def _rating_of(judged: JudgedOrder, procedure: Procedure) -> str:
    lead = judged.conclusion.lead
    rated = lead.scenario.rating_of(procedure.id) if lead is not None else None
    if rated is None:
        return "no-criteria-apply"
    return "not-appropriate" if rated.rating is Rating.USUALLY_NOT_APPROPRIATE else "appropriate"


def _delete(references: tuple[str, ...]) -> list[Action]:
    return [
        Action(type="delete", description="Remove the order from the drafts", resource_id=reference)
        for reference in references
    ]


def _suggestion(
    label: str, actions: list[Action], rendering: Rendering, *, recommended: bool = False
) -> Suggestion:
    return Suggestion(
        label=label, uuid=rendering.new_id(), is_recommended=recommended or None, actions=tuple(actions)
    )


def _fill(text: str, sheet: FactSheet, knowledge: KnowledgeBase) -> str:
    """Put what is recorded of each named fact into a note."""
    values = {
        f"{{{name}}}": say_value(sheet[name], definition)
        for name, definition in knowledge.facts.items()
        if f"{{{name}}}" in text
    }
    return _replace_all(text, values).strip()


def _replace_all(text: str, values: Mapping[str, str]) -> str:
    for placeholder, value in values.items():
        text = text.replace(placeholder, value)
    return text
