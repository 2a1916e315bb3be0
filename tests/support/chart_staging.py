"""Clinical and pathologic staging and tumour size, in the codings that real charts use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from tests.support.chart_diagnosis import is_confirmed
from tests.support.chart_parts import (
    AJCC,
    LOINC,
    SCT,
    UCUM,
    UICC,
    Raw,
    category,
    coding,
    concept,
    loinc,
    of_patient,
    snomed,
)
from tests.support.chart_telling import Dialect, told

Manner = Literal["mcode", "loinc", "synthea", "ajcc", "claims", "uicc"]
Method = Literal["mri", "ultrasound", "exam"]

_CODES: Final[dict[str, dict[str, tuple[str, str, str]]]] = {
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
_AJCC8: Final = {
    "T1": "1228889001", "T1c": "1228899006", "T2": "1228929004", "T3": "1228938002", "T4d": "1228948000",
    "Tis": "1228885007",
    "N0": "1229967007", "N1": "1229973008", "N2": "1229978004",
    "M0": "1229901006", "M1": "1229903009",
    "IIA": "1222766008", "IIB": "1222769001", "IIIC": "1222806003",
}  # fmt: skip
_OLDER: Final = {
    "T1": "23351008", "T1c": "23351008", "T2": "67673008", "T3": "14410001",
    "N0": "62455006", "N1": "53623008", "N2": "46059003",
    "M0": "30893008", "M1": "55440008",
    "IA": "261634002", "IIA": "261614003", "IIB": "261615002", "IIIA": "261638004", "IV": "258228008",
}  # fmt: skip
_AJCC_STAGES: Final = {
    "0": "c0", "IA": "c1A", "IIA": "c2A", "IIB": "c2B", "IIIA": "c3A", "IIIB": "c3B", "IIIC": "c3C",
    "IV": "c4",
}  # fmt: skip
_SPOKEN_IN: Final[dict[Dialect, Manner]] = {
    "billing": "claims",
    "registry": "mcode",
    "abroad": "uicc",
}
_GROUPING: Final = ("399537006", "Clinical TNM stage grouping")


def _value(axis: str, value: str, manner: Manner) -> Raw:
    """Give the answer; a stage group SNOMED's AJCC 8 list here lacks falls back to the older code."""
    match manner:
        case "mcode" | "loinc":
            code = _AJCC8.get(value) or _OLDER.get(value)
            return snomed(code, f"c{value}") if code else concept(coding(AJCC, _AJCC_STAGES[value]))
        case "synthea":
            return snomed(_OLDER[value], value)
        case "uicc":
            return concept(coding(UICC, value))
        case "ajcc" | "claims":
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


@told
def tnm(
    t: str | None,
    n: str | None,
    m: str | None,
    on: str,
    *,
    manner: Manner = "mcode",
    dialect: Dialect = "own",
) -> list[Raw]:
    """Give the clinical categories that are stated (`T2`, `N1`, `M0`), one Observation each."""
    return [
        _staged(axis, value, on, _SPOKEN_IN.get(dialect, manner))
        for axis, value in (("T", t), ("N", n), ("M", m))
        if value is not None
    ]


@told
def stage(group: str, on: str, *, manner: Manner = "mcode", dialect: Dialect = "own") -> Raw:
    """Give the recorded clinical stage group."""
    return _staged("stage", group, on, _SPOKEN_IN.get(dialect, manner))


def stage_within_diagnosis(chart: Iterable[Raw]) -> tuple[Raw, ...]:
    """Put a recorded clinical stage group into the one diagnosis of cancer, where older charts have it."""
    told_so_far = tuple(chart)
    cancers = [each for each in told_so_far if each["id"].startswith("cancer-") and is_confirmed(each)]
    groups = [each for each in told_so_far if each["id"].startswith("clinical-stage-")]
    if len(cancers) != 1 or len(groups) != 1:
        return told_so_far
    within = {"summary": groups[0]["valueCodeableConcept"], "type": snomed(*_GROUPING)}
    staged = cancers[0] | {"stage": [within]}
    return tuple(staged if each is cancers[0] else each for each in told_so_far if each is not groups[0])


