"""Tolerant looks into raw FHIR JSON: what is of the wrong shape reads as absent, never as an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

Raw = Mapping[str, Any]
"""A JSON object as received; it is never changed."""

_REFERENCE_PARTS: Final = 2
_HARMLESS: Final = frozenset({"information", "warning"})
_HELD_BACK: Final = frozenset(
    {
        "suppressed",
        *("transient", "lock-error", "no-store", "exception", "timeout", "incomplete", "throttled"),
    }
)
"""Issue types by which a server says, often as a mere warning, that it left out something it may have."""


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
    """Whether the issues of an OperationOutcome hold one that is more than a remark on a whole result."""
    return any(
        text(each.get("severity")).lower() not in _HARMLESS or text(each.get("code")).lower() in _HELD_BACK
        for each in objects(issues)
    )


def changes_meaning(raw: Raw) -> bool:
    """Whether a modifier extension, also of a part, or rules of its own change what a resource says."""
    if raw.get("modifierExtension") or raw.get("implicitRules"):
        return True
    parts = (each for each in raw.values() if isinstance(each, list | Mapping))
    return any(each.get("modifierExtension") for part in parts for each in objects(part))


def names_another(raw: Raw, patient_id: str, addresses: Mapping[str, str]) -> bool:
    """Whether a resource names a subject that is not this patient; one that names none is the patient's.

    `addresses` gives the `Type/id` of what was sent under an address.
    """
    for subject in (*objects(raw.get("subject")), *objects(raw.get("patient"))):
        reference = text(subject.get("reference"))
        if not reference or reference.startswith("#"):
            continue
        named = relative(addresses.get(reference, reference))
        other_kind = "/" in named and not named.startswith("Patient/")
        if other_kind or last_part(named) != last_part(patient_id):
            return True
    return False


def concept_of(value: object) -> Raw:
    """Give the CodeableConcept, also from an R5 CodeableReference, which wraps it in `concept`."""
    concept = next(objects(value), {})
    return member(concept, "concept") or concept
