"""Edits of an order as it was received: whatever an edit is not about goes back untouched."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Final

from cds_service.domain.procedures import Procedure, ProcedureCode
from cds_service.domain.terms import SHORT_NAMES, Side
from cds_service.fhir.releases import own_name

Raw = dict[str, object]

RATING: Final = "http://fhir.org/argonaut/Extension/pama-rating"
CONSULT: Final = "http://fhir.org/argonaut/Extension/pama-rating-consult-id"
APPLIED: Final = "http://fhir.org/argonaut/Extension/pama-rating-auc-applied"
_RATING_CODES: Final = "http://fhir.org/argonaut/CodeSystem/pama-rating"

_OF_THE_OLD_STUDY: Final = (
    "orderDetail",
    "quantityQuantity",
    "quantityRatio",
    "quantityRange",
    "bodySite",
    "specimen",
    "bodyStructure",
    "instantiatesCanonical",
    "_instantiatesCanonical",
    "instantiatesUri",
    "_instantiatesUri",
    "definition",  # STU3 has both in one
)
_OF_THE_OLD_ORDER: Final = ("id", "meta", "identifier", "requisition")
_SIDES: Final = {
    Side.LEFT: ("7771000", "Left"),
    Side.RIGHT: ("24028007", "Right"),
    Side.BILATERAL: ("51440002", "Bilateral"),
}
_DIV: Final = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'
_SITES: Final = {"axilla": ("68171009", "Axillary lymph node structure")}


def replace_study(
    raw: Mapping[str, object], procedure: Procedure, side: Side | None, listed_as: Raw | None = None
) -> Raw:
    """Give the order with another study; what belonged to the old one is gone, the side is carried over.

    `listed_as` is the coding of the study in the client's own list, which comes first.
    """
    edited = _copy(raw)
    for element in _OF_THE_OLD_STUDY:
        edited.pop(element, None)
    _forget_ratings(edited)
    chosen = choose_code(procedure, side)
    concept: Raw = {"text": procedure.name}
    if chosen is not None:
        coding: Raw = {"system": chosen.code.system, "code": chosen.code.code}
        if chosen.display:
            coding["display"] = chosen.display
        concept = {"coding": [coding], "text": procedure.name}
    if listed_as is not None:
        concept = {"coding": [listed_as, *_listed(concept.get("coding"))], "text": procedure.name}
    old = raw.get("code")
    edited["code"] = {"concept": concept} if isinstance(old, Mapping) and "concept" in old else concept
    if sites := _body_sites(procedure, chosen, side, was_stated="bodySite" in raw):
        edited["bodySite"] = sites
    if "text" in edited:
        edited["text"] = {"status": "generated", "div": _DIV.format(escape(procedure.name))}
    return edited


def as_new_order(raw: Mapping[str, object]) -> Raw:
    """Give the order as one that does not exist yet: no id of its own, and a draft."""
    edited = _copy(raw)
    for element in _OF_THE_OLD_ORDER:
        edited.pop(element, None)
    edited["status"] = "draft"
    return edited


def add_note(raw: Mapping[str, object], text: str) -> Raw:
    """Give the order with one more note."""
    edited = _copy(raw)
    note = own_name(raw, "note")
    edited[note] = [*_listed(raw.get(note)), {"text": text}]
    return edited


def move_to(raw: Mapping[str, object], day: date) -> Raw:
    """Give the order with the study moved to a day."""
    edited = _copy(raw)
    planned = own_name(raw, "occurrenceDateTime")
    for element in (own_name(raw, "occurrencePeriod"), own_name(raw, "occurrenceTiming"), f"_{planned}"):
        edited.pop(element, None)
    edited[planned] = day.isoformat()
    return edited


def add_rating(raw: Mapping[str, object], rating: str, consult_id: str, applied: str = "") -> Raw:
    """Give the order with an appropriateness rating (Argonaut PAMA); nothing else in it changes."""
    edited = _copy(raw)
    _forget_ratings(edited)
    added: list[object] = [
        {"url": RATING, "valueCodeableConcept": {"coding": [{"system": _RATING_CODES, "code": rating}]}},
        {"url": CONSULT, "valueUri": f"urn:uuid:{consult_id}"},
    ]
    if applied:
        added.append({"url": APPLIED, "valueUri": applied})
    edited["extension"] = [*_listed(edited.get("extension")), *added]
    return edited


def choose_code(procedure: Procedure, side: Side | None) -> ProcedureCode | None:
    """Choose the code to order a study by: the site's own first, and one for the side before one for none."""
    fitting = [each for each in procedure.order_as if each.side is None or each.side is side]
    return min(fitting, key=lambda each: (not each.local, each.side is None), default=None)


def _body_sites(
    procedure: Procedure, chosen: ProcedureCode | None, side: Side | None, *, was_stated: bool
) -> list[object]:
    """Say in `bodySite` what the chosen code leaves open: the site a shared code needs, and the side.

    Where the order stated a site before, its side stays stated there.
    """
    if chosen is None:
        return []
    listed = next((each for each in procedure.codes if each.code == chosen.code), None)
    coding: list[object] = []
    if listed is not None and listed.needs in _SITES:
        coding.append(_snomed(_SITES[listed.needs]))
    if side is not None and (chosen.side is None or was_stated):
        coding.append(_snomed(_SIDES[side]))
    return [{"coding": [each]} for each in coding]


def _snomed(named: tuple[str, str]) -> Raw:
    code, display = named
    return {"system": SHORT_NAMES["snomed"], "code": code, "display": display}


def _forget_ratings(edited: Raw) -> None:
    """Remove an earlier rating: it spoke of the order as it was then."""
    kept = [
        each
        for each in _listed(edited.get("extension"))
        if not (isinstance(each, dict) and str(each.get("url", "")).startswith(RATING))
    ]
    if kept:
        edited["extension"] = kept
    else:
        edited.pop("extension", None)


def _listed(value: object) -> list[object]:
    """Give the list that is due here; some senders write a single member of a list without it."""
    if isinstance(value, list):
        return list(value)
    return [value] if isinstance(value, Mapping) else []


def _copy(raw: Mapping[str, object]) -> Raw:
    """Copy the top level, which is all that an edit changes; what lies deeper is shared and never touched."""
    return dict(raw)
