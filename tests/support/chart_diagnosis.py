"""The cancer on the problem list or among the diagnoses: coded as different EHRs code it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from tests.support.chart_parts import (
    ICD10CM,
    ICD10GM,
    ICDO3,
    LEFT_OR_RIGHT,
    LOINC,
    SCT,
    Raw,
    SideName,
    billed,
    breast,
    category,
    coding,
    concept,
    of_patient,
    snomed,
)
from tests.support.chart_telling import Dialect, told

Kind = Literal["ductal", "lobular", "dcis", "inflammatory", "unspecified"]
Sex = Literal["female", "male"]
Status = Literal["active", "remission", "recurrence", "inactive", "resolved"]
Verification = Literal["confirmed", "provisional", "refuted", "entered-in-error"]
Listed = Literal["problem-list-item", "encounter-diagnosis"]

_HISTOLOGY: Final = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"
_SNOMED: Final = {
    "ductal": ("408643008", "Infiltrating duct carcinoma of breast"),
    "lobular": ("278054005", "Lobular carcinoma of breast"),
    "dcis": ("109889007", "Intraductal carcinoma in situ of breast"),
    "inflammatory": ("254840009", "Inflammatory carcinoma of breast"),
    "unspecified": ("254837009", "Malignant neoplasm of breast"),
}
_ICD10CM: Final = {
    ("female", "left"): ("C50.412", "Malignant neoplasm of upper-outer quadrant of left female breast"),
    ("female", "right"): ("C50.411", "Malignant neoplasm of upper-outer quadrant of right female breast"),
    ("male", "left"): ("C50.922", "Malignant neoplasm of unspecified site of left male breast"),
    ("male", "right"): ("C50.921", "Malignant neoplasm of unspecified site of right male breast"),
    ("inflammatory", "left"): ("C50.A2", "Malignant inflammatory neoplasm of left breast"),
    ("inflammatory", "right"): ("C50.A1", "Malignant inflammatory neoplasm of right breast"),
    ("dcis", "left"): ("D05.12", "Intraductal carcinoma in situ of left breast"),
    ("dcis", "right"): ("D05.11", "Intraductal carcinoma in situ of right breast"),
}
_MORPHOLOGY: Final = {"ductal": "8500/3", "lobular": "8520/3", "dcis": "8500/2", "inflammatory": "8530/3"}
_IN_A_REGISTRY: Final = {
    "female": ("372137005", "Primary malignant neoplasm of breast"),
    "male": ("372096000", "Carcinoma of male breast"),
    "dcis": ("189336000", "Carcinoma in situ of breast"),
}


def condition(
    slug: str,
    code: Raw,
    on: str,
    *,
    status: Status | None = "active",
    verification: Verification | None = "confirmed",
    listed: Listed = "problem-list-item",
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


@told
def cancer_on_problem_list(
    kind: Kind,
    side: SideName,
    on: str,
    *,
    sex: Sex = "female",
    status: Status = "active",
    verification: Verification = "confirmed",
    dialect: Dialect = "own",
) -> Raw:
    """Give the usual problem-list entry: SNOMED CT and ICD-10-CM together, the side in the ICD code."""
    if elsewhere := _as_others_have_it(kind, side, on, sex, status, verification, dialect):
        return elsewhere
    code = concept(
        coding(SCT, *_SNOMED[kind]), coding(ICD10CM, *_in_icd(kind, side, sex)), text=_SNOMED[kind][1]
    )
    return condition(f"cancer-{side}", code, on, status=status, verification=verification)


@told
def cancer_with_body_site(kind: Kind, side: SideName, on: str, *, dialect: Dialect = "own") -> Raw:
    """Give an entry coded in SNOMED CT alone, the side in its body site."""
    own = condition(f"cancer-{side}", snomed(*_SNOMED[kind]), on, site=breast(side))
    return _as_others_have_it(kind, side, on, "female", "active", "confirmed", dialect) or own


@told
def cancer_as_mcode(on: str, *, dialect: Dialect = "own") -> Raw:
    """Give mCODE's form: a left-sided primary, its ductal histology in the morphology extension."""
    code = snomed("353431000119107", "Primary malignant neoplasm of female left breast")
    histology = {"url": _HISTOLOGY, "valueCodeableConcept": snomed("82711006", "Infiltrating duct carcinoma")}
    own = condition("cancer-left", code, on) | {"extension": [histology]}
    return _as_others_have_it("ductal", "left", on, "female", "active", "confirmed", dialect) or own


