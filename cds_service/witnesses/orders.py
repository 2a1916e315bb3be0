"""Writes the draft order, with what its side, priority, reason and note are to say."""

from __future__ import annotations

from typing import Final

from cds_service.domain.facts import FactSheet
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.terms import Side
from cds_service.witnesses.resources import Raw, axillary_node, breast, choose, concept, of_patient
from cds_service.witnesses.studies import study_code
from cds_service.witnesses.wanted import CANCER_SIDE, OTHER_SIDE, Wanted

_PHRASES: Final = {
    ("order.prompted_by", "tumour-marker"): "prompted-by-tumour-marker",
    ("order.prompted_by", "anxiety"): "prompted-by-anxiety",
    ("order.states_nodal_status", "yes"): "states-nodal-status",
    ("order.states_clip", "yes"): "states-clip",
}
"""The list of phrases by which an order says each thing."""
_NOT_UNDERSTOOD: Final = "as discussed"
"""A reason of which no list of phrases holds a word."""
_AXILLA: Final = "axilla"


def write_order(wanted: Wanted, study: str) -> Raw:
    """Give the draft order for a study.

    Raises:
        NotExpressible: no code orders it.
    """
    side = {"agrees": CANCER_SIDE, "differs": OTHER_SIDE}.get(wanted.value("order.side"))
    reason = _NOT_UNDERSTOOD if wanted.value("order.reason") == "not-understood" else ""
    notes = [{"text": each} for each in _notes(wanted)]
    return of_patient(
        "ServiceRequest",
        "order",
        status="draft",
        intent="order",
        priority="urgent" if wanted.value("order.urgency") == "urgent" else "routine",
        code=study_code(wanted.knowledge, study, side, _AXILLA if _AXILLA in study else ""),
        bodySite=_site(wanted.knowledge, study, side),
        authoredOn=wanted.today.isoformat(),
        reasonCode=[{"text": reason}] if reason else [],
        note=notes,
    )


def write_beside(wanted: Wanted, study: str) -> list[Raw]:
    """Give the other drafts."""
    drafts: list[Raw] = []
    if wanted.value("drafts.us_axilla") == "yes" and study != "us-axilla":
        drafts.append(write_order(_bare(wanted), "us-axilla") | {"id": "order-us-axilla"})
    if wanted.value("drafts.axillary_surgery") == "yes":
        code = concept(choose(wanted.knowledge, "surgery-axillary", kind="sentinel"))
        site = axillary_node(wanted.knowledge, CANCER_SIDE)
        drafts.append(
            of_patient(
                "ServiceRequest", "order-axilla", status="draft", intent="order", code=code, bodySite=[site]
            )
        )
    return drafts


def _notes(wanted: Wanted) -> list[str]:
    phrases = wanted.knowledge.phrases
    said = [phrases[name][0] for (fact, value), name in _PHRASES.items() if wanted.value(fact) == value]
    question = wanted.value("order.question")
    return [*said, *([phrases[f"order-question-{question}"][0]] if question else [])]


def _site(knowledge: KnowledgeBase, study: str, side: Side | None) -> list[Raw]:
    if _AXILLA in study:
        return [axillary_node(knowledge, side)]
    return [breast(knowledge, side)] if side else []


def _bare(wanted: Wanted) -> Wanted:
    return Wanted(FactSheet(), wanted.knowledge, wanted.today)
