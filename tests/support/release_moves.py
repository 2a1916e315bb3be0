"""The moves by which a resource of one release of FHIR becomes one of another; each changes it in place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

Raw = dict[str, Any]


class CannotBeSaid(Exception):  # it is no fault
    """The release has no element for something in the resource."""


def move(raw: Raw, old: str, new: str, change: Callable[[Any], Any] | None = None) -> None:
    """Put an element under another name, changed; where there is none nothing happens."""
    if old in raw:
        value = raw.pop(old)
        raw[new] = change(value) if change else value


def drop(raw: Raw, *elements: str) -> None:
    """Leave out elements that the release does not have and that nobody judges by."""
    for element in elements:
        raw.pop(element, None)


def refuse(raw: Raw, *elements: str) -> None:
    """Say that the resource cannot be written where it has one of these elements."""
    for element in elements:
        if element in raw:
            raise CannotBeSaid(element)


def code_and_reference(raw: Raw, codes: str, references: str, both: str) -> None:
    """Put concepts and references together, as R5 does."""
    found = [*map(concept, raw.pop(codes, [])), *map(reference, raw.pop(references, []))]
    if found:
        raw[both] = found


def concept(value: Raw) -> Raw:
    """Give the CodeableReference of a concept."""
    return {"concept": value}


def reference(value: Raw) -> Raw:
    """Give the CodeableReference of a reference."""
    return {"reference": value}


def agent(value: Raw) -> Raw:
    """Give the requester of STU3."""
    return {"agent": value}


def each(change: Callable[[Any], Any]) -> Callable[[list[Any]], list[Any]]:
    """Change every member of a list."""
    return lambda values: [change(value) for value in values]


def first(values: list[Any]) -> Any:  # noqa: ANN401  # any JSON
    """Give the first of a list, where the release has one only."""
    return values[0]


def only(values: list[Any]) -> Any:  # noqa: ANN401  # any JSON
    """Give the one member of a list."""
    if len(values) > 1:
        raise CannotBeSaid("several reasons")
    return values[0]


def joined(concepts: list[Raw]) -> Raw:
    """Give one concept with the codings of all."""
    return {"coding": [coding for value in concepts for coding in value.get("coding", [])]}


def with_old_systems(r4: Raw) -> Raw:
    """Copy a resource, the code systems of HL7 under the addresses they had before R4."""
    text = json.dumps(r4)
    text = re.sub(r"http://terminology\.hl7\.org/CodeSystem/v([23])-", r"http://hl7.org/fhir/v\1/", text)
    text = text.replace("http://terminology.hl7.org/CodeSystem/", "http://hl7.org/fhir/")
    raw: Raw = json.loads(text)
    return raw


def as_plain_codes(raw: Raw, **words: str) -> None:
    """Give the statuses of a Condition or allergy as plain codes, some of them in other words."""
    for element in ("clinicalStatus", "verificationStatus"):
        if element in raw:
            code = raw[element]["coding"][0]["code"]
            raw[element] = words.get(code, code)
