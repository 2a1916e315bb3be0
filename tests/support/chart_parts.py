"""The small parts every chart resource is made of: codings, references, sides and the patient's id."""

from __future__ import annotations

from typing import Any, Literal

from tests.support.chart_telling import Dialect

Raw = dict[str, Any]
SideName = Literal["left", "right"]

PATIENT_ID = "patient-1"

SCT = "http://snomed.info/sct"
LOINC = "http://loinc.org"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD10PCS = "http://www.cms.gov/Medicare/Coding/ICD10"
CPT = "http://www.ama-assn.org/go/cpt"
HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
AJCC = "http://cancerstaging.org"
CAP = "http://cap.org/eCC"
ICDO3 = "http://terminology.hl7.org/CodeSystem/icd-o-3"
ICD10GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
UICC = "https://www.uicc.org/resources/tnm"
UCUM = "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"

LATERALITY = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-laterality-qualifier"
LEFT_OR_RIGHT = {"left": ("7771000", "Left"), "right": ("24028007", "Right")}
BREAST = ("76752008", "Breast structure")
BREAST_OF_SIDE = {
    "left": ("80248007", "Left breast structure"),
    "right": ("73056007", "Right breast structure"),
}
AXILLARY_NODE = ("68171009", "Axillary lymph node structure")
AXILLA = ("91470000", "Axillary region structure")

_AS_BILLED = {
    ICD10CM: "urn:oid:2.16.840.1.113883.6.90",
    CPT: "urn:oid:2.16.840.1.113883.6.12",
    RXNORM: "urn:oid:2.16.840.1.113883.6.88",
}


def coding(system: str, code: str, display: str = "") -> Raw:
    """Give a Coding; no display where there is none to give."""
    return {"system": system, "code": code} | ({"display": display} if display else {})


def concept(*codings: Raw, text: str = "") -> Raw:
    """Give a CodeableConcept of codings, text, or both."""
    return ({"coding": list(codings)} if codings else {}) | ({"text": text} if text else {})


def snomed(code: str, display: str = "") -> Raw:
    """Give a CodeableConcept of one SNOMED CT code."""
    return concept(coding(SCT, code, display), text=display)


def loinc(code: str, display: str = "") -> Raw:
    """Give a CodeableConcept of one LOINC code."""
    return concept(coding(LOINC, code, display), text=display)


def category(name: str, code: str) -> Raw:
    """Give a category of one of the HL7 terminology code systems."""
    return concept(coding(f"{TERMINOLOGY}/{name}", code))


def patient_reference() -> Raw:
    """Give the reference to the patient of every chart."""
    return {"reference": f"Patient/{PATIENT_ID}"}


def resource(kind: str, slug: str, **content: object) -> Raw:
    """Give a resource whose id is its slug; members that are None or empty are left out."""
    slug = slug.lower().replace("_", "-").replace(" ", "-")
    members = {name: value for name, value in content.items() if value not in (None, "", [], {})}
    return {"resourceType": kind, "id": slug[:64]} | members


def of_patient(kind: str, slug: str, **content: object) -> Raw:
    """Give a resource with the patient as its subject."""
    return resource(kind, slug, subject=patient_reference(), **content)


def billed(system: str, code: str) -> Raw:
    """Give a CodeableConcept as claims have it: the system by its OID, the code without a dot, no display."""
    return concept(coding(_AS_BILLED[system], code.replace(".", "")))


def breast(side: SideName, dialect: Dialect = "own") -> Raw:
    """Give the body site of one breast: its side in the code, in words, or as a qualifier."""
    match dialect:
        case "own" | "typed" | "abroad" | "words":
            return snomed(*BREAST_OF_SIDE[side])
        case "billing":
            return concept(text=f"{side.capitalize()} breast")
        case "registry":
            return snomed(*BREAST) | {"extension": [laterality(side)]}


def axillary_node(side: SideName | None, dialect: Dialect = "own") -> Raw:
    """Give the body site of an axillary node: its side as a qualifier, or in words."""
    match dialect:
        case "own" | "typed" | "abroad" | "words":
            site = snomed(*AXILLARY_NODE)
        case "billing":
            return concept(text=f"{side} axilla".capitalize() if side else "Axilla")
        case "registry":
            site = snomed(*AXILLA)
    return site | {"extension": [laterality(side)]} if side else site


def laterality(side: SideName) -> Raw:
    """Give mCODE's qualifier of a body site."""
    return {"url": LATERALITY, "valueCodeableConcept": snomed(*LEFT_OR_RIGHT[side])}


def reference(target: Raw) -> Raw:
    """Give a relative reference to a resource."""
    return {"reference": f"{target['resourceType']}/{target['id']}"}
