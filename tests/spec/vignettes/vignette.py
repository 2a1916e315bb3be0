"""A vignette: a chart, the orders drafted on it, and what has to come back for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Final, Self

from tests.support.chart import Dialect, Raw, retell, tell_chart

AX_POST_NAC: Final = "axilla/restaging-after-neoadjuvant-chemotherapy"
AX_PRE_NAC: Final = "axilla/staging-before-neoadjuvant-therapy"
NODE_BX: Final = "axilla/suspicious-node-on-imaging"
DISTANT_EARLY: Final = "staging/distant-disease-in-early-stage"
POS_MARGIN: Final = "breast/positive-margins-after-lumpectomy"

UA: Final = "usually-appropriate"
MB: Final = "may-be-appropriate"
UN: Final = "usually-not-appropriate"
NOT_RATED: Final = "not-rated"
UNDETERMINED: Final = "undetermined"

NO_CARD: Final = "none"
INFO: Final = "info"
WARNING: Final = "warning"

DROP: Final = "drop"
NOTE: Final = "note"


def swap(study: str) -> str:
    """Name the offer to order another study instead."""
    return f"swap {study}"


def postpone(day: str) -> str:
    """Name the offer to move the order to a day."""
    return f"postpone {day}"


@dataclass(frozen=True)
class Expect:
    """What must come back for one order, without a choice: no allowance can stand here unused.

    `ratings` gives, by scenario, what its assessment entry says; no other scenario may rate the order.
    Without any, every scenario must say that it does not rate it.
    `card` is the indicator of the one card, or `none` where silence is right.
    `offers` are made, and no others.
    `missing` are the facts that the scenario undetermined for want of them must name, no more and no fewer.
    `mentions` are regular expressions found in the card, whatever the case; `silent_on` are not.
    """

    ratings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    card: str = NO_CARD
    offers: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    mentions: tuple[str, ...] = ()
    silent_on: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vignette:
    """One row of the clinical table; `expect` has one element for each draft, in order.

    `unread` names the prefetch needs the EHR could not give; `settings` are settings of the site.
    """

    id: str
    chart: tuple[Raw, ...]
    drafts: tuple[Raw, ...]
    expect: tuple[Expect, ...]
    today: date = date(2026, 6, 1)
    unread: tuple[str, ...] = ()
    settings: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def told_in(self, dialect: Dialect) -> Self:
        """Give the same patient and orders as another system would hold them."""
        return replace(self, chart=tell_chart(self.chart, dialect), drafts=retell(self.drafts, dialect))

    def ordered_in_words(self) -> Self:
        """Give the same orders known by their words alone: an info card at most, and nothing is offered."""
        quieter = tuple(
            replace(each, card=INFO if each.card == WARNING else each.card, offers=frozenset())
            for each in self.expect
        )
        return replace(self, drafts=retell(self.drafts, "words"), expect=quieter)


def rated(
    scenario: str,
    rating: str,
    card: str,
    *offers: str,
    mentions: tuple[str, ...] = (),
    silent_on: tuple[str, ...] = (),
) -> Expect:
    """Expect one scenario's rating and a card with these offers."""
    return Expect(
        ratings={scenario: rating},
        card=card,
        offers=frozenset(offers),
        mentions=mentions,
        silent_on=silent_on,
    )


def silence(scenario: str | None = None, rating: str = NOT_RATED) -> Expect:
    """Expect no card; with a scenario, its entry says this rating."""
    return Expect(ratings={scenario: rating} if scenario else {})


def unrated(card: str, *offers: str, mentions: tuple[str, ...] = ()) -> Expect:
    """Expect that no scenario rates the order, and this card."""
    return Expect(card=card, offers=frozenset(offers), mentions=mentions)


def downstream(scenario: str, card: str, *offers: str, mentions: tuple[str, ...] = ()) -> Expect:
    """Expect a step that comes after the scenario's study: no rating, and this card."""
    return Expect(ratings={scenario: NOT_RATED}, card=card, offers=frozenset(offers), mentions=mentions)


def not_enough(scenario: str, missing: str, card: str = INFO, *, mentions: tuple[str, ...] = ()) -> Expect:
    """Expect that the scenario cannot be decided for want of one fact."""
    return Expect(
        ratings={scenario: UNDETERMINED}, card=card, missing=frozenset({missing}), mentions=mentions
    )


def undecided(scenario: str, card: str = INFO, *, mentions: tuple[str, ...] = ()) -> Expect:
    """Expect that the text does not decide: by default an info card, never a warning, never a rating."""
    return Expect(ratings={scenario: UNDETERMINED}, card=card, mentions=mentions)
