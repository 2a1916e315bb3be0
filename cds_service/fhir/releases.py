"""What other releases of FHIR (R5, STU3, DSTU2) call what R4 has, and how they say that something is not so.

The rest of the package reads R4 only. Where a sender gives an element under its R4 name too, that one counts.
Source: the resource definitions of 1.0.2, 3.0.2, 4.0.1 and 5.0.0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from cds_service.domain.terms import TYPES_SINCE_R4
from cds_service.fhir.raw import Raw, flag, member, objects, resource_type, text

P = ParamSpec("P")
R = TypeVar("R")

_NAMES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "Condition": {"recordedDate": ("assertedDate", "dateRecorded")},
    "AllergyIntolerance": {"recordedDate": ("assertedDate",), "code": ("substance",)},
    "DiagnosticReport": {"conclusionCode": ("codedDiagnosis",)},
    "Procedure": {
        "performedDateTime": ("occurrenceDateTime",),
        "performedPeriod": ("occurrencePeriod",),
        "performedTiming": ("occurrenceTiming",),
        "reasonCode": ("reasonCodeableConcept",),
    },
    "MedicationRequest": {
        "authoredOn": ("dateWritten",),
        "reasonCode": ("reasonCodeableConcept",),
        "statusReason": ("reasonEnded",),
    },
    "MedicationAdministration": {  # R5 spells it with one r
        "effectiveDateTime": ("occurenceDateTime", "occurrenceDateTime", "effectiveTimeDateTime"),
        "effectivePeriod": ("occurencePeriod", "occurrencePeriod", "effectiveTimePeriod"),
        "effectiveTiming": ("occurenceTiming", "occurrenceTiming"),
        "reasonCode": ("reasonGiven",),
    },
    "MedicationStatement": {
        "reasonCode": ("reasonForUseCodeableConcept",),
        "reasonReference": ("reasonForUseReference",),
    },
    "ServiceRequest": {
        "authoredOn": ("orderedOn",),
        "occurrenceDateTime": ("scheduledDateTime",),
        "occurrencePeriod": ("scheduledPeriod",),
        "occurrenceTiming": ("scheduledTiming",),
        "reasonCode": ("reasonCodeableConcept",),
        "supportingInfo": ("supportingInformation",),
        "note": ("notes",),
    },
}
"""By R4 type and element, the names that other releases give it."""

_STATUSES: Final[Mapping[str, Mapping[str, str]]] = {
    "ServiceRequest": {
        "proposed": "draft",
        **dict.fromkeys(("planned", "requested", "received", "accepted", "in-progress", "review"), "active"),
        "suspended": "on-hold",
        **dict.fromkeys(("cancelled", "rejected", "failed", "aborted"), "revoked"),
    },
    "CarePlan": {"proposed": "draft", "suspended": "on-hold", "cancelled": "revoked"},
}

_NOT_DONE: Final[Mapping[str, tuple[frozenset[str], str]]] = {
    "Procedure": (frozenset({"notDone", "notPerformed"}), "not-done"),
    "MedicationAdministration": (frozenset({"notGiven", "wasNotGiven"}), "not-done"),
    "MedicationStatement": (frozenset({"wasNotTaken"}), "not-taken"),
}
"""The flag by which older releases say it, and the status by which R4 does."""

_REASONED: Final = frozenset(
    {"ServiceRequest", "Procedure", "MedicationRequest", "MedicationAdministration", "MedicationStatement"}
)
_ALLERGY_IS_CERTAIN: Final = frozenset({"unconfirmed", "confirmed", "refuted", "entered-in-error"})


def r4_type(raw: Raw) -> str:
    """Give the type that R4 has for a resource."""
    kind = resource_type(raw)
    return TYPES_SINCE_R4.get(kind, kind)


def as_r4(raw: Raw) -> Raw:
    """Give a resource with its elements under their R4 names; its type, id and all else stay as sent."""
    kind = r4_type(raw)
    found: dict[str, Any] = {
        name: raw[other]
        for name, others in _NAMES.get(kind, {}).items()
        for other in reversed(others)
        if raw.get(other)
    }
    if kind in _REASONED:
        found |= _split(raw.get("reason"), "reasonCode", "reasonReference")
    drug = _split(raw.get("medication"), "medicationCodeableConcept", "medicationReference")
    found |= {name: each[0] for name, each in drug.items()}
    match kind:
        case "Procedure":
            found |= _split(raw.get("used"), "usedCode", "usedReference")
        case "Observation":
            related = [each for each in objects(raw.get("related")) if text(each.get("type")) == "has-member"]
            found["hasMember"] = [each["target"] for each in related if each.get("target")]
        case "AllergyIntolerance" if status := text(raw.get("status")).lower():
            found["verificationStatus" if status in _ALLERGY_IS_CERTAIN else "clinicalStatus"] = status
        case "MedicationRequest" if resource_type(raw) == "MedicationOrder":
            found["intent"] = "order"
        case _:
            pass
    said_otherwise = {name: value for name, value in found.items() if value and not raw.get(name)}
    said_otherwise |= _reshaped(raw, kind)
    return {**raw, **said_otherwise} if said_otherwise else raw


def of_any_release(build: Callable[Concatenate[Raw, P], R]) -> Callable[Concatenate[Raw, P], R]:
    """Let a function that reads a resource of R4 read one of any release."""

    @wraps(build)
    def build_as_r4(raw: Raw, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return build(as_r4(raw), *args, **kwargs)

    return build_as_r4


def own_name(raw: Raw, element: str) -> str:
    """Give what the sender of an order calls an R4 element, for an order that is handed back."""
    is_dstu2 = resource_type(raw) == "ProcedureRequest" and "intent" not in raw  # STU3 demands it
    return _NAMES["ServiceRequest"].get(element, (element,))[0] if is_dstu2 else element


def _reshaped(raw: Raw, kind: str) -> dict[str, Any]:
    """Give what other releases hold under the R4 name too, but in other words or in another shape."""
    status = _status(raw, kind)
    found: dict[str, Any] = {"status": status} if status else {}
    if kind == "ServiceRequest":
        found |= _items(raw) | _details(raw)
    return found


def _status(raw: Raw, kind: str) -> str:
    """Give the status in the words of R4, where another release says it otherwise; else nothing."""
    flags, not_done = _NOT_DONE.get(kind, (frozenset(), ""))
    if any(flag(raw.get(each)) for each in flags):
        return not_done
    if kind == "MedicationStatement":
        return _status_of_intake(raw)
    return _STATUSES.get(kind, {}).get(text(raw.get("status")).lower(), "")


def _status_of_intake(raw: Raw) -> str:
    """Say where a drug is not taken: in R5 that is the adherence, in STU3 an element of its own."""
    coded = objects(member(member(raw, "adherence"), "code").get("coding"))
    adherence = next((code for each in coded if (code := text(each.get("code")))), "")
    said = adherence or {"n": "not-taking", "unk": "unknown"}.get(text(raw.get("taken")), "")
    if said.startswith("not-taking"):
        return "not-taken"
    return "unknown" if said and not said.startswith("taking") else ""


def _items(raw: Raw) -> dict[str, Any]:
    """Give the study of a DSTU2 order, which lists what it orders.

    Several items are several studies: their codings stand side by side and show that they differ.
    """
    items = list(objects(raw.get("item")))
    if not items:
        return {}
    codings = [each for item in items for each in objects(member(item, "code").get("coding"))]
    said = text(member(items[0], "code").get("text")) if len(items) == 1 else ""
    sites = [each["bodySite"] for each in items if each.get("bodySite")]
    return {"code": {"coding": codings, "text": said}, "bodySite": sites}


def _details(raw: Raw) -> dict[str, Any]:
    """Give the details and instructions that R5 puts one level deeper."""
    details = list(objects(raw.get("orderDetail")))
    parameters = [each for detail in details for each in objects(detail.get("parameter"))]
    instructions = [
        said
        for each in objects(raw.get("patientInstruction"))
        if (said := text(each.get("instructionMarkdown")))
    ]
    found: dict[str, Any] = {}
    if parameters:
        values = ((each.get("valueCodeableConcept"), text(each.get("valueString"))) for each in parameters)
        found["orderDetail"] = [concept or {"text": said} for concept, said in values if concept or said]
    if instructions:
        found["patientInstruction"] = " ".join(instructions)
    return found


def _split(value: object, concept_name: str, reference_name: str) -> dict[str, Any]:
    """Give the concepts and the references that R5 holds together in CodeableReferences."""
    concepts, references = [], []
    for each in objects(value):
        if isinstance(each.get("reference"), str):
            references.append(each)
        elif "concept" in each or "reference" in each:
            concepts += [concept] if (concept := member(each, "concept")) else []
            references += [named] if (named := member(each, "reference")) else []
        else:
            concepts.append(each)
    both = {concept_name: concepts, reference_name: references}
    return {name: found for name, found in both.items() if found}
