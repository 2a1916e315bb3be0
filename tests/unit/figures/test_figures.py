"""Orders are followed from their first judgement to what became of them, and counted once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cds_service.figures.episodes import Fate, follow
from cds_service.figures.figures import By, Figures, break_down, count
from cds_service.figures.observed import JudgedOnce, Reaction, TakenOffer
from cds_service.figures.shares import Share

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WARNED = JudgedOnce(
    "order-1", NOON, "ehr", "sign", "pet-ct", "rated", "axilla/x", "usually-not-appropriate", card="card-1"
)
SWAPPED = Reaction(
    "card-1",
    "accepted",
    NOON + timedelta(seconds=20),
    taken=(TakenOffer("swap", "us", "usually-appropriate"),),
)
OVERRIDDEN = Reaction("card-1", "overridden", NOON + timedelta(seconds=40), reason="tumour-board")


def figures(*told: JudgedOnce, heard: tuple[Reaction, ...] = (), now: datetime = NOON + 2 * DAY) -> Figures:
    return count(follow(told, heard, now=now, heard_within=DAY))


def test_an_accepted_swap_changes_the_standing_to_that_of_the_new_study() -> None:
    found = figures(WARNED, heard=(SWAPPED,))
    assert (found.before, found.after) == ({"usually-not-appropriate": 1}, {"usually-appropriate": 1})
    assert (found.appropriate_before, found.appropriate_after) == (Share(0, 1), Share(1, 1))


def test_an_accepted_removal_takes_the_order_out_of_the_rated_ones() -> None:
    found = figures(WARNED, heard=(replace(SWAPPED, taken=(TakenOffer("drop"),)),))
    assert (found.after, found.appropriate_after) == ({"removed": 1}, Share(0, 0))


@pytest.mark.parametrize("kind", ["note", "postpone"])
def test_a_note_or_a_later_day_leaves_the_rating(kind: str) -> None:
    found = figures(WARNED, heard=(replace(SWAPPED, taken=(TakenOffer(kind),)),))
    assert found.after == {"usually-not-appropriate": 1}


def test_a_later_judgement_knows_of_the_change_itself() -> None:
    signed = replace(
        WARNED, at=NOON + timedelta(minutes=5), procedure="us", rating="usually-appropriate", card=""
    )
    found = figures(WARNED, signed, heard=(SWAPPED,))
    assert (found.orders, found.before, found.after) == (
        1,
        {"usually-not-appropriate": 1},
        {"usually-appropriate": 1},
    )


def test_an_order_judged_at_selection_and_at_signing_counts_once() -> None:
    assert figures(WARNED, replace(WARNED, at=NOON + timedelta(minutes=1), card="card-2")).orders == 1


def test_of_two_reactions_to_one_card_the_later_one_counts() -> None:
    found = figures(WARNED, heard=(OVERRIDDEN, SWAPPED))
    assert (found.accepted, found.overridden, found.reasons) == (
        Share(0, 1),
        Share(1, 1),
        (("tumour-board", 1),),
    )


def test_a_card_without_a_reaction_is_pending_and_then_ignored() -> None:
    early, late = figures(WARNED, now=NOON + timedelta(hours=1)), figures(WARNED)
    assert (early.pending, early.ignored) == (1, Share(0, 0))
    assert (late.pending, late.ignored) == (0, Share(1, 1))


def test_a_client_whose_clock_is_behind_answers_in_no_time() -> None:
    [episode] = follow([WARNED], [replace(SWAPPED, at=NOON - DAY)], now=NOON, heard_within=DAY)
    assert (episode.cards[0].fate, episode.cards[0].seconds) == (Fate.ACCEPTED, 0.0)


def test_missing_facts_are_counted_by_order() -> None:
    open_ended = replace(WARNED, outcome="undetermined", rating="undetermined", card="", missing=("a", "b"))
    found = figures(open_ended, replace(open_ended, order="order-2", missing=("a",)))
    assert (found.missing, found.undetermined, found.rated) == (
        (("a", 2), ("b", 1)),
        Share(2, 2),
        Share(0, 2),
    )


@pytest.mark.parametrize(
    ("by", "group"),
    [(By.SCENARIO, "axilla/x"), (By.STUDY, "pet-ct"), (By.CLIENT, "ehr"), (By.MONTH, "2026-06")],
)
def test_orders_are_grouped_by_what_is_asked(by: By, group: str) -> None:
    other = replace(
        WARNED, order="2", scenario="b", procedure="us", client="z", at=NOON + 40 * DAY, card="card-2"
    )
    broken = break_down(follow([WARNED, other], [], now=NOON + 90 * DAY, heard_within=DAY), by)
    assert {name: each.orders for name, each in broken.items()}[group] == 1
    assert len(broken) == 2


def test_of_no_orders_there_are_figures_that_claim_nothing() -> None:
    found = figures()
    assert (found.orders, found.rated.value, found.answered_in, found.took) == (0, None, None, None)
