"""Systemic therapy, surgery and radiotherapy: planned, begun, done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

from tests.support.chart_diagnosis import condition
from tests.support.chart_parts import (
    CPT,
    ICD10CM,
    RXNORM,
    SCT,
    Raw,
    billed,
    category,
    coding,
    concept,
    of_patient,
    patient_reference,
    resource,
    snomed,
)
from tests.support.chart_patient import medication
from tests.support.chart_telling import Dialect, told

CHEMOTHERAPY: Final = ("367336001", "Chemotherapy")
_REGIMEN: Final = ("716872004", "Antineoplastic chemotherapy regimen")
_NEOADJUVANT: Final = snomed("373847000", "Neo-adjuvant - intent")
_DRUGS: Final = {
    "doxorubicin": "3639",
    "cyclophosphamide": "3002",
    "paclitaxel": "56946",
    "docetaxel": "72962",
    "carboplatin": "40048",
}
_PRODUCTS: Final = {"doxorubicin": "1790099", "cyclophosphamide": "1734919", "paclitaxel": "583214"}
_NARRATIVE: Final = '<div xmlns="http://www.w3.org/1999/xhtml">{}</div>'

Drug = Literal["doxorubicin", "cyclophosphamide", "paclitaxel", "docetaxel", "carboplatin"]


@told
def chemotherapy(*doses: str, neoadjuvant: bool = True, dialect: Dialect = "own") -> list[Raw]:
    """Give each dose given: a Procedure; to billing a visit for chemotherapy; a registry knows the drug."""
    return [_dose(day, neoadjuvant=neoadjuvant, dialect=dialect) for day in doses]


def _dose(day: str, *, neoadjuvant: bool, dialect: Dialect) -> Raw:
    intent = [_NEOADJUVANT] if neoadjuvant else None
    match dialect:
        case "own" | "typed" | "abroad" | "words":
            both = concept(coding(SCT, *CHEMOTHERAPY), coding(CPT, "96413"))
            care = snomed("385786002", "Chemotherapy care")
            return of_patient(
                "Procedure",
                f"chemotherapy-{day}",
                status="completed",
                category=snomed("367336001", "Chemotherapy"),
                code=care if dialect == "abroad" else both,
                performedDateTime=day,
                reasonCode=intent,
            )
        case "billing":
            visit = billed(ICD10CM, "Z51.11")
            return condition(
                f"visit-{day}", visit, day, status=None, verification=None, listed="encounter-diagnosis"
            )
        case "registry":
            return of_patient(
                "MedicationAdministration",
                f"dose-{day}",
                status="completed",
                medicationCodeableConcept=concept(coding(RXNORM, _PRODUCTS["doxorubicin"])),
                effectiveDateTime=day,
                reasonCode=intent,
            )


@told
def chemotherapy_without_end(began: str, *, dialect: Dialect = "own") -> Raw:
    """Give chemotherapy of which only the beginning was ever written down."""
    codes = {"billing": billed(CPT, "96413"), "registry": snomed(*_REGIMEN)}
    return of_patient(
        "Procedure",
        f"chemotherapy-since-{began}",
        status="in-progress",
        code=codes.get(dialect) or snomed(*CHEMOTHERAPY),
        performedPeriod={"start": began},
    )


@told
def drug_order(
    drug: Drug,
    on: str,
    status: Literal["active", "completed", "draft", "on-hold"],
    *,
    intent: Literal["order", "plan"] = "order",
    dialect: Dialect = "own",
) -> Raw:
    """Give a prescription of one antineoplastic drug: by its RxNorm ingredient, or as a product of it."""
    named = concept(coding(RXNORM, _DRUGS[drug], drug), text=drug)
    if dialect == "billing":
        named = billed(RXNORM, _PRODUCTS.get(drug, _DRUGS[drug]))
    return of_patient(
        "MedicationRequest",
        f"{intent}-{drug}-{on}",
        status=status,
        intent=intent,
        category=[category("medicationrequest-category", "outpatient")],
        **medication(named, dialect),
        authoredOn=on,
        requester={"reference": "Practitioner/practitioner-1"},
    )


@told
def care_plan_neoadjuvant(
    state: Literal["planned", "completed"],
    start: str,
    end: str | None = None,
    *,
    dialect: Dialect = "own",
) -> Raw:
    """Give the oncology plan: neoadjuvant chemotherapy, still to begin or carried out as planned.

    Billing has no plans: there the infusions are ordered, or their history is coded the day after the last.
    """
    if dialect == "billing":
        return _ordered(start) if state == "planned" else _history(end or start)
    done = state == "completed"
    words = "Neoadjuvant chemotherapy, completed as planned." if done else "Neoadjuvant chemotherapy planned."
    span = {"start": start} | ({"end": end} if end else {})
    step = {
        "kind": "ServiceRequest",
        "code": snomed(*(_REGIMEN if dialect == "registry" else CHEMOTHERAPY)),
        "status": "completed" if done else "not-started",
        "scheduledPeriod": span,
    }
    return resource(
        "CarePlan",
        f"care-plan-{state}",
        subject=patient_reference(),
        text={"status": "additional", "div": _NARRATIVE.format(words)},
        status="completed" if done else "active",
        intent="plan",
        category=[concept(coding("http://hl7.org/fhir/us/core/CodeSystem/careplan-category", "assess-plan"))],
        title="Neoadjuvant chemotherapy",
        period=span,
        activity=[{"detail": step | ({} if dialect == "registry" else {"reasonCode": [_NEOADJUVANT]})}],
    )


def _ordered(start: str) -> Raw:
    return of_patient(
        "ServiceRequest",
        "infusions-ordered",
        status="active",
        intent="order",
        code=billed(CPT, "96413"),
        occurrencePeriod={"start": start},
        authoredOn=_days_after(start, -21),
        reasonCode=[_NEOADJUVANT],
    )


def _history(end: str) -> Raw:
    on = _days_after(end, 1)
    coded = billed(ICD10CM, "Z92.21")
    return condition("chemotherapy-history", coded, on, status=None, verification=None)


def _days_after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
