"""A patient's record as received: the resources, what was searched, and what could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self, TypeVar

from cds_service.fhir.resources import (
    AllergyIntolerance,
    CarePlan,
    Condition,
    DiagnosticReport,
    MedicationRequest,
    Medicine,
    Observation,
    Patient,
    Procedure,
    Resource,
    ServiceRequest,
    Specimen,
)

R = TypeVar("R", bound=Resource)


@dataclass(frozen=True, slots=True)
class Issue:
    """Something in the data that was set aside, said without any patient content.

    `need` is the prefetch key; `reference` is `Type/id`, as far as the resource has them.
    """

    need: str
    reference: str
    what: str


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """All that is known of one patient.

    `searched` names the needs that were read whole, so that silence means absence; `heard_of` those of which
    anything at all was told.
    """

    patient: Patient | None = None
    conditions: tuple[Condition, ...] = ()
    observations: tuple[Observation, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    medication_requests: tuple[MedicationRequest, ...] = ()
    medicines: tuple[Medicine, ...] = ()
    reports: tuple[DiagnosticReport, ...] = ()
    care_plans: tuple[CarePlan, ...] = ()
    service_requests: tuple[ServiceRequest, ...] = ()
    allergies: tuple[AllergyIntolerance, ...] = ()
    specimens: tuple[Specimen, ...] = ()
    by_reference: Mapping[str, Resource] = field(default_factory=lambda: MappingProxyType({}))
    searched: frozenset[str] = frozenset()
    heard_of: frozenset[str] = frozenset()
    issues: tuple[Issue, ...] = ()

    @classmethod
    def of(
        cls,
        resources: Sequence[Resource],
        *,
        by_reference: Mapping[str, Resource],
        searched: frozenset[str],
        heard_of: frozenset[str],
        issues: tuple[Issue, ...],
    ) -> Self:
        """Sort resources by their kind; of several patients the first counts."""
        return cls(
            patient=next(iter(_only(Patient, resources)), None),
            conditions=_only(Condition, resources),
            observations=_only(Observation, resources),
            procedures=_only(Procedure, resources),
            medication_requests=_only(MedicationRequest, resources),
            medicines=_only(Medicine, resources),
            reports=_only(DiagnosticReport, resources),
            care_plans=_only(CarePlan, resources),
            service_requests=_only(ServiceRequest, resources),
            allergies=_only(AllergyIntolerance, resources),
            specimens=_only(Specimen, resources),
            by_reference=by_reference,
            searched=searched,
            heard_of=heard_of,
            issues=issues,
        )

    def resolve(self, reference: str, kind: type[R]) -> R | None:
        """Give the resource that a reference names, if it was sent and is of this kind."""
        found = self.by_reference.get(reference)
        return found if isinstance(found, kind) else None


def _only(kind: type[R], resources: Sequence[Resource]) -> tuple[R, ...]:
    return tuple(each for each in resources if isinstance(each, kind))
