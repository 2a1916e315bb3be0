"""Writes the appropriateness rating onto the order itself, for clients that agreed to it (Argonaut PAMA)."""

from __future__ import annotations

from cds_service.cards import edits
from cds_service.cards.judged import JudgedOrder
from cds_service.cards.suggestions import Rendering
from cds_service.domain.ratings import Rating
from cds_service.domain.scenarios import Status
from cds_service.evaluation.conclusions import Kind
from cds_service.evaluation.orders import Standing
from cds_service.evaluation.scenarios import Verdict
from cds_service.hooks.response import Action


def rate_on_order(judged: JudgedOrder, rendering: Rendering) -> tuple[Action, ...]:
    """Give an update per order that only adds the rating; none where it is open or no action can name it."""
    rating = pama_rating(judged)
    if rating is None or judged.assessment.order.text_only or not judged.editable:
        return ()
    lead = judged.conclusion.lead
    applied = f"{rendering.knowledge.policy.topic_system}/{lead.scenario.id}" if lead is not None else ""
    consult = rendering.new_id()
    return tuple(
        Action(
            type="update",
            description=f"Rating: {rating}",
            resource=edits.add_rating(raw, rating, consult, applied),
        )
        for raw in judged.raws
        if raw.get("resourceType") == "ServiceRequest"
    )


def pama_rating(judged: JudgedOrder) -> str | None:
    """Give one of the three PAMA ratings, or nothing where facts are missing or sources differ.

    `may be appropriate` adheres to the criteria, so it counts as appropriate.
    """
    lead = judged.conclusion.lead
    if judged.assessment.order.procedure.kind.is_companion:
        return None
    if judged.conclusion.kind is Kind.RATED and lead is not None and not judged.conclusion.also:
        return "not-appropriate" if lead.rating is Rating.USUALLY_NOT_APPROPRIATE else "appropriate"
    open_ended = any(
        entry.consideration.verdict is not Verdict.DOES_NOT_APPLY or entry.standing is not Standing.NOT_RATED
        for entry in judged.assessment.entries
        if entry.scenario.status is Status.ACTIVE
    )
    if judged.conclusion.kind is not Kind.NOTHING or open_ended:
        return None
    return "no-criteria-apply"
