"""What a client reports of its users' reaction to cards, field by field as the specification names it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any, Final

import msgspec

from cds_service.errors import FeedbackRefused, NotJson
from cds_service.hooks.json_text import refuse_other_than_json

AT_MOST: Final = 1000
"""Entries of one message: a client that saves up more sends several."""
_ID_AT_MOST: Final = 256
_COMMENT_AT_MOST: Final = 4000
_RFC_3339: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)
_REASON_NAMES: Final = ("overrideReason", "overrideReasons")
"""The second is what one large vendor sends (docs/decisions/0006)."""


class Reaction(Enum):
    """What became of a card."""

    ACCEPTED = "accepted"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a card was overridden: the reason's code, and a comment, which is a person's free text."""

    system: str = ""
    code: str = ""
    comment: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What became of one card, and when; `accepted` are ids of its suggestions."""

    card: str
    reaction: Reaction
    at: datetime
    accepted: tuple[str, ...] = ()
    reason: Reason = Reason()


def parse_feedback(body: bytes) -> tuple[Feedback, ...]:
    """Read the body of a feedback message; all entries or none.

    Raises `NotJson` for what is not JSON, `TooMuch` for more than is read, and `FeedbackRefused`, which names
    every fault of every entry.
    """
    entries = _entries(body)
    faults: list[tuple[str, str]] = []
    found: list[Feedback] = []
    for place, entry in enumerate(entries):
        problems = list(_faults(entry, f"feedback[{place}]"))
        faults.extend(problems)
        if not problems and isinstance(entry, Mapping):
            found.append(_read(entry))
    if faults:
        raise FeedbackRefused(faults)
    return tuple(found)


def _entries(body: bytes) -> Sequence[object]:
    refuse_other_than_json(body)
    try:
        content = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise NotJson("the body is not JSON: send one JSON object in UTF-8") from None
    entries = content.get("feedback") if isinstance(content, Mapping) else None
    if not isinstance(entries, list):
        raise FeedbackRefused([("feedback", "send an array under `feedback`")])
    if len(entries) > AT_MOST:
        raise FeedbackRefused([("feedback", f"more than {AT_MOST} entries: send them in several messages")])
    return entries


def _faults(entry: object, place: str) -> list[tuple[str, str]]:
    """Give what is wrong with an entry; nothing of its content is repeated."""
    if not isinstance(entry, Mapping):
        return [(place, "this is no object: send one per card")]
    faults = []
    if not _is_id(entry.get("card")):
        faults.append((f"{place}.card", "send the uuid of the card"))
    reaction = entry.get("outcome")
    if reaction not in {each.value for each in Reaction}:
        faults.append((f"{place}.outcome", "send `accepted` or `overridden`"))
    if not _is_instant(entry.get("outcomeTimestamp")):
        faults.append(
            (f"{place}.outcomeTimestamp", "send the instant with its zone, such as `2026-06-01T12:00:00Z`")
        )
    accepted = _accepted(entry)
    if reaction == Reaction.ACCEPTED.value and not (accepted and all(_is_id(each) for each in accepted)):
        faults.append((f"{place}.acceptedSuggestions", "send the `id` of each suggestion that was accepted"))
    faults.extend((f"{place}.{name}", why) for name, why in _faults_of_reason(entry))
    return faults


def _faults_of_reason(entry: Mapping[str, Any]) -> list[tuple[str, str]]:
    for name in _REASON_NAMES:
        if name not in entry:
            continue
        given = entry[name]
        if not isinstance(given, Mapping) or not given:
            return [(name, "send `reason`, `userComment` or both, or leave it out")]
        named = given.get("reason")
        if named is not None and not (isinstance(named, Mapping) and _is_id(named.get("code"))):
            return [(f"{name}.reason", "send a coding with its `code` and `system`")]
        if not isinstance(given.get("userComment", ""), str):
            return [(f"{name}.userComment", "send a string")]
    return []


def _accepted(entry: Mapping[str, Any]) -> list[Any]:
    given = entry.get("acceptedSuggestions")
    if not isinstance(given, list):
        return []
    return [each.get("id") if isinstance(each, Mapping) else None for each in given]


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= _ID_AT_MOST and value.isprintable()


def _is_instant(value: object) -> bool:
    if not isinstance(value, str) or _RFC_3339.fullmatch(value) is None:
        return False
    try:
        datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return False
    return True


def _read(entry: Mapping[str, Any]) -> Feedback:
    reaction = Reaction(entry["outcome"])
    accepted = sorted({each.strip() for each in _accepted(entry)}) if reaction is Reaction.ACCEPTED else ()
    return Feedback(
        card=entry["card"].strip(),
        reaction=reaction,
        at=datetime.fromisoformat(entry["outcomeTimestamp"].upper()),
        accepted=tuple(accepted),
        reason=_reason(entry),
    )


def _reason(entry: Mapping[str, Any]) -> Reason:
    given: Mapping[str, Any] = next((entry[name] for name in _REASON_NAMES if name in entry), {})
    named = given.get("reason") or {}
    system = named.get("system")
    # Only printable characters are kept: a store may refuse others, and a comment is for reading.
    comment = "".join(each if each.isprintable() else " " for each in given.get("userComment", ""))
    return Reason(
        system=_printable(system)[:_ID_AT_MOST] if isinstance(system, str) else "",
        code=named["code"].strip() if named else "",
        comment=comment.strip()[:_COMMENT_AT_MOST],
    )


def _printable(text: str) -> str:
    """Leave out what no store should be given: a NUL ends a text in some, a blank spoils a system's name."""
    return "".join(each for each in text.strip() if each.isprintable() and each != " ")
