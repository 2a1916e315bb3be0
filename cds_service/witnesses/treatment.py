"""Writes therapy before surgery, surgery of the breast, and what followed it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cds_service.witnesses.resources import (
    Raw,
    breast,
    choose,
    concept,
    of_patient,
    procedure,
    report,
)
from cds_service.witnesses.studies import study_code
from cds_service.witnesses.wanted import CANCER_SIDE, Wanted

_OPERATIONS: Final = {
    "excision": "surgery-breast-conserving",
    "re-excision": "surgery-re-excision",
    "mastectomy": "surgery-mastectomy",
}
_CYCLE: Final = 21


def write_treatment(wanted: Wanted) -> Iterator[Raw]:
    """Give therapy, surgery and the studies before and after them."""
    yield from _therapy(wanted)
    if wanted.is_operated:
        name = _OPERATIONS[wanted.value("breast_surgery.kind")]
        code = concept(choose(wanted.knowledge, name, beside="surgery-axillary"))
        site = breast(wanted.knowledge, CANCER_SIDE)
        yield procedure("breast-surgery", code, wanted.operated_on, bodySite=[site])
    if wanted.value("radiotherapy.after_surgery") == "given":
        code = concept(choose(wanted.knowledge, "radiotherapy-procedure"))
        yield procedure("radiotherapy", code, wanted.after_surgery(20))
    if wanted.value("breast.post_operative_mammogram") == "done":
        yield _mammogram(wanted, "mammogram-after", after=True)
    if wanted.value("prior_imaging.before_treatment") == "on-file":
        yield _mammogram(wanted, "mammogram-before", after=False)


def _mammogram(wanted: Wanted, slug: str, *, after: bool) -> Raw:
    code = study_code(wanted.knowledge, "mammography-diagnostic", CANCER_SIDE)
    category = concept(choose(wanted.knowledge, "report-categories", kind="imaging"))
    return report(slug, code, category, wanted.after_surgery(10) if after else wanted.after_diagnosis(1))


def _therapy(wanted: Wanted) -> Iterator[Raw]:
    match wanted.value("neoadjuvant_therapy.phase"):
        case "planned":
            yield _plan(wanted, "active", "not-started")
        case "ongoing":
            yield from _doses(wanted)
        case "completed":
            yield from _doses(wanted)
            yield _plan(wanted, "completed", "completed")
        case "not-planned" if wanted.is_operated:
            code = concept(choose(wanted.knowledge, "chemotherapy-procedure"))
            yield procedure("chemotherapy-after", code, wanted.after_surgery(12))
        case "not-planned":
            yield of_patient(
                "ServiceRequest",
                "surgery-first",
                status="active",
                intent="order",
                code=concept(choose(wanted.knowledge, "surgery-breast-conserving")),
                bodySite=[breast(wanted.knowledge, CANCER_SIDE)],
                authoredOn=wanted.after_diagnosis(20).isoformat(),
            )
        case _:
            pass


def _doses(wanted: Wanted) -> Iterator[Raw]:
    code = concept(choose(wanted.knowledge, "chemotherapy-procedure"))
    intent = concept(choose(wanted.knowledge, "neoadjuvant-intent"))
    day, number = wanted.first_dose, 1
    while day <= wanted.last_dose:
        yield procedure(f"chemotherapy-{number}", code, day, reasonCode=[intent])
        day, number = day + timedelta(days=_CYCLE), number + 1


def _plan(wanted: Wanted, status: str, step: str) -> Raw:
    begin = wanted.today + timedelta(days=7) if step == "not-started" else wanted.first_dose
    end = begin if step == "not-started" else wanted.last_dose
    span = {"start": begin.isoformat(), "end": end.isoformat()}
    code = concept(choose(wanted.knowledge, "chemotherapy-procedure"))
    intent = concept(choose(wanted.knowledge, "neoadjuvant-intent"))
    detail = {
        "kind": "ServiceRequest",
        "code": code,
        "reasonCode": [intent],
        "status": step,
        "scheduledPeriod": span,
    }
    category = {"system": "http://hl7.org/fhir/us/core/CodeSystem/careplan-category", "code": "assess-plan"}
    return of_patient(
        "CarePlan",
        "therapy-plan",
        status=status,
        intent="plan",
        category=[{"coding": [category]}],
        title="Neoadjuvant chemotherapy",
        period=span,
        activity=[{"detail": detail}],
    )
