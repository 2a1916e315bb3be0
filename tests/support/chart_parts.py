"""The small parts every chart resource is made of: codings, references, sides and the patient's id."""

from __future__ import annotations

from typing import Any, Literal

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
UCUM = "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"

LATERALITY = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-laterality-qualifier"
LEFT_OR_RIGHT = {"left": ("7771000", "Left"), "right": ("24028007", "Right")}
BREAST_OF_SIDE = {
    "left": ("80248007", "Left breast structure"),
    "right": ("73056007", "Right breast structure"),
}
AXILLARY_NODE = ("68171009", "Axillary lymph node structure")


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


def breast(side: SideName) -> Raw:
    """Give the body site of one breast, its side in the code."""
    return snomed(*BREAST_OF_SIDE[side])


def axillary_node(side: SideName | None) -> Raw:
    """Give the body site of an axillary node, its side as mCODE's laterality extension."""
    site = snomed(*AXILLARY_NODE)
    if side is None:
        return site
    return site | {"extension": [{"url": LATERALITY, "valueCodeableConcept": snomed(*LEFT_OR_RIGHT[side])}]}


def reference(target: Raw) -> Raw:
    """Give a relative reference to a resource."""
    return {"reference": f"{target['resourceType']}/{target['id']}"}
