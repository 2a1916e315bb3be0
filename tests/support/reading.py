"""Answers to a few searches about one patient, and the record that is read from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from cds_service.domain.needs import DataNeed
from cds_service.fhir.building import BUILDERS
from cds_service.fhir.reading import read_prefetch
from cds_service.fhir.record import PatientRecord
from cds_service.fhir.releases import r4_type
from cds_service.fhir.resources import Resource, ServiceRequest

Raw = dict[str, Any]

NEEDS: Final = (
    DataNeed("patient", "Patient"),
    DataNeed("conditions", "Condition"),
    DataNeed("staging", "Observation", (("code", tuple(str(number) for number in range(12))),)),
    DataNeed("medicines", "MedicationAdministration"),
)
PATIENT: Final[Raw] = {"resourceType": "Patient", "id": "p", "gender": "female"}


def condition(id_: str = "1", **more: object) -> Raw:
    """Give a breast cancer of the patient."""
    code = {"coding": [{"system": "http://snomed.info/sct", "code": "254837009"}]}
    subject = {"reference": "Patient/p"}
    return {"resourceType": "Condition", "id": id_, "subject": subject, "code": code, **more}


def read(**prefetch: object) -> PatientRecord:
    """Read a prefetch; the patient is there unless another is given."""
    return read_prefetch({"patient": PATIENT, **prefetch}, NEEDS, "p")


def build(raw: Mapping[str, Any]) -> Resource:
    """Build a resource by itself; which element of an order held its reasons is left out."""
    built = BUILDERS[r4_type(raw)](raw, lambda _: {})
    if not isinstance(built, ServiceRequest):
        return built
    said = tuple((element.replace(built.reasons_in, "reasonCode"), words) for element, words in built.said)
    return msgspec.structs.replace(built, reasons_in="reasonCode", said=said)
