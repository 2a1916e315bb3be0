"""Builds each resource from its JSON: which element of which release holds what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from cds_service.fhir.building_treatment import (
    Lookup,
    build_care_plan,
    build_medication_request,
    build_medicine,
    build_procedure,
    build_service_request,
)
from cds_service.fhir.dates import Day, read_day
from cds_service.fhir.elements import (
    concepts_named,
    read_answer,
    read_concept,
    read_concepts,
    read_extensions,
    read_quantity,
    read_references,
    read_span,
    read_status,
)
from cds_service.fhir.raw import Raw, flag, member, objects, reference_of, text
from cds_service.fhir.releases import of_any_release
from cds_service.fhir.resources import (
    AllergyIntolerance,
    Component,
    Condition,
    DiagnosticReport,
    Form,
    Observation,
    Patient,
    Resource,
    Specimen,
    Stage,
)

Builder = Callable[[Raw, Lookup], Resource]

_ENDED_AT_SOME_TIME: Final = ("abatementString", "abatementAge", "abatementRange", "abatementQuantity")
_ASSERTED: Final = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"


def build_patient(raw: Raw, _: Lookup) -> Patient:
    """Read a Patient."""
    return Patient(
        reference=reference_of(raw),
        gender=text(raw.get("gender")).lower(),
        birth_date=read_day(raw.get("birthDate")),
        deceased=flag(raw.get("deceasedBoolean")) or bool(text(raw.get("deceasedDateTime"))),
        extensions=read_extensions(raw.get("extension")),
    )


@of_any_release
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
        recorded=_asserted(raw) or read_day(raw.get("recordedDate")),
        abated=abated.start or abated.end,
        is_over=flag(raw.get("abatementBoolean")) or any(raw.get(each) for each in _ENDED_AT_SOME_TIME),
        morphology=concepts_named(extensions, "mcode-histology-morphology-behavior"),
        stages=tuple(_stages(raw)),
        evidence=tuple(
            reference
            for each in objects(raw.get("evidence"))
            for reference in (*read_references(each.get("detail"), raw), *read_references(each, raw))
        ),
    )


def _asserted(raw: Raw) -> Day | None:
    """Give the day a diagnosis was first made, where the extension of US Core and mCODE states it."""
    extensions = objects(raw.get("extension"))
    stated = (read_day(each.get("valueDateTime")) for each in extensions if each.get("url") == _ASSERTED)
    return next((day for day in stated if day), None)


def _stages(raw: Raw) -> Iterator[Stage]:
    for each in objects(raw.get("stage")):
        yield Stage(
            summary=read_concept(each.get("summary")),
            basis=read_concept(each.get("type")),
            assessments=read_references(each.get("assessment"), raw),
        )


@of_any_release
def build_observation(raw: Raw, _: Lookup) -> Observation:
    """Read an Observation."""
    parts = objects(raw.get("component"))
    focus = raw.get("focus")
    return Observation(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        categories=read_concepts(raw.get("category")),
        code=read_concept(raw.get("code")),
        on=read_span(raw, "effective").start
        or read_span(raw, "effective").end
        or read_day(raw.get("issued")),
        answer=read_answer(raw),
        components=tuple(Component(read_concept(each.get("code")), read_answer(each)) for each in parts),
        interpretations=read_concepts(raw.get("interpretation")),
        upper_limit=_upper_limit(raw),
        body_sites=read_concepts(raw.get("bodySite")),
        method=read_concept(raw.get("method")),
        focus=read_references(focus, raw),
        members=read_references(raw.get("hasMember"), raw),
        specimens=read_references(raw.get("specimen"), raw),
        notes=tuple(said for each in objects(raw.get("note")) if (said := text(each.get("text")))),
    )


def _upper_limit(raw: Raw) -> Decimal | None:
    """Give the upper limit of normal: of the first range that is not for other people or another purpose."""
    for each in objects(raw.get("referenceRange")):
        purpose = read_concept(each.get("type") or each.get("meaning"))  # so called in DSTU2
        if purpose and "normal" not in {code.code for code in purpose.codes}:
            continue
        if limit := read_quantity(each.get("high")):
            return limit.value
    return None


@of_any_release
def build_report(raw: Raw, _: Lookup) -> DiagnosticReport:
    """Read a DiagnosticReport."""
    effective = read_span(raw, "effective")
    return DiagnosticReport(
        reference=reference_of(raw),
        status=read_status(raw.get("status")),
        categories=read_concepts(raw.get("category")),
        code=read_concept(raw.get("code")),
        on=effective.start or effective.end or read_day(raw.get("issued")),
        conclusions=read_concepts(raw.get("conclusionCode")),
        results=read_references(raw.get("result"), raw),
        specimens=read_references(raw.get("specimen"), raw),
        conclusion=text(raw.get("conclusion")),
        narrative=text(member(raw, "text").get("div")),
        forms=tuple(
            Form(text(each.get("contentType")), text(each.get("data")))
            for each in objects(raw.get("presentedForm"))
            if text(each.get("data"))
        ),
    )


@of_any_release
def build_allergy(raw: Raw, _: Lookup) -> AllergyIntolerance:
    """Read an AllergyIntolerance."""
    reactions = objects(raw.get("reaction"))
    return AllergyIntolerance(
        reference=reference_of(raw),
        clinical_status=read_status(raw.get("clinicalStatus")),
        verification_status=read_status(raw.get("verificationStatus")),
        code=read_concept(raw.get("code")),
        on=read_span(raw, "onset").start or read_day(raw.get("recordedDate")),
        substances=tuple(found for each in reactions if (found := read_concept(each.get("substance")))),
    )


def build_specimen(raw: Raw, _: Lookup) -> Specimen:
    """Read a Specimen."""
    sites = member(raw, "collection").get("bodySite")
    return Specimen(
        reference=reference_of(raw), code=read_concept(raw.get("type")), body_sites=read_concepts(sites)
    )


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
