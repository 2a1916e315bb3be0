"""Writes who the patient is, and what she is allergic to."""

from __future__ import annotations

from collections.abc import Iterator

from cds_service.witnesses.resources import (
    PATIENT,
    Raw,
    choose,
    concept,
    resource,
    status_concept,
)
from cds_service.witnesses.wanted import Wanted

_BIRTH_SEX = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"
_GENDERS = {
    "female": ("female", ""),
    "male": ("male", ""),
    "transfeminine": ("female", "M"),
    "transmasculine": ("male", "F"),
}
"""Administrative gender and sex at birth of each population group."""


def write_person(wanted: Wanted) -> Iterator[Raw]:
    """Give the Patient, and the allergy if there is one."""
    gender, born = _GENDERS.get(wanted.value("patient.population"), ("", ""))
    age = wanted.amount("patient.age")
    birthday = wanted.today.replace(year=wanted.today.year - int(age), day=1) if age is not None else None
    yield resource(
        "Patient",
        PATIENT,
        extension=[{"url": _BIRTH_SEX, "valueCode": born}] if born else [],
        gender=gender,
        birthDate=birthday.isoformat() if birthday else None,
    )
    if wanted.value("allergy.gadolinium") == "yes":
        yield resource(
            "AllergyIntolerance",
            "allergy",
            patient={"reference": f"Patient/{PATIENT}"},
            clinicalStatus=status_concept("allergyintolerance-clinical", "active"),
            verificationStatus=status_concept("allergyintolerance-verification", "confirmed"),
            code=concept(choose(wanted.knowledge, "gadolinium-allergy")),
        )