@told
def cancer_as_billed(
    kind: Kind,
    side: SideName,
    on: str,
    *,
    sex: Sex = "female",
    again: bool = False,
    dialect: Dialect = "own",
) -> Raw:
    """Give an encounter diagnosis in ICD-10-CM alone, without any status, as billing leaves it.

    `again`: it stands beside the first diagnosis of this cancer, as at every visit.
    """
    code = concept(coding(ICD10CM, *_in_icd(kind, side, sex)))
    own = condition(f"cancer-{side}", code, on, status=None, verification=None, listed="encounter-diagnosis")
    told_so = _as_others_have_it(kind, side, on, sex, "active", "confirmed", dialect) or own
    return told_so | ({"id": f"cancer-{side}-again"} if again else {})


def _as_others_have_it(  # noqa: PLR0917  # what is known of a diagnosis
    kind: Kind,
    side: SideName,
    on: str,
    sex: Sex,
    status: Status,
    verification: Verification,
    dialect: Dialect,
) -> Raw | None:
    """Give the diagnosis as billing or a registry has it; nothing in the other dialects."""
    match dialect:
        case "own" | "typed" | "words":
            return None
        case "abroad":
            code = concept(coding(ICD10GM, "D05.1" if kind == "dcis" else "C50.9"))
            primary = condition(f"cancer-{side}", code, on, status=status, verification=verification)
            sites = [concept(coding(ICDO3, "C50.9")), snomed(*LEFT_OR_RIGHT[side])]
            return primary | {"bodySite": sites} | _morphology(kind)
        case "billing":
            return _claimed(kind, side, on, sex, status, verification)
        case "registry":
            code = snomed(*_IN_A_REGISTRY["dcis" if kind == "dcis" else sex])
            primary = condition(f"cancer-{side}", code, on, status=status, verification=verification)
            return primary | {"bodySite": [breast(side, dialect)]} | _morphology(kind)


def _claimed(  # noqa: PLR0917  # as _as_others_have_it
    kind: Kind, side: SideName, on: str, sex: Sex, status: Status, verification: Verification
) -> Raw:
    """Give a diagnosis from claims: no status but an unusual one; ICD-10-CM does not know lobular."""
    code = billed(ICD10CM, _in_icd(kind, side, sex)[0])
    usual = (status, verification) == ("active", "confirmed")
    claimed = condition(
        f"cancer-{side}",
        code,
        on,
        status=None if usual else status,
        verification=None if usual else verification,
        listed="encounter-diagnosis" if usual else "problem-list-item",
    )
    return claimed | (_morphology(kind) if kind == "lobular" else {})


def _in_icd(kind: Kind, side: SideName, sex: Sex) -> tuple[str, str]:
    return _ICD10CM[kind if kind in {"inflammatory", "dcis"} else sex, side]


def _morphology(kind: Kind) -> Raw:
    if kind not in _MORPHOLOGY:
        return {}
    code = concept(coding(ICDO3, _MORPHOLOGY[kind]))
    return {"extension": [{"url": _HISTOLOGY, "valueCodeableConcept": code}]}


def is_confirmed(diagnosis: Raw) -> bool:
    """Tell whether a diagnosis stands."""
    return diagnosis.get("verificationStatus") in (None, category("condition-ver-status", "confirmed"))


def histology_apart(chart: Iterable[Raw]) -> tuple[Raw, ...]:
    """Put the histology of each diagnosis that stands into an Observation that points to it."""
    apart: list[Raw] = []
    for each in chart:
        held = [one for one in each.get("extension", []) if one["url"] == _HISTOLOGY and is_confirmed(each)]
        apart.append({name: value for name, value in each.items() if name != "extension"} if held else each)
        apart += [
            of_patient(
                "Observation",
                f"histology-{each['id']}",
                status="final",
                code=concept(coding(LOINC, "59847-4")),
                effectiveDateTime=each["recordedDate"],
                focus=[{"reference": f"Condition/{each['id']}"}],
                valueCodeableConcept=one["valueCodeableConcept"],
            )
            for one in held
        ]
    return tuple(apart)


@told
def bone_metastasis(on: str, *, dialect: Dialect = "own") -> Raw:
    """Give a confirmed secondary of bone."""
    secondary = ("94222008", "Secondary malignant neoplasm of bone")
    match dialect:
        case "own" | "typed" | "abroad" | "words":
            code = concept(coding(SCT, *secondary), coding(ICD10CM, "C79.51", secondary[1]))
        case "billing":
            code = billed(ICD10CM, "C79.51")
        case "registry":
            code = snomed(*secondary)
    return condition("bone-metastasis", code, on)
