"""Who the patient is, and what is known of her apart from the cancer."""

from __future__ import annotations

from typing import Final, Literal

from tests.support.chart_parts import (
    ICD10CM,
    LOINC,
    PATIENT_ID,
    RXNORM,
    SCT,
    Raw,
    billed,
    category,
    coding,
    concept,
    loinc,
    of_patient,
    patient_reference,
    resource,
    snomed,
)
from tests.support.chart_telling import Dialect, told

_US_CORE: Final = "http://hl7.org/fhir/us/core/StructureDefinition"
_CORE: Final = "http://hl7.org/fhir/StructureDefinition"
_SEXES: Final = {
    "female": ("248152002", "Female"),
    "F": ("248152002", "Female"),
    "male": ("248153007", "Male"),
    "M": ("248153007", "Male"),
}
_GENDER_OF: Final = {"female": "female", "F": "female", "male": "male", "M": "male"}
_IDENTITIES: Final = {
    "transfeminine": ("446141000124107", "Identifies as female gender"),
    "transmasculine": ("446151000124109", "Identifies as male gender"),
}


@told
def patient(
    gender: Literal["female", "male", "other", "unknown"] | None,
    birth_date: str,
    *,
    birth_sex: Literal["F", "M"] | None = None,
    identity: Literal["transfeminine", "transmasculine"] | None = None,
    dialect: Dialect = "own",
) -> Raw:
    """Give the patient as US Core has it; sex and gender identity are its extensions.

    A registry follows the newer release, and has no administrative gender that only repeats the sex.
    """
    newer = dialect == "registry"
    recorded = birth_sex or (gender if newer else None)
    told_by_sex = newer and recorded in _SEXES and gender in {None, "unknown", _GENDER_OF.get(recorded)}
    extensions: list[Raw] = []
    if newer and recorded in _SEXES:
        sex = {"system": SCT, "code": _SEXES[recorded][0], "display": _SEXES[recorded][1]}
        extensions.append({"url": f"{_US_CORE}/us-core-individual-sex", "valueCoding": sex})
    elif birth_sex is not None:
        extensions.append({"url": f"{_US_CORE}/us-core-birthsex", "valueCode": birth_sex})
    if identity is not None:
        held = snomed(*_IDENTITIES[identity])
        within = {"url": "value", "valueCodeableConcept": held}
        extensions.append(
            {"url": f"{_CORE}/individual-genderIdentity", "extension": [within]}
            if newer
            else {"url": f"{_US_CORE}/us-core-genderIdentity", "valueCodeableConcept": held}
        )
    return resource(
        "Patient",
        PATIENT_ID,
        active=True,
        extension=extensions,
        identifier=[{"system": "urn:oid:1.2.36.146.595.217.0.1", "value": "12345"}],
        name=[{"use": "official", "family": "Example", "given": ["Pat"]}],
        gender="unknown" if told_by_sex else gender,
        birthDate=birth_date,
    )


@told
def hypertension(*, dialect: Dialect = "own") -> Raw:
    """Give a problem that has nothing to do with the cancer, as every real list holds."""
    both = concept(
        coding(SCT, "38341003", "Hypertensive disorder"),
        coding(ICD10CM, "I10", "Essential (primary) hypertension"),
    )
    return of_patient(
        "Condition",
        "hypertension",
        clinicalStatus=category("condition-clinical", "active"),
        verificationStatus=category("condition-ver-status", "confirmed"),
        category=[category("condition-category", "problem-list-item")],
        code=billed(ICD10CM, "I10") if dialect == "billing" else both,
        onsetDateTime="2019-02-02",
        recordedDate="2019-02-02",
    )


@told
def lisinopril(*, dialect: Dialect = "own") -> Raw:
    """Give a running prescription that is no cancer therapy."""
    return of_patient(
        "MedicationRequest",
        "lisinopril",
        status="active",
        intent="order",
        **medication(concept(coding(RXNORM, "29046", "lisinopril"), text="lisinopril 10 mg"), dialect),
        authoredOn="2025-02-02",
        requester={"reference": "Practitioner/practitioner-1"},
    )


def medication(drug: Raw, dialect: Dialect) -> Raw:
    """Give the members of a request that name its drug: as a concept, or a Medication held inside."""
    if dialect != "registry":
        return {"medicationCodeableConcept": drug}
    held = {"resourceType": "Medication", "id": "drug", "code": drug}
    return {"contained": [held], "medicationReference": {"reference": "#drug"}}


@told
def gadolinium_allergy(*, dialect: Dialect = "own") -> Raw:
    """Give a confirmed, active allergy to MRI contrast; billing has no statuses."""
    stated = dialect != "billing"
    return resource(
        "AllergyIntolerance",
        "allergy-mri-contrast",
        patient=patient_reference(),
        clinicalStatus=category("allergyintolerance-clinical", "active") if stated else None,
        verificationStatus=category("allergyintolerance-verification", "confirmed") if stated else None,
        type="allergy",
        category=["medication"],
        code=snomed("293639009", "Magnetic resonance imaging contrast media allergy"),
        recordedDate="2022-08-01",
    )


@told
def pregnancy(on: str, *, dialect: Dialect = "own") -> list[Raw]:
    """Give a pregnancy as diagnosis and as US Core pregnancy status; to billing it is a diagnosis alone."""
    codes = {
        "billing": billed(ICD10CM, "Z33.1"),
        "registry": snomed("77386006", "Pregnancy"),
    }
    diagnosis = of_patient(
        "Condition",
        "pregnancy",
        clinicalStatus=category("condition-clinical", "active"),
        verificationStatus=category("condition-ver-status", "confirmed"),
        category=[category("condition-category", "encounter-diagnosis")],
        code=codes.get(dialect) or concept(coding(ICD10CM, "Z33.1", "Pregnant state, incidental")),
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
    return [diagnosis] if dialect == "billing" else [diagnosis, status]
