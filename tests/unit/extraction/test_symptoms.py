"""Symptoms of the chart: one denied is no review, and problems that only words name."""

from __future__ import annotations

import pytest

from tests.support.chart import (
    Raw,
    breast_review_negative,
    cancer_on_problem_list,
    condition,
    lumpectomy,
    symptom_review_negative,
)
from tests.support.chart_findings import BREAST_SYMPTOMS, METASTATIC_SYMPTOMS
from tests.support.chart_parts import ICD10CM, coding, concept, loinc, of_patient, snomed
from tests.unit.extraction.facts import facts_of, values

CANCER = cancer_on_problem_list("ductal", "left", "2026-05-12")
VISIT, LATER = "2026-05-25", "2026-05-28"
METASTATIC, OF_BREAST = "distant_metastasis.symptoms", "breast.symptoms"
EITHER = {"present", "absent"}


def problem(text: str, on: str = LATER) -> Raw:
    return condition("in-words", concept(text=text), on)


def denied_only(*asked: str) -> list[Raw]:
    return symptom_review_negative(
        VISIT, but_for=tuple(each for each in METASTATIC_SYMPTOMS if each not in asked)
    )


@pytest.mark.parametrize(
    ("asked", "symptoms"),
    [
        (("cough",), EITHER),
        (("bone-pain",), EITHER),
        (("bone-pain", "back-pain"), EITHER),
        (("cough", "headache"), EITHER),
        (("bone-pain", "cough"), {"absent"}),
        (("bone-pain", "seizure"), {"absent"}),
    ],
)
def test_denied_symptoms_are_a_review_only_with_bone_pain_and_another_kind(
    asked: tuple[str, ...], symptoms: set[str]
) -> None:
    assert values(facts_of(CANCER, *denied_only(*asked))[METASTATIC]) == symptoms


@pytest.mark.parametrize(
    ("asked", "symptoms"),
    [(("lump",), EITHER), (("pain", "skin"), EITHER), (("lump", "skin"), {"absent"})],
)
def test_denied_symptoms_of_the_breast_are_a_review_only_with_a_lump_and_another_kind(
    asked: tuple[str, ...], symptoms: set[str]
) -> None:
    rest = tuple(each for each in BREAST_SYMPTOMS if each not in asked)
    chart = [lumpectomy("left", "2026-05-20"), *breast_review_negative(VISIT, but_for=rest)]

    assert values(facts_of(CANCER, *chart)[OF_BREAST]) == symptoms


@pytest.mark.parametrize(
    "code", ["M89.8X9", "M54.50", "R05.3", "R06.02", "R51.9", "R56.9", "R63.4", "R91.1", "M54.9", "R17"]
)
def test_a_symptom_coded_for_billing_after_a_negative_review_is_present(code: str) -> None:
    coded = condition("billed", concept(coding(ICD10CM, code)), LATER)

    assert values(facts_of(CANCER, *symptom_review_negative(VISIT), coded)[METASTATIC]) == {"present"}


@pytest.mark.parametrize(
    ("found", "symptoms"),
    [
        (problem("Bone pain"), {"present"}),
        (condition("odd", concept(coding(ICD10CM, "M84.58XA", "Pathological fracture")), LATER), {"present"}),
        (problem("Low back pain", "2014-03-01"), EITHER),
        (problem("No headache"), set()),
        (problem("History of seizures"), set()),
        (problem("Rule out liver lesion"), set()),
        (problem("Osteoarthritis of the knee"), set()),
        (problem("Bone pain") | {"clinicalStatus": {"coding": [{"code": "resolved"}]}}, set()),
        (problem("Bone pain") | {"verificationStatus": {"coding": [{"code": "refuted"}]}}, set()),
    ],
)
def test_a_problem_that_only_words_name_is_read_by_them(found: Raw, symptoms: set[str]) -> None:
    assert values(facts_of(CANCER, found)[METASTATIC]) == symptoms


def test_an_old_problem_in_words_does_not_outlast_a_review_that_denies_its_kind() -> None:
    old = problem("Low back pain", "2014-03-01")

    assert values(facts_of(CANCER, old, *symptom_review_negative(VISIT))[METASTATIC]) == {"absent"}
    assert values(facts_of(CANCER, old, *denied_only("bone-pain", "cough"))[METASTATIC]) == EITHER


@pytest.mark.parametrize(
    ("found", "symptoms"),
    [
        (problem("Abscess of left breast"), {"present"}),
        (problem("Seroma of left breast"), EITHER),
        (problem("Abscess of right breast"), set()),
        (problem("Swelling of ankle"), set()),
        (problem("Lump in left breast", "2026-03-01"), set()),
    ],
)
def test_a_problem_of_the_breast_that_only_words_name_needs_the_operated_breast(
    found: Raw, symptoms: set[str]
) -> None:
    assert values(facts_of(CANCER, lumpectomy("left", "2026-05-20"), found)[OF_BREAST]) == symptoms


