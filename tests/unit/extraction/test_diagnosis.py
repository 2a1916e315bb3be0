"""What the diagnoses state: certainty, behaviour, course, distant metastasis."""

from __future__ import annotations

import pytest

from cds_service.domain.facts import NotRecorded
from cds_service.domain.terms import Side
from tests.support.chart import (
    Raw,
    bone_metastasis,
    cancer_as_billed,
    cancer_as_mcode,
    cancer_on_problem_list,
    cancer_with_body_site,
    condition,
    excision_of_lesion,
    snomed,
    tnm,
)
from tests.support.chart_parts import ICD10CM, LATERALITY, SCT, breast, coding, concept, of_patient
from tests.unit.extraction.facts import conflicting, facts_of, values

DIAGNOSED = "2026-05-12"
CANCER = cancer_on_problem_list("ductal", "left", DIAGNOSED)
PROVISIONAL = {"verificationStatus": {"coding": [{"code": "provisional"}]}}
HISTOLOGY = "http://hl7.org/fhir/us/mcode/StructureDefinition/mcode-histology-morphology-behavior"

BREAST, LEFT = snomed("76752008", "Breast structure"), snomed("7771000", "Left")
UNSIDED = condition("unsided", concept(coding(SCT, "254837009")), DIAGNOSED)


def histology(code: str, system: str = SCT) -> dict[str, list[Raw]]:
    return {"extension": [{"url": HISTOLOGY, "valueCodeableConcept": concept(coding(system, code))}]}


def of(code: str, on: str = DIAGNOSED, system: str = SCT, **more: str) -> Raw:
    return condition(f"{code}-{on}", concept(coding(system, code)), on) | more


@pytest.mark.parametrize(
    "cancer",
    [
        CANCER,
        cancer_with_body_site("unspecified", "left", DIAGNOSED),
        cancer_as_mcode(DIAGNOSED),
        cancer_as_billed("ductal", "left", DIAGNOSED),
        of("C50412", system=ICD10CM),
        of("C50.4", system="http://fhir.de/CodeSystem/bfarm/icd-10-gm"),
        condition("siteless", snomed("363346000"), DIAGNOSED, site=breast("left")),
    ],
    ids=["problem list", "body site", "mcode", "billed", "no dot", "icd-10-gm", "siteless code"],
)
def test_a_cancer_is_established_however_it_is_coded(cancer: Raw) -> None:
    sheet = facts_of(cancer)

    assert values(sheet["breast_cancer.diagnosis"]) == {"established"}
    assert values(sheet["breast_cancer.behaviour"]) == {"invasive"}
    assert values(sheet["breast_cancer.course"]) == {"first"}


@pytest.mark.parametrize(
    ("other", "diagnosis"),
    [
        (cancer_on_problem_list("ductal", "left", DIAGNOSED, verification="provisional"), {"suspected"}),
        (cancer_on_problem_list("ductal", "left", DIAGNOSED, verification="refuted"), {"none"}),
        (cancer_on_problem_list("ductal", "left", DIAGNOSED, verification="entered-in-error"), set()),
        (of("Z85.3", system=ICD10CM), set()),
        (of("Z80.3", system=ICD10CM), set()),
        (of("C79.81", system=ICD10CM), set()),
        (condition("siteless", snomed("363346000"), DIAGNOSED), set()),
    ],
    ids=["provisional", "refuted", "error", "history", "family", "secondary of breast", "no site"],
)
def test_what_is_less_than_a_cancer_is_not_established(other: Raw, diagnosis: set[str]) -> None:
    assert values(facts_of(other)["breast_cancer.diagnosis"]) == diagnosis


def test_silence_is_searched_only_when_the_conditions_were() -> None:
    assert facts_of()["breast_cancer.diagnosis"] == NotRecorded(searched=True)
    assert facts_of(omit=frozenset({"conditions"}))["breast_cancer.diagnosis"] == NotRecorded(searched=False)


def test_an_atypia_in_what_was_excised_is_no_cancer() -> None:
    sheet = facts_of(of("369462000"), excision_of_lesion("left", DIAGNOSED))

    assert values(sheet["breast_cancer.diagnosis"]) == {"none"}


@pytest.mark.parametrize(
    ("cancer", "behaviour"),
    [
        ([cancer_on_problem_list("dcis", "left", DIAGNOSED)], {"in-situ"}),
        ([of("278053004")], {"in-situ", "invasive"}),
        ([CANCER, of("D05.12", system=ICD10CM)], {"invasive"}),
        ([of("254837009"), *tnm("Tis", "N0", None, DIAGNOSED)], {"in-situ", "invasive"}),
        (
            [cancer_with_body_site("unspecified", "left", DIAGNOSED) | histology("77284006")],
            {"in-situ", "invasive"},
        ),
        ([CANCER | histology("8500/3", "http://terminology.hl7.org/CodeSystem/icd-o-3")], {"invasive"}),
    ],
    ids=["dcis", "intraductal", "dcis beside invasive", "Tis", "histology in situ", "icd-o-3"],
)
def test_behaviour_follows_histology_then_the_code(cancer: list[Raw], behaviour: set[str]) -> None:
    assert values(facts_of(*cancer)["breast_cancer.behaviour"]) == behaviour


