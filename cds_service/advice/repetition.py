"""Advice that its user overrode with a reason is not repeated for the same order in the same session."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Protocol

import msgspec

from cds_service.advice.decisions import CallRecord, OrderDecision
from cds_service.cards.compose import Composition
from cds_service.errors import StoreUnavailable

LOG: Final = logging.getLogger("cds_service.store")


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of advice on an order; advice that differs in any of these is another."""

    order: str
    procedure: str
    scenario: str
    conclusion: str
    rating: str

    @classmethod
    def by(cls, decision: OrderDecision) -> Said:
        """Give what a decision says."""
        return cls(
            decision.order, decision.procedure, decision.scenario, decision.conclusion, decision.rating
        )


class PastReactions(Protocol):
    """Where it is known what users did with earlier cards."""

    async def overridden(self, call: CallRecord, orders: Sequence[str], since: datetime) -> frozenset[Said]:
        """Give what the user of the call overrode with a reason, for these orders of its patient.

        Raises:
            StoreUnavailable: nobody knows, or not soon enough.
        """


async def find_repeated(record: CallRecord, past: PastReactions, quiet: timedelta) -> frozenset[Said]:
    """Give the advice of a call that was overridden with a reason in the time before it.

    Where that is not known nothing counts as repeated: a card too many costs less than one too few.
    """
    shown = [each for each in record.orders if each.card and each.order]
    if not shown or not record.user or not quiet:
        return frozenset()
    try:
        said = await past.overridden(record, [each.order for each in shown], record.at - quiet)
    except StoreUnavailable:
        LOG.warning("earlier reactions could not be read, so no card was held back")
        return frozenset()
    return frozenset(Said.by(each) for each in shown) & said


def hold_back(composition: Composition, repeated: frozenset[Said], record: CallRecord) -> Composition:
    """Take the cards of repeated advice out of a response; everything else in it stays."""
    held = {each.card for each in record.orders if Said.by(each) in repeated}
    cards = tuple(each for each in composition.response.cards if each.uuid not in held)
    return replace(composition, response=msgspec.structs.replace(composition.response, cards=cards))


def mark(record: CallRecord, repeated: frozenset[Said]) -> CallRecord:
    """Note which advice was held back; a card that was not shown has no id that feedback could name."""
    orders = tuple(
        replace(each, card="", suggestions=(), held_back=True) if Said.by(each) in repeated else each
        for each in record.orders
    )
    return replace(record, orders=orders)
