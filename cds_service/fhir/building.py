"""Builds each resource from its JSON: which element of which release holds what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from decimal import Decimal
from typing import Final

from cds_service.fhir.dates import read_day
from cds_service.fhir.elements import (
    Concept,
    Span,
    concepts_named,
    read_answer,
    read_concept,
    read_concepts,
    read_extensions,
    read_quantity,
    read_references,
    read_span,
    read_status,
    resolve_local,
)
from cds_service.fhir.raw import Raw, concept_of, flag, member, objects, reference_of, text
from cds_service.fhir.resources import (
    Activity,
    AllergyIntolerance,
    CarePlan,
    Component,
    Condition,
    DiagnosticReport,
    MedicationRequest,
    Medicine,
    Observation,
    Patient,
    Procedure,
    Resource,
    ServiceRequest,
    Specimen,
    Stage,
)

Lookup = Callable[[str], Raw]
"""Gives the JSON of the resource that a reference names, or an empty object."""

Builder = Callable[[Raw, Lookup], Resource]

_INTENTS: Final = ("mcode-procedure-intent", "mcode-treatment-intent")


def build_patient(raw: Raw, _: Lookup) -> Patient:
    """Read a Patient."""
    return Patient(
        reference=reference_of(raw),
        gender=text(raw.get("gender")).lower(),
        birth_date=read_day(raw.get("birthDate")),
        deceased=flag(raw.get("deceasedBoolean")) or bool(text(raw.get("deceasedDateTime"))),
        extensions=read_extensions(raw.get("extension")),
    )


def build_condition(raw: Raw, _: Lookup) -> Condition:
    """Read a Condition."""
    extensions = read_extensions(raw.get("extension"))
    abated = read_span(raw, "abatement")
    return Condition(
        reference=reference_of(raw),
        clinical_status=read_status(raw.get("clinicalStatus")),
        verification_status=read_status(raw.get("verificationStatus")),
        categories=read_concepts(raw.get("category")),
        code=read_concept(raw.get("code")),
        body_sites=read_concepts(raw.get("bodySite")),
        onset=read_span(raw, "onset").start,
        recorded=read_day(raw.get("recordedDate")) or read_day(raw.get("dateRecorded")),
        abated=abated.start or abated.end,
        is_over=flag(raw.get("abatementBoolean")) or bool(text(raw.get("abatementString"))),
        morphology=concepts_named(extensions, "mcode-histology-morphology-behavior"),
        stages=tuple(_stages(raw)),
        evidence=tuple(
            reference
            for each in objects(raw.get("evidence"))
            for reference in (*read_references(each.get("detail"), raw), *read_references(each, raw))
        ),
    )


def _stages(raw: Raw) -> Iterator[Stage]:
    for each in objects(raw.get("stage")):
        yield Stage(
            summary=read_concept(each.get("summary")),
            basis=read_concept(each.get("type")),
            assessments=read_references(each.get("assessment"), raw),
        )


def build_observation(raw: Raw, _: Lookup) -> Observation:
    """Read an Observation."""
    parts = objects(raw.get("component"))
    focus = raw.get("focus")
    return Observation(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        categories=read_concepts(raw.get("category")),
        code=read_concept(raw.get("code")),
        on=read_span(raw, "effective").start or read_span(raw, "effective").end or read_day(raw.get("issued")),
        answer=read_answer(raw),
        components=tuple(Component(read_concept(each.get("code")), read_answer(each)) for each in parts),
        interpretations=read_concepts(raw.get("interpretation")),
        upper_limit=_upper_limit(raw),
        body_sites=read_concepts(raw.get("bodySite")),
        method=read_concept(raw.get("method")),
        focus=read_references(focus, raw),
        specimens=read_references(raw.get("specimen"), raw),
    )


def _upper_limit(raw: Raw) -> Decimal | None:
    """Give the upper limit of normal: of the first range that is not for other people or another purpose."""
    for each in objects(raw.get("referenceRange")):
        purpose = read_concept(each.get("type"))
        if purpose and "normal" not in {code.code for code in purpose.codes}:
            continue
        if limit := read_quantity(each.get("high")):
            return limit.value
    return None


def build_procedure(raw: Raw, _: Lookup) -> Procedure:
    """Read a Procedure."""
    extensions = read_extensions(raw.get("extension"))
    return Procedure(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        code=read_concept(raw.get("code")),
        performed=read_span(raw, "performed", "occurrence"),
        reasons=_reasons(raw),
        reason_references=_reason_references(raw),
        body_sites=read_concepts(raw.get("bodySite")),
        outcome=read_concept(raw.get("outcome")),
        intents=_intents(raw),
        used=(*read_concepts(raw.get("usedCode")), *concepts_named(extensions, "procedure-usedCode")),
        reports=read_references(raw.get("report"), raw),
    )


def build_medicine(raw: Raw, lookup: Lookup) -> Medicine:
    """Read a MedicationAdministration or a MedicationStatement."""
    return Medicine(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        code=_medication(raw, lookup),
        taken=read_span(raw, "effective", "occurence", "occurrence"),
        reasons=_reasons(raw),
        reason_references=_reason_references(raw),
        intents=_intents(raw),
        status_reasons=read_concepts(raw.get("statusReason")),
    )


def build_medication_request(raw: Raw, lookup: Lookup) -> MedicationRequest:
    """Read a MedicationRequest."""
    return MedicationRequest(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        intent=read_status(raw.get("intent")),
        do_not_perform=flag(raw.get("doNotPerform")),
        code=_medication(raw, lookup),
        on=read_day(raw.get("authoredOn")) or read_day(raw.get("dateWritten")),
        timing=_timing(raw),
        reasons=_reasons(raw),
        reason_references=_reason_references(raw),
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
    medication = member(raw, "medication")
    plain = read_concept(raw.get("medicationCodeableConcept")) or read_concept(medication.get("concept"))
    if plain:
        return plain
    referenced = member(raw, "medicationReference") or member(medication, "reference")
    target = lookup(resolve_local(text(referenced.get("reference")), raw))
    parts = [read_concept(target.get("code"))]
    for each in objects(target.get("ingredient")):
        parts.append(read_concept(each.get("itemCodeableConcept") or member(each, "item").get("concept")))
    named = [part for part in parts if part]
    words = text(referenced.get("display"))
    if not named and not words:
        return None
    return Concept(
        codes=tuple(code for part in named for code in part.codes),
        displays=tuple(said for part in named for said in part.displays),
        text=next((part.text for part in named if part.text), words),
    )


def build_report(raw: Raw, _: Lookup) -> DiagnosticReport:
    """Read a DiagnosticReport."""
    effective = read_span(raw, "effective")
    conclusions = raw.get("conclusionCode") or raw.get("codedDiagnosis")
    return DiagnosticReport(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        categories=read_concepts(raw.get("category")),
        code=read_concept(raw.get("code")),
        on=effective.start or effective.end or read_day(raw.get("issued")),
        conclusions=read_concepts(conclusions),
        results=read_references(raw.get("result"), raw),
        specimens=read_references(raw.get("specimen"), raw),
    )


def build_care_plan(raw: Raw, _: Lookup) -> CarePlan:
    """Read a CarePlan."""
    return CarePlan(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        on=read_day(raw.get("created")),
        period=read_span(raw, "period"),
        words=" . ".join(said for each in ("title", "description") if (said := text(raw.get(each)))),
        addresses=read_references(raw.get("addresses"), raw),
        activities=tuple(_activities(raw)),
    )


def _activities(raw: Raw) -> Iterator[Activity]:
    for each in objects(raw.get("activity")):
        detail = member(each, "detail")
        planned = (*read_references(each.get("reference"), raw), *read_references(each.get("plannedActivityReference"), raw))
        yield Activity(
            status=read_status(detail.get("status")),
            code=read_concept(detail.get("code")) or read_concept(detail.get("productCodeableConcept")),
            reasons=read_concepts(detail.get("reasonCode")),
            reference=next(iter(planned), ""),
            scheduled=read_span(detail, "scheduled"),
            words=text(detail.get("description")),
        )


def build_service_request(raw: Raw, _: Lookup) -> ServiceRequest:
    """Read a ServiceRequest, or another order as far as it has the same elements."""
    concepts = (*_reasons(raw), *(one for each in objects(raw.get("orderDetail")) if (one := read_concept(each))))
    notes = (text(each.get("text")) for each in objects(raw.get("note")))
    plain = (raw.get(each) for each in ("patientInstruction", "description"))
    return ServiceRequest(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        intent=read_status(raw.get("intent")),
        priority=read_status(raw.get("priority")),
        do_not_perform=flag(raw.get("doNotPerform")),
        code=read_concept(raw.get("code")),
        on=read_day(raw.get("authoredOn")),
        occurrence=read_span(raw, "occurrence"),
        reasons=_reasons(raw),
        reason_references=_reason_references(raw),
        supporting=read_references(raw.get("supportingInfo"), raw),
        body_sites=read_concepts(raw.get("bodySite")),
        words=tuple(
            said
            for said in (*(concept.words for concept in concepts), *notes, *(text(each) for each in plain))
            if said
        ),
    )


def build_allergy(raw: Raw, _: Lookup) -> AllergyIntolerance:
    """Read an AllergyIntolerance."""
    reactions = objects(raw.get("reaction"))
    return AllergyIntolerance(
        reference=reference_of(raw),
        clinical_status=read_status(raw.get("clinicalStatus")),
        verification_status=read_status(raw.get("verificationStatus")),
        code=read_concept(raw.get("code")) or read_concept(raw.get("substance")),
        on=read_span(raw, "onset").start or read_day(raw.get("recordedDate")),
        substances=tuple(found for each in reactions if (found := read_concept(each.get("substance")))),
    )


def build_specimen(raw: Raw, _: Lookup) -> Specimen:
    """Read a Specimen."""
    sites = member(raw, "collection").get("bodySite")
    return Specimen(
        reference=reference_of(raw), code=read_concept(raw.get("type")), body_sites=read_concepts(sites)
    )


def _reasons(raw: Raw) -> tuple[Concept, ...]:
    """Give coded reasons, in R5 also those inside a CodeableReference."""
    inside = [concept_of(each) for each in objects(raw.get("reason")) if "concept" in each]
    return (*read_concepts(raw.get("reasonCode")), *read_concepts(inside))


def _reason_references(raw: Raw) -> tuple[str, ...]:
    return (*read_references(raw.get("reasonReference"), raw), *read_references(raw.get("reason"), raw))


def _intents(raw: Raw) -> tuple[Concept, ...]:
    extensions = read_extensions(raw.get("extension"))
    return tuple(concept for name in _INTENTS for concept in concepts_named(extensions, name))


BUILDERS: Final[Mapping[str, Builder]] = MappingProxyType(
    {
        "Patient": build_patient,
        "Condition": build_condition,
        "Observation": build_observation,
        "Procedure": build_procedure,
        "MedicationRequest": build_medication_request,
        "MedicationAdministration": build_medicine,
        "MedicationStatement": build_medicine,
        "DiagnosticReport": build_report,
        "CarePlan": build_care_plan,
        "ServiceRequest": build_service_request,
        "AllergyIntolerance": build_allergy,
        "Specimen": build_specimen,
    }
)
"""How each type is read; a type that is not here is not read."""
