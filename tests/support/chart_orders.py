"""Draft orders as an EHR sends them, and how the study an order asks for is told from its codes."""

from __future__ import annotations

from typing import Final

from tests.support.chart_parts import (
    CPT,
    HCPCS,
    ICD10PCS,
    LOINC,
    SCT,
    Raw,
    SideName,
    axillary_node,
    breast,
    coding,
    concept,
    of_patient,
    snomed,
)

# Every code an order for the study may carry; the first of the wanted side, or the first at all, is used.
STUDIES: Final[dict[str, tuple[tuple[str, str, SideName | None], ...]]] = {
    "us-axilla": ((LOINC, "72529-1", "left"), (LOINC, "72528-3", "right"), (CPT, "76882", None)),
    "us-breast": (
        (LOINC, "26215-4", "left"),
        (LOINC, "26216-2", "right"),
        (LOINC, "24601-7", None),
        (CPT, "76641", None),
        (CPT, "76642", None),
        (SCT, "47079000", None),
    ),
    "us-guided-core-biopsy-axillary-node": (
        (LOINC, "69279-8", None),
        (CPT, "38505", None),
        (ICD10PCS, "07B53ZX", "right"),
        (ICD10PCS, "07B63ZX", "left"),
        (ICD10PCS, "07D53ZX", "right"),
        (ICD10PCS, "07D63ZX", "left"),
    ),
    "us-guided-fna-biopsy-axillary-node": (
        (CPT, "10005", None),
        (LOINC, "106308-0", "right"),
        (LOINC, "69287-1", None),
        (LOINC, "38136-8", None),
        (ICD10PCS, "07953ZX", "right"),
        (ICD10PCS, "07963ZX", "left"),
    ),
    "mammography-diagnostic": (
        (LOINC, "26347-5", "left"),
        (LOINC, "26348-3", "right"),
        (LOINC, "26346-7", None),
        (LOINC, "24605-8", None),
        (LOINC, "46350-5", None),
        (CPT, "77065", None),
        (CPT, "77066", None),
    ),
    "mammography-screening": (
        (CPT, "77067", None),
        (LOINC, "26175-0", None),
        (LOINC, "24606-6", None),
        (SCT, "24623002", None),
    ),
    "dbt-diagnostic": (
        (LOINC, "72138-1", "left"),
        (LOINC, "72137-3", "right"),
        (LOINC, "72139-9", None),
        (HCPCS, "G0279", None),
    ),
    "dbt-screening": (
        (LOINC, "72142-3", None),
        (LOINC, "72141-5", "left"),
        (LOINC, "72140-7", "right"),
        (CPT, "77063", None),
    ),
    "mri-breast-without-and-with-iv-contrast": (
        (CPT, "77049", None),
        (CPT, "77048", None),
        (LOINC, "36277-2", None),
        (LOINC, "36276-4", None),
        (LOINC, "36278-0", "left"),
        (LOINC, "36279-8", "right"),
        (LOINC, "43528-9", None),
    ),
    "mri-breast-without-iv-contrast": (
        (LOINC, "36437-2", None),
        (LOINC, "36436-4", None),
        (CPT, "77047", None),
    ),
    "pet-ct-skull-base-to-mid-thigh": ((CPT, "78815", None),),
    "pet-ct-whole-body": ((CPT, "78816", None),),
    "ct-chest-abdomen-pelvis-with-iv-contrast": ((LOINC, "72254-6", None),),
    "ct-chest-abdomen-pelvis-without-iv-contrast": ((LOINC, "72253-8", None),),
    "ct-chest-with-iv-contrast": ((CPT, "71260", None), (LOINC, "24628-0", None)),
    "bone-scan-whole-body": ((CPT, "78306", None), (LOINC, "39818-0", None)),
    "mri-spine": ((CPT, "72158", None),),
    "stereotactic-guided-biopsy": (
        (LOINC, "46295-2", "left"),
        (LOINC, "42433-3", "right"),
        (LOINC, "46296-0", None),
    ),
}

_OF_THE_AXILLA = {"us-axilla", "us-guided-core-biopsy-axillary-node", "us-guided-fna-biopsy-axillary-node"}
_OF_ONE_BREAST = {"us-breast", "mammography-diagnostic", "dbt-diagnostic", "stereotactic-guided-biopsy"}


def study_of(order: Raw) -> str | None:
    """Tell which study the order's codes name; None where they name none of these."""
    codes = {(each.get("system"), each.get("code")) for each in order.get("code", {}).get("coding", [])}
    for study, known in STUDIES.items():
        if codes & {(system, code) for system, code, _ in known}:
            return study
    return None


def _code_for(study: str, side: SideName | None, system: str | None) -> Raw:
    among = [each for each in STUDIES[study] if system is None or each[0] == system]
    sided = [each for each in among if each[2] == side] or [each for each in among if each[2] is None]
    chosen = sided[0]
    return coding(chosen[0], chosen[1])


def _site(study: str, side: SideName | None) -> list[Raw]:
    if study in _OF_THE_AXILLA:
        return [axillary_node(side)]
    return [breast(side)] if study in _OF_ONE_BREAST and side else []


def order(
    study: str,
    *,
    side: SideName | None = "left",
    system: str | None = None,
    reason: str = "",
    reason_code: tuple[str, str] | None = None,
    note: str = "",
    occurrence: str | None = None,
) -> Raw:
    """Give a draft ServiceRequest for one of the studies, coded in one system, with reason and note."""
    reasons = concept(*(() if reason_code is None else (coding(*reason_code),)), text=reason)
    return of_patient(
        "ServiceRequest",
        f"draft-{study}",
        status="draft",
        intent="order",
        category=[snomed("363679005", "Imaging")],
        priority="routine",
        code=concept(_code_for(study, side, system)),
        bodySite=_site(study, side),
        encounter={"reference": "Encounter/encounter-1"},
        occurrenceDateTime=occurrence,
        authoredOn="2026-06-01T09:00:00Z",
        requester={"reference": "Practitioner/practitioner-1"},
        reasonCode=[reasons] if reasons else None,
        note=[{"text": note}] if note else None,
    )


def order_in_words(words: str, side: SideName, *, reason: str = "") -> Raw:
    """Give a draft ServiceRequest that names its study in words alone."""
    return order("us-axilla", side=side, reason=reason) | {"id": "draft-in-words", "code": {"text": words}}


def surgery_order(code: tuple[str, str], side: SideName) -> Raw:
    """Give a draft order for an operation of the breast by its SNOMED CT code."""
    return of_patient(
        "ServiceRequest",
        "draft-surgery",
        status="draft",
        intent="order",
        category=[snomed("387713003", "Surgical procedure")],
        code=snomed(*code),
        bodySite=[breast(side)],
        authoredOn="2026-06-01T09:00:00Z",
        requester={"reference": "Practitioner/surgeon-1"},
    )


def draft_medication(drug: Raw) -> Raw:
    """Give a prescription as a draft among the draft orders."""
    return drug | {"id": f"draft-{drug['id']}"[:64], "status": "draft"}
