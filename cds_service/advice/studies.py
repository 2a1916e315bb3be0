"""The studies that the draft orders of a call ask for: those to be judged, and the orders that are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import assert_never

from cds_service.advice.practice import Practice
from cds_service.cards.judged import NotEvaluated
from cds_service.domain.procedures import Catalogue, Procedure
from cds_service.domain.terms import Side
from cds_service.fhir.draft_orders import (
    Contradictory,
    DraftOrder,
    Identified,
    NotOurs,
    Open,
    OrderReading,
    Withheld,
    find_orders,
    read_orders,
)
from cds_service.fhir.raw import Raw
from cds_service.hooks.request import HookRequest


@dataclass(frozen=True, slots=True)
class Study:
    """A study in question and the orders that make it up.

    More than one in `could_be` means that the order leaves open which of these it is, and `ask` asks it;
    `open_as` is then the id of the open procedure.
    """

    orders: tuple[DraftOrder, ...]
    could_be: tuple[Procedure, ...]
    side: Side | None
    text_only: bool
    ask: str = ""
    open_as: str = ""
    shares_id: bool = False

    @property
    def is_editable(self) -> bool:
        """Whether actions can name every one of its orders, and no other by the same name."""
        return not self.shares_id and all(each.can_be_edited for each in self.orders)


@dataclass(frozen=True, slots=True)
class Drafts:
    """What the drafts of a call come to.

    `procedures` are all studies among them, in question or not, each with the first draft that orders it.
    """

    studies: tuple[Study, ...] = ()
    not_evaluated: tuple[NotEvaluated, ...] = ()
    procedures: Mapping[str, Raw] = field(default_factory=lambda: MappingProxyType({}))


def read_drafts(request: HookRequest, practice: Practice) -> Drafts:
    """Read every draft order of a call, and group those in question into studies."""
    orders = find_orders(request.draft_orders, request.selections, request.hook)
    readings = read_orders(orders, practice.vocabulary, request.patient_id)
    studies, left = group_studies(readings, practice.knowledge.catalogue)
    return Drafts(studies, left, _drafted_procedures(readings))


def group_studies(
    readings: Sequence[OrderReading], catalogue: Catalogue
) -> tuple[tuple[Study, ...], tuple[NotEvaluated, ...]]:
    """Give the studies in question, in the order of the drafts, and the orders of ours that are not judged.

    A study ordered in parts is in question as soon as one of its parts is; the parts that are not are only
    context. Orders that share an id cannot be told apart by an action: they are judged, but not edited.
    """
    named = Counter(reading.order.reference for reading in readings)
    orders = {reading.order.reference: reading.order for reading in readings}
    studies: list[Study] = []
    left: list[NotEvaluated] = []
    taken: set[str] = set()
    for reading in readings:
        order = reading.order
        if not order.in_question or order.reference in taken:
            continue
        match reading.identity:
            case Identified() as identified:
                parts = (order, *_parts_in_question(order, identified, orders))
                taken.update(each.reference for each in parts if named[each.reference] == 1)
                study = Study(
                    parts,
                    (catalogue.procedures[identified.procedure],),
                    identified.side,
                    identified.text_only,
                )
                studies.append(study)
            case Open() as left_open:
                studies.append(_open_study(order, left_open, catalogue))
            case Contradictory():
                left.append(NotEvaluated(order.reference, "its codings name different studies"))
            case Withheld(reason=reason):
                left.append(NotEvaluated(order.reference, reason.value))
            case NotOurs():
                pass
            case _:
                assert_never(reading.identity)
    unique = tuple(
        replace(each, shares_id=any(named[order.reference] > 1 for order in each.orders)) for each in studies
    )
    return unique, tuple(left)


def _parts_in_question(
    order: DraftOrder, identified: Identified, orders: Mapping[str, DraftOrder]
) -> list[DraftOrder]:
    """Give the other orders in question that make up the study together with this one."""
    others = (orders[each] for each in identified.together if each != order.reference)
    return [each for each in others if each.in_question]


def _open_study(order: DraftOrder, left_open: Open, catalogue: Catalogue) -> Study:
    choice = catalogue.open_procedures[left_open.procedure]
    could_be = tuple(
        replace(catalogue.procedures[each], name=choice.name, says=choice.name) for each in choice.could_be
    )
    return Study((order,), could_be, left_open.side, left_open.text_only, choice.ask, left_open.procedure)


def _drafted_procedures(readings: Sequence[OrderReading]) -> Mapping[str, Raw]:
    drafted: dict[str, Raw] = {}
    for each in readings:
        if isinstance(each.identity, Identified):
            drafted.setdefault(each.identity.procedure, each.order.raw)
    return MappingProxyType(drafted)
