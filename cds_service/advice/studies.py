"""Groups the draft orders of a call into the studies that are judged and the orders that are not."""

from __future__ import annotations

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


def group_studies(
    readings: Sequence[OrderReading], catalogue: Catalogue
) -> tuple[tuple[Study, ...], tuple[NotEvaluated, ...]]:
    """Give the studies in question, in the order of the drafts, and the orders of ours that are not judged.

    A study ordered in parts is in question as soon as one of its parts is.
    """
    by_reference = {reading.order.reference: reading for reading in readings}
    studies: list[Study] = []
    left: list[NotEvaluated] = []
    taken: set[str] = set()
    for reading in readings:
        order = reading.order
        if not order.in_question or order.reference in taken:
            continue
        match reading.identity:
            case Identified() as named:
                parts = (order, *(by_reference[each].order for each in named.partners))
                taken.update(each.reference for each in parts)
                procedure = catalogue.procedures[named.procedure]
                studies.append(Study(parts, (procedure,), named.side, named.text_only))
            case Open() as named:
                choice = catalogue.open_procedures[named.procedure]
                could_be = tuple(
                    replace(catalogue.procedures[each], name=choice.name, says=choice.name)
                    for each in choice.could_be
                )
                studies.append(Study((order,), could_be, named.side, named.text_only, choice.ask))
            case Contradictory():
                left.append(NotEvaluated(order.reference, "its codings name different studies"))
            case Withheld(reason=reason):
                left.append(NotEvaluated(order.reference, reason.value))
            case NotOurs():
                pass
            case _:
                assert_never(reading.identity)
    return tuple(studies), tuple(left)


def drafted_procedures(readings: Sequence[OrderReading]) -> frozenset[str]:
    """Give every study that is among the drafts, in question or not."""
    return frozenset(each.identity.procedure for each in readings if isinstance(each.identity, Identified))
