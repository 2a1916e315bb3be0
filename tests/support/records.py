"""Records of calls and feedback as tests make them, and what a store holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, select

from cds_service.adapters.store.engines import open_reader, read_address
from cds_service.advice.decisions import CallRecord, Considered, OrderDecision, Outcome, Suggested
from cds_service.advice.feedback import ReceivedFeedback
from cds_service.evaluation.scenarios import Verdict
from cds_service.hooks.feedback import Feedback, Reaction, Reason

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)

ORDER = OrderDecision(
    order="ServiceRequest/42",
    procedure="pet-ct",
    outcome=Outcome.RATED,
    conclusion="rated",
    scenario="axilla/restaging-after-neoadjuvant-chemotherapy",
    rating="usually-not-appropriate",
    indicator="warning",
    card="card-1",
    suggestions=(
        Suggested("suggestion-1", "swap", "us-axilla", "usually-appropriate"),
        Suggested("suggestion-2", "drop"),
    ),
    considered=(
        Considered(
            "axilla/restaging-after-neoadjuvant-chemotherapy", Verdict.APPLIES, "usually-not-appropriate"
        ),
        Considered(
            "staging/distant-disease-in-early-stage", Verdict.UNDETERMINED, "undetermined", ("a.fact",)
        ),
    ),
)

CALL = CallRecord(
    id="call-1",
    at=NOON,
    service="breast-imaging-order-sign",
    outcome=Outcome.RATED,
    status=200,
    duration_us=4321,
    knowledge="sha256:0",
    hook="order-sign",
    hook_instance="d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    client="https://ehr.example.org",
    patient="Patient/7",
    user="Practitioner/9",
    orders=(ORDER,),
)


def call(number: int) -> CallRecord:
    """Give a call that shares no id with another."""
    suggestions = tuple(replace(each, uuid=f"{each.uuid}-{number}") for each in ORDER.suggestions)
    return replace(
        CALL, id=f"call-{number}", orders=(replace(ORDER, card=f"card-{number}", suggestions=suggestions),)
    )


def accepted(
    card: str = "card-1", *, at: datetime = NOON, suggestion: str = "suggestion-1"
) -> ReceivedFeedback:
    """Give feedback that a suggestion was taken."""
    said = Feedback(card, Reaction.ACCEPTED, at, (suggestion,))
    return ReceivedFeedback(said, "https://ehr.example.org", "breast-imaging-order-sign", NOON)


def overridden(
    card: str = "card-1", *, at: datetime = NOON, code: str = "patient-preference"
) -> ReceivedFeedback:
    """Give feedback that a card was overridden for a reason."""
    said = Feedback(card, Reaction.OVERRIDDEN, at, reason=Reason("http://example.org/reasons", code))
    return ReceivedFeedback(said, "https://ehr.example.org", "breast-imaging-order-sign", NOON)


def rows(address: str, table: Table) -> list[dict[str, Any]]:
    """Give all rows of a table."""
    engine = open_reader(read_address(address))
    try:
        with engine.begin() as connection:
            return [dict(each) for each in connection.execute(select(table)).mappings()]
    finally:
        engine.dispose()
