"""Who the patient is, and what is known of her apart from the cancer."""

from __future__ import annotations

from typing import Literal

from tests.support.chart_parts import (
    ICD10CM,
    LOINC,
    PATIENT_ID,
    RXNORM,
    SCT,
    Raw,
    category,
    coding,
    concept,
    loinc,
    of_patient,
    patient_reference,
    resource,
    snomed,
)

_US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition"
_IDENTITIES = {
    "transfeminine": ("446141000124107", "Identifies as female gender"),
    "transmasculine": ("446151000124109", "Identifies as male gender"),
}


def patient(
    gender: Literal["female", "male", "other", "unknown"] | None,
    birth_date: str,
    *,
    birth_sex: Literal["F", "M"] | None = None,
    identity: Literal["transfeminine", "transmasculine"] | None = None,
) -> Raw:
    """Give the patient as US Core has it; birth sex and gender identity are its extensions."""
    extensions: list[Raw] = []
    if birth_sex is not None:
        extensions.append({"url": f"{_US_CORE}/us-core-birthsex", "valueCode": birth_sex})
    if identity is not None:
        extensions.append(
            {
                "url": f"{_US_CORE}/us-core-genderIdentity",
                "valueCodeableConcept": snomed(*_IDENTITIES[identity]),
            }
        )
    return resource(
        "Patient",
        PATIENT_ID,
        active=True,
        extension=extensions,
        identifier=[{"system": "urn:oid:1.2.36.146.595.217.0.1", "value": "12345"}],
        name=[{"use": "official", "family": "Example", "given": ["Pat"]}],
        gender=gender,
        birthDate=birth_date,
    )


def hypertension() -> Raw:
    """Give a problem that has nothing to do with the cancer, as every real list holds."""
    return of_patient(
        "Condition",
        "hypertension",
        clinicalStatus=category("condition-clinical", "active"),
        verificationStatus=category("condition-ver-status", "confirmed"),
        category=[category("condition-category", "problem-list-item")],
        code=concept(
            coding(SCT, "38341003", "Hypertensive disorder"),
            coding(ICD10CM, "I10", "Essential (primary) hypertension"),
        ),
        onsetDateTime="2019-02-02",
        recordedDate="2019-02-02",
    )


def lisinopril() -> Raw:
    """Give a running prescription that is no cancer therapy."""
    return of_patient(
        "MedicationRequest",
        "lisinopril",
        status="active",
        intent="order",
        medicationCodeableConcept=concept(coding(RXNORM, "29046", "lisinopril"), text="lisinopril 10 mg"),
        authoredOn="2025-02-02",
        requester={"reference": "Practitioner/practitioner-1"},
    )


def gadolinium_allergy() -> Raw:
    """Give a confirmed, active allergy to MRI contrast."""
    return resource(
        "AllergyIntolerance",
        "allergy-mri-contrast",
        patient=patient_reference(),
        clinicalStatus=category("allergyintolerance-clinical", "active"),
        verificationStatus=category("allergyintolerance-verification", "confirmed"),
        type="allergy",
        category=["medication"],
        code=snomed("293639009", "Magnetic resonance imaging contrast media allergy"),
        recordedDate="2022-08-01",
    )


def pregnancy(on: str) -> list[Raw]:
    """Give a pregnancy as diagnosis and as US Core pregnancy status."""
    diagnosis = of_patient(
        "Condition",
        "pregnancy",
        clinicalStatus=category("condition-clinical", "active"),
        verificationStatus=category("condition-ver-status", "confirmed"),
        category=[category("condition-category", "encounter-diagnosis")],
        code=concept(coding(ICD10CM, "Z33.1", "Pregnant state, incidental")),
        recordedDate=on,
    )
    status = of_patient(
        "Observation",
        "pregnancy-status",
        status="final",
        category=[category("observation-category", "social-history")],
        code=loinc("82810-3", "Pregnancy status"),
        effectiveDateTime=on,
        valueCodeableConcept=concept(
            coding(SCT, "77386006", "Pregnancy"), coding(LOINC, "LA15173-0", "Pregnant")
        ),
    )
    return [diagnosis, status]
