"""Follows each order from its first judgement to its last, and what became of its cards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from cds_service.figures.observed import JudgedOnce, Reaction


class Fate(Enum):
    """What became of a card."""

    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"
    IGNORED = "ignored"
    """Nothing was heard within the time that reactions take to arrive."""
    PENDING = "pending"
    """Nothing was heard yet."""


REMOVED = "removed"
"""In the place of a rating: the order was taken back."""


@dataclass(frozen=True, slots=True)
class CardStory:
    """A card that was shown, what became of it, and after how many seconds."""

    fate: Fate
    reason: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    """An order: its `first` and `last` judgement, its cards, its standing `before` and `after` the advice.

    A standing is a rating, `undetermined`, `not-rated`, or that the order was removed.
    """

    first: JudgedOnce
    last: JudgedOnce
    cards: tuple[CardStory, ...]
    before: str
    after: str


def follow(
    judgements: Iterable[JudgedOnce], reactions: Iterable[Reaction], *, now: datetime, heard_within: timedelta
) -> list[Episode]:
    """Follow every order; a card of which nothing is heard `within` that time was ignored."""
    by_order: dict[str, list[JudgedOnce]] = defaultdict(list)
    for each in judgements:
        by_order[each.order].append(each)
    by_card: dict[str, Reaction] = {}
    for reaction in sorted(reactions, key=lambda each: each.at):
        by_card[reaction.card] = reaction  # of several the last one counts
    due = now - heard_within
    told_in_order = (sorted(told, key=lambda each: each.at) for told in by_order.values())
    return [_episode(told, by_card, due) for told in told_in_order]


def _episode(told: Sequence[JudgedOnce], by_card: Mapping[str, Reaction], due: datetime) -> Episode:
    first, last = told[0], told[-1]
    heard = [by_card[each.card] for each in told if each.card in by_card]
    cards = tuple(_story(each, by_card.get(each.card), due) for each in told if each.card)
    return Episode(first, last, cards, _standing(first), _after(last, heard))


def _story(judged: JudgedOnce, reaction: Reaction | None, due: datetime) -> CardStory:
    if reaction is None:
        return CardStory(Fate.IGNORED if judged.at <= due else Fate.PENDING)
    seconds = max((reaction.at - judged.at).total_seconds(), 0.0)  # two clocks: the client's may be behind
    return CardStory(Fate(reaction.outcome), reaction.reason, seconds)


def _after(last: JudgedOnce, heard: Sequence[Reaction]) -> str:
    """Give the standing at the end: a later judgement knows of a change, an earlier one hears of it."""
    for reaction in sorted(heard, key=lambda each: each.at, reverse=True):
        if reaction.at < last.at:
            break
        taken = {offer.kind: offer for offer in reaction.taken}
        if "swap" in taken:  # also where removing the old study was a suggestion of its own
            return taken["swap"].rating or "not-rated"
        if "drop" in taken:
            return REMOVED
    return _standing(last)


def _standing(judged: JudgedOnce) -> str:
    """Give the rating where there is one, else whether facts were missing."""
    match judged.outcome:
        case "rated":
            return judged.rating or "not-rated"
        case "undetermined":
            return "undetermined"
        case _:
            return "not-rated"
