"""What one call led to, as it is written down: codes and ids, no word of the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol, assert_never

from cds_service.cards.assessments import rating_word
from cds_service.cards.compose import ComposedOrder
from cds_service.cards.suggestions import RenderedOffer
from cds_service.domain.scenarios import Status
from cds_service.evaluation.offers import AddNote, Drop, Postpone, Swap
from cds_service.evaluation.orders import Entry
from cds_service.evaluation.scenarios import Verdict


class Outcome(Enum):
    """What came of an order, or of a whole call: the first of these that any of its orders came to."""

    RATED = "rated"
    UNDETERMINED = "undetermined"
    NO_CRITERIA = "no-criteria"
    NOT_OURS = "not-ours"
    REFUSED = "refused"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Considered:
    """A scenario that speaks to the order or that the patient belongs to, and what it came to."""

    scenario: str
    verdict: Verdict
    rating: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion: `swap`, `drop`, `note` or `postpone`; the study that a swap puts in, and its rating."""

    uuid: str
    kind: str
    procedure: str = ""
    rating: str = ""


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """What was concluded on one order; `order` is its `Type/id`, which leaves the process only as a hash.

    `held_back`: there would have been a card, but its user overrode the same advice shortly before.
    """

    order: str
    procedure: str
    outcome: Outcome
    conclusion: str
    scenario: str = ""
    rating: str = ""
    indicator: str = ""
    card: str = ""
    suggestions: tuple[Suggested, ...] = ()
    considered: tuple[Considered, ...] = ()
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call: who asked, what it came to, how long it took.

    `client` is the authenticated issuer, empty for none; `patient` and `user` are references, which leave the
    process only as hashes; `at` is the instant of the answer; `status` its HTTP status. A `silent` call was
    answered without its cards; a `test` call counts in no figure.
    """

    id: str
    at: datetime
    service: str
    outcome: Outcome
    status: int
    duration_us: int
    knowledge: str
    hook: str = ""
    hook_instance: str = ""
    client: str = ""
    patient: str = ""
    user: str = ""
    silent: bool = False
    test: bool = False
    orders: tuple[OrderDecision, ...] = ()


class DecisionLog(Protocol):
    """Where calls are written down."""

    def note(self, record: CallRecord) -> None:
        """Have the record written down some time soon; it neither waits nor fails."""


def record_orders(composed: Sequence[ComposedOrder]) -> tuple[OrderDecision, ...]:
    """Write down each judged order; a study ordered in parts counts as one."""
    return tuple(_record(each) for each in composed)


def outcome_of(orders: Sequence[OrderDecision]) -> Outcome:
    """Give the outcome of a call that was answered."""
    reached = {each.outcome for each in orders}
    return next((each for each in Outcome if each in reached), Outcome.NOT_OURS)


def _record(composed: ComposedOrder) -> OrderDecision:
    judged, conclusion = composed.judged, composed.judged.conclusion
    entries = judged.assessment.entries
    lead = conclusion.lead
    return OrderDecision(
        order=judged.references[0],
        procedure=judged.open_as or judged.assessment.order.procedure.id,
        outcome=_outcome(entries),
        conclusion=conclusion.kind.name.lower().replace("_", "-"),
        scenario=lead.scenario.id if lead is not None else "",
        rating=rating_word(lead) if lead is not None else "",
        indicator=conclusion.indicator.value if conclusion.indicator is not None else "",
        card=composed.card.uuid if composed.card is not None else "",
        suggestions=tuple(_suggested(each, lead) for each in composed.offered),
        considered=tuple(_considered(each) for each in entries),
    )


def _outcome(entries: Sequence[Entry]) -> Outcome:
    active = [each for each in entries if each.scenario.status is Status.ACTIVE]
    if any(each.rating is not None for each in active):
        return Outcome.RATED
    if any(each.consideration.verdict is Verdict.UNDETERMINED for each in active):
        return Outcome.UNDETERMINED
    return Outcome.NO_CRITERIA


def _considered(entry: Entry) -> Considered:
    missing = dict.fromkeys(fact for question in entry.questions for fact in question.facts)
    return Considered(entry.scenario.id, entry.consideration.verdict, rating_word(entry), tuple(missing))


def _suggested(rendered: RenderedOffer, lead: Entry | None) -> Suggested:
    uuid = rendered.suggestion.uuid
    match rendered.offer:
        case Swap(procedure=procedure):
            rated = lead.scenario.rating_of(procedure) if lead is not None else None
            return Suggested(uuid, "swap", procedure, rated.rating.value if rated is not None else "")
        case Drop():
            return Suggested(uuid, "drop")
        case AddNote():
            return Suggested(uuid, "note")
        case Postpone():
            return Suggested(uuid, "postpone")
        case _:
            assert_never(rendered.offer)
