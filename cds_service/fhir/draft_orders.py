"""The draft orders of a hook call: which are in question, what each orders, and which may not be judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

import msgspec

from cds_service.domain.procedures import Catalogue
from cds_service.fhir.elements import read_status
from cds_service.fhir.order_identity import (
    Contradictory,
    Identified,
    Identity,
    NotOurs,
    Open,
    OrderVocabulary,
    combined,
    identify,
)
from cds_service.fhir.order_words import read_words
from cds_service.fhir.raw import (
    Raw,
    changes_meaning,
    flag,
    member,
    names_another,
    relative,
    resource_type,
    text,
)
from cds_service.fhir.releases import as_r4

__all__ = [
    "Contradictory",
    "DraftOrder",
    "Identified",
    "NotOurs",
    "Open",
    "OrderReading",
    "Withheld",
    "WithheldBecause",
    "find_orders",
    "read_orders",
]

_NAMEABLE: Final = re.compile(r"[^\s/]+")
_DEAD: Final = frozenset(
    {"revoked", "completed", "entered-in-error", "cancelled", "stopped", "rejected", "ended"}
)


class WithheldBecause(Enum):
    """Why an order of ours is not judged."""

    MODIFIER = "it carries a modifier extension or rules that this service does not know"
    NOT_TO_BE_DONE = "it says that the study is not to be performed"
    STATUS = "its status says that it is no longer an order to be carried out"
    OTHER_PATIENT = "its subject is not the patient of this call"


@dataclass(frozen=True, slots=True)
class Withheld:
    """An order of ours that is not judged; `identity` is the study it names."""

    reason: WithheldBecause
    identity: Identified | Open | Contradictory


@dataclass(frozen=True, slots=True)
class DraftOrder:
    """One entry of `context.draftOrders`, its resource kept exactly as received.

    `position` counts the entries from 0; `in_question` is false for an order that is only context.
    """

    raw: Raw
    full_url: str
    position: int
    in_question: bool

    @property
    def reference(self) -> str:
        """`Type/id`; without an id the entry's full URL; failing that the place in the request."""
        id_ = text(self.raw.get("id"))
        place = f"context.draftOrders.entry[{self.position}]"
        return f"{resource_type(self.raw)}/{id_}" if id_ else (self.full_url or place)

    @property
    def can_be_edited(self) -> bool:
        """Whether an action can name this order, and change it: its id fits a reference, it has one study."""
        has_one_study = resource_type(self.raw) != "DiagnosticOrder"  # DSTU2: a list, each item with its own
        return has_one_study and _NAMEABLE.fullmatch(text(self.raw.get("id"))) is not None


@dataclass(frozen=True, slots=True)
class OrderReading:
    """A draft order and what it orders."""

    order: DraftOrder
    identity: Identified | Open | Contradictory | NotOurs | Withheld


def find_orders(entries: Sequence[Raw], selections: Sequence[str], hook: str) -> tuple[DraftOrder, ...]:
    """Give every draft, each marked whether the hook asks about it.

    `order-select` asks about the selections only, named by id with or without the type, by full URL or as
    `urn:uuid:`; `order-sign` asks about all. An entry repeated word for word counts once.
    """
    wanted = {relative(each) for each in selections}
    found: list[DraftOrder] = []
    seen: set[bytes] = set()
    for position, entry in enumerate(entries):
        raw, full_url = member(entry, "resource"), text(entry.get("fullUrl"))
        content = msgspec.json.encode(raw, order="deterministic")
        if not raw or (content in seen and text(raw.get("id"))):
            continue
        seen.add(content)
        asked = hook != "order-select" or not wanted.isdisjoint(_names(raw, full_url))
        found.append(DraftOrder(raw, full_url, position, in_question=asked))
    return tuple(found)


def read_orders(
    orders: Sequence[DraftOrder], vocabulary: OrderVocabulary, patient_id: str
) -> tuple[OrderReading, ...]:
    """Say of each draft what it orders; orders that make up one study together are all read as that study."""
    included = [order.raw for order in orders if resource_type(order.raw) == "Medication"]
    readings = [
        OrderReading(
            order,
            _unless_withheld(identify(read_words(order.raw, included), vocabulary), order.raw, patient_id),
        )
        for order in orders
    ]
    for combination in vocabulary.catalogue.combinations:
        readings = _combine(readings, combination.parts, vocabulary.catalogue)
    return tuple(readings)


def _names(raw: Raw, full_url: str) -> set[str]:
    """Every way in which a selection can name this order."""
    id_, kind = text(raw.get("id")), resource_type(raw)
    names = {full_url, relative(full_url)} if full_url else set()
    return names | ({id_, f"{kind}/{id_}", f"urn:uuid:{id_}"} if id_ else set())


def _unless_withheld(
    identity: Identity, raw: Raw, patient_id: str
) -> Identified | Open | Contradictory | NotOurs | Withheld:
    """Put an order of ours aside where something in it forbids judging it."""
    if isinstance(identity, NotOurs):
        return identity
    reason = _reason_to_withhold(raw, patient_id)
    return Withheld(reason, identity) if reason else identity


def _reason_to_withhold(raw: Raw, patient_id: str) -> WithheldBecause | None:
    """Give the first reason why this order may not be judged."""
    if changes_meaning(raw):
        return WithheldBecause.MODIFIER
    if flag(raw.get("doNotPerform")):
        return WithheldBecause.NOT_TO_BE_DONE
    if read_status(as_r4(raw).get("status")) in _DEAD:
        return WithheldBecause.STATUS
    if names_another(raw, patient_id, {}):
        return WithheldBecause.OTHER_PATIENT
    return None


def _combine(
    readings: Sequence[OrderReading], parts: frozenset[str], catalogue: Catalogue
) -> list[OrderReading]:
    """Read the orders of these parts as the whole, where every part is among the drafts on one side."""
    pieces = [
        (reading.order.reference, reading.identity)
        for reading in readings
        if isinstance(reading.identity, Identified)
        and not reading.identity.together
        and reading.identity.procedure in parts
    ]
    if {piece.procedure for _, piece in pieces} != parts or not _on_one_side([piece for _, piece in pieces]):
        return list(readings)
    whole = combined(parts, catalogue)
    by_text = any(piece.text_only for _, piece in pieces)
    named = dict(pieces)
    together = tuple(named)
    return [
        replace(reading, identity=_as_part_of(whole, reading.identity, together, text_only=by_text))
        if reading.order.reference in named and isinstance(reading.identity, Identified)
        else reading
        for reading in readings
    ]


def _as_part_of(whole: str, piece: Identified, together: tuple[str, ...], *, text_only: bool) -> Identified:
    return replace(piece, procedure=whole, text_only=text_only, part=piece.procedure, together=together)


def _on_one_side(pieces: Sequence[Identified]) -> bool:
    """Whether no two of the parts lie on different sides."""
    sides = {piece.side for piece in pieces if piece.side}
    return all(one.meets(other) for one in sides for other in sides)
