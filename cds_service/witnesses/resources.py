"""The small parts of FHIR resources, with codes taken from the value sets of the knowledge."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from cds_service.domain.knowledge_base import KnowledgeBase, ValueSetEntry
from cds_service.domain.terms import SHORT_NAMES, Side

Raw = dict[str, Any]

PATIENT: Final = "witness"
_TERMINOLOGY: Final = "http://terminology.hl7.org/CodeSystem"
_LATERALITY: Final = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-laterality-qualifier"
_PREFERRED: Final = tuple(SHORT_NAMES[each] for each in ("snomed", "loinc", "icd10cm", "cpt"))
"""Code systems in the order in which one of them is chosen."""


class NotExpressible(Exception):
    """No code of the value sets says this, or it cannot be said beside the rest."""


def choose(
    knowledge: KnowledgeBase, value_set: str, *, side: Side | None = None, beside: str = "", **wanted: str
) -> ValueSetEntry:
    """Give the plainest entry of a value set: of this side, with these properties and no others.

    `beside` is a value set that must not hold it too.

    Raises:
        NotExpressible: there is none.
    """
    others = knowledge.value_sets[beside].entries if beside else {}
    entries = [
        each
        for each in knowledge.value_sets[value_set].entries.values()
        if each.code not in others
        if {name: said for name, said in each.properties.items() if name != "side"} == wanted
        if each.properties.get("side", "") == (side.value if side else "")
        if each.code.system in _PREFERRED
    ]
    if not entries:
        said = ", ".join(wanted.values())
        raise NotExpressible(f"the value set `{value_set}` has no code that says {said or 'just this'}")
    return min(entries, key=lambda each: (_PREFERRED.index(each.code.system), len(each.code.code)))


def concept(*entries: ValueSetEntry) -> Raw:
    """Give a CodeableConcept of these entries."""
    codings = [
        {"system": each.code.system, "code": each.code.code}
        | ({"display": each.display} if each.display else {})
        for each in entries
    ]
    return {"coding": codings}


def status_concept(system: str, code: str) -> Raw:
    """Give a CodeableConcept of one of HL7's own code systems."""
    return {"coding": [{"system": f"{_TERMINOLOGY}/{system}", "code": code}]}


def resource(kind: str, slug: str, **members: object) -> Raw:
    """Give a resource; members that are `None` or empty are left out."""
    named = {name: value for name, value in members.items() if value not in (None, "", [], {})}
    return {"resourceType": kind, "id": slug} | named


def of_patient(kind: str, slug: str, **members: object) -> Raw:
    """Give a resource whose subject is the patient."""
    return resource(kind, slug, subject={"reference": f"Patient/{PATIENT}"}, **members)


def condition(slug: str, code: Raw, on: date, *, status: str = "active", certain: str = "confirmed") -> Raw:
    """Give an entry of the problem list."""
    return of_patient(
        "Condition",
        slug,
        clinicalStatus=status_concept("condition-clinical", status) if certain != "refuted" else None,
        verificationStatus=status_concept("condition-ver-status", certain),
        category=[status_concept("condition-category", "problem-list-item")],
        code=code,
        onsetDateTime=on.isoformat(),
        recordedDate=on.isoformat(),
    )


def observation(slug: str, code: Raw, on: date, kind: str, **answer: object) -> Raw:
    """Give a final Observation of a category (`exam`, `imaging`, `laboratory`)."""
    return of_patient(
        "Observation",
        slug,
        status="final",
        category=[status_concept("observation-category", kind)],
        code=code,
        effectiveDateTime=on.isoformat(),
        **answer,
    )


def procedure(slug: str, code: Raw, on: date, **more: object) -> Raw:
    """Give a completed Procedure."""
    return of_patient(
        "Procedure", slug, status="completed", code=code, performedDateTime=on.isoformat(), **more
    )


def report(slug: str, code: Raw, category: Raw, on: date, **more: object) -> Raw:
    """Give a final DiagnosticReport."""
    day = on.isoformat()
    return of_patient(
        "DiagnosticReport",
        slug,
        status="final",
        category=[category],
        code=code,
        effectiveDateTime=day,
        **more,
    )


def reference(target: Raw) -> Raw:
    """Give the reference to a resource."""
    return {"reference": f"{target['resourceType']}/{target['id']}"}


def breast(knowledge: KnowledgeBase, side: Side) -> Raw:
    """Give a breast as body site."""
    return concept(choose(knowledge, "breast-site", side=side))


def axillary_node(knowledge: KnowledgeBase, side: Side | None) -> Raw:
    """Give an axillary node as body site, its side as mCODE's qualifier."""
    site = concept(choose(knowledge, "axilla-site"))
    if side is None:
        return site
    qualifier = concept(choose(knowledge, "laterality", side=side))
    return site | {"extension": [{"url": _LATERALITY, "valueCodeableConcept": qualifier}]}
