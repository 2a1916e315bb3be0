"""Symptoms asked about, laboratory results and the margins of a specimen."""

from __future__ import annotations

from typing import Literal

from tests.support.chart_axilla import pathology_report
from tests.support.chart_diagnosis import condition
from tests.support.chart_parts import (
    CAP,
    ICD10CM,
    LOINC,
    SCT,
    Raw,
    category,
    coding,
    concept,
    loinc,
    of_patient,
    snomed,
)

METASTATIC_SYMPTOMS = {
    "bone-pain": ("12584003", "Bone pain"),
    "back-pain": ("161891005", "Backache"),
    "cough": ("49727002", "Cough"),
    "dyspnoea": ("267036007", "Dyspnea"),
    "headache": ("25064002", "Headache"),
    "seizure": ("91175000", "Seizure"),
    "jaundice": ("18165001", "Jaundice"),
    "weight-loss": ("89362005", "Weight loss"),
}
BREAST_SYMPTOMS = {
    "lump": ("89164003", "Breast lump"),
    "discharge": ("162164007", "Nipple discharge symptom"),
    "pain": ("53430007", "Pain of breast"),
    "skin": ("87386002", "Peau d'orange surface of breast"),
}
_NEGATIVE = ("260385009", "Negative")


def _asked(name: str, code: tuple[str, str], on: str) -> Raw:
    return of_patient(
        "Observation",
        f"asked-{name}-{on}",
        status="final",
        category=[category("observation-category", "exam")],
        code=snomed(*code),
        effectiveDateTime=on,
    )


def symptom_review_negative(on: str, *, but_for: tuple[str, ...] = ()) -> list[Raw]:
    """Give a review of systems in which no symptom of metastasis was found."""
    return [
        _asked(name, code, on) | {"valueBoolean": False}
        for name, code in METASTATIC_SYMPTOMS.items()
        if name not in but_for
    ]


def breast_review_negative(on: str, *, but_for: tuple[str, ...] = ()) -> list[Raw]:
    """Give the answers of a follow-up visit: no lump, discharge, pain or skin change."""
    return [
        _asked(name, code, on) | {"valueCodeableConcept": snomed(*_NEGATIVE)}
        for name, code in BREAST_SYMPTOMS.items()
        if name not in but_for
    ]


def symptom(name: str, on: str) -> Raw:
    """Give a symptom as a problem that began on that day and is still active."""
    code = (METASTATIC_SYMPTOMS | BREAST_SYMPTOMS)[name]
    return condition(f"symptom-{name}", snomed(*code), on)


def spinal_arthritis(since: str) -> Raw:
    """Give long-standing degenerative disease of the spine."""
    code = concept(
        coding(SCT, "396275006", "Osteoarthritis"),
        coding(ICD10CM, "M47.816", "Spondylosis without myelopathy or radiculopathy, lumbar region"),
    )
    return condition("spinal-arthritis", code, since)


_LIVER_TESTS = {
    "alp": ("6768-6", "Alkaline phosphatase [Enzymatic activity/volume] in Serum or Plasma", 40, 120, "U/L"),
    "alt": (
        "1742-6",
        "Alanine aminotransferase [Enzymatic activity/volume] in Serum or Plasma",
        7,
        40,
        "U/L",
    ),
    "ast": (
        "1920-8",
        "Aspartate aminotransferase [Enzymatic activity/volume] in Serum or Plasma",
        8,
        40,
        "U/L",
    ),
    "bilirubin": ("1975-2", "Bilirubin.total [Mass/volume] in Serum or Plasma", 0.1, 1.2, "mg/dL"),
}


def lab(
    test: Literal["alp", "alt", "ast", "bilirubin"],
    value: float,
    on: str,
    *,
    with_range: bool = True,
) -> Raw:
    """Give a liver test with the laboratory's interpretation and, unless refused, its reference range."""
    code, name, low, high, unit = _LIVER_TESTS[test]
    units = {"unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    return of_patient(
        "Observation",
        f"lab-{test}-{on}",
        status="final",
        category=[category("observation-category", "laboratory")],
        code=loinc(code, name),
        effectiveDateTime=on,
        issued=f"{on}T12:00:00Z",
        valueQuantity={"value": value} | units,
        interpretation=[category("v3-ObservationInterpretation", "H" if value > high else "N")],
        referenceRange=[{"low": {"value": low} | units, "high": {"value": high} | units}]
        if with_range
        else None,
    )


def normal_liver_tests(on: str, *, but_for: tuple[str, ...] = ()) -> list[Raw]:
    """Give the usual panel, all within the laboratory's ranges."""
    normal: dict[Literal["alp", "alt", "ast", "bilirubin"], float] = {
        "alp": 78, "alt": 22, "ast": 19, "bilirubin": 0.6,
    }  # fmt: skip
    return [lab(test, value, on) for test, value in normal.items() if test not in but_for]


def margins(
    state: Literal["positive", "negative"],
    on: str,
    *,
    coded: Literal["present-absent", "mcode", "cap", "words"] = "present-absent",
) -> list[Raw]:
    """Give the margin of the final specimen and the pathology report it belongs to."""
    positive = state == "positive"
    match coded:
        case "present-absent":
            question = concept(coding(SCT, "371488000", "Presence of neoplasm at excised surgical margin"))
            answer = snomed(*(("52101004", "Present") if positive else ("2667000", "Absent")))
        case "mcode":
            question = loinc("44669-0", "Margin involvement in Breast tumor")
            answer = concept(
                *(() if positive else (coding(LOINC, "LA27151-2", "Uninvolved by invasive carcinoma"),)),
                text="Involved by invasive carcinoma" if positive else "Uninvolved by invasive carcinoma",
            )
        case "words":
            question = loinc("44669-0", "Margin involvement in Breast tumor")
            answer = concept(text="DCIS present at margin" if positive else "All margins negative for DCIS")
        case "cap":
            question = concept(
                coding(CAP, "351503.100004300", "Margin Status for Invasive Carcinoma"),
                text="Margin Status for Invasive Carcinoma",
            )
            answer = concept(
                *(
                    ()
                    if positive
                    else (coding(CAP, "351504.100004300", "All margins negative for invasive carcinoma"),)
                ),
                text="Invasive carcinoma present at margin"
                if positive
                else "All margins negative for invasive carcinoma",
            )
    finding = of_patient(
        "Observation",
        f"margins-{on}",
        status="final",
        category=[category("observation-category", "laboratory")],
        code=question,
        effectiveDateTime=on,
        valueCodeableConcept=answer,
    )
    return [finding, pathology_report("specimen", on, results=(finding,))]
