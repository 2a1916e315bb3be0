"""Draft orders as an EHR sends them, and how the study an order asks for is told from its codes."""

from __future__ import annotations

from typing import Final

from tests.support.chart_parts import (
    CPT,
    HCPCS,
    ICD10CM,
    ICD10PCS,
    LOINC,
    SCT,
    Raw,
    SideName,
    axillary_node,
    billed,
    breast,
    coding,
    concept,
    of_patient,
    snomed,
)
from tests.support.chart_telling import Dialect, told

# Every code an order for the study may carry; the first of the wanted side, or the first at all, is used.
STUDIES: Final[dict[str, tuple[tuple[str, str, SideName | None], ...]]] = {
    "us-axilla": (
        (LOINC, "72529-1", "left"),
        (LOINC, "72528-3", "right"),
        (CPT, "76882", None),
        (SCT, "16310003", None),
    ),
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
        (SCT, "241055006", None),
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
        (ICD10PCS, "BH31Y0Z", "left"),
        (ICD10PCS, "BH30Y0Z", "right"),
    ),
    "mri-breast-without-iv-contrast": (
        (LOINC, "36437-2", None),
        (LOINC, "36436-4", None),
        (CPT, "77047", None),
        (ICD10PCS, "BH32ZZZ", None),
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

_IN_PARTS: Final = {
    "ct-chest-abdomen-pelvis-with-iv-contrast": ("71260", "74177"),
    "ct-chest-abdomen-pelvis-without-iv-contrast": ("71250", "74176"),
}
"""Studies that CPT knows as two."""
_NAMED: Final = {
    "us-axilla": "Ultrasound {side} axilla",
    "us-breast": "US breast {side}",
    "us-guided-core-biopsy-axillary-node": "US-guided core needle biopsy axillary node",
    "us-guided-fna-biopsy-axillary-node": "US guided FNA axillary node",
    "mammography-diagnostic": "Diagnostic mammogram {side}",
    "mammography-screening": "Screening mammogram",
    "dbt-diagnostic": "Diagnostic breast tomosynthesis",
    "dbt-screening": "Screening breast tomosynthesis",
    "mri-breast-without-and-with-iv-contrast": "MRI breast W WO contrast",
    "mri-breast-without-iv-contrast": "MRI breast without contrast",
    "pet-ct-skull-base-to-mid-thigh": "PET/CT skull base to mid-thigh",
    "pet-ct-whole-body": "PET/CT whole body",
    "ct-chest-abdomen-pelvis-with-iv-contrast": "CT chest abdomen pelvis w contrast",
    "ct-chest-abdomen-pelvis-without-iv-contrast": "CT chest abdomen pelvis wo contrast",
    "ct-chest-with-iv-contrast": "CT chest with contrast",
    "bone-scan-whole-body": "NM bone scan whole body",
    "mri-spine": "MRI spine without and with contrast",
    "stereotactic-guided-biopsy": "Stereotactic breast biopsy",
}
"""How local order catalogues write each study."""
_LOCAL: Final = "urn:oid:1.2.840.114350.1.13.999.7.2.696580"
_IN_SNOMED: Final = {
    "C50.412": "353431000119107",
    "D05.12": "109889007",
    "R92.8": "168750009",
    "N60.92": "369462000",
}
_SYSTEMS: Final[dict[Dialect, tuple[str, ...]]] = {
    "billing": (CPT, HCPCS),
    "registry": (LOINC, ICD10PCS, SCT),
    "abroad": (SCT, ICD10PCS),
}

_OF_THE_AXILLA: Final = frozenset(
    {"us-axilla", "us-guided-core-biopsy-axillary-node", "us-guided-fna-biopsy-axillary-node"}
)
_OF_ONE_BREAST: Final = frozenset(
    {"us-breast", "mammography-diagnostic", "dbt-diagnostic", "stereotactic-guided-biopsy"}
)


def study_of(order: Raw) -> str | None:
    """Tell which study the order's codes name; None where they name none of these."""
    codes = {(each.get("system"), each.get("code")) for each in order.get("code", {}).get("coding", [])}
    for study, known in STUDIES.items():
        if codes & {(system, code) for system, code, _ in known}:
            return study
    return None


def _code_for(study: str, side: SideName | None, system: str | None, dialect: Dialect) -> Raw:
    """Give the code of an order: in the wanted system, or in one of the dialect's where the study has one."""
    if dialect == "words":
        local = {"system": _LOCAL, "code": f"IMG{len(study):04}"}
        return concept(local, text=_NAMED[study].format(side=side))
    if dialect == "billing" and study in _IN_PARTS:
        return concept(*(coding(CPT, each) for each in _IN_PARTS[study]))
    known = STUDIES[study]
    wanted = _SYSTEMS.get(dialect) or ((system,) if system else ())
    among = [each for name in wanted for each in known if each[0] == name and each[2] in {None, side}]
    among = among or [each for each in known if each[2] in {None, side}]
    fitting = [each for each in among if each[0] == among[0][0]] if wanted else among
    chosen = next((each for each in fitting if each[2] == side), fitting[0])
    return concept(coding(chosen[0], chosen[1]))


def _site(study: str, side: SideName | None, dialect: Dialect) -> list[Raw]:
    if study in _OF_THE_AXILLA:
        return [axillary_node(side, dialect)]
    return [breast(side, dialect)] if study in _OF_ONE_BREAST and side else []


def _reason(reason: str, code: tuple[str, str] | None, dialect: Dialect) -> Raw:
    if code is None:
        return concept(text=reason)
    if code[0] == ICD10CM and dialect == "billing":
        return billed(*code) | ({"text": reason} if reason else {})
    if code[0] == ICD10CM and dialect == "registry" and code[1] in _IN_SNOMED:
        return concept(coding(SCT, _IN_SNOMED[code[1]]), text=reason)
    return concept(coding(*code), text=reason)


@told
def order(
    study: str,
    *,
    side: SideName | None = "left",
    system: str | None = None,
    reason: str = "",
    reason_code: tuple[str, str] | None = None,
    note: str = "",
    occurrence: str | None = None,
    dialect: Dialect = "own",
) -> Raw:
    """Give a draft ServiceRequest for one of the studies, coded in one system, with reason and note."""
    reasons = _reason(reason, reason_code, dialect)
    return of_patient(
        "ServiceRequest",
        f"draft-{study}",
        status="draft",
        intent="order",
        category=[snomed("363679005", "Imaging")],
        priority="routine",
        code=_code_for(study, side, system, dialect),
        bodySite=_site(study, side, dialect),
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


@told
def surgery_order(code: tuple[str, str], side: SideName, *, dialect: Dialect = "own") -> Raw:
    """Give a draft order for an operation of the breast by its SNOMED CT code; billing knows CPT alone."""
    return of_patient(
        "ServiceRequest",
        "draft-surgery",
        status="draft",
        intent="order",
        category=[snomed("387713003", "Surgical procedure")],
        code=billed(CPT, _IN_CPT[code[0]]) if dialect == "billing" else snomed(*code),
        bodySite=[breast(side, dialect)],
        authoredOn="2026-06-01T09:00:00Z",
        requester={"reference": "Practitioner/surgeon-1"},
    )


_IN_CPT: Final = {"172043006": "19303"}


@told
def draft_medication(drug: Raw, *, dialect: Dialect = "own") -> Raw:
    """Give a prescription as a draft among the draft orders."""
    return drug | {"id": f"draft-{drug['id']}"[:64], "status": "draft"}