@told
def pathologic_stage(group: str, on: str, *, dialect: Dialect = "own") -> Raw:
    """Give the stage group found at surgery."""
    in_registry = dialect == "registry"
    answers = {
        "billing": concept(coding(AJCC, "p" + _AJCC_STAGES[group][1:])),
        "abroad": concept(coding(UICC, group)),
    }
    return of_patient(
        "Observation",
        f"pathologic-stage-{group}",
        status="final",
        category=[category("observation-category", "laboratory")],
        code=snomed("399588009", "Pathologic TNM stage grouping")
        if in_registry
        else loinc("21902-2", "Stage group.pathology Cancer"),
        effectiveDateTime=on,
        valueCodeableConcept=answers.get(dialect) or snomed(_AJCC8[group], group),
    )


_METHODS: Final = {
    "mri": ("113091000", "Magnetic resonance imaging"),
    "ultrasound": ("16310003", "Diagnostic ultrasonography"),
    "exam": ("5880005", "Physical examination procedure"),
}


@told
def size(
    value: float,
    unit: Literal["mm", "cm"],
    on: str,
    *,
    method: Method | None = "ultrasound",
    dialect: Dialect = "own",
) -> Raw:
    """Give a tumour size as mCODE has it: the longest dimension is a component."""
    if dialect in {"billing", "abroad"}:
        told_in = "cm" if dialect == "billing" else "mm"
        return _as_its_value("tumour-size", value, told_in, unit, on, method) | _asked(dialect)
    return _as_component("tumour-size", value, "mm" if dialect == "registry" else unit, unit, on, method)


@told
def plain_size(value: float, unit: Literal["mm", "cm"], on: str, *, dialect: Dialect = "own") -> Raw:
    """Give a tumour size as the largest dimension itself, the older form."""
    if dialect == "registry":
        return _as_component("largest-dimension", value, "mm", unit, on, None)
    told_in = {"billing": "cm", "abroad": "mm"}.get(dialect, unit)
    return _as_its_value("largest-dimension", value, told_in, unit, on, None) | _asked(dialect)


def _asked(dialect: Dialect) -> Raw:
    """Give the question after a size, where a dialect has its own."""
    code = snomed("384630000", "Tumor size, invasive component")
    return {"code": code} if dialect == "abroad" else {}


def _as_component(  # noqa: PLR0917  # what is known of a measurement
    slug: str, value: float, told_in: str, unit: str, on: str, method: Method | None
) -> Raw:
    longest = {
        "code": loinc("33728-7", "Size.maximum dimension in Tumor"),
        "valueQuantity": _length(value, unit, told_in),
    }
    return of_patient(
        "Observation",
        f"{slug}-{on}",
        status="final",
        category=[category("observation-category", "imaging")],
        code=loinc("21889-1", "Size Tumor"),
        effectiveDateTime=on,
        method=snomed(*_METHODS[method]) if method else None,
        component=[longest],
    )


def _as_its_value(  # noqa: PLR0917  # as _as_component
    slug: str, value: float, told_in: str, unit: str, on: str, method: Method | None
) -> Raw:
    return of_patient(
        "Observation",
        f"{slug}-{on}",
        status="final",
        category=[category("observation-category", "laboratory")],
        code=loinc("33728-7", "Size.maximum dimension in Tumor"),
        effectiveDateTime=on,
        method=snomed(*_METHODS[method]) if method else None,
        valueQuantity=_length(value, unit, told_in),
    )


def _length(value: float, unit: str, told_in: str) -> Raw:
    tenfold = {("cm", "mm"): 10.0, ("mm", "cm"): 0.1}.get((unit, told_in), 1)
    return {"value": round(value * tenfold, 3), "unit": told_in, "system": UCUM, "code": told_in}
