"""What figures are made of: orders as they were judged, and how users reacted to cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class JudgedOnce:
    """One judgement of one order.

    `order` is the same for every judgement of an order; `card` is empty where none was shown; `missing` names
    the facts that were missing; `took_us` is how long the call took.
    """

    order: str
    at: datetime
    client: str
    service: str
    procedure: str
    outcome: str
    scenario: str
    rating: str
    card: str = ""
    missing: tuple[str, ...] = ()
    took_us: int = 0


@dataclass(frozen=True, slots=True)
class TakenOffer:
    """A suggestion that was accepted: its kind, and the rating of the study that a swap puts in."""

    kind: str
    procedure: str = ""
    rating: str = ""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a user did with a card, and when; `reason` is the code of an override reason."""

    card: str
    outcome: str
    at: datetime
    reason: str = ""
    taken: tuple[TakenOffer, ...] = ()
