"""Builds what was done, ordered or planned from its JSON: procedures, medicines, requests, plans of care."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from cds_service.fhir.dates import read_day
from cds_service.fhir.elements import (
    Concept,
    Span,
    concepts_named,
    read_concept,
    read_concepts,
    read_extensions,
    read_references,
    read_span,
    read_status,
    resolve_local,
)
from cds_service.fhir.raw import Raw, flag, member, objects, reference_of, text
from cds_service.fhir.releases import of_any_release, r4_type
from cds_service.fhir.resources import (
    Activity,
    CarePlan,
    MedicationRequest,
    Medicine,
    Procedure,
    ServiceRequest,
)

Lookup = Callable[[str], Raw]
"""Gives the JSON of the resource that a reference names, or an empty object."""

_INTENTS: Final = ("mcode-procedure-intent", "mcode-treatment-intent")


@of_any_release
def build_procedure(raw: Raw, _: Lookup) -> Procedure:
    """Read a Procedure."""
    extensions = read_extensions(raw.get("extension"))
    return Procedure(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        code=read_concept(raw.get("code")),
        performed=read_span(raw, "performed"),
        reasons=read_concepts(raw.get("reasonCode")),
        reason_references=read_references(raw.get("reasonReference"), raw),
        body_sites=read_concepts(raw.get("bodySite")),
        outcome=read_concept(raw.get("outcome")),
        intents=_intents(raw),
        used=(*read_concepts(raw.get("usedCode")), *concepts_named(extensions, "procedure-usedCode")),
        reports=read_references(raw.get("report"), raw),
    )


@of_any_release
def build_medicine(raw: Raw, lookup: Lookup) -> Medicine:
    """Read a MedicationAdministration or a MedicationStatement."""
    return Medicine(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        code=_medication(raw, lookup),
        taken=read_span(raw, "effective"),
        reasons=read_concepts(raw.get("reasonCode")),
        reason_references=read_references(raw.get("reasonReference"), raw),
        intents=_intents(raw),
        status_reasons=read_concepts(raw.get("statusReason")),
    )


@of_any_release
def build_medication_request(raw: Raw, lookup: Lookup) -> MedicationRequest:
    """Read a MedicationRequest."""
    return MedicationRequest(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        intent=read_status(raw.get("intent")),
        do_not_perform=flag(raw.get("doNotPerform")),
        code=_medication(raw, lookup),
        on=read_day(raw.get("authoredOn")),
        timing=_timing(raw),
        reasons=read_concepts(raw.get("reasonCode")),
        reason_references=read_references(raw.get("reasonReference"), raw),
        intents=_intents(raw),
        status_reasons=read_concepts(raw.get("statusReason")),
    )


def _timing(raw: Raw) -> Span:
    """Give when the drug is to be taken, by its dosage or by what may be dispensed."""
    for dosage in objects(raw.get("dosageInstruction")):
        timing = member(dosage, "timing")
        span = read_span(member(timing, "repeat"), "bounds")
        if span != Span():
            return span
        events = read_span({"eventTiming": timing}, "event")
        if events != Span():
            return events
    return read_span(member(raw, "dispenseRequest"), "validity")


def _medication(raw: Raw, lookup: Lookup) -> Concept | None:
    """Give the drug, also from the Medication that is referred to; a product's ingredients count as codes."""
    plain = read_concept(raw.get("medicationCodeableConcept"))
    if plain:
        return plain
    referenced = member(raw, "medicationReference")
    target = lookup(resolve_local(text(referenced.get("reference")), raw))
    items = [
        each.get("itemCodeableConcept") or member(each, "item").get("concept")
        for each in objects(target.get("ingredient"))
    ]
    named = [part for each in (target.get("code"), *items) if (part := read_concept(each))]
    words = text(referenced.get("display"))
    if not named and not words:
        return None
    return Concept(
        codes=tuple(code for part in named for code in part.codes),
        displays=tuple(said for part in named for said in part.displays),
        text=next((part.text for part in named if part.text), words),
    )


