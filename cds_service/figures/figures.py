"""Counts orders, cards and reactions, for all and by scenario, study, client or month."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import quantiles
from typing import Final

from cds_service.figures.episodes import Episode, Fate
from cds_service.figures.shares import Share

APPROPRIATE: Final = "usually-appropriate"
RATINGS: Final = (APPROPRIATE, "may-be-appropriate", "usually-not-appropriate")
_FEW: Final = 2
"""Values below which there are no percentiles."""


class By(Enum):
    """What figures are broken down by."""

    SCENARIO = "scenario"
    STUDY = "study"
    CLIENT = "client"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Percentiles:
    """The middle and the 90th percentile of durations in seconds."""

    median: float
    p90: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of a number of orders.

    `before` and `after` count orders by standing, a rating, `undetermined`, `not-rated`, `removed`.
    `reasons` counts override reasons by code, the empty one for none given; `missing` the facts most often
    missing, by orders; `answered_in` is how long users took over a card, `took` how long the service did.
    """

    orders: int
    rated: Share
    undetermined: Share
    missing: tuple[tuple[str, int], ...]
    before: Mapping[str, int]
    after: Mapping[str, int]
    appropriate_before: Share
    appropriate_after: Share
    cards: int
    accepted: Share
    overridden: Share
    ignored: Share
    pending: int
    reasons: tuple[tuple[str, int], ...]
    answered_in: Percentiles | None
    took: Percentiles | None


def count(episodes: Sequence[Episode]) -> Figures:
    """Count these orders; shares of cards leave out those of which something may still be heard."""
    before = Counter(each.before for each in episodes)
    after = Counter(each.after for each in episodes)
    cards = [card for each in episodes for card in each.cards]
    settled = [card for card in cards if card.fate is not Fate.PENDING]
    fates = Counter(card.fate for card in settled)
    missing = Counter(fact for each in episodes for fact in set(each.last.missing))
    return Figures(
        orders=len(episodes),
        rated=Share(sum(before[each] for each in RATINGS), len(episodes)),
        undetermined=Share(before["undetermined"], len(episodes)),
        missing=_ranked(missing),
        before=dict(before),
        after=dict(after),
        appropriate_before=_appropriate(before),
        appropriate_after=_appropriate(after),
        cards=len(cards),
        accepted=Share(fates[Fate.ACCEPTED], len(settled)),
        overridden=Share(fates[Fate.OVERRIDDEN], len(settled)),
        ignored=Share(fates[Fate.IGNORED], len(settled)),
        pending=len(cards) - len(settled),
        reasons=_ranked(Counter(card.reason for card in settled if card.fate is Fate.OVERRIDDEN)),
        answered_in=_percentiles(card.seconds for card in settled if card.seconds is not None),
        took=_percentiles(each.last.took_us / 1_000_000 for each in episodes),
    )


def break_down(episodes: Iterable[Episode], by: By) -> dict[str, Figures]:
    """Count by group, in the order of their names; an order is in the group of its first judgement."""
    groups: dict[str, list[Episode]] = defaultdict(list)
    for each in episodes:
        groups[_GROUP[by](each)].append(each)
    return {name: count(groups[name]) for name in sorted(groups)}


def _appropriate(standings: Counter[str]) -> Share:
    """The share of usually appropriate among the orders that stand and are rated."""
    return Share(standings[APPROPRIATE], sum(standings[each] for each in RATINGS))


def _ranked(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda each: (-each[1], each[0])))


def _percentiles(values: Iterable[float]) -> Percentiles | None:
    found = sorted(values)
    if not found:
        return None
    if len(found) < _FEW:
        return Percentiles(found[0], found[0])
    cuts = quantiles(found, n=10, method="inclusive")
    return Percentiles(cuts[4], cuts[8])


_GROUP: Final[Mapping[By, Callable[[Episode], str]]] = {
    By.SCENARIO: lambda each: each.first.scenario,
    By.STUDY: lambda each: each.first.procedure,
    By.CLIENT: lambda each: each.first.client,
    By.MONTH: lambda each: f"{each.first.at:%Y-%m}",
}
