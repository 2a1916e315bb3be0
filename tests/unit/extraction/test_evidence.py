"""Evidence names the element it was read from, whatever the shape, and what it says of it is so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cds_service.domain.facts import Evidence, Recorded
from cds_service.domain.terms import Code, Side
from tests.support.chart import cancer_on_problem_list, lumpectomy
from tests.support.chart_orders import order
from tests.support.chart_parts import (
    ICD10CM,
    LOINC,
    PATIENT_ID,
    RXNORM,
    SCT,
    TERMINOLOGY,
    UCUM,
    breast,
    category,
    coding,
    concept,
    loinc,
    of_patient,
    snomed,
)
from tests.support.deliberating import all_facts, deliberate_on
from tests.support.provenance import faults
from tests.unit.extraction.facts import TODAY, WOMAN, facts_of

Raw = dict[str, Any]

HISTOLOGY = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"
BIRTH_SEX = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"
LAST = "2026-05-20"
CANCER = cancer_on_problem_list("ductal", "left", "2026-05-01")
POSITIVE = {"valueCodeableConcept": snomed("10828004", "Positive")}


def observation(slug: str, code: Raw, **content: object) -> Raw:
    return of_patient("Observation", slug, status="final", code=code, effectiveDateTime=LAST, **content)


def lengths(value: float) -> Raw:
    return {"value": value, "unit": "cm", "system": UCUM, "code": "cm"}


SHAPES: dict[str, tuple[str, list[Raw]]] = {
    "size in a component": (
        "breast_cancer.size_at_diagnosis",
        [
            observation(
                "size",
                loinc("21889-1"),
                bodySite=breast("left"),
                component=[{"code": loinc("33728-7"), "valueQuantity": lengths(2)}],
            )
        ],
    ),
    "margin in a component": (
        "margins.status",
        [
            lumpectomy("left", "2026-05-10"),
            observation(
                "margin",
                snomed("1"),
                bodySite=breast("left"),
                component=[{"code": loinc("44669-0"), "valueString": "positive"}],
            ),
        ],
    ),
    "symptom in a component": (
        "distant_metastasis.symptoms",
        [observation("review", snomed("1"), component=[{"code": snomed("12584003"), "valueBoolean": True}])],
    ),
    "histology as a string": (
        "breast_cancer.behaviour",
        [observation("histology", loinc("59847-4"), valueString="8500/3")],
    ),
    "histology within the diagnosis": (
        "breast_cancer.lobular",
        [CANCER | {"extension": [{"url": HISTOLOGY, "valueCodeableConcept": snomed("82711006")}]}],
    ),
    "node disease recorded as a finding": (
        "axilla.node_biopsy",
        [observation("node", snomed("94181007"))],
    ),
    "node finding as an answer": (
        "axilla.imaging_finding",
        [
            observation(
                "node",
                loinc("1"),
                category=[category("observation-category", "imaging")],
                valueCodeableConcept=snomed("127189005"),
            )
        ],
    ),
    "liver test by its interpretation alone": (
        "liver_tests.result",
        [
            observation(
                "alt",
                loinc("1742-6"),
                interpretation=[concept(coding(f"{TERMINOLOGY}/v3-ObservationInterpretation", "H"))],
            )
        ],
    ),
    "allergy by the substance of a reaction": (
        "allergy.gadolinium",
        [
            of_patient(
                "AllergyIntolerance",
                "allergy",
                code=concept(text="contrast"),
                reaction=[{"substance": concept(coding(SCT, "293639009"))}],
            )
        ],
    ),
    "medicine by reference": (
        "neoadjuvant_therapy.phase",
        [
            {
                "resourceType": "Medication",
                "id": "paclitaxel",
                "code": concept(coding(RXNORM, "56946", "paclitaxel")),
            },
            of_patient(
                "MedicationAdministration",
                "dose",
                status="completed",
                effectiveDateTime=LAST,
                medicationReference={"reference": "Medication/paclitaxel"},
            ),
        ],
    ),
    "medicine contained": (
        "neoadjuvant_therapy.phase",
        [
            of_patient(
                "MedicationRequest",
                "order",
                status="active",
                intent="order",
                authoredOn=LAST,
                medicationReference={"reference": "#drug"},
                contained=[
                    {"resourceType": "Medication", "id": "drug", "code": concept(coding(RXNORM, "56946"))}
                ],
            ),
        ],
    ),
    "plan of care by its title": (
        "neoadjuvant_therapy.phase",
        [
            of_patient(
                "CarePlan",
                "plan",
                status="active",
                intent="plan",
                created=LAST,
                title="Neoadjuvant chemotherapy",
            )
        ],
    ),
    "plan of care by its description": (
        "neoadjuvant_therapy.phase",
        [
            of_patient(
                "CarePlan",
                "plan",
                status="active",
                intent="plan",
                created=LAST,
                description="Neoadjuvant chemotherapy",
            )
        ],
    ),
    "gender against the sex at birth": (
        "patient.population",
        [
            {
                "resourceType": "Patient",
                "id": PATIENT_ID,
                "gender": "female",
                "extension": [{"url": BIRTH_SEX, "valueCode": "M"}],
            }
        ],
    ),
    "stage within the diagnosis": (
        "breast_cancer.clinical_stage",
        [CANCER | {"stage": [{"summary": concept(coding(SCT, "1222766008"), text="Stage IIA")}]}],
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_evidence_names_the_element_it_was_read_from_in_every_shape(shape: str) -> None:
    fact, resources = SHAPES[shape]
    chart = [CANCER, *resources] if CANCER["id"] not in {each["id"] for each in resources} else resources
    sheet = facts_of(*chart, as_of=TODAY)
    assert isinstance(sheet[fact], Recorded)
    found = list(faults(sheet.facts, [*chart, WOMAN]))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "said",
    [
        {"note": [{"text": "Asymptomatic."}]},
        {"reasonCode": [concept(coding(ICD10CM, "C50.912"), text="staging, denies bone pain and cough")]},
        {"reasonCode": [concept(coding(ICD10CM, "M89.8X9", "bone pain"))]},
        {"orderDetail": [concept(text="Elevated ALP")]},
        {"patientInstruction": "search for metastases, priority urgent"},
        {
            "reasonReference": [{"reference": "#why"}],
            "contained": [
                {"resourceType": "Condition", "id": "why", "code": concept(coding(ICD10CM, "C79.51"))}
            ],
        },
        {"reasonReference": [{"reference": "Condition/other", "display": "new bone pain"}]},
        {"priority": "stat"},
        {"reason": [{"concept": concept(coding(ICD10CM, "C50.912"), text="new bone pain")}]},
        {"reasonCode": [concept(coding(ICD10CM, "N60.92"))]},
    ],
)
def test_what_the_order_says_is_quoted_from_the_element_that_says_it(said: Raw) -> None:
    draft = order("pet-ct-skull-base-to-mid-thigh") | said
    deliberation = deliberate_on([CANCER], [draft], TODAY)
    facts = all_facts(deliberation)
    (reference,) = deliberation.judged[0].references
    told = [each for fact in facts.values() if isinstance(fact, Recorded) for each in fact.evidence]
    quoted = [each for each in told if each.reference == reference]
    assert {each.element for each in quoted} <= {*said, "code"}
    assert quoted
    found = list(faults(facts, [CANCER, draft]))
    assert not found, "\n".join(found)


SIZE = of_patient(
    "Observation",
    "size",
    code=loinc("21889-1"),
    effectiveDateTime=LAST,
    bodySite=[snomed("80248007")],
    component=[{"code": loinc("33728-7"), "valueQuantity": lengths(2)}],
)
TRUE = Evidence(
    "Observation/size", "component.value", "tumour size 2 cm", Code(LOINC, "33728-7"), LAST, Side.LEFT
)


@pytest.mark.parametrize(
    "evidence",
    [
        replace(TRUE, reference="Observation/other"),
        replace(TRUE, reference=""),
        replace(TRUE, element="value"),
        replace(TRUE, element="component.valueString"),
        replace(TRUE, code=Code(LOINC, "21889-1")),
        replace(TRUE, code=Code(SCT, "33728-7")),
        replace(TRUE, code=None),
        replace(TRUE, on="2026-05-21"),
        replace(TRUE, on=None),
        replace(TRUE, side=Side.RIGHT),
        replace(TRUE, side=None),
    ],
)
def test_evidence_that_is_not_as_it_says_is_noticed(evidence: Evidence) -> None:
    def of(each: Evidence) -> list[str]:
        return list(faults({"size": Recorded(frozenset({"x"}), (each,))}, [SIZE]))

    assert (len(of(TRUE)), len(of(evidence))) == (0, 1)


def test_drafts_beside_an_order_are_named() -> None:
    study = order("us-axilla")
    therapy = of_patient(
        "MedicationRequest", "drafted-therapy", status="draft", intent="order", authoredOn=LAST,
        medicationCodeableConcept=concept(coding(RXNORM, "56946", "paclitaxel")),
    )  # fmt: skip
    facts = all_facts(deliberate_on([CANCER], [study, therapy], TODAY))
    phase = facts["order 0: neoadjuvant_therapy.phase"]
    assert isinstance(phase, Recorded)
    assert [each.reference for each in phase.evidence] == ["MedicationRequest/drafted-therapy"]
    assert not list(faults(facts, [CANCER, study, therapy]))
