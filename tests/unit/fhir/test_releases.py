"""What a resource of another release says is what its R4 twin says, element by element."""

from __future__ import annotations

from typing import Any, Final

import pytest

from cds_service.fhir.raw import Raw
from tests.support.reading import build

CONCEPT: Final = {"coding": [{"system": "http://snomed.info/sct", "code": "254837009"}]}
OTHER: Final = {"coding": [{"system": "http://snomed.info/sct", "code": "392021009"}], "text": "other"}
CONDITION: Final = {"reference": "Condition/1"}
DAY: Final = "2026-05-04"
PERIOD: Final = {"start": "2026-05-04", "end": "2026-05-20"}
LATIN: Final = {"coding": [{"system": "http://hl7.org/fhir/v2/0078", "code": "H"}]}
LETTER: Final = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "code": "H"}]
}
TAKING: Final = "http://hl7.org/fhir/CodeSystem/medication-statement-adherence"


def adherence(code: str) -> dict[str, Any]:
    return {"code": {"coding": [{"system": TAKING, "code": code}]}}


SAME: Final[dict[str, tuple[str, Raw, Raw]]] = {
    # what ... type, elements of the other release, elements of R4
    "STU3: when a diagnosis was asserted": ("Condition", {"assertedDate": DAY}, {"recordedDate": DAY}),
    "DSTU2: when it was recorded": ("Condition", {"dateRecorded": DAY}, {"recordedDate": DAY}),
    "DSTU2: one category": ("Condition", {"category": CONCEPT}, {"category": [CONCEPT]}),
    "STU3: one stage": ("Condition", {"stage": {"summary": CONCEPT}}, {"stage": [{"summary": CONCEPT}]}),
    "STU3: plain statuses": (
        "Condition",
        {"clinicalStatus": "resolved", "verificationStatus": "refuted"},
        {
            "clinicalStatus": {"coding": [{"code": "resolved"}]},
            "verificationStatus": {"coding": [{"code": "refuted"}]},
        },
    ),
    "R5: evidence by reference": (
        "Condition",
        {"evidence": [{"reference": CONDITION}]},
        {"evidence": [{"detail": [CONDITION]}]},
    ),
    "DSTU2: an age at its end": (
        "Condition",
        {"abatementQuantity": {"value": 50}},
        {"abatementBoolean": True},
    ),
    "R4: an age at its end": ("Condition", {"abatementAge": {"value": 50}}, {"abatementBoolean": True}),
    "DSTU2: what an allergy is to": ("AllergyIntolerance", {"substance": CONCEPT}, {"code": CONCEPT}),
    "DSTU2: an allergy refuted": (
        "AllergyIntolerance",
        {"status": "refuted"},
        {"verificationStatus": {"coding": [{"code": "refuted"}]}},
    ),
    "DSTU2: an allergy resolved": (
        "AllergyIntolerance",
        {"status": "resolved"},
        {"clinicalStatus": {"coding": [{"code": "resolved"}]}},
    ),
    "STU3: when an allergy was asserted": (
        "AllergyIntolerance",
        {"assertedDate": DAY},
        {"recordedDate": DAY},
    ),
    "R5: who took part in an allergy": (
        "AllergyIntolerance",
        {"type": CONCEPT, "participant": [{"actor": {"reference": "Practitioner/1"}}]},
        {"type": "allergy", "recorder": {"reference": "Practitioner/1"}},
    ),
    "STU3: one interpretation, by its old address": (
        "Observation",
        {"interpretation": LATIN},
        {"interpretation": [LETTER]},
    ),
    "STU3: the encounter": (
        "Observation",
        {"context": {"reference": "Encounter/1"}},
        {"encounter": {"reference": "Encounter/1"}},
    ),
    "STU3: the members of a group, among what is related": (
        "Observation",
        {
            "related": [
                {"type": "has-member", "target": CONDITION},
                {"type": "derived-from", "target": {"reference": "Observation/2"}},
            ]
        },
        {"hasMember": [CONDITION]},
    ),
    "DSTU2: a range for treatment is no normal one": (
        "Observation",
        {"referenceRange": [{"high": {"value": 9}, "meaning": CONCEPT}, {"high": {"value": 4}}]},
        {"referenceRange": [{"high": {"value": 9}, "type": CONCEPT}, {"high": {"value": 4}}]},
    ),
    "STU3: coded diagnoses": (
        "DiagnosticReport",
        {"codedDiagnosis": [CONCEPT]},
        {"conclusionCode": [CONCEPT]},
    ),
    "R5: when it occurred": ("Procedure", {"occurrenceDateTime": DAY}, {"performedDateTime": DAY}),
    "R5: how long it took": ("Procedure", {"occurrencePeriod": PERIOD}, {"performedPeriod": PERIOD}),
    "R5: reasons": (
        "Procedure",
        {"reason": [{"concept": CONCEPT}, {"reference": CONDITION}]},
        {"reasonCode": [CONCEPT], "reasonReference": [CONDITION]},
    ),
    "R5: what was used": (
        "Procedure",
        {"used": [{"concept": CONCEPT}, {"reference": {"reference": "Device/1"}}]},
        {"usedCode": [CONCEPT]},
    ),
    "DSTU2: one reason": ("Procedure", {"reasonCodeableConcept": CONCEPT}, {"reasonCode": [CONCEPT]}),
    "DSTU2: one reason by reference": (
        "Procedure",
        {"reasonReference": CONDITION},
        {"reasonReference": [CONDITION]},
    ),
    "STU3: not done": ("Procedure", {"status": "completed", "notDone": True}, {"status": "not-done"}),
    "DSTU2: not performed": (
        "Procedure",
        {"status": "completed", "notPerformed": True},
        {"status": "not-done"},
    ),
    "STU3: done": ("Procedure", {"status": "completed", "notDone": False}, {"status": "completed"}),
    "R5: a drug": (
        "MedicationRequest",
        {"medication": {"concept": OTHER}},
        {"medicationCodeableConcept": OTHER},
    ),
    "R5: a drug by reference": (
        "MedicationRequest",
        {"medication": {"reference": {"reference": "Medication/1", "display": "taxol"}}},
        {"medicationReference": {"reference": "Medication/1", "display": "taxol"}},
    ),
    "R5: when a dose was given": (
        "MedicationAdministration",
        {"occurencePeriod": PERIOD},
        {"effectivePeriod": PERIOD},
    ),
    "DSTU2: when a dose was given": (
        "MedicationAdministration",
        {"effectiveTimeDateTime": DAY, "reasonGiven": [CONCEPT]},
        {"effectiveDateTime": DAY, "reasonCode": [CONCEPT]},
    ),
    "STU3: a dose not given": (
        "MedicationAdministration",
        {"status": "completed", "notGiven": "true"},
        {"status": "not-done"},
    ),
    "DSTU2: a dose not given": (
        "MedicationAdministration",
        {"status": "completed", "wasNotGiven": True},
        {"status": "not-done"},
    ),
    "STU3: a drug not taken": (
        "MedicationStatement",
        {"status": "active", "taken": "n"},
        {"status": "not-taken"},
    ),
    "STU3: nobody knows whether it is taken": (
        "MedicationStatement",
        {"status": "active", "taken": "unk"},
        {"status": "unknown"},
    ),
    "DSTU2: a drug not taken": (
        "MedicationStatement",
        {"status": "active", "wasNotTaken": True, "reasonForUseCodeableConcept": CONCEPT},
        {"status": "not-taken", "reasonCode": [CONCEPT]},
    ),
    "R5: a drug not taken": (
        "MedicationStatement",
        {"status": "recorded", "adherence": adherence("not-taking")},
        {"status": "not-taken"},
    ),
    "R5: a drug taken": (
        "MedicationStatement",
        {"status": "recorded", "adherence": adherence("taking-as-directed")},
        {"status": "recorded"},
    ),
    "R5: an adherence that nobody knows": (
        "MedicationStatement",
        {"status": "recorded", "adherence": adherence("unknown")},
        {"status": "unknown"},
    ),
    "STU3: a plan given up": ("CarePlan", {"status": "cancelled"}, {"status": "revoked"}),
    "STU3: a step that must not be taken": (
        "CarePlan",
        {"activity": [{"detail": {"code": CONCEPT, "prohibited": True}}]},
        {"activity": [{"detail": {"code": CONCEPT, "doNotPerform": True}}]},
    ),
    "R5: what a plan addresses": (
        "CarePlan",
        {"addresses": [{"reference": CONDITION}]},
        {"addresses": [CONDITION]},
    ),
    "R5: reasons and instructions of an order": (
        "ServiceRequest",
        {
            "reason": [{"concept": CONCEPT}, {"reference": CONDITION}],
            "patientInstruction": [{"instructionMarkdown": "Come early"}],
            "supportingInfo": [{"reference": CONDITION}],
        },
        {
            "reasonCode": [CONCEPT],
            "reasonReference": [CONDITION],
            "patientInstruction": "Come early",
            "supportingInfo": [CONDITION],
        },
    ),
    "R5: details of an order": (
        "ServiceRequest",
        {
            "orderDetail": [
                {"parameter": [{"code": CONCEPT, "valueCodeableConcept": OTHER}]},
                {"parameter": [{"code": CONCEPT, "valueString": "with contrast"}]},
            ]
        },
        {"orderDetail": [OTHER, {"text": "with contrast"}]},
    ),
    "R5: what is ordered": ("ServiceRequest", {"code": {"concept": CONCEPT}}, {"code": CONCEPT}),
}


