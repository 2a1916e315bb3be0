"""What is known of the axilla and the breast from examination, imaging and needle."""

from __future__ import annotations

from typing import Literal

from tests.support.chart_diagnosis import condition
from tests.support.chart_parts import (
    CPT,
    ICD10PCS,
    LOINC,
    SCT,
    Raw,
    SideName,
    axillary_node,
    category,
    coding,
    concept,
    loinc,
    of_patient,
    reference,
    snomed,
)

Study = Literal[
    "us-axilla",
    "us-breast",
    "mammography-diagnostic",
    "mammography-screening",
    "dbt-diagnostic",
    "mri-breast",
]

ADENOPATHY = snomed("127189005", "Axillary lymphadenopathy")
BENIGN = snomed("397141009", "Mammography assessment (Category 2) - Benign finding")
NEEDS_MORE = snomed("397138000", "Mammography assessment (Category 0) - Need additional imaging evaluation")
SUSPICIOUS_BREAST = snomed("397144001", "Mammography assessment (Category 4) - Suspicious abnormality")
MALIGNANT_BREAST = snomed(
    "397145000", "Mammography assessment (Category 5) - Highly suggestive of malignancy"
)

_ON_EXAM = ("164150006", "On examination - axillary lymphadenopathy")
_MATTED = ("369990008", "Clinical axillary lymph node metastases - matted")
_NEGATIVE = ("260385009", "Negative")
_REPORTS = {
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


def palpable_nodes(side: SideName, on: str, *, matted: bool = False) -> Raw:
    """Give palpable axillary nodes as an encounter diagnosis of the examination."""
    code = snomed(*(_MATTED if matted else _ON_EXAM))
    return condition(
        f"axilla-{side}-on-exam", code, on, listed="encounter-diagnosis", site=axillary_node(side)
    )


def felt_nodes(side: SideName, on: str) -> Raw:
    """Give palpable axillary nodes as a finding of the examination."""
    return _exam_finding(side, on) | {"valueBoolean": True}


def no_felt_nodes(side: SideName, on: str) -> Raw:
    """Give the examination of an axilla in which no node was felt."""
    return _exam_finding(side, on) | {"valueCodeableConcept": snomed(*_NEGATIVE)}


def _exam_finding(side: SideName, on: str) -> Raw:
    return of_patient(
        "Observation",
        f"axilla-{side}-exam-{on}",
        status="final",
        category=[category("observation-category", "exam")],
        code=snomed(*_ON_EXAM),
        bodySite=axillary_node(side),
        effectiveDateTime=on,
    )


def axillary_mass(side: SideName, on: str) -> Raw:
    """Give a lump of the axilla as the problem the patient came with."""
    return condition("axillary-mass", snomed("300863000", "Mass of axilla"), on, site=axillary_node(side))


def imaging_report(
    study: Study,
    side: SideName,
    on: str,
    *,
    conclusions: tuple[Raw, ...] = (),
    conclusion: str = "",
) -> Raw:
    """Give a radiology report as US Core has it; its conclusion coded, in words, or both."""
    return of_patient(
        "DiagnosticReport",
        f"report-{study}-{side}-{on}",
        status="final",
        category=[
            concept(coding(LOINC, "LP29684-5", "Radiology")),
            category("v2-0074", "RAD"),
        ],
        code=loinc(*_REPORTS[study, side]),
        effectiveDateTime=on,
        issued=f"{on}T15:00:00Z",
        performer=[{"reference": "Organization/radiology-1"}],
        conclusion=conclusion,
        conclusionCode=list(conclusions),
    )


def node_biopsy(
    side: SideName,
    on: str,
    positive_nodes: int,
    *,
    needle: Literal["core", "fna"] = "core",
) -> list[Raw]:
    """Give a needle biopsy of an axillary node: the procedure, its pathology report and the count in it."""
    pcs = {("core", "left"): "07D63ZX", ("core", "right"): "07D53ZX", ("fna", "left"): "07963ZX"}
    count = of_patient(
        "Observation",
        f"nodes-positive-{on}",
        status="final",
        category=[category("observation-category", "laboratory")],
        code=loinc("21893-3", "Regional lymph nodes positive [#] Specimen"),
        bodySite=axillary_node(side),
        effectiveDateTime=on,
        valueQuantity={"value": positive_nodes, "system": "http://unitsofmeasure.org", "code": "1"},
    )
    proven = snomed("94181007", "Secondary malignant neoplasm of axillary lymph nodes")
    report = pathology_report(
        f"node-{needle}", on, results=(count,), conclusions=(proven,) if positive_nodes else ()
    )
    procedure = of_patient(
        "Procedure",
        f"node-biopsy-{needle}-{on}",
        status="completed",
        code=concept(
            coding(ICD10PCS, pcs[needle, side]),
            coding(CPT, "38505" if needle == "core" else "10005"),
            text="Needle biopsy of axillary lymph node",
        ),
        bodySite=[axillary_node(side)],
        performedDateTime=on,
        report=[reference(report)],
    )
    if not positive_nodes:
        return [procedure, report, count]
    metastasis = condition("axillary-metastasis", proven, on, site=axillary_node(side))
    return [procedure, report, count, metastasis | {"evidence": [{"detail": [reference(report)]}]}]


def undiagnostic_node_biopsy(side: SideName, on: str) -> list[Raw]:
    """Give a needle biopsy of an axillary node that settled nothing, as only the words of its report say."""
    procedure, *_ = node_biopsy(side, on, 0)
    report = pathology_report(
        "node-core",
        on,
        conclusion=f"Lymph node, {side} axilla, core biopsy: Non-diagnostic, insufficient lymphoid tissue.",
    )
    return [procedure, report]


def pathology_report(
    what: str,
    on: str,
    *,
    results: tuple[Raw, ...] = (),
    conclusions: tuple[Raw, ...] = (),
    conclusion: str = "",
) -> Raw:
    """Give a surgical pathology report that points to its coded results."""
    return of_patient(
        "DiagnosticReport",
        f"pathology-{what}-{on}",
        status="final",
        category=[concept(coding(LOINC, "LP7839-6", "Pathology")), category("v2-0074", "LAB")],
        code=loinc("11529-5", "Surgical pathology study"),
        effectiveDateTime=on,
        issued=f"{on}T18:00:00Z",
        performer=[{"reference": "Organization/pathology-1"}],
        result=[reference(result) for result in results],
        conclusion=conclusion,
        conclusionCode=list(conclusions),
    )


def breast_biopsy(on: str) -> Raw:
    """Give the core biopsy that proved the primary; it says nothing of the nodes."""
    return of_patient(
        "Procedure",
        f"breast-biopsy-{on}",
        status="completed",
        code=concept(coding(SCT, "44578009", "Core needle biopsy of breast")),
        performedDateTime=on,
    )


def node_clip(side: SideName, on: str) -> Raw:
    """Give the marker clip left in the sampled node."""
    return of_patient(
        "Procedure",
        f"node-clip-{on}",
        status="completed",
        code=concept(coding(CPT, "10035"), text="Marker clip in axillary lymph node"),
        bodySite=[axillary_node(side)],
        performedDateTime=on,
    )