def review(**answer: object) -> Raw:
    return of_patient(
        "Observation", "review", status="final", code=loinc("10187-3"), effectiveDateTime=VISIT, **answer
    )


FREE = snomed("84387000", "Asymptomatic (finding)")


def part(asked: str, answer: str) -> Raw:
    return {"code": {"text": asked}, "valueString": answer}


@pytest.mark.parametrize(
    ("stated", "symptoms"),
    [
        (condition("free", FREE, VISIT), {"absent"}),
        (condition("free", FREE, VISIT, verification="refuted"), set()),
        (of_patient("Observation", "free", status="final", code=FREE, effectiveDateTime=VISIT), {"absent"}),
        (review(valueCodeableConcept=FREE), {"absent"}),
        (review(valueString="Negative"), {"absent"}),
        (review(valueString="Asymptomatic."), {"absent"}),
        (review(valueString="Patient is asymptomatic"), {"absent"}),
        (review(valueString="Asymptomatic gallstones"), set()),
        (review(valueString="Not reported"), set()),
        (review(valueString="Unknown"), set()),
        (review(valueString="Unable to assess"), set()),
        (review(valueString="Deferred"), set()),
        (review(valueBoolean=False), set()),
        (review(valueString="Negative", note=[{"text": "Good historian."}]), set()),
        (review(valueString="Negative", component=[part("Skin", "Dry")]), set()),
        (review(valueString="Negative", component=[part("Skin", "Negative")]), {"absent"}),
        (review(valueCodeableConcept=FREE | {"text": "Asymptomatic at rest"}), set()),
        (condition("free", FREE | {"text": "Asymptomatic gallstones"}, VISIT), set()),
        (review(valueString="Positive"), set()),
        (review(valueString="As dictated"), set()),
        (review(), set()),
    ],
)
def test_a_patient_without_symptoms_is_one_who_was_reviewed(stated: Raw, symptoms: set[str]) -> None:
    facts = facts_of(CANCER, lumpectomy("left", "2026-05-20"), stated)
    assert values(facts[METASTATIC]) == symptoms
    assert values(facts[OF_BREAST]) == symptoms


@pytest.mark.parametrize(
    ("stated", "symptoms"),
    [
        (review(valueString="Asymptomatic except for back pain"), {"present"}),
        (review(valueString="Asymptomatic until May, now bone pain"), {"present"}),
        (review(valueString="Negative except for cough"), {"present"}),
        (review(valueString="Denies cough. New confusion."), EITHER),
        (review(valueString="Negative", component=[part("Back pain", "new, severe")]), {"present"}),
        (review(valueString="Negative", component=[part("Back pain", "no")]), {"absent"}),
        (review(valueString="Negative", component=[part("Musculoskeletal", "Positive")]), EITHER),
        (review(valueString="Negative", note=[{"text": "except for a new cough"}]), {"present"}),
        (review(valueCodeableConcept=FREE | {"text": "Asymptomatic except for confusion"}), EITHER),
        (condition("free", FREE | {"text": "Asymptomatic except for hip pain"}, VISIT), {"present"}),
    ],
)
def test_what_a_review_says_besides_is_read(stated: Raw, symptoms: set[str]) -> None:
    assert values(facts_of(CANCER, stated)[METASTATIC]) == symptoms


@pytest.mark.parametrize("sign", ["Confusion", "Hypercalcemia", "Leg weakness", "Hip fracture", "Dizziness"])
def test_a_problem_that_may_be_a_sign_opens_an_older_review(sign: str) -> None:
    review_then = symptom_review_negative(VISIT)
    assert values(facts_of(CANCER, *review_then)[METASTATIC]) == {"absent"}
    assert values(facts_of(CANCER, *review_then, problem(sign))[METASTATIC]) == EITHER
    assert values(facts_of(CANCER, review(valueString="Negative"), problem(sign))[METASTATIC]) == EITHER
    assert values(facts_of(CANCER, problem(sign))[METASTATIC]) == EITHER


def test_a_review_after_a_problem_that_may_be_a_sign_knew_of_it() -> None:
    before = problem("Confusion", "2026-05-20")
    assert values(facts_of(CANCER, *symptom_review_negative(VISIT), before)[METASTATIC]) == {"absent"}


@pytest.mark.parametrize(
    "other",
    [
        problem("Confusion") | {"clinicalStatus": {"coding": [{"code": "resolved"}]}},
        problem("Confusion") | {"verificationStatus": {"coding": [{"code": "refuted"}]}},
        problem("No confusion"),
        problem("Hypertension"),
        problem("Hip fracture", "2012-01-01"),
    ],
)
def test_other_problems_leave_a_review_as_it_is(other: Raw) -> None:
    assert values(facts_of(CANCER, *symptom_review_negative(VISIT), other)[METASTATIC]) == {"absent"}


def test_a_symptom_found_outweighs_the_word_asymptomatic() -> None:
    facts = facts_of(CANCER, condition("free", FREE, VISIT), problem("Bone pain"))
    assert values(facts[METASTATIC]) == {"present"}
