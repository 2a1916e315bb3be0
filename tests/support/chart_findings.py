"""Symptoms asked about, laboratory results and the margins of a specimen."""

from __future__ import annotations

from typing import Final, Literal

from tests.support.chart_diagnosis import Status, condition
from tests.support.chart_parts import (
    CAP,
    ICD10CM,
    LOINC,
    SCT,
    Raw,
    billed,
    category,
    coding,
    concept,
    loinc,
    of_patient,
    snomed,
)
from tests.support.chart_reports import pathology_report
from tests.support.chart_telling import Dialect, told

METASTATIC_SYMPTOMS: Final = {
    "bone-pain": ("12584003", "Bone pain"),
    "back-pain": ("161891005", "Backache"),
    "cough": ("49727002", "Cough"),
    "dyspnoea": ("267036007", "Dyspnea"),
    "headache": ("25064002", "Headache"),
    "seizure": ("91175000", "Seizure"),
    "jaundice": ("18165001", "Jaundice"),
    "weight-loss": ("89362005", "Weight loss"),
}
BREAST_SYMPTOMS: Final = {
    "lump": ("89164003", "Breast lump"),
    "discharge": ("162164007", "Nipple discharge symptom"),
    "pain": ("53430007", "Pain of breast"),
    "skin": ("87386002", "Peau d'orange surface of breast"),
}
# No code of ICD-10-CM is verified for changes of the skin.
_IN_ICD: Final = {
    "bone-pain": "M89.8X9", "back-pain": "M54.50", "cough": "R05.3", "dyspnoea": "R06.02",
    "headache": "R51.9", "seizure": "R56.9", "jaundice": "R17", "weight-loss": "R63.4",
    "lump": "N63.0", "discharge": "N64.52", "pain": "N64.4",
}  # fmt: skip
_NEGATIVE: Final = ("260385009", "Negative")
_ABSENT: Final = ("2667000", "Absent")


def _asked(name: str, code: tuple[str, str], on: str) -> Raw:
    return of_patient(
        "Observation",
        f"asked-{name}-{on}",
        status="final",
        category=[category("observation-category", "exam")],
        code=snomed(*code),
        effectiveDateTime=on,
    )


def _nothing_found(on: str) -> Raw:
    """Give a review of systems whose one answer is that the patient has no symptoms."""
    return of_patient(
        "Observation",
        f"review-of-systems-{on}",
        status="final",
        code=loinc("10187-3", "Review of systems"),
        effectiveDateTime=on,
        valueCodeableConcept=snomed("84387000", "Asymptomatic"),
    )


@told
def symptom_review_negative(on: str, *, but_for: tuple[str, ...] = (), dialect: Dialect = "own") -> list[Raw]:
    """Give a review of systems without a symptom of metastasis; billing has its conclusion alone."""
    if dialect == "billing" and not but_for:
        return [_nothing_found(on)]
    answer = {"valueCodeableConcept": snomed(*_ABSENT)} if dialect == "registry" else {"valueBoolean": False}
    return [
        _asked(name, code, on) | answer for name, code in METASTATIC_SYMPTOMS.items() if name not in but_for
    ]


@told
def breast_review_negative(on: str, *, but_for: tuple[str, ...] = (), dialect: Dialect = "own") -> list[Raw]:
    """Give the answers of a follow-up visit: no lump, discharge, pain or skin change."""
    if dialect == "billing" and not but_for:
        return [_nothing_found(on)]
    negative = {"valueCodeableConcept": snomed(*_NEGATIVE)}
    answer = {"valueBoolean": False} if dialect == "registry" else negative
    return [_asked(name, code, on) | answer for name, code in BREAST_SYMPTOMS.items() if name not in but_for]


@told
def symptom(name: str, on: str, *, status: Status = "active", dialect: Dialect = "own") -> Raw:
    """Give a symptom as a problem that began on that day; a registry has it as a finding."""
    code = (METASTATIC_SYMPTOMS | BREAST_SYMPTOMS)[name]
    if dialect == "registry":
        return _asked(name, code, on) | {"id": f"symptom-{name}", "valueBoolean": True}
    in_icd = dialect == "billing" and name in _IN_ICD
    coded = billed(ICD10CM, _IN_ICD[name]) if in_icd else snomed(*code)
    return condition(f"symptom-{name}", coded, on, status=status)


@told
def spinal_arthritis(since: str, *, dialect: Dialect = "own") -> Raw:
    """Give long-standing degenerative disease of the spine."""
    codes = {"billing": billed(ICD10CM, "M47.816"), "registry": snomed("396275006", "Osteoarthritis")}
    both = concept(
        coding(SCT, "396275006", "Osteoarthritis"),
        coding(ICD10CM, "M47.816", "Spondylosis without myelopathy or radiculopathy, lumbar region"),
    )
    return condition("spinal-arthritis", codes.get(dialect) or both, since)


