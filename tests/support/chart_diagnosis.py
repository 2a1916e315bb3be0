"""The cancer on the problem list or among the diagnoses: coded as different EHRs code it."""

from __future__ import annotations

from typing import Literal

from tests.support.chart_parts import (
    ICD10CM,
    SCT,
    Raw,
    SideName,
    breast,
    category,
    coding,
    concept,
    of_patient,
    snomed,
)

Kind = Literal["ductal", "lobular", "dcis", "inflammatory", "unspecified"]
Verification = Literal["confirmed", "provisional", "refuted", "entered-in-error"]

_HISTOLOGY = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"
_SNOMED = {
    "ductal": ("408643008", "Infiltrating duct carcinoma of breast"),
    "lobular": ("278054005", "Lobular carcinoma of breast"),
    "dcis": ("109889007", "Intraductal carcinoma in situ of breast"),
    "inflammatory": ("254840009", "Inflammatory carcinoma of breast"),
    "unspecified": ("254837009", "Malignant neoplasm of breast"),
}
_ICD10CM = {
    ("female", "left"): ("C50.412", "Malignant neoplasm of upper-outer quadrant of left female breast"),
    ("female", "right"): ("C50.411", "Malignant neoplasm of upper-outer quadrant of right female breast"),
    ("male", "left"): ("C50.922", "Malignant neoplasm of unspecified site of left male breast"),
    ("male", "right"): ("C50.921", "Malignant neoplasm of unspecified site of right male breast"),
    ("inflammatory", "left"): ("C50.A2", "Malignant inflammatory neoplasm of left breast"),
    ("inflammatory", "right"): ("C50.A1", "Malignant inflammatory neoplasm of right breast"),
    ("dcis", "left"): ("D05.12", "Intraductal carcinoma in situ of left breast"),
    ("dcis", "right"): ("D05.11", "Intraductal carcinoma in situ of right breast"),
}


def condition(
    slug: str,
    code: Raw,
    on: str,
    *,
    status: str | None = "active",
    verification: Verification | None = "confirmed",
    listed: Literal["problem-list-item", "encounter-diagnosis"] = "problem-list-item",
    site: Raw | None = None,
) -> Raw:
    """Give a US Core Condition; one entered in error carries no clinical status."""
    current = status if verification != "entered-in-error" else None
    return of_patient(
        "Condition",
        slug,
        clinicalStatus=category("condition-clinical", current) if current else None,
        verificationStatus=category("condition-ver-status", verification) if verification else None,
        category=[category("condition-category", listed)],
        code=code,
        bodySite=[site] if site else None,
        onsetDateTime=on,
        recordedDate=on,
    )


def cancer_on_problem_list(
    kind: Kind,
    side: SideName,
    on: str,
    *,
    sex: Literal["female", "male"] = "female",
    status: str = "active",
    verification: Verification = "confirmed",
) -> Raw:
    """Give the usual problem-list entry: SNOMED CT and ICD-10-CM together, the side in the ICD code."""
    billing = _ICD10CM[kind if kind in {"inflammatory", "dcis"} else sex, side]
    code = concept(coding(SCT, *_SNOMED[kind]), coding(ICD10CM, *billing), text=_SNOMED[kind][1])
    return condition(f"cancer-{side}", code, on, status=status, verification=verification)


def cancer_with_body_site(kind: Kind, side: SideName, on: str) -> Raw:
    """Give an entry coded in SNOMED CT alone, the side in its body site."""
    return condition(f"cancer-{side}", snomed(*_SNOMED[kind]), on, site=breast(side))


def cancer_as_mcode(on: str) -> Raw:
    """Give mCODE's form: a left-sided primary, its ductal histology in the morphology extension."""
    code = snomed("353431000119107", "Primary malignant neoplasm of female left breast")
    histology = {"url": _HISTOLOGY, "valueCodeableConcept": snomed("82711006", "Infiltrating duct carcinoma")}
    return condition("cancer-left", code, on) | {"extension": [histology]}


def cancer_as_billed(
    kind: Kind, side: SideName, on: str, *, sex: Literal["female", "male"] = "female"
) -> Raw:
    """Give an encounter diagnosis in ICD-10-CM alone, without any status, as billing leaves it."""
    billing = _ICD10CM[kind if kind in {"inflammatory", "dcis"} else sex, side]
    code = concept(coding(ICD10CM, *billing))
    return condition(f"cancer-{side}", code, on, status=None, verification=None, listed="encounter-diagnosis")


def bone_metastasis(on: str) -> Raw:
    """Give a confirmed secondary of bone."""
    code = concept(
        coding(SCT, "94222008", "Secondary malignant neoplasm of bone"),
        coding(ICD10CM, "C79.51", "Secondary malignant neoplasm of bone"),
    )
    return condition("bone-metastasis", code, on)
