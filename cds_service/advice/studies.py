"""Groups the draft orders of a call into the studies that are judged and the orders that are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

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
)


@dataclass(frozen=True, slots=True)
class Study:
    """A study in question and the orders that make it up.

    More than one in `could_be` means that the order leaves open which of these it is, and `ask` asks it.
    """

    orders: tuple[DraftOrder, ...]
    could_be: tuple[Procedure, ...]
    side: Side | None
    text_only: bool
    ask: str = ""
    shares_id: bool = False

    @property
    def is_editable(self) -> bool:
        """Whether actions can name every one of its orders, and no other by the same name."""
        return not self.shares_id and all(each.can_be_edited for each in self.orders)


def group_studies(
    readings: Sequence[OrderReading], catalogue: Catalogue
) -> tuple[tuple[Study, ...], tuple[NotEvaluated, ...]]:
    """Give the studies in question, in the order of the drafts, and the orders of ours that are not judged.

    A study ordered in parts is in question as soon as one of its parts is; the parts that are not are only
    context. Orders that share an id cannot be told apart by an action: they are judged, but not edited.
    """
    named = Counter(reading.order.reference for reading in readings)
    studies: list[Study] = []
    left: list[NotEvaluated] = []
    taken: set[str] = set()
    for reading in readings:
        order = reading.order
        if not order.in_question or order.reference in taken:
            continue
        match reading.identity:
            case Identified() as identified:
                parts = (order, *_parts_in_question(identified, readings))
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


def _parts_in_question(identified: Identified, readings: Sequence[OrderReading]) -> list[DraftOrder]:
    orders = {reading.order.reference: reading.order for reading in readings}
    return [orders[each] for each in identified.partners if orders[each].in_question]


def _open_study(order: DraftOrder, left_open: Open, catalogue: Catalogue) -> Study:
    choice = catalogue.open_procedures[left_open.procedure]
    could_be = tuple(
        replace(catalogue.procedures[each], name=choice.name, says=choice.name) for each in choice.could_be
    )
    return Study((order,), could_be, left_open.side, left_open.text_only, choice.ask)


def drafted_procedures(readings: Sequence[OrderReading]) -> frozenset[str]:
    """Give every study that is among the drafts, in question or not."""
    return frozenset(each.identity.procedure for each in readings if isinstance(each.identity, Identified))
