"""What is known of the axilla and the breast from examination and needle."""

from __future__ import annotations

from typing import Final, Literal

from tests.support.chart_diagnosis import condition
from tests.support.chart_parts import (
    CPT,
    ICD10CM,
    ICD10PCS,
    SCT,
    Raw,
    SideName,
    axillary_node,
    billed,
    category,
    coding,
    concept,
    loinc,
    of_patient,
    reference,
    snomed,
)
from tests.support.chart_reports import ADENOPATHY, pathology_report
from tests.support.chart_telling import Dialect, told

_ON_EXAM: Final = ("164150006", "On examination - axillary lymphadenopathy")
_MASS: Final = ("300863000", "Mass of axilla")
_MATTED: Final = ("369990008", "Clinical axillary lymph node metastases - matted")
_NEGATIVE: Final = ("260385009", "Negative")
_EXAMINATION: Final = ("5880005", "Physical examination procedure")


@told
def palpable_nodes(side: SideName, on: str, *, matted: bool = False, dialect: Dialect = "own") -> Raw:
    """Give palpable axillary nodes: an encounter diagnosis, to a registry a finding of the examination."""
    slug, site = f"axilla-{side}-on-exam", axillary_node(side, dialect)
    code = snomed(*(_MATTED if matted else _ON_EXAM))
    if dialect == "registry":
        return _exam_finding(slug, code, side, on, dialect) | {"valueBoolean": True}
    if dialect == "billing" and not matted:
        code = snomed(*_MASS)
    return condition(slug, code, on, listed="encounter-diagnosis", site=site)


@told
def felt_nodes(side: SideName, on: str, *, dialect: Dialect = "own") -> Raw:
    """Give palpable axillary nodes as a finding of the examination; to billing they are a diagnosis."""
    slug = f"axilla-{side}-exam-{on}"
    match dialect:
        case "own" | "typed" | "abroad" | "words":
            return _exam_finding(slug, snomed(*_ON_EXAM), side, on, dialect) | {"valueBoolean": True}
        case "billing":
            site = axillary_node(side, dialect)
            return condition(slug, snomed(*_MASS), on, listed="encounter-diagnosis", site=site)
        case "registry":
            return _by_method(slug, side, on) | {"valueCodeableConcept": snomed("52101004", "Present")}


@told
def no_felt_nodes(side: SideName, on: str, *, dialect: Dialect = "own") -> Raw:
    """Give the examination of an axilla in which no node was felt."""
    slug = f"axilla-{side}-exam-{on}"
    match dialect:
        case "own" | "typed" | "abroad" | "words":
            found = _exam_finding(slug, snomed(*_ON_EXAM), side, on, dialect)
            return found | {"valueCodeableConcept": snomed(*_NEGATIVE)}
        case "billing":
            return _exam_finding(slug, snomed(*_MASS), side, on, dialect) | {"valueBoolean": False}
        case "registry":
            return _by_method(slug, side, on) | {"valueCodeableConcept": snomed("2667000", "Absent")}


def _exam_finding(slug: str, code: Raw, side: SideName, on: str, dialect: Dialect) -> Raw:
    return of_patient(
        "Observation",
        slug,
        status="final",
        category=[category("observation-category", "exam")],
        code=code,
        bodySite=axillary_node(side, dialect),
        effectiveDateTime=on,
    )


def _by_method(slug: str, side: SideName, on: str) -> Raw:
    """Give the question after enlarged nodes, answered by physical examination."""
    return of_patient(
        "Observation",
        slug,
        status="final",
        code=ADENOPATHY,
        bodySite=axillary_node(side, "registry"),
        effectiveDateTime=on,
        method=snomed(*_EXAMINATION),
    )


@told
def axillary_mass(side: SideName, on: str, *, dialect: Dialect = "own") -> Raw:
    """Give a lump of the axilla as the problem the patient came with."""
    code = snomed(*(_ON_EXAM if dialect == "billing" else _MASS))
    if dialect == "registry":
        return _exam_finding("axillary-mass", code, side, on, dialect)
    return condition("axillary-mass", code, on, site=axillary_node(side, dialect))


