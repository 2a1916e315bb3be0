"""Systemic therapy, surgery and radiotherapy: planned, begun, done."""

from __future__ import annotations

from typing import Literal

from tests.support.chart_parts import (
    CPT,
    RXNORM,
    SCT,
    Raw,
    SideName,
    axillary_node,
    breast,
    category,
    coding,
    concept,
    of_patient,
    patient_reference,
    resource,
    snomed,
)

CHEMOTHERAPY = ("367336001", "Chemotherapy")
_NEOADJUVANT = snomed("373847000", "Neo-adjuvant - intent")
_DRUGS = {
    "doxorubicin": "3639",
    "cyclophosphamide": "3002",
    "paclitaxel": "56946",
    "docetaxel": "72962",
    "carboplatin": "40048",
}  # fmt: skip
_NARRATIVE = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'


def chemotherapy(*doses: str, neoadjuvant: bool = True) -> list[Raw]:
    """Give one completed Procedure for each dose given."""
    return [
        of_patient(
            "Procedure",
            f"chemotherapy-{day}",
            status="completed",
            category=snomed("367336001", "Chemotherapy"),
            code=concept(coding(SCT, *CHEMOTHERAPY), coding(CPT, "96413")),
            performedDateTime=day,
            reasonCode=[_NEOADJUVANT] if neoadjuvant else None,
        )
        for day in doses
    ]


def chemotherapy_without_end(began: str) -> Raw:
    """Give chemotherapy of which only the beginning was ever written down."""
    return of_patient(
        "Procedure",
        f"chemotherapy-since-{began}",
        status="in-progress",
        code=snomed(*CHEMOTHERAPY),
        performedPeriod={"start": began},
    )


def drug_order(
    drug: str,
    on: str,
    status: Literal["active", "completed", "draft", "on-hold"],
    *,
    intent: Literal["order", "plan"] = "order",
) -> Raw:
    """Give a prescription of one antineoplastic drug by its RxNorm ingredient."""
    return of_patient(
        "MedicationRequest",
        f"{intent}-{drug}-{on}",
        status=status,
        intent=intent,
        category=[category("medicationrequest-category", "outpatient")],
        medicationCodeableConcept=concept(coding(RXNORM, _DRUGS[drug], drug), text=drug),
        authoredOn=on,
        requester={"reference": "Practitioner/practitioner-1"},
    )


def care_plan_neoadjuvant(
    state: Literal["planned", "completed"],
    start: str,
    end: str | None = None,
) -> Raw:
    """Give the oncology plan: neoadjuvant chemotherapy, still to begin or carried out as planned."""
    done = state == "completed"
    words = "Neoadjuvant chemotherapy, completed as planned." if done else "Neoadjuvant chemotherapy planned."
    return resource(
        "CarePlan",
        f"care-plan-{state}",
        subject=patient_reference(),
        text={"status": "additional", "div": _NARRATIVE.format(words)},
        status="completed" if done else "active",
        intent="plan",
        category=[concept(coding("http://hl7.org/fhir/us/core/CodeSystem/careplan-category", "assess-plan"))],
        title="Neoadjuvant chemotherapy",
        period={"start": start} | ({"end": end} if end else {}),
        activity=[
            {
                "detail": {
                    "kind": "ServiceRequest",
                    "code": snomed(*CHEMOTHERAPY),
                    "reasonCode": [_NEOADJUVANT],
                    "status": "completed" if done else "not-started",
                    "scheduledPeriod": {"start": start} | ({"end": end} if end else {}),
                }
            }
        ],
    )


def _operation(slug: str, code: Raw, on: str | None, sites: list[Raw], status: str = "completed") -> Raw:
    return of_patient(
        "Procedure",
        f"{slug}-{on or 'undated'}",
        status=status,
        category=snomed("387713003", "Surgical procedure"),
        code=code,
        bodySite=sites,
        performedDateTime=on,
    )


def lumpectomy(side: SideName, on: str | None, *, coded: Literal["snomed", "cpt"] = "snomed") -> Raw:
    """Give breast-conserving surgery, by the side's SNOMED CT code or by CPT with a body site."""
    lateral = {"left": "735085002", "right": "735086001"}
    if coded == "snomed":
        code = snomed(lateral[side], f"Lumpectomy of {side} breast")
        return _operation("lumpectomy", code, on, [])
    return _operation("lumpectomy", concept(coding(CPT, "19301"), text="Lumpectomy"), on, [breast(side)])


def excision_of_lesion(side: SideName, on: str) -> Raw:
    """Give the excision of a breast lesion of unstated nature."""
    return _operation("excision", snomed("392023007", "Excision of lesion of breast"), on, [breast(side)])


def mastectomy_with_dissection(side: SideName, on: str) -> Raw:
    """Give a modified radical mastectomy: breast and axilla in one code."""
    return _operation(
        "mastectomy", concept(coding(CPT, "19307"), text="Modified radical mastectomy"), on, [breast(side)]
    )


def sentinel_node_biopsy(side: SideName, on: str) -> Raw:
    """Give the sentinel node biopsy done at surgery."""
    return _operation(
        "sentinel-node", snomed("396487001", "Sentinel lymph node biopsy"), on, [axillary_node(side)]
    )


def planned_lumpectomy(side: SideName, on: str) -> Raw:
    """Give the standing order for breast-conserving surgery as the first treatment."""
    return of_patient(
        "ServiceRequest",
        "surgery-order",
        status="active",
        intent="order",
        category=[concept(coding(SCT, "387713003", "Surgical procedure"))],
        code=concept(coding(SCT, "392021009", "Lumpectomy of breast"), coding(CPT, "19301")),
        bodySite=[breast(side)],
        authoredOn=on,
        requester={"reference": "Practitioner/surgeon-1"},
    )


def radiotherapy(start: str, end: str) -> Raw:
    """Give a finished course of radiotherapy."""
    return of_patient(
        "Procedure",
        f"radiotherapy-{start}",
        status="completed",
        code=snomed("108290001", "Radiation oncology AND/OR radiotherapy"),
        performedPeriod={"start": start, "end": end},
    )
