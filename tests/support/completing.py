"""A chart whose prefetch is to be completed, and calls that lack parts of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import msgspec

from cds_service.adapters.memory import InMemoryChart
from cds_service.advice.completion import Completion
from cds_service.advice.ports import ChartSource
from cds_service.domain.needs import DataNeed
from cds_service.fhir.reading import read_prefetch
from cds_service.fhir.record import PatientRecord
from cds_service.hooks.prefetch import render_templates
from cds_service.hooks.request import Authorization, HookRequest

Raw = dict[str, Any]

PATIENT: Final = "patient-1"
TOKEN: Final = "Secret-Token-1957"
LOINC: Final = "http://loinc.org"
CATEGORY: Final = "http://terminology.hl7.org/CodeSystem/condition-category"
STAGING_CODES: Final = (
    "21908-9",
    "21905-5",
    "21906-3",
    "21907-1",
    "21902-2",
    "21899-0",
    "21900-6",
    "21901-4",
)
CODES_OF_NOTHING: Final = ("33728-7", "44669-0", "85337-4", "21889-1")

NEEDS: Final = (
    DataNeed("patient", "Patient"),
    DataNeed("problems", "Condition", (("category", (f"{CATEGORY}|problem-list-item",)),)),
    DataNeed("encounter_diagnoses", "Condition", (("category", (f"{CATEGORY}|encounter-diagnosis",)),)),
    DataNeed(
        "staging",
        "Observation",
        (("code", tuple(f"{LOINC}|{each}" for each in (*CODES_OF_NOTHING, *STAGING_CODES))),),
    ),
    DataNeed("procedures", "Procedure"),
    DataNeed("medication_requests", "MedicationRequest", (("intent", ("order", "plan")),)),
    DataNeed("service_requests", "ServiceRequest", (("status", ("active", "completed")),), required=False),
)
KEYS: Final = tuple(key for need in NEEDS for key in need.keys)
"""The staging codes are spread over two keys: 12 are more than one search may name."""


def _condition(number: int, category: str, patient: str = PATIENT) -> Raw:
    return {
        "resourceType": "Condition",
        "id": f"condition-{patient}-{number}",
        "category": [{"coding": [{"system": CATEGORY, "code": category}]}],
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "254837009"}]},
        "subject": {"reference": f"Patient/{patient}"},
    }


def _staging(number: int, code: str) -> Raw:
    return {
        "resourceType": "Observation",
        "id": f"staging-{number}",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "subject": {"reference": f"Patient/{PATIENT}"},
        "valueQuantity": {"value": 2.5, "unit": "cm"},
    }


CHART: Final[tuple[Raw, ...]] = (
    {"resourceType": "Patient", "id": PATIENT, "gender": "female", "birthDate": "1971-04-05"},
    {"resourceType": "Patient", "id": "patient-2", "gender": "female"},
    *(_condition(number, "problem-list-item") for number in range(25)),  # more than a server's usual page
    _condition(99, "problem-list-item", "patient-2"),
    *(_staging(number, code) for number, code in enumerate(STAGING_CODES)),
    {
        "resourceType": "Procedure",
        "id": "procedure-1",
        "status": "completed",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "392021009"}]},
        "subject": {"reference": f"Patient/{PATIENT}"},
        "performedDateTime": "2026-02-03",
    },
    {
        "resourceType": "MedicationRequest",
        "id": "medication-1",
        "status": "active",
        "intent": "plan",
        "medicationCodeableConcept": {"text": "paclitaxel"},
        "subject": {"reference": f"Patient/{PATIENT}"},
    },
)
"""One patient's chart, and a little of another's; there are no encounter diagnoses and no orders."""


def supplied(*without: str, **instead: object) -> dict[str, msgspec.Raw]:
    """Give the prefetch of an EHR that supplies everything but these keys, or something else for them."""
    full = InMemoryChart(CHART).prefetch(render_templates(NEEDS), {"patientId": PATIENT})
    values: Mapping[str, object] = {key: each for key, each in full.items() if key not in without} | instead
    return {key: msgspec.Raw(msgspec.json.encode(each)) for key, each in values.items()}


def hook_call(
    server: str,
    prefetch: Mapping[str, msgspec.Raw] | None = None,
    *,
    token: str = TOKEN,
    scope: str = "",
    patient_id: str = PATIENT,
    granted_for: str = "",
) -> HookRequest:
    """Give a call about the patient that names this FHIR server, by default without any prefetch."""
    call = HookRequest("order-sign", "instance", "Practitioner/1", patient_id, prefetch=prefetch or {})
    granted = Authorization(token, scope, patient=granted_for) if token else None
    return replace(call, fhir_server=server, authorization=granted)


def complete(
    source: ChartSource, call: HookRequest, needs: Sequence[DataNeed] = NEEDS, within: float = 5
) -> Completion:
    """Complete the prefetch of a call."""
    return asyncio.run(source.complete(call, needs, within))


def read(completion: Completion, patient_id: str = PATIENT) -> PatientRecord:
    """Read the record as the service does."""
    return read_prefetch(completion.prefetch, NEEDS, patient_id)


def read_supplied(prefetch: Mapping[str, msgspec.Raw]) -> PatientRecord:
    """Read the record of a prefetch that nobody completed."""
    return read_prefetch(prefetch, NEEDS, PATIENT)


def said(completion: Completion) -> dict[str, str]:
    """Give what each issue says, by key."""
    return {each.need: each.what for each in completion.issues}
