"""Writes R4 resources as senders of R5, STU3 and DSTU2 do, by the definitions of 5.0.0, 3.0.2 and 1.0.2.

What they say is the same; what a release cannot say is refused. Of DSTU2 it takes the elements and leaves the
types of values, which is what systems that grew out of it still send.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Final

from tests.support.release_moves import (
    CannotBeSaid,
    Raw,
    agent,
    as_plain_codes,
    code_and_reference,
    concept,
    drop,
    each,
    first,
    joined,
    move,
    only,
    reference,
    refuse,
    with_old_systems,
)

Writer = Callable[[Raw], Raw]
_Moves = Mapping[str, Callable[[Raw], None]]


def as_r5(r4: Raw) -> Raw:
    """Write a resource as R5 has it."""
    raw = copy.deepcopy(r4)
    _R5.get(r4["resourceType"], _as_it_is)(raw)
    return raw


def as_stu3(r4: Raw) -> Raw:
    """Write a resource as STU3 has it."""
    raw = with_old_systems(r4)
    move(raw, "encounter", "context")
    _STU3.get(r4["resourceType"], _as_it_is)(raw)
    return raw


def as_dstu2(r4: Raw) -> Raw:
    """Write a resource with the elements of DSTU2."""
    raw = as_stu3(r4)
    move(raw, "context", "encounter")
    _DSTU2.get(r4["resourceType"], _as_it_is)(raw)
    return raw


def as_diagnostic_order(r4: Raw) -> Raw:
    """Write an order as DSTU2 has it for imaging."""
    raw = with_old_systems(r4)
    raw["resourceType"] = "DiagnosticOrder"
    raw["item"] = [{"code": raw.pop("code")}]
    for site in raw.pop("bodySite", [])[:1]:
        raw["item"][0]["bodySite"] = site
    move(raw, "requester", "orderer")
    move(raw, "reasonCode", "reason")
    move(raw, "supportingInfo", "supportingInformation")
    drop(raw, "intent", "category", "authoredOn", "occurrenceDateTime")
    return raw


WRITERS: Final[Mapping[str, Writer]] = {"R5": as_r5, "STU3": as_stu3, "DSTU2": as_dstu2}


def _as_it_is(_: Raw) -> None:
    """Leave a resource that is the same in both releases, as far as it is read."""


def _order_of_r5(raw: Raw) -> None:
    move(raw, "code", "code", concept)
    code_and_reference(raw, "reasonCode", "reasonReference", "reason")
    move(raw, "orderDetail", "orderDetail", each(_detail_of_r5))
    move(raw, "supportingInfo", "supportingInfo", each(reference))
    move(raw, "patientInstruction", "patientInstruction", lambda said: [{"instructionMarkdown": said}])


def _detail_of_r5(value: Raw) -> Raw:
    return {"parameter": [{"code": {"text": "detail"}, "valueCodeableConcept": value}]}


def _procedure_of_r5(raw: Raw) -> None:
    move(raw, "performedDateTime", "occurrenceDateTime")
    move(raw, "performedPeriod", "occurrencePeriod")
    move(raw, "category", "category", lambda one: [one])
    move(raw, "usedCode", "used", each(concept))
    code_and_reference(raw, "reasonCode", "reasonReference", "reason")


def _medicine_of_r5(raw: Raw) -> None:
    move(raw, "medicationCodeableConcept", "medication", concept)
    move(raw, "medicationReference", "medication", reference)
    move(raw, "effectiveDateTime", "occurenceDateTime")
    move(raw, "effectivePeriod", "occurencePeriod")
    code_and_reference(raw, "reasonCode", "reasonReference", "reason")


def _condition_of_r5(raw: Raw) -> None:
    raw.setdefault("clinicalStatus", {"coding": [{"code": "unknown"}]})
    for evidence in raw.pop("evidence", []):
        said = [*map(concept, evidence.get("code", [])), *map(reference, evidence.get("detail", []))]
        raw["evidence"] = [*raw.get("evidence", []), *said]


def _allergy_of_r5(raw: Raw) -> None:
    move(raw, "type", "type", lambda code: {"coding": [{"code": code}]})
    move(raw, "recorder", "participant", lambda who: [{"actor": who}])


def _plan_of_r5(raw: Raw) -> None:
    """R5 has no details in a plan: each step is a request, here contained in it."""
    for number, step in enumerate(raw.get("activity", [])):
        detail = step.pop("detail")
        request = {
            "resourceType": "ServiceRequest",
            "id": f"step-{number}",
            "status": {"completed": "completed", "cancelled": "revoked"}.get(detail["status"], "active"),
            "intent": "plan",
            "subject": raw["subject"],
            "code": detail["code"],
            "reasonCode": detail["reasonCode"],
            "occurrencePeriod": detail["scheduledPeriod"],
        }
        raw["contained"] = [*raw.get("contained", []), as_r5(request)]
        step["plannedActivityReference"] = {"reference": f"#step-{number}"}


_R5: Final[_Moves] = {
    "ServiceRequest": _order_of_r5,
    "Procedure": _procedure_of_r5,
    "MedicationRequest": _medicine_of_r5,
    "MedicationAdministration": _medicine_of_r5,
    "Condition": _condition_of_r5,
    "AllergyIntolerance": _allergy_of_r5,
    "CarePlan": _plan_of_r5,
}


def _order_of_stu3(raw: Raw) -> None:
    raw["resourceType"] = "ProcedureRequest"
    move(raw, "requester", "requester", agent)
    move(raw, "instantiatesCanonical", "definition", each(reference))
    refuse(raw, "orderDetail", "patientInstruction", "instantiatesUri")


def _procedure_of_stu3(raw: Raw) -> None:
    if raw["status"] == "not-done":
        raw |= {"status": "completed", "notDone": True}


def _administration_of_stu3(raw: Raw) -> None:
    if raw["status"] == "not-done":
        raw |= {"status": "completed", "notGiven": True}


def _prescription_of_stu3(raw: Raw) -> None:
    move(raw, "category", "category", first)
    move(raw, "requester", "requester", agent)


def _condition_of_stu3(raw: Raw) -> None:
    as_plain_codes(raw, unconfirmed="provisional")
    move(raw, "recordedDate", "assertedDate")
    move(raw, "stage", "stage", first)


def _allergy_of_stu3(raw: Raw) -> None:
    as_plain_codes(raw)
    move(raw, "recordedDate", "assertedDate")


def _observation_of_stu3(raw: Raw) -> None:
    move(raw, "interpretation", "interpretation", first)
    move(raw, "hasMember", "related", each(lambda one: {"type": "has-member", "target": one}))
    refuse(raw, "focus")


def _report_of_stu3(raw: Raw) -> None:
    move(raw, "category", "category", joined)
    move(raw, "performer", "performer", each(lambda who: {"actor": who}))
    move(raw, "conclusionCode", "codedDiagnosis")


def _plan_of_stu3(raw: Raw) -> None:
    for step in raw.get("activity", []):
        drop(step["detail"], "kind")
        move(step["detail"], "doNotPerform", "prohibited")


_STU3: Final[_Moves] = {
    "ServiceRequest": _order_of_stu3,
    "Procedure": _procedure_of_stu3,
    "MedicationRequest": _prescription_of_stu3,
    "MedicationAdministration": _administration_of_stu3,
    "Condition": _condition_of_stu3,
    "AllergyIntolerance": _allergy_of_stu3,
    "Observation": _observation_of_stu3,
    "DiagnosticReport": _report_of_stu3,
    "CarePlan": _plan_of_stu3,
}


def _order_of_dstu2(raw: Raw) -> None:
    words = {"active": "requested", "on-hold": "suspended", "revoked": "rejected"}
    raw["status"] = words.get(raw["status"], raw["status"])
    drop(raw, "intent", "category")
    move(raw, "requester", "orderer", lambda who: who["agent"])
    move(raw, "authoredOn", "orderedOn")
    move(raw, "note", "notes")
    move(raw, "reasonCode", "reasonCodeableConcept", only)
    for suffix in ("DateTime", "Period", "Timing"):
        move(raw, f"occurrence{suffix}", f"scheduled{suffix}")


def _procedure_of_dstu2(raw: Raw) -> None:
    move(raw, "notDone", "notPerformed")
    move(raw, "reasonCode", "reasonCodeableConcept", only)


def _prescription_of_dstu2(raw: Raw) -> None:
    if raw.pop("intent") != "order":
        raise CannotBeSaid("a prescription that is only planned")
    raw["resourceType"] = "MedicationOrder"
    drop(raw, "category")
    move(raw, "authoredOn", "dateWritten")
    move(raw, "subject", "patient")
    move(raw, "requester", "prescriber", lambda who: who["agent"])
    move(raw, "reasonCode", "reasonCodeableConcept", only)


def _administration_of_dstu2(raw: Raw) -> None:
    move(raw, "notGiven", "wasNotGiven")
    move(raw, "subject", "patient")
    move(raw, "reasonCode", "reasonGiven")
    move(raw, "effectiveDateTime", "effectiveTimeDateTime")
    move(raw, "effectivePeriod", "effectiveTimePeriod")


def _condition_of_dstu2(raw: Raw) -> None:
    move(raw, "subject", "patient")
    move(raw, "assertedDate", "dateRecorded")
    move(raw, "category", "category", first)


def _allergy_of_dstu2(raw: Raw) -> None:
    move(raw, "assertedDate", "recordedDate")
    move(raw, "code", "substance")
    certain, course = raw.pop("verificationStatus", ""), raw.pop("clinicalStatus", "")
    raw["status"] = certain if certain in ("refuted", "unconfirmed", "entered-in-error") else course


def _observation_of_dstu2(raw: Raw) -> None:
    move(raw, "category", "category", first)
    for part in raw.get("referenceRange", []):
        move(part, "type", "meaning")


def _plan_of_dstu2(raw: Raw) -> None:
    drop(raw, "intent")
    move(raw, "title", "description")


_DSTU2: Final[_Moves] = {
    "ServiceRequest": _order_of_dstu2,
    "Procedure": _procedure_of_dstu2,
    "MedicationRequest": _prescription_of_dstu2,
    "MedicationAdministration": _administration_of_dstu2,
    "Condition": _condition_of_dstu2,
    "AllergyIntolerance": _allergy_of_dstu2,
    "Observation": _observation_of_dstu2,
    "CarePlan": _plan_of_dstu2,
}
