"""Strict JSON within bounds: what a body may be before anything of it is believed."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from cds_service.errors import NotJson, TooMuch

DEEPEST: Final = 400
"""Levels of nesting. FHIR needs fewer than 30, and an order nested deeper than that goes back as it came; the
parsers used here give up at a thousand."""
VALUES_AT_MOST: Final = 500_000
LONGEST_TEXT: Final = 1024 * 1024
LONGEST_NAME: Final = 256
LONGEST_NUMBER: Final = 64
RESOURCES_AT_MOST: Final = 5_000
"""Values in all; bytes of one text; characters of a member's name and of a number; FHIR resources."""

_LONG_NUMBER: Final = re.compile(rb"[0-9.eE+-]{%d}" % (LONGEST_NUMBER + 1))
_NOT_NESTING: Final = bytes(set(range(256)) - set(b"[]{}"))
_STEP: Final = {**dict.fromkeys(b"[{", 1), **dict.fromkeys(b"]}", -1)}


def refuse_other_than_json(body: bytes) -> None:
    """Let pass strict JSON in UTF-8 within bounds.

    Raises:
        NotJson: it is none, or only a lenient parser would take it: other encodings, NaN, a member named
            twice, a number beyond what a double holds.
        TooMuch: it holds more than is read.
    """
    _bound(body)
    resources = _Resources()
    try:
        json.loads(
            body.decode(),
            object_pairs_hook=resources.count,
            parse_constant=_refuse_constant,
            parse_int=str,
            parse_float=_refuse_infinite,
        )
    except (ValueError, RecursionError):
        raise NotJson(
            "the body is not JSON: send one JSON object in UTF-8, no member named twice, no NaN"
        ) from None
    if resources.counted > RESOURCES_AT_MOST:
        raise TooMuch(f"the body holds more than {RESOURCES_AT_MOST} resources: send fewer prefetched ones")


def _bound(body: bytes) -> None:
    """Refuse what would be costly to parse, by its marks alone and in time that grows with its length."""
    # Without what is escaped, each quote begins or ends a text.
    body = body.replace(rb"\\", b"").replace(rb"\"", b"")
    pieces = body.split(b'"')
    longest = max(map(len, pieces[1::2]), default=0)
    if longest > LONGEST_TEXT:
        raise TooMuch("a text in the body is longer than is read: send it without large attachments")
    if longest > LONGEST_NAME and any(_long_names(pieces)):
        raise NotJson(f"a member's name has more than {LONGEST_NAME} characters: send names as FHIR has them")
    structure = b"".join(pieces[::2])
    if _LONG_NUMBER.search(structure):
        raise NotJson(f"a number in the body has more than {LONGEST_NUMBER} characters: send fewer digits")
    nesting = structure.translate(None, _NOT_NESTING)
    if max(accumulate(map(_STEP.__getitem__, nesting)), default=0) > DEEPEST:
        raise NotJson(f"the body is nested more than {DEEPEST} deep: send FHIR resources as they are defined")
    if structure.count(b",") + len(nesting) > VALUES_AT_MOST:
        raise TooMuch("the body holds more values than are read: send fewer prefetched resources")


def _long_names(pieces: Sequence[bytes]) -> Iterator[bool]:
    """Say of each long text whether it names a member: then a colon follows."""
    for place in range(1, len(pieces) - 1, 2):
        if len(pieces[place]) > LONGEST_NAME:
            yield pieces[place + 1].lstrip().startswith(b":")


class _Resources:
    """Looks at each object of a body, and counts those that are resources."""

    def __init__(self) -> None:
        self.counted = 0

    def count(self, pairs: list[tuple[str, object]]) -> None:
        names = {name for name, _ in pairs}
        if len(names) != len(pairs):
            raise ValueError("a member is named twice")
        self.counted += "resourceType" in names


def _refuse_constant(_: str) -> None:
    raise ValueError("not a JSON number")


def _refuse_infinite(number: str) -> str:
    if math.isinf(float(number)):
        raise ValueError("no double holds this number")
    return number
