"""Turns records and feedback into rows; references become hashes here, and go no further."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from cds_service.adapters.pseudonyms import Pseudonyms
from cds_service.adapters.store.tables import ACCEPTED, CALL, CONSIDERED, FEEDBACK, MISSING, ORDER, SUGGESTION
from cds_service.advice.decisions import CallRecord
from cds_service.advice.feedback import ReceivedFeedback

Row = dict[str, Any]

_NAME_AT_MOST: Final = 256
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def write_call(connection: Connection, record: CallRecord, pseudonyms: Pseudonyms) -> None:
    """Write down a call with all that was concluded; a second time changes nothing."""
    _add(connection, CALL, [_call(record, pseudonyms)])
    rows: dict[Table, list[Row]] = {ORDER: [], CONSIDERED: [], MISSING: [], SUGGESTION: []}
    for place, order in enumerate(record.orders):
        key = {"call": record.id, "place": place}
        rows[ORDER].append(
            key
            | {
                # Drafts have short-lived ids, which an EHR may use again for another patient.
                "order_hash": hash_order(record, order.order, pseudonyms),
                "procedure": order.procedure,
                "outcome": order.outcome.value,
                "conclusion": order.conclusion,
                "scenario": order.scenario,
                "rating": order.rating,
                "indicator": order.indicator,
                "card": order.card or None,
                "held_back": order.held_back,
            }
        )
        for each in order.considered:
            about = key | {"scenario": each.scenario}
            rows[CONSIDERED].append(about | {"verdict": each.verdict.value, "rating": each.rating})
            rows[MISSING].extend(about | {"fact": fact} for fact in each.missing)
        for suggested in order.suggestions:
            offer = {"kind": suggested.kind, "procedure": suggested.procedure, "rating": suggested.rating}
            rows[SUGGESTION].append(key | offer | {"id": suggested.uuid})
    for table, found in rows.items():
        _add(connection, table, found)


def write_feedback(connection: Connection, message: Sequence[ReceivedFeedback]) -> None:
    """Write down a message's entries; one that is there already changes nothing."""
    for each in message:
        key = key_of(each)
        said = each.feedback
        row = {
            "key": key,
            "received_at": each.received_at,
            "client": each.client[:_NAME_AT_MOST],
            "service": each.service,
            "card": said.card,
            "outcome": said.reaction.value,
            "at": said.at,
            "reason_system": said.reason.system,
            "reason_code": said.reason.code,
            "comment": said.reason.comment or None,
        }
        _add(connection, FEEDBACK, [row])
        _add(connection, ACCEPTED, [{"feedback": key, "suggestion": id_} for id_ in said.accepted])


def key_of(received: ReceivedFeedback) -> str:
    """Give what makes an entry the same as an earlier one: its content, and not when it came."""
    said = received.feedback
    instant = said.at.timestamp()
    parts = [received.client, received.service, said.card, said.reaction.value, repr(instant)]
    parts += [said.reason.system, said.reason.code, *said.accepted]
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()


def _call(record: CallRecord, pseudonyms: Pseudonyms) -> Row:
    return {
        "id": record.id,
        "at": record.at,
        "service": record.service,
        "hook": record.hook,
        "client": record.client[:_NAME_AT_MOST],
        "hook_instance": _instance(record, pseudonyms),
        "patient_hash": pseudonyms.of("patient", record.client, record.patient),
        "user_hash": pseudonyms.of("user", record.client, record.user),
        "outcome": record.outcome.value,
        "status": record.status,
        "duration_us": record.duration_us,
        "knowledge": record.knowledge,
        "silent": record.silent,
        "test": record.test,
    }


def hash_order(record: CallRecord, order: str, pseudonyms: Pseudonyms) -> str:
    """Give what stands for an order of a call."""
    return pseudonyms.of("order", record.client, f"{record.patient} {order}" if order else "")


def _instance(record: CallRecord, pseudonyms: Pseudonyms) -> str:
    """Give the UUID as it came; what is no UUID might say whom it is about."""
    if _UUID.fullmatch(record.hook_instance):
        return record.hook_instance.lower()
    return pseudonyms.of("instance", record.client, record.hook_instance)


def _add(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert what is not there yet: a commit may have happened although nobody heard of it."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))
