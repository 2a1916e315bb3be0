"""What can be offered about an order; how a client is told is decided elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cds_service.domain.facts import FactSheet, Recorded
from cds_service.domain.ratings import Rating
from cds_service.domain.scenarios import Caution, FirstChoice, Postponement, Scenario
from cds_service.domain.truth import Truth
from cds_service.evaluation.orders import Entry, OrderedStudy
from cds_service.evaluation.scenarios import all_hold


@dataclass(frozen=True, slots=True)
class Swap:
    """Order another study instead."""

    procedure: str
    recommended: bool


@dataclass(frozen=True, slots=True)
class Drop:
    """Remove the order."""


@dataclass(frozen=True, slots=True)
class AddNote:
    """Add a note to the order; `{fact.name}` stands for what is recorded of that fact."""

    text: str


@dataclass(frozen=True, slots=True)
class Postpone:
    """Move the study to the first day that fits."""

    to: date


Offer = Swap | Drop | AddNote | Postpone


def offer_swaps(entry: Entry, order: OrderedStudy, sheet: FactSheet) -> tuple[Swap, ...]:
    """Offer the scenario's first choices that are neither drafted already nor a step already taken."""
    if entry.rated is not None and any(
        all_hold((each,), sheet) is Truth.TRUE for each in entry.rated.no_swap_when
    ):
        return ()
    choices = [each.procedure for each in entry.scenario.first_choice if _is_open(each, sheet)]
    if not entry.scenario.first_choice and entry.rated is not None and entry.rated.instead:
        choices = [entry.rated.instead]
    wanted = [
        each
        for each in choices
        if each not in order.drafted and each != order.procedure.id
        if not rates_no_more(entry.scenario, each, sheet)
    ]
    return tuple(Swap(each, recommended=place == 0) for place, each in enumerate(wanted))


def offer_replacement(entry: Entry, order: OrderedStudy, sheet: FactSheet) -> tuple[Offer, ...]:
    """Offer what replaces a study that is usually not appropriate: the swaps and, always, to drop it.

    Without any study to offer in its place dropping stands alone. A scenario that has another study
    for the purpose (`instead`) offers that one only: some study is wanted there.
    """
    swaps = offer_swaps(entry, order, sheet)
    if swaps and not entry.scenario.first_choice:
        return swaps
    return (*swaps, Drop())


def offers_of_cautions(
    cautions: tuple[Caution, ...], entry: Entry, order: OrderedStudy, sheet: FactSheet
) -> tuple[Offer, ...]:
    """Offer the notes, the later date and the first choices that cautions name."""
    offers: list[Offer] = []
    for caution in cautions:
        if caution.add_note:
            offers.append(AddNote(caution.add_note))
        if caution.offer_first_choice:
            offers.extend(offer_swaps(entry, order, sheet))
        if caution.postpone is not None and (day := _first_day(caution.postpone, sheet)) is not None:
            offers.append(Postpone(day))
    return tuple(offers)


def rates_no_more(scenario: Scenario, procedure: str, sheet: FactSheet) -> bool:
    """Whether a study was rated until it was done, and the source leaves open what comes then."""
    rated = scenario.rating_of(procedure)
    return rated is not None and bool(rated.left_open) and all_hold(rated.when, sheet) is Truth.FALSE


def best_rating(entry: Entry) -> Rating | None:
    """Give the rating a study would have here if everything open turned out to fit."""
    return entry.rated.rating if entry.rated is not None else None


def _is_open(choice: FirstChoice, sheet: FactSheet) -> bool:
    return choice.unless is None or all_hold((choice.unless,), sheet) is not Truth.TRUE


def _first_day(postponement: Postponement, sheet: FactSheet) -> date | None:
    """Give the day so many days after the event; none where its date is not known to the day."""
    elapsed = sheet[postponement.fact]
    if not isinstance(elapsed, Recorded) or not elapsed.evidence:
        return None
    try:
        event = date.fromisoformat((elapsed.evidence[-1].on or "")[:10])
    except ValueError:
        return None
    return event + timedelta(days=postponement.days)
