"""The person, symptoms of metastasis, liver tests and allergies."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cds_service.domain.facts import NotRecorded
from cds_service.extraction.patients import groups_of_person
from tests.support.chart import (
    Raw,
    cancer_on_problem_list,
    condition,
    gadolinium_allergy,
    lab,
    normal_liver_tests,
    patient,
    snomed,
    symptom,
    symptom_review_negative,
)
from tests.support.chart_parts import ICD10CM, coding, concept
from tests.unit.extraction.facts import facts_of, measured, values

CANCER = cancer_on_problem_list("ductal", "left", "2026-05-12")
VISIT = "2026-05-18"
SYMPTOMS, LIVER, ALLERGY = "distant_metastasis.symptoms", "liver_tests.result", "allergy.gadolinium"
EITHER = {"present", "absent"}
MILD_OR_NOT = {"alp-mildly-raised-alone", "abnormal"}
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition"


@pytest.mark.parametrize(
    ("person", "group"),
    [
        (patient("female", "1974-03-11"), {"female"}),
        (patient("male", "1974-03-11"), {"male"}),
        (patient("female", "1974-03-11", birth_sex="F"), {"female"}),
        (patient("female", "1974-03-11", birth_sex="M"), {"transfeminine"}),
        (patient("male", "1974-03-11", birth_sex="F"), {"transmasculine"}),
        (patient("male", "1974-03-11", identity="transfeminine"), {"transfeminine"}),
        (patient("female", "1974-03-11", birth_sex="F", identity="transmasculine"), {"transmasculine"}),
        (patient("other", "1974-03-11", birth_sex="F"), {"female", "transmasculine"}),
        (patient("unknown", "1974-03-11"), set()),
        (patient(None, "1974-03-11"), set()),
        (patient("unknown", "1974-03-11", birth_sex="F"), {"female"}),
    ],
)
def test_the_population_is_sex_and_a_gender_that_differs_from_it(person: Raw, group: set[str]) -> None:
    assert values(facts_of(person)["patient.population"]) == group


FEMALE = {"system": "http://snomed.info/sct", "code": "248152002"}
CLINICAL_SYSTEM = "http://terminology.hl7.org/CodeSystem/sex-parameter-for-clinical-use"
RECORDED_SEX = "http://hl7.org/fhir/StructureDefinition/individual-recordedSexOrGender"
FEMALE_TYPICAL = {"coding": [{"system": "http://example.org/sex", "code": "female-typical"}]}
CLINICAL_USE = "http://hl7.org/fhir/StructureDefinition/patient-sexParameterForClinicalUse"


@pytest.mark.parametrize(
    "extension",
    [
        {"url": f"{US_CORE}/us-core-sex", "valueCode": "248152002"},
        {"url": f"{US_CORE}/us-core-individual-sex", "valueCoding": FEMALE},
        {"url": CLINICAL_USE, "extension": [{"url": "value", "valueCodeableConcept": FEMALE_TYPICAL}]},
    ],
)
def test_sex_is_read_from_any_of_its_extensions(extension: Raw) -> None:
    person = patient(None, "1974-03-11") | {"extension": [extension]}

    assert values(facts_of(person)["patient.population"]) == {"female"}


@pytest.mark.parametrize(
    ("born", "clinical", "gender", "group"),
    [
        ("", "female", "", {"female"}),
        ("", "female", "female", {"female"}),
        ("", "female", "male", {"transmasculine"}),
        ("M", "female", "female", {"transfeminine"}),
        ("M", "female", "male", {"female"}),
        ("F", "male", "male", {"transmasculine"}),
        ("F", "female", "female", {"female"}),
        ("", "specified", "female", {"female"}),
        ("F", "specified", "", {"female"}),
        ("", "female", "other", {"female", "transmasculine"}),
    ],
)
def test_the_sex_for_clinical_use_comes_before_the_sex_at_birth_and_the_gender(
    born: str, clinical: str, gender: str, group: set[str]
) -> None:
    concept_ = {
        "coding": [
            {
                "system": CLINICAL_SYSTEM,
                "code": clinical if clinical == "specified" else f"{clinical}-typical",
            }
        ]
    }
    stated = [{"url": CLINICAL_USE, "extension": [{"url": "value", "valueCodeableConcept": concept_}]}]
    stated += [{"url": f"{US_CORE}/us-core-birthsex", "valueCode": born}] if born else []
    person = patient(None, "1974-03-11") | {"extension": stated} | ({"gender": gender} if gender else {})

    assert values(facts_of(person)["patient.population"]) == group


@pytest.mark.parametrize("recorded", ["female", "F"])
def test_a_recorded_sex_stands_beside_the_sex_at_birth(recorded: str) -> None:
    value = {"coding": [{"system": "http://hl7.org/fhir/administrative-gender", "code": recorded}]}
    extension = {"url": RECORDED_SEX, "extension": [{"url": "value", "valueCodeableConcept": value}]}
    lived = patient("male", "1974-03-11") | {"extension": [extension]}

    assert values(facts_of(lived)["patient.population"]) == {"transmasculine"}


def test_nothing_known_of_sex_or_gender_is_no_group() -> None:
    assert groups_of_person("", "", "", "") == frozenset()


@pytest.mark.parametrize(
    ("born", "low", "high"),
    [("1974-06-01", 52, 52), ("1974-06-02", 51, 51), ("1974", 51, 52), ("2008-06-02", 17, 17)],
)
def test_age_is_in_whole_years_and_as_exact_as_the_birth_date(born: str, low: int, high: int) -> None:
    age = measured(facts_of(patient("female", born))["patient.age"])

    assert (int(age.low), int(age.high)) == (low, high)


def test_a_birth_date_to_come_is_no_age() -> None:
    assert facts_of(patient("female", "2030-01-01"))["patient.age"] == NotRecorded(searched=True)


@pytest.mark.parametrize(
    ("chart", "symptoms"),
    [
        ([symptom("bone-pain", "2026-05-20")], {"present"}),
        ([symptom("bone-pain", "2026-03-20")], {"present"}),
        ([symptom("back-pain", "2014-03-01")], EITHER),
        ([symptom("back-pain", "2014-03-01"), *symptom_review_negative(VISIT)], {"absent"}),
        (
            [symptom("back-pain", "2014-03-01"), *symptom_review_negative(VISIT, but_for=("back-pain",))],
            EITHER,
        ),
        (symptom_review_negative(VISIT), {"absent"}),
        (symptom_review_negative("2025-01-18"), set()),
        ([*symptom_review_negative(VISIT, but_for=("cough",)), symptom("cough", "2026-05-20")], {"present"}),
        ([symptom("bone-pain", "2026-05-20") | {"abatementDateTime": "2026-05-25"}], set()),
        ([symptom("bone-pain", "2026-05-20") | {"abatementDateTime": "2026-07-25"}], {"present"}),
        ([], set()),
    ],
    ids=[
        *("new", "shortly before", "chronic", "chronic but denied now", "chronic, the rest denied", "review"),
        *("old review", "one of many", "over", "over later", "nothing"),
    ],
)
def test_symptoms_of_metastasis_are_new_ones_and_absence_is_stated(
    chart: list[Raw], symptoms: set[str]
) -> None:
    assert values(facts_of(CANCER, *chart)[SYMPTOMS]) == symptoms


@pytest.mark.parametrize(
    ("labs", "multiple", "result"),
    [
        (normal_liver_tests(VISIT), None, {"normal"}),
        ([*normal_liver_tests(VISIT, but_for=("alt",)), lab("alt", 90, VISIT)], None, {"abnormal"}),
        ([*normal_liver_tests(VISIT, but_for=("alp",)), lab("alp", 140, VISIT)], None, MILD_OR_NOT),
        (
            [*normal_liver_tests(VISIT, but_for=("alp",)), lab("alp", 140, VISIT)],
            "1.5",
            {"alp-mildly-raised-alone"},
        ),
        ([*normal_liver_tests(VISIT, but_for=("alp",)), lab("alp", 360, VISIT)], "1.5", {"abnormal"}),
        ([lab("alp", 140, VISIT, with_range=False)], "1.5", MILD_OR_NOT),
        ([lab("alp", 140, "2026-05-13"), lab("alp", 80, VISIT)], None, {"normal"}),
        ([lab("alt", 90, "2025-05-13")], None, set()),
        ([condition("liver", concept(coding(ICD10CM, "R94.5")), "2026-05-20")], None, {"abnormal"}),
        ([condition("liver", concept(coding(ICD10CM, "R94.5")), "2016-05-20")], None, {"normal", "abnormal"}),
        ([condition("alp", snomed("274770006"), "2026-05-20")], None, MILD_OR_NOT),
        (
            [condition("enzyme", concept(coding(ICD10CM, "R74.8")), "2026-05-20")],
            None,
            MILD_OR_NOT | {"normal"},
        ),
        ([], None, set()),
    ],
    ids=[
        *(
            "normal",
            "ALT",
            "ALP alone",
            "ALP mildly",
            "ALP three times",
            "ALP without range",
            "latest counts",
        ),
        *("old", "diagnosis", "old diagnosis", "ALP as a finding", "some enzyme", "nothing"),
    ],
)
def test_liver_tests_are_judged_by_the_laboratorys_limits(
    labs: list[Raw], multiple: str | None, result: set[str]
) -> None:
    sheet = facts_of(CANCER, *labs, alp_mild_multiple=Decimal(multiple) if multiple else None)

    assert values(sheet[LIVER]) == result


def test_a_result_without_range_or_interpretation_says_nothing() -> None:
    bare = lab("alt", 90, VISIT, with_range=False)
    del bare["interpretation"]

    assert values(facts_of(CANCER, bare)[LIVER]) == set()


def test_a_range_for_other_people_is_not_the_normal_one() -> None:
    result = lab("alt", 90, VISIT)
    del result["interpretation"]
    result["referenceRange"][0]["type"] = {"coding": [{"system": "x", "code": "treatment"}]}

    assert values(facts_of(CANCER, result)[LIVER]) == set()


@pytest.mark.parametrize(
    ("allergy", "value"),
    [
        (gadolinium_allergy(), {"yes"}),
        (gadolinium_allergy() | {"code": snomed("293637006")}, {"yes", "no"}),
        (gadolinium_allergy() | {"code": snomed("293638001")}, set()),
        (gadolinium_allergy() | {"verificationStatus": {"coding": [{"code": "refuted"}]}}, set()),
        (gadolinium_allergy() | {"clinicalStatus": {"coding": [{"code": "resolved"}]}}, set()),
        (
            gadolinium_allergy() | {"code": snomed("1"), "reaction": [{"substance": snomed("293639009")}]},
            {"yes"},
        ),
    ],
    ids=["gadolinium", "contrast", "iodine", "refuted", "resolved", "by its reaction"],
)
def test_an_allergy_is_to_the_contrast_of_mri(allergy: Raw, value: set[str]) -> None:
    assert values(facts_of(allergy)[ALLERGY]) == value


def test_age_is_that_of_the_day() -> None:
    assert (
        measured(facts_of(patient("female", "1974-06-01"), as_of=date(2005, 1, 13))["patient.age"]).low == 30
    )