@told
def atypical_hyperplasia(on: str, *, dialect: Dialect = "own") -> Raw:
    """Give atypical ductal hyperplasia of the left breast, as a specimen showed it."""
    text = "Atypical ductal hyperplasia of left breast"
    in_icd = coding(ICD10CM, "N60.92", "Unspecified benign mammary dysplasia of left breast")
    codes = {
        "billing": billed(ICD10CM, "N60.92"),
        "registry": snomed("369462000", "Atypical hyperplasia of breast"),
    }
    return condition("atypical-ductal-hyperplasia", codes.get(dialect) or concept(in_icd, text=text), on)


LiverTest = Literal["alp", "alt", "ast", "bilirubin"]

_LIVER_TESTS: Final = {
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


@told
def lab(
    test: LiverTest,
    value: float,
    on: str,
    *,
    with_range: bool = True,
    dialect: Dialect = "own",
) -> Raw:
    """Give a liver test with the laboratory's interpretation and, unless refused, its reference range.

    Billing has the range without the interpretation; a registry the interpretation of a normal result alone.
    """
    code, name, low, high, unit = _LIVER_TESTS[test]
    units = {"unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    raised = value > high
    ranged = with_range and (dialect != "registry" or raised)
    interpreted = not (dialect == "billing" and with_range)
    return of_patient(
        "Observation",
        f"lab-{test}-{on}",
        status="final",
        category=[category("observation-category", "laboratory")],
        code=loinc(code, name),
        effectiveDateTime=on,
        issued=f"{on}T12:00:00Z",
        valueQuantity={"value": value} | units,
        interpretation=[category("v3-ObservationInterpretation", "H" if raised else "N")]
        if interpreted
        else None,
        referenceRange=[{"low": {"value": low} | units, "high": {"value": high} | units}] if ranged else None,
    )


def normal_liver_tests(on: str, *, but_for: tuple[str, ...] = ()) -> list[Raw]:
    """Give the usual panel, all within the laboratory's ranges."""
    normal: dict[LiverTest, float] = {"alp": 78, "alt": 22, "ast": 19, "bilirubin": 0.6}
    return [lab(test, value, on) for test, value in normal.items() if test not in but_for]


MarginState = Literal["positive", "negative"]
MarginCoding = Literal["present-absent", "mcode", "cap", "words", "residual", "status"]


@told
def margins(
    state: MarginState,
    on: str,
    *,
    coded: MarginCoding = "present-absent",
    dialect: Dialect = "own",
) -> list[Raw]:
    """Give the margin of the final specimen and the pathology report it belongs to."""
    chosen: dict[Dialect, MarginCoding] = {"billing": "residual", "registry": "cap", "abroad": "status"}
    question, answer = _margin(state, chosen.get(dialect, coded))
    finding = of_patient(
        "Observation",
        f"margins-{on}",
        status="final",
        category=[category("observation-category", "laboratory")],
        code=question,
        effectiveDateTime=on,
        valueCodeableConcept=answer,
    )
    return [finding, pathology_report("specimen", on, results=(finding,), dialect=dialect)]


def _margin(state: MarginState, coded: MarginCoding) -> tuple[Raw, Raw]:
    """Give question and answer; no code is verified for a positive answer to LOINC or CAP."""
    positive = state == "positive"
    match coded:
        case "present-absent":
            question = concept(coding(SCT, "371488000", "Presence of neoplasm at excised surgical margin"))
            return question, snomed(*(("52101004", "Present") if positive else ("2667000", "Absent")))
        case "mcode":
            question = loinc("44669-0", "Margin involvement in Breast tumor")
            if positive:
                return question, concept(text="Involved by invasive carcinoma")
            uninvolved = coding(LOINC, "LA27151-2", "Uninvolved by invasive carcinoma")
            return question, concept(uninvolved, text="Uninvolved by invasive carcinoma")
        case "words":
            question = loinc("44669-0", "Margin involvement in Breast tumor")
            said = "DCIS present at margin" if positive else "All margins negative for DCIS"
            return question, concept(text=said)
        case "cap":
            name = "Margin Status for Invasive Carcinoma"
            question = concept(coding(CAP, "351503.100004300", name), text=name)
            if positive:
                return question, concept(text="Invasive carcinoma present at margin")
            negative = "All margins negative for invasive carcinoma"
            return question, concept(coding(CAP, "351504.100004300", negative), text=negative)
        case "residual":
            question = loinc("84892-9", "Residual tumor classification [Type] in Cancer specimen")
            return question, concept(text="R1" if positive else "R0")
        case "status":
            question = snomed("372249001", "Tumor margin status")
            return question, snomed(*(("10828004", "Positive") if positive else ("260385009", "Negative")))