@pytest.mark.parametrize(("kind", "other", "r4"), SAME.values(), ids=SAME)
def test_an_element_of_another_release_says_what_the_one_of_r4_says(kind: str, other: Raw, r4: Raw) -> None:
    named = {"resourceType": kind}
    assert build({**named, **other}) == build({**named, **r4})


NOT_READ: Final = {
    "STU3: the encounter",
    "STU3: a step that must not be taken",
    "R5: who took part in an allergy",
}


@pytest.mark.parametrize("name", [each for each in SAME if each not in NOT_READ])
def test_the_r4_element_says_something(name: str) -> None:
    """Two that are both not read would be equal as well."""
    kind, _, r4 = SAME[name]
    assert build({"resourceType": kind, **r4}) != build({"resourceType": kind})


def test_where_both_names_are_used_the_one_of_r4_counts() -> None:
    both = {"resourceType": "Condition", "recordedDate": DAY, "assertedDate": "2020-01-01"}
    assert build(both) == build({"resourceType": "Condition", "recordedDate": DAY})


def test_a_step_inside_a_plan_that_must_not_be_taken_is_none() -> None:
    request = {"resourceType": "ServiceRequest", "id": "s", "code": {"concept": CONCEPT}}
    step = {"plannedActivityReference": {"reference": "#s"}}
    plan = {"resourceType": "CarePlan", "id": "p", "contained": [request], "activity": [step]}
    activities = [getattr(build(each), "activities") for each in (plan, _forbidden(plan))]  # noqa: B009
    assert [len(each) for each in activities] == [1, 0]


def _forbidden(plan: dict[str, Any]) -> Raw:
    return plan | {"contained": [plan["contained"][0] | {"doNotPerform": True}]}
