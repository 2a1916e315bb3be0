"""Writes what examination, imaging, needle and surgery found and did in the axilla."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from cds_service.domain.terms import Side
from cds_service.witnesses.resources import (
    Raw,
    axillary_node,
    choose,
    concept,
    observation,
    procedure,
    reference,
    report,
)
from cds_service.witnesses.studies import study_code
from cds_service.witnesses.wanted import CANCER_SIDE, OTHER_SIDE, Wanted

US_AXILLA: Final = "us-axilla"


def write_axilla(wanted: Wanted) -> Iterator[Raw]:
    """Give everything that is recorded of the axilla."""
    yield from _examined(wanted)
    yield from _imaged(wanted)
    yield from _sampled(wanted)
    for name, day in (
        ("axilla.ultrasound", wanted.after_diagnosis(10)),
        ("axilla.restaging_ultrasound", wanted.last_dose + timedelta(days=14)),
    ):
        yield from _ultrasound(wanted, name, day)
    if wanted.value("axilla.clip") == "placed":
        code = concept(choose(wanted.knowledge, "clip-placement", form="procedure"))
        site = axillary_node(wanted.knowledge, CANCER_SIDE)
        yield procedure("clip", code, wanted.after_diagnosis(21), bodySite=[site])
    if wanted.value("axilla.surgery") == "done":
        code = concept(choose(wanted.knowledge, "surgery-axillary", kind="sentinel"))
        day = wanted.operated_on if wanted.is_operated else wanted.today - timedelta(days=3)
        yield procedure(
            "axillary-surgery", code, day, bodySite=[axillary_node(wanted.knowledge, CANCER_SIDE)]
        )


def _side_of_finding(wanted: Wanted) -> Side | None:
    """Give the side of a suspicious node: none where the chart is to be silent on it."""
    return {"same": CANCER_SIDE, "other": OTHER_SIDE}.get(wanted.value("axilla.finding_side"))


def _examined(wanted: Wanted) -> Iterator[Raw]:
    felt = wanted.value("axilla.palpable_nodes")
    if not felt:
        return
    found = "axillary-adenopathy-on-exam"
    code = (
        choose(wanted.knowledge, found, bulky="yes") if felt == "bulky" else choose(wanted.knowledge, found)
    )
    side = CANCER_SIDE if felt == "none" else _side_of_finding(wanted)
    site = axillary_node(wanted.knowledge, side)
    day = wanted.after_diagnosis(2)
    yield observation("exam", concept(code), day, "exam", bodySite=site, valueBoolean=felt != "none")


def _imaged(wanted: Wanted) -> Iterator[Raw]:
    """Give the finding by itself, which says nothing of the study that showed it."""
    seen = wanted.value("axilla.imaging_finding")
    if not seen:
        return
    code = concept(choose(wanted.knowledge, "axillary-adenopathy"))
    side = CANCER_SIDE if seen == "not-suspicious" else _side_of_finding(wanted)
    site = axillary_node(wanted.knowledge, side)
    day = wanted.after_diagnosis(9)
    yield observation(
        "imaging-finding", code, day, "imaging", bodySite=site, valueBoolean=seen == "suspicious"
    )


def _ultrasound(wanted: Wanted, name: str, day: date) -> Iterator[Raw]:
    result = wanted.value(name)
    if result in ("", "not-done"):
        return
    match result:
        case "suspicious":
            conclusion = choose(wanted.knowledge, "axillary-adenopathy")
        case "normal":
            conclusion = choose(wanted.knowledge, "mammogram-not-suspicious", category="2")
        case _:
            conclusion = choose(wanted.knowledge, "abnormal-mammogram", category="0")
    yield report(
        name.replace(".", "-").replace("_", "-"),
        study_code(wanted.knowledge, US_AXILLA, CANCER_SIDE),
        concept(choose(wanted.knowledge, "report-categories", kind="imaging")),
        day,
        conclusionCode=[concept(conclusion)],
    )


def _sampled(wanted: Wanted) -> Iterator[Raw]:
    """Give the needle biopsy of a node, and its pathology if it came to a result."""
    result = wanted.value("axilla.node_biopsy")
    if result in ("", "not-done"):
        return
    knowledge, day = wanted.knowledge, wanted.after_diagnosis(15)
    site = axillary_node(knowledge, CANCER_SIDE)
    count = choose(knowledge, "node-counts", counts="positive")
    amount = {"value": 1 if result == "positive" else 0, "system": "http://unitsofmeasure.org", "code": "1"}
    counted = observation(
        "nodes-positive", concept(count), day, "laboratory", bodySite=site, valueQuantity=amount
    )
    pathology = report(
        "node-pathology",
        concept(choose(knowledge, "pathology-report-codes")),
        concept(choose(knowledge, "report-categories", kind="pathology")),
        day,
        result=[reference(counted)],
    )
    code = study_code(knowledge, "us-guided-core-biopsy-axillary-node", CANCER_SIDE)
    yield procedure("node-biopsy", code, day, bodySite=[site], report=[reference(pathology)])
    yield from (pathology, counted)