_NEEDLE_IN_PCS: Final = {
    ("core", "left"): "07D63ZX",
    ("core", "right"): "07D53ZX",
    ("fna", "left"): "07963ZX",
    ("fna", "right"): "07953ZX",
}
_METASTASIS: Final = ("94181007", "Secondary malignant neoplasm of axillary lymph nodes")


@told
def node_biopsy(
    side: SideName,
    on: str,
    positive_nodes: int,
    *,
    needle: Literal["core", "fna"] = "core",
    dialect: Dialect = "own",
) -> list[Raw]:
    """Give a needle biopsy of an axillary node: the procedure, its pathology report and the count in it."""
    site = axillary_node(side, dialect)
    count = of_patient(
        "Observation",
        f"nodes-positive-{on}",
        status="final",
        category=[category("observation-category", "laboratory")],
        bodySite=site,
        effectiveDateTime=on,
        **_count(positive_nodes, dialect),
    )
    proven = snomed(*_METASTASIS)
    concluded = (proven,) if positive_nodes and dialect != "billing" else ()
    report = pathology_report(f"node-{needle}", on, results=(count,), conclusions=concluded, dialect=dialect)
    in_pcs = coding(ICD10PCS, _NEEDLE_IN_PCS[needle, side])
    in_cpt = coding(CPT, "38505" if needle == "core" else "10005")
    codes = {"billing": concept(in_cpt), "registry": concept(in_pcs)}
    procedure = of_patient(
        "Procedure",
        f"node-biopsy-{needle}-{on}",
        status="completed",
        code=codes.get(dialect) or concept(in_pcs, in_cpt, text="Needle biopsy of axillary lymph node"),
        bodySite=[site],
        performedDateTime=on,
        report=[reference(report)],
    )
    if not positive_nodes:
        return [procedure, report, count]
    diagnosed = billed(ICD10CM, "C77.3") if dialect == "billing" else proven
    metastasis = condition("axillary-metastasis", diagnosed, on, site=site)
    return [procedure, report, count, metastasis | {"evidence": [{"detail": [reference(report)]}]}]


@told
def undiagnostic_node_biopsy(side: SideName, on: str, *, dialect: Dialect = "own") -> list[Raw]:
    """Give a needle biopsy of an axillary node that settled nothing, as only the words of its report say."""
    procedure, *_ = node_biopsy(side, on, 0, dialect=dialect)
    report = pathology_report(
        "node-core",
        on,
        conclusion=f"Lymph node, {side} axilla, core biopsy: Non-diagnostic, insufficient lymphoid tissue.",
        dialect=dialect,
    )
    return [procedure, report]


def _count(positive_nodes: int, dialect: Dialect) -> Raw:
    if dialect == "registry":
        asked = snomed("443527007", "Number of lymph nodes involved by malignant neoplasm")
        return {"code": asked, "valueInteger": positive_nodes}
    counted = {"value": positive_nodes, "system": "http://unitsofmeasure.org", "code": "1"}
    return {"code": loinc("21893-3", "Regional lymph nodes positive [#] Specimen"), "valueQuantity": counted}


@told
def breast_biopsy(on: str, *, dialect: Dialect = "own") -> Raw:
    """Give the core biopsy that proved the primary; it says nothing of the nodes."""
    codes = {
        "billing": billed(CPT, "19083"),
        "registry": snomed("723990008", "Biopsy of breast using ultrasonographic guidance"),
    }
    return of_patient(
        "Procedure",
        f"breast-biopsy-{on}",
        status="completed",
        code=codes.get(dialect) or concept(coding(SCT, "44578009", "Core needle biopsy of breast")),
        performedDateTime=on,
    )


@told
def node_clip(side: SideName, on: str, *, dialect: Dialect = "own") -> Raw:
    """Give the marker clip left in the sampled node; no code but that of CPT is verified."""
    placed = concept(coding(CPT, "10035"), text="Marker clip in axillary lymph node")
    return of_patient(
        "Procedure",
        f"node-clip-{on}",
        status="completed",
        code=billed(CPT, "10035") if dialect == "billing" else placed,
        bodySite=[axillary_node(side, dialect)],
        performedDateTime=on,
    )
