"""Tolerant looks into raw FHIR JSON: what is of the wrong shape reads as absent, never as an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

Raw = Mapping[str, Any]
"""A JSON object as received; it is never changed."""

_REFERENCE_PARTS: Final = 2
_HARMLESS: Final = frozenset({"information", "warning"})


def objects(value: object) -> Iterator[Raw]:
    """Each JSON object of a list, or the one object that stands where a list is due."""
    for each in value if isinstance(value, list | tuple) else (value,):
        if isinstance(each, Mapping):
            yield each


def member(raw: Raw, name: str) -> Raw:
    """Give the first object under this name; an empty one where there is none."""
    return next(objects(raw.get(name)), {})


def text(value: object) -> str:
    """Give a string without outer blanks; empty where it is none."""
    return value.strip() if isinstance(value, str) else ""


def flag(value: object) -> bool:
    """Whether a boolean is true, also where a sender wrote it as a string."""
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


def resource_type(raw: Raw) -> str:
    """Give the resource type, or nothing."""
    return text(raw.get("resourceType"))


def reference_of(raw: Raw) -> str:
    """Give `Type/id`, or nothing where the resource lacks either."""
    kind, id_ = resource_type(raw), text(raw.get("id"))
    return f"{kind}/{id_}" if kind and id_ else ""


def relative(reference: str) -> str:
    """Cut an absolute or versioned reference down to `Type/id`; leave any other as it is."""
    bare = reference.strip().split("/_history/", 1)[0].rstrip("/")
    if bare.startswith(("urn:", "#")):
        return bare
    parts = bare.split("/")
    named = len(parts) >= _REFERENCE_PARTS and parts[-2][:1].isupper()
    return "/".join(parts[-2:]) if named else bare


def last_part(reference: str) -> str:
    """Give the bare id at the end of a reference."""
    bare = relative(reference)
    return bare.rsplit(":", 1)[-1] if bare.startswith("urn:") else bare.rsplit("/", 1)[-1]


def has_failure(issues: object) -> bool:
    """Whether the issues of an OperationOutcome hold one that is more than a remark."""
    return any(text(each.get("severity")) not in _HARMLESS for each in objects(issues))


def concept_of(value: object) -> Raw:
    """Give the CodeableConcept, also from an R5 CodeableReference, which wraps it in `concept`."""
    concept = next(objects(value), {})
    return member(concept, "concept") or concept