def test_a_malignant_code_with_histology_in_situ_is_a_conflict() -> None:
    sheet = facts_of(cancer_with_body_site("unspecified", "left", DIAGNOSED) | histology("77284006"))

    assert conflicting(sheet["breast_cancer.behaviour"])


@pytest.mark.parametrize(
    ("chart", "inflammatory"),
    [
        ([cancer_on_problem_list("inflammatory", "left", DIAGNOSED)], {"yes"}),
        ([CANCER, *tnm("T4d", None, None, DIAGNOSED)], {"yes"}),
        ([CANCER, *tnm("T2", None, None, DIAGNOSED)], {"no"}),
        ([CANCER, *tnm("T2", None, None, "2021-01-05")], set()),
        ([CANCER], set()),
    ],
)
def test_inflammatory_cancer_is_a_code_or_t4d(chart: list[Raw], inflammatory: set[str]) -> None:
    assert values(facts_of(*chart)["breast_cancer.inflammatory"]) == inflammatory


@pytest.mark.parametrize(
    ("others", "course"),
    [
        ([cancer_on_problem_list("ductal", "left", DIAGNOSED, status="recurrence")], {"recurrence"}),
        ([of("314955001")], {"recurrence"}),
        ([cancer_on_problem_list("ductal", "right", "2019-02-01", status="resolved")], {"second-primary"}),
        ([of("C50.412", "2019-02-01", ICD10CM)], {"second-primary"}),
        ([of("Z85.3", "2010-01-01", ICD10CM)], {"second-primary"}),
        ([cancer_as_billed("ductal", "left", "2024-01-05")], {"first"}),
        ([of("254837009", "2026-05-20"), of("C50.912", "2026-04-30", ICD10CM)], {"first"}),
    ],
    ids=["status", "code", "other side", "years apart", "history", "billing visit", "duplicates"],
)
def test_the_course_tells_duplicates_from_second_cancers(others: list[Raw], course: set[str]) -> None:
    cancer = [] if others[0]["id"] == "cancer-left" and course == {"recurrence"} else [CANCER]

    assert values(facts_of(*cancer, *others)["breast_cancer.course"]) == course


@pytest.mark.parametrize(
    "cancer",
    [
        CANCER,
        cancer_with_body_site("ductal", "left", DIAGNOSED),
        cancer_as_billed("ductal", "left", DIAGNOSED),
        condition("words", concept(coding(SCT, "254837009"), text="Cancer of left breast"), DIAGNOSED),
        UNSIDED | {"bodySite": [BREAST | {"extension": [{"url": LATERALITY, "valueCodeableConcept": LEFT}]}]},
        UNSIDED | {"bodySite": [BREAST, LEFT]},
    ],
    ids=["code", "body site", "billing", "words", "extension", "second body site"],
)
def test_the_side_travels_with_the_evidence(cancer: Raw) -> None:
    diagnosis = facts_of(cancer)["breast_cancer.diagnosis"]

    assert {each.side for each in diagnosis.evidence} == {Side.LEFT}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("chart", "status"),
    [
        ([bone_metastasis(DIAGNOSED)], {"present"}),
        ([of("C78.7", system=ICD10CM)], {"present"}),
        ([of("C79.9", system=ICD10CM)], {"present", "absent"}),
        ([of("C77.3", system=ICD10CM)], set()),
        ([bone_metastasis(DIAGNOSED) | PROVISIONAL], {"present", "absent"}),
        (tnm(None, None, "M0", DIAGNOSED), {"absent"}),
        (tnm(None, None, "M1", DIAGNOSED), {"present"}),
        ([*tnm(None, None, "M0", DIAGNOSED), bone_metastasis("2026-05-30")], {"present"}),
    ],
    ids=["bone", "liver", "site unknown", "axillary node", "suspected", "M0", "M1", "after M0"],
)  # fmt: skip
def test_distant_metastasis_is_known_excluded_or_open(chart: list[Raw], status: set[str]) -> None:
    sheet = facts_of(CANCER, *chart)

    assert values(sheet["distant_metastasis.status"]) == status
    assert not conflicting(sheet["distant_metastasis.status"])


def test_a_history_of_metastasis_may_be_denied() -> None:
    denial = of_patient(
        "Observation", "no-history", status="final", code=snomed("1287652008"), effectiveDateTime=DIAGNOSED
    )

    assert values(facts_of(denial | {"valueBoolean": False})["distant_metastasis.status"]) == {"absent"}
    assert values(facts_of(denial)["distant_metastasis.status"]) == {"present"}


@pytest.mark.parametrize(("found_on", "conflict"), [("2026-05-30", False), ("2026-01-30", True)])
def test_a_history_denied_before_metastases_were_found_contradicts_nothing(
    found_on: str,
    conflict: bool,  # noqa: FBT001
) -> None:
    denial = of_patient(
        "Observation",
        "no-history",
        status="final",
        code=snomed("1287652008"),
        effectiveDateTime=DIAGNOSED,
        valueBoolean=False,
    )
    status = facts_of(CANCER, denial, bone_metastasis(found_on))["distant_metastasis.status"]

    assert (conflicting(status), values(status) - {"absent"}) == (conflict, {"present"})
