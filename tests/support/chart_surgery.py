"""Operations on breast and axilla, and radiotherapy: ordered or done."""

from __future__ import annotations

from typing import Final, Literal

from tests.support.chart_parts import (
    BREAST,
    CPT,
    LEFT_OR_RIGHT,
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

_SIDED_LUMPECTOMY: Final = {"left": "735085002", "right": "735086001"}
_LUMPECTOMY: Final = ("392021009", "Lumpectomy of breast")


def _operation(slug: str, code: Raw, on: str | None, sites: list[Raw]) -> Raw:
    return of_patient(
        "Procedure",
        f"{slug}-{on or 'undated'}",
        status="completed",
        category=snomed("387713003", "Surgical procedure"),
        code=code,
        bodySite=sites,
        performedDateTime=on,
    )


@told
def lumpectomy(
    side: SideName,
    on: str | None,
    *,
    coded: Literal["snomed", "cpt"] = "snomed",
    dialect: Dialect = "own",
) -> Raw:
    """Give breast-conserving surgery, by the side's SNOMED CT code or by a code with a body site."""
    sites = [breast(side, dialect)]
    match dialect:
        case "billing":
            return _operation("lumpectomy", billed(CPT, "19301"), on, sites)
        case "registry":
            return _operation("lumpectomy", snomed(*_LUMPECTOMY), on, sites)
        case "abroad":
            code = snomed("64368001", "Excision of part of breast")
            return _operation("lumpectomy", code, on, [snomed(*BREAST), snomed(*LEFT_OR_RIGHT[side])])
        case "own" | "typed" | "words" if coded == "snomed":
            sided = snomed(_SIDED_LUMPECTOMY[side], f"Lumpectomy of {side} breast")
            return _operation("lumpectomy", sided, on, [])
        case "own" | "typed" | "words":
            return _operation("lumpectomy", concept(coding(CPT, "19301"), text="Lumpectomy"), on, sites)


@told
def excision_of_lesion(side: SideName, on: str, *, dialect: Dialect = "own") -> Raw:
    """Give the excision of a breast lesion of unstated nature."""
    excised = snomed("392023007", "Excision of lesion of breast")
    code = billed(CPT, "19120") if dialect == "billing" else excised
    return _operation("excision", code, on, [breast(side, dialect)])


@told
def mastectomy_with_dissection(side: SideName, on: str, *, dialect: Dialect = "own") -> Raw:
    """Give a modified radical mastectomy: breast and axilla in one code."""
    codes = {
        "billing": billed(CPT, "19307"),
        "registry": snomed("66398006", "Mastectomy with excision of regional lymph nodes"),
    }
    own = concept(coding(CPT, "19307"), text="Modified radical mastectomy")
    return _operation("mastectomy", codes.get(dialect) or own, on, [breast(side, dialect)])


@told
def sentinel_node_biopsy(side: SideName, on: str, *, dialect: Dialect = "own") -> Raw:
    """Give the sentinel node biopsy done at surgery."""
    removed = snomed("443497002", "Excision of sentinel lymph node")
    code = removed if dialect == "registry" else snomed("396487001", "Sentinel lymph node biopsy")
    return _operation("sentinel-node", code, on, [axillary_node(side, dialect)])


@told
def planned_lumpectomy(side: SideName, on: str, *, dialect: Dialect = "own") -> Raw:
    """Give the standing order for breast-conserving surgery as the first treatment."""
    codes = {"billing": billed(CPT, "19301"), "registry": snomed(*_LUMPECTOMY)}
    return of_patient(
        "ServiceRequest",
        "surgery-order",
        status="active",
        intent="order",
        category=[concept(coding(SCT, "387713003", "Surgical procedure"))],
        code=codes.get(dialect) or concept(coding(SCT, *_LUMPECTOMY), coding(CPT, "19301")),
        bodySite=[breast(side, dialect)],
        authoredOn=on,
        requester={"reference": "Practitioner/surgeon-1"},
    )


@told
def radiotherapy(start: str, end: str, *, dialect: Dialect = "own") -> Raw:
    """Give a finished course of radiotherapy."""
    code = snomed("108290001", "Radiation oncology AND/OR radiotherapy")
    if dialect == "registry":
        code = snomed("1217123003", "Radiotherapy course of treatment")
    return of_patient(
        "Procedure",
        f"radiotherapy-{start}",
        status="completed",
        code=code,
        performedPeriod={"start": start, "end": end},
    )