@of_any_release
def build_care_plan(raw: Raw, _: Lookup) -> CarePlan:
    """Read a CarePlan."""
    return CarePlan(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        on=read_day(raw.get("created")),
        period=read_span(raw, "period"),
        title=text(raw.get("title")),
        description=text(raw.get("description")),
        addresses=read_references(raw.get("addresses"), raw),
        activities=tuple(_activities(raw)),
    )


def _activities(raw: Raw) -> Iterator[Activity]:
    """Give the steps that are to be taken; R5 has no details of a step and refers to a request for it."""
    for each in objects(raw.get("activity")):
        detail = member(each, "detail")
        named = each.get("reference") or each.get("plannedActivityReference")
        planned = next(iter(read_references(named, raw)), "")
        if flag(detail.get("doNotPerform")) or flag(detail.get("prohibited")):
            continue
        if not detail and (request := _inside(raw, planned)):
            if not request.do_not_perform:
                yield _as_activity(request, planned)
            continue
        yield Activity(
            status=read_status(detail.get("status")),
            code=read_concept(detail.get("code")) or read_concept(detail.get("productCodeableConcept")),
            reasons=read_concepts(detail.get("reasonCode")),
            reference=planned,
            scheduled=read_span(detail, "scheduled"),
            words=text(detail.get("description")),
        )


def _inside(plan: Raw, reference: str) -> ServiceRequest | None:
    """Give the request inside a plan that a step refers to: nothing else tells of it."""
    held = (each for each in objects(plan.get("contained")) if r4_type(each) == "ServiceRequest")
    name = reference.removeprefix(f"{reference_of(plan)}#")
    found = next((each for each in held if name != reference and text(each.get("id")) == name), None)
    return build_service_request(found, lambda _: {}) if found is not None else None


def _as_activity(request: ServiceRequest, reference: str) -> Activity:
    given_up = {"revoked", "cancelled", "entered-in-error"}
    return Activity(
        status="cancelled" if request.status in given_up else request.status,
        code=request.code,
        reasons=request.reasons,
        reference=reference,
        scheduled=request.occurrence,
        words=" ; ".join(words for _, words in request.said),
    )


@of_any_release
def build_service_request(raw: Raw, _: Lookup) -> ServiceRequest:
    """Read a ServiceRequest, or another order as far as it has the same elements."""
    return ServiceRequest(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        intent=read_status(raw.get("intent")),
        priority=read_status(raw.get("priority")),
        do_not_perform=flag(raw.get("doNotPerform")),
        code=read_concept(raw.get("code")),
        on=read_day(raw.get("authoredOn")),
        occurrence=read_span(raw, "occurrence"),
        reasons=read_concepts(raw.get("reasonCode")),
        reasons_in=_reasons_in(raw),
        reason_references=read_references(raw.get("reasonReference"), raw),
        supporting=read_references(raw.get("supportingInfo"), raw),
        body_sites=read_concepts(raw.get("bodySite")),
        said=tuple((element, words) for element, words in _said(raw) if words),
    )


def _said(raw: Raw) -> Iterator[tuple[str, str]]:
    """Give what an order says in words, with the element that says it."""
    for reason in read_concepts(raw.get("reasonCode")):
        yield _reasons_in(raw), reason.words
    for detail in objects(raw.get("orderDetail")):
        if concept := read_concept(detail):
            yield "orderDetail", concept.words
    for note in objects(raw.get("note")):
        yield "note", text(note.get("text"))
    for element in ("patientInstruction", "description"):
        yield element, text(raw.get(element))


def _reasons_in(raw: Raw) -> str:
    """Name the element in which the sender gave the reasons."""
    return next((each for each in ("reason", "reasonCodeableConcept") if each in raw), "reasonCode")


def _intents(raw: Raw) -> tuple[Concept, ...]:
    extensions = read_extensions(raw.get("extension"))
    return tuple(concept for name in _INTENTS for concept in concepts_named(extensions, name))
