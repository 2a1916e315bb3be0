"""Reports of imaging and pathology, with their coded conclusions and results."""

from __future__ import annotations

from typing import Final, Literal

from tests.support.chart_parts import (
    CPT,
    LOINC,
    Raw,
    SideName,
    category,
    coding,
    concept,
    loinc,
    of_patient,
    reference,
    snomed,
)
from tests.support.chart_telling import Dialect, told

Study = Literal[
    "us-axilla",
    "us-breast",
    "mammography-diagnostic",
    "mammography-screening",
    "dbt-diagnostic",
    "mri-breast",
]

ADENOPATHY: Final = snomed("127189005", "Axillary lymphadenopathy")
BENIGN: Final = snomed("397141009", "Mammography assessment (Category 2) - Benign finding")
NEEDS_MORE: Final = snomed(
    "397138000", "Mammography assessment (Category 0) - Need additional imaging evaluation"
)
SUSPICIOUS_BREAST: Final = snomed("397144001", "Mammography assessment (Category 4) - Suspicious abnormality")
MALIGNANT_BREAST: Final = snomed(
    "397145000", "Mammography assessment (Category 5) - Highly suggestive of malignancy"
)

_REPORTS: Final = {
    ("us-axilla", "left"): ("72529-1", "Axilla - left US"),
    ("us-axilla", "right"): ("72528-3", "Axilla - right US"),
    ("us-breast", "left"): ("26215-4", "US Breast - left"),
    ("us-breast", "right"): ("26216-2", "US Breast - right"),
    ("mammography-diagnostic", "left"): ("26347-5", "MG Breast - left Diagnostic"),
    ("mammography-diagnostic", "right"): ("26348-3", "MG Breast - right Diagnostic"),
    ("mammography-screening", "left"): ("26175-0", "MG Breast - bilateral Screening"),
    ("mammography-screening", "right"): ("26175-0", "MG Breast - bilateral Screening"),
    ("dbt-diagnostic", "left"): ("72138-1", "DBT Breast - left diagnostic"),
    ("dbt-diagnostic", "right"): ("72137-3", "DBT Breast - right diagnostic"),
    ("mri-breast", "left"): ("36278-0", "MR Breast - left WO and W contrast IV"),
    ("mri-breast", "right"): ("36279-8", "MR Breast - right WO and W contrast IV"),
}  # fmt: skip
# The billed code of each study, and the words that say the rest: side, and axilla.
_BILLED: Final[dict[Study, tuple[str, str]]] = {
    "us-axilla": ("76882", "Ultrasound {side} axilla"),
    "us-breast": ("76642", "Ultrasound {side} breast"),
    "mammography-diagnostic": ("77065", "Diagnostic mammogram {side} breast"),
    "mammography-screening": ("77067", "Screening mammogram"),
    "dbt-diagnostic": ("77061", "Diagnostic tomosynthesis {side} breast"),
    "mri-breast": ("77048", "MRI {side} breast without and with contrast"),
}


@told
def imaging_report(
    study: Study,
    side: SideName,
    on: str,
    *,
    conclusions: tuple[Raw, ...] = (),
    conclusion: str = "",
    dialect: Dialect = "own",
) -> Raw:
    """Give a radiology report as US Core has it; its conclusion coded, in words, or both.

    A registry keeps what was seen of the nodes as a result, held inside the report.
    """
    seen = [_seen(each, study) if dialect == "registry" else None for each in conclusions]
    held = [_finding(each, place, on) for place, each in enumerate(seen) if each]
    return of_patient(
        "DiagnosticReport",
        f"report-{study}-{side}-{on}",
        **_filed(study, side, dialect),
        contained=held,
        status="final",
        effectiveDateTime=on,
        issued=f"{on}T15:00:00Z",
        performer=[{"reference": "Organization/radiology-1"}],
        result=[{"reference": f"#{each['id']}"} for each in held],
        conclusion=conclusion,
        conclusionCode=[each for each, answer in zip(conclusions, seen, strict=True) if not answer],
    )


def _filed(study: Study, side: SideName, dialect: Dialect) -> Raw:
    """Give code and category of a report."""
    by_loinc, by_hl7 = concept(coding(LOINC, "LP29684-5", "Radiology")), category("v2-0074", "RAD")
    if dialect == "billing":
        billed, words = _BILLED[study]
        return {"code": concept(coding(CPT, billed), text=words.format(side=side)), "category": [by_hl7]}
    code = loinc(*_REPORTS[study, side])
    return {"code": code, "category": [by_loinc] if dialect == "registry" else [by_loinc, by_hl7]}


def _seen(conclusion: Raw, study: Study) -> Raw | None:
    """Give the answer to whether nodes were enlarged, where a conclusion is one."""
    if conclusion == ADENOPATHY:
        return snomed("52101004", "Present")
    return snomed("2667000", "Absent") if conclusion == BENIGN and study == "us-axilla" else None


def _finding(answer: Raw, place: int, on: str) -> Raw:
    return of_patient(
        "Observation",
        f"nodes-{place}",
        status="final",
        category=[category("observation-category", "imaging")],
        code=ADENOPATHY,
        effectiveDateTime=on,
        valueCodeableConcept=answer,
    )


def pathology_report(
    what: str,
    on: str,
    *,
    results: tuple[Raw, ...] = (),
    conclusions: tuple[Raw, ...] = (),
    conclusion: str = "",
    dialect: Dialect = "own",
) -> Raw:
    """Give a surgical pathology report that points to its coded results."""
    by_loinc, by_hl7 = concept(coding(LOINC, "LP7839-6", "Pathology")), category("v2-0074", "LAB")
    match dialect:
        case "own" | "typed" | "abroad" | "words":
            filed, code = [by_loinc, by_hl7], loinc("11529-5", "Surgical pathology study")
        case "billing":
            filed, code = [by_hl7], loinc("22637-3", "Pathology report final diagnosis Narrative")
        case "registry":
            filed, code = [by_loinc], loinc("60568-3", "Pathology Synoptic report")
    return of_patient(
        "DiagnosticReport",
        f"pathology-{what}-{on}",
        status="final",
        category=filed,
        code=code,
        effectiveDateTime=on,
        issued=f"{on}T18:00:00Z",
        performer=[{"reference": "Organization/pathology-1"}],
        result=[reference(result) for result in results],
        conclusion=conclusion,
        conclusionCode=list(conclusions),
    )
