"""Which resources stand on a day: not void by their status, and not dated later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from cds_service.fhir.dates import Day
from cds_service.fhir.record import PatientRecord
from cds_service.fhir.resources import (
    AllergyIntolerance,
    CarePlan,
    Condition,
    DiagnosticReport,
    MedicationRequest,
    Medicine,
    Observation,
    Procedure,
    Resource,
    ServiceRequest,
)

ERROR: Final = "entered-in-error"
NOT_YET_DONE: Final = frozenset({"preparation", "on-hold", "unknown"})
"""Procedures of these statuses are planned at most."""

_VOID_PROCEDURES: Final = frozenset({ERROR, "not-done", "aborted"})
_VOID_OBSERVATIONS: Final = frozenset({ERROR, "cancelled", "registered"})
_VOID_REPORTS: Final = frozenset({ERROR, "cancelled", "registered", "partial"})
_VOID_MEDICINES: Final = frozenset({ERROR, "not-done", "not-taken", "unknown"})
_VOID_REQUESTS: Final = frozenset({ERROR, "cancelled", "revoked"})


def standing_on(record: PatientRecord, as_of: date) -> PatientRecord:
    """Give the record as it stood on a day; resources without a date always stand.

    Refuted diagnoses stay, being statements; so do plans for later, dated by the day they were made.
    """
    today = Day.on(as_of)
    return replace(
        record,
        conditions=tuple(each for each in record.conditions if _stands(each, today)),
        observations=tuple(each for each in record.observations if _stands(each, today)),
        procedures=tuple(each for each in record.procedures if _stands(each, today)),
        medication_requests=tuple(each for each in record.medication_requests if _stands(each, today)),
        medicines=tuple(each for each in record.medicines if _stands(each, today)),
        reports=tuple(each for each in record.reports if _stands(each, today)),
        care_plans=tuple(each for each in record.care_plans if _stands(each, today)),
        service_requests=tuple(each for each in record.service_requests if _stands(each, today)),
        allergies=tuple(each for each in record.allergies if _stands(each, today)),
        by_reference=MappingProxyType(
            {name: each for name, each in record.by_reference.items() if _stands(each, today)}
        ),
    )


def _stands(resource: Resource, today: Day) -> bool:
    match resource:
        case Condition():
            return resource.verification_status != ERROR and not _is_later(resource.on, today)
        case Observation():
            return resource.status not in _VOID_OBSERVATIONS and not _is_later(resource.on, today)
        case Procedure():
            planned = resource.status in NOT_YET_DONE
            return resource.status not in _VOID_PROCEDURES and (planned or not _is_later(resource.on, today))
        case MedicationRequest() | ServiceRequest():
            void = resource.status in _VOID_REQUESTS or resource.do_not_perform
            return not void and not _is_later(resource.on, today)
        case Medicine():
            planned = resource.status == "intended"
            return resource.status not in _VOID_MEDICINES and (planned or not _is_later(resource.on, today))
        case DiagnosticReport():
            return resource.status not in _VOID_REPORTS and not _is_later(resource.on, today)
        case CarePlan():
            # A revoked plan stays: it tells that therapy which had begun was given up.
            void = resource.status in _VOID_REQUESTS - {"revoked"}
            return not void and not _is_later(resource.on, today)
        case AllergyIntolerance():
            void = resource.verification_status in {ERROR, "refuted"}
            return not void and not _is_later(resource.on, today)
        case _:
            return True


def _is_later(day: Day | None, today: Day) -> bool:
    return day is not None and day.earliest > today.latest
