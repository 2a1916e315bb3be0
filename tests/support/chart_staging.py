"""Clinical and pathologic staging and tumour size, in the codings that real charts use."""

from __future__ import annotations

from typing import Literal

from tests.support.chart_parts import (
    AJCC,
    LOINC,
    SCT,
    UCUM,
    Raw,
    category,
    coding,
    concept,
    loinc,
    of_patient,
    snomed,
)

Manner = Literal["mcode", "loinc", "synthea", "ajcc"]

_CODES: dict[str, dict[str, tuple[str, str, str]]] = {
    "snomed": {
        "T": (SCT, "399504009", "cT category"),
        "N": (SCT, "399534004", "cN category"),
        "M": (SCT, "399387003", "cM category"),
        "stage": (SCT, "399537006", "Clinical TNM stage grouping"),
    },
    "loinc": {
        "T": (LOINC, "21905-5", "Primary tumor.clinical [Class] Cancer"),
        "N": (LOINC, "21906-3", "Regional lymph nodes.clinical [Class] Cancer"),
        "M": (LOINC, "21907-1", "Distant metastases.clinical [Class] Cancer"),
        "stage": (LOINC, "21908-9", "Stage group.clinical Cancer"),
    },
}
_AJCC8 = {
    "T1": "1228889001", "T1c": "1228899006", "T2": "1228929004", "T3": "1228938002", "T4d": "1228948000",
    "Tis": "1228885007",
    "N0": "1229967007", "N1": "1229973008", "N2": "1229978004",
    "M0": "1229901006", "M1": "1229903009",
    "IIA": "1222766008", "IIB": "1222769001", "IIIC": "1222806003",
}  # fmt: skip
_OLDER = {
    "T1": "23351008", "T1c": "23351008", "T2": "67673008", "T3": "14410001",
    "N0": "62455006", "N1": "53623008", "N2": "46059003",
    "M0": "30893008", "M1": "55440008",
    "IA": "261634002", "IIA": "261614003", "IIB": "261615002", "IIIA": "261638004", "IV": "258228008",
}  # fmt: skip
_AJCC_STAGES = {"0": "c0", "IA": "c1A", "IIA": "c2A", "IIB": "c2B", "IIIA": "c3A", "IIIB": "c3B", "IV": "c4"}


def _value(axis: str, value: str, manner: Manner) -> Raw:
    """Give the answer; a stage group SNOMED's AJCC 8 list here lacks falls back to the older code."""
    match manner:
        case "mcode" | "loinc":
            code = _AJCC8.get(value) or _OLDER.get(value)
            return snomed(code, f"c{value}") if code else concept(coding(AJCC, _AJCC_STAGES[value]))
        case "synthea":
            return snomed(_OLDER[value], value)
        case "ajcc":
            return concept(coding(AJCC, _AJCC_STAGES[value] if axis == "stage" else f"c{value}"))


def _staged(axis: str, value: str, on: str, manner: Manner) -> Raw:
    codes = _CODES["snomed" if manner in {"mcode", "ajcc"} else "loinc"]
    return of_patient(
        "Observation",
        f"clinical-{axis}-{value}-{on}",
        status="final",
        category=[category("observation-category", "laboratory")] if manner == "synthea" else None,
        code=concept(coding(*codes[axis])),
        effectiveDateTime=on,
        valueCodeableConcept=_value(axis, value, manner),
    )


def tnm(t: str | None, n: str | None, m: str | None, on: str, *, manner: Manner = "mcode") -> list[Raw]:
    """Give the clinical categories that are stated (`T2`, `N1`, `M0`), one Observation each."""
    return [
        _staged(axis, value, on, manner)
        for axis, value in (("T", t), ("N", n), ("M", m))
        if value is not None
    ]


def stage(group: str, on: str, *, manner: Manner = "mcode") -> Raw:
    """Give the recorded clinical stage group."""
    return _staged("stage", group, on, manner)


def pathologic_stage(group: str, on: str) -> Raw:
    """Give the stage group found at surgery."""
    return of_patient(
        "Observation",
        f"pathologic-stage-{group}",
        status="final",
        category=[category("observation-category", "laboratory")],
        code=loinc("21902-2", "Stage group.pathology Cancer"),
        effectiveDateTime=on,
        valueCodeableConcept=snomed(_AJCC8[group], group),
    )


def _length(value: float, unit: Literal["mm", "cm"]) -> Raw:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


def size(
    value: float,
    unit: Literal["mm", "cm"],
    on: str,
    *,
    method: Literal["mri", "ultrasound", "exam"] | None = "ultrasound",
) -> Raw:
    """Give a tumour size as mCODE has it: the longest dimension is a component."""
    methods = {
        "mri": ("113091000", "Magnetic resonance imaging"),
        "ultrasound": ("16310003", "Diagnostic ultrasonography"),
        "exam": ("5880005", "Physical examination procedure"),
    }
    return of_patient(
        "Observation",
        f"tumour-size-{on}",
        status="final",
        category=[category("observation-category", "imaging")],
        code=loinc("21889-1", "Size Tumor"),
        effectiveDateTime=on,
        method=snomed(*methods[method]) if method else None,
        component=[
            {
                "code": loinc("33728-7", "Size.maximum dimension in Tumor"),
                "valueQuantity": _length(value, unit),
            }
        ],
    )


def plain_size(value: float, unit: Literal["mm", "cm"], on: str) -> Raw:
    """Give a tumour size as the largest dimension itself, the older form."""
    return of_patient(
        "Observation",
        f"largest-dimension-{on}",
        status="final",
        category=[category("observation-category", "laboratory")],
        code=loinc("33728-7", "Size.maximum dimension in Tumor"),
        effectiveDateTime=on,
        valueQuantity=_length(value, unit),
    )
