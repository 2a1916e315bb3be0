"""Symptoms in the words of an order: present, denied, or left open."""

from __future__ import annotations

import pytest

from tests.support.chart import (
    breast_review_negative,
    cancer_on_problem_list,
    lumpectomy,
    normal_liver_tests,
    order,
    symptom_review_negative,
)
from tests.support.chart_parts import ICD10CM
from tests.unit.extraction.facts import conflicting, for_reason, noting, values, with_order

CANCER = cancer_on_problem_list("ductal", "left", "2026-05-12")
REVIEW = symptom_review_negative("2026-05-20")
SURGERY = lumpectomy("left", "2026-05-20")
METASTATIC, OF_BREAST, LIVER = "distant_metastasis.symptoms", "breast.symptoms", "liver_tests.result"
EITHER = {"present", "absent"}
MILD_OR_NOT = {"alp-mildly-raised-alone", "abnormal"}


@pytest.mark.parametrize(
    "reason",
    [
        "Back pain",
        "Bone pain",
        "Liver lesion on ultrasound",
        "Pulmonary nodule on chest x-ray",
        "Shortness of breath",
        "Weight loss",
        "Headache and vision changes",
        "Hip pain",
        "Rib pain",
        "Chest pain",
        "Neuro deficit",
        "bone aches",
        "backache",
        "painful hip",
        "pain in left femur",
    ],
)
def test_a_red_flag_in_words_contradicts_an_earlier_review(reason: str) -> None:
    fact = with_order(for_reason(reason), CANCER, *REVIEW)[METASTATIC]

    assert values(fact) == EITHER
    assert conflicting(fact)


@pytest.mark.parametrize(
    "note",
    [
        "new confusion",
        "leg weakness",
        "hypercalcemia",
        "elevated calcium",
        "hip fracture",
        "hoarseness",
        "vertigo",
    ],
)
def test_what_may_be_a_sign_opens_an_earlier_review_and_says_nothing_by_itself(note: str) -> None:
    assert values(with_order(noting(note), CANCER)[METASTATIC]) == EITHER
    fact = with_order(noting(note), CANCER, *REVIEW)[METASTATIC]
    assert values(fact) == EITHER
    assert not conflicting(fact)


@pytest.mark.parametrize("note", ["no weakness, no confusion", "denies dizziness", "no fracture"])
def test_what_may_be_a_sign_and_is_denied_changes_nothing(note: str) -> None:
    assert values(with_order(noting(note), CANCER, *REVIEW)[METASTATIC]) == {"absent"}


@pytest.mark.parametrize("reason", ["Elevated LFTs", "abnormal liver function tests", "raised bilirubin"])
def test_abnormal_liver_tests_in_words_are_abnormal_liver_tests(reason: str) -> None:
    silent = with_order(for_reason(reason), CANCER)
    normal = with_order(for_reason(reason), CANCER, *normal_liver_tests("2026-05-20"))

    assert values(silent[LIVER]) == {"abnormal"}
    assert conflicting(normal[LIVER])


def test_a_raised_alkaline_phosphatase_in_words_leaves_its_degree_open() -> None:
    assert values(with_order(for_reason("Elevated alkaline phosphatase"), CANCER)[LIVER]) == MILD_OR_NOT


@pytest.mark.parametrize(
    ("code", "result"),
    [("R94.5", {"abnormal"}), ("R74.8", MILD_OR_NOT | {"normal"})],
)
def test_liver_tests_coded_as_the_reason_are_no_normal_ones(code: str, result: set[str]) -> None:
    assert values(with_order(order("us-axilla", reason_code=(ICD10CM, code)), CANCER)[LIVER]) == result


@pytest.mark.parametrize(
    "reason", ["Rule out liver lesion", "r/o bone lesions", "evaluate for pleural effusion", "?liver lesion"]
)
def test_a_lesion_to_be_ruled_out_is_no_finding(reason: str) -> None:
    assert values(with_order(for_reason(reason), CANCER)[METASTATIC]) == set()


@pytest.mark.parametrize(
    "reason", ["Evaluate for back pain", "CT for headaches", "bone pain?", "possible seizure"]
)
def test_a_complaint_is_asked_for_because_there_may_be_one(reason: str) -> None:
    assert values(with_order(for_reason(reason), CANCER, *REVIEW)[METASTATIC]) == EITHER


@pytest.mark.parametrize(
    "note", ["Return if bone pain develops", "watch for headaches", "at risk for seizures"]
)
def test_a_complaint_that_is_only_supposed_is_none(note: str) -> None:
    assert values(with_order(noting(note), CANCER)[METASTATIC]) == set()


@pytest.mark.parametrize("reason", ["R/O mets, bone pain", "Evaluate for mets - new headaches"])
def test_a_finding_beside_a_question_is_still_a_finding(reason: str) -> None:
    assert values(with_order(for_reason(reason), CANCER)[METASTATIC]) == {"present"}


@pytest.mark.parametrize(
    ("reason", "symptoms"),
    [
        ("Palpable mass left breast", {"present"}),
        ("Redness and swelling, r/o abscess", {"present"}),
        ("New lump at scar", {"present"}),
        ("Left breast pain", EITHER),
        ("Seroma, post-op fluid collection", EITHER),
        ("Status post lumpectomy", set()),
        ("r/o abscess", EITHER),
        ("Rule out seroma", EITHER),
        ("drainage from incision", {"present"}),
        ("palpable thickening at scar", {"present"}),
    ],
)
def test_symptoms_of_the_operated_breast_are_read_from_the_reason(reason: str, symptoms: set[str]) -> None:
    assert values(with_order(for_reason(reason), CANCER, SURGERY)[OF_BREAST]) == symptoms


@pytest.mark.parametrize(
    ("reason", "symptoms"),
    [("Left breast pain", EITHER), ("Seroma", EITHER), ("incisional soreness", {"absent"}), ("", {"absent"})],
)
def test_a_complaint_of_the_order_reopens_what_an_earlier_visit_denied(
    reason: str, symptoms: set[str]
) -> None:
    chart = [SURGERY, *breast_review_negative("2026-05-25")]

    fact = with_order(for_reason(reason), CANCER, *chart)[OF_BREAST]

    assert values(fact) == symptoms
    assert not conflicting(fact)


@pytest.mark.parametrize(
    ("note", "symptoms"),
    [
        ("Denies bone pain, cough, headache, seizures, jaundice", {"absent"}),
        ("No bone pain, cough or jaundice", {"absent"}),
        ("Bone pain: no. Cough: no.", {"absent"}),
        ("no cough", EITHER),
        ("Denies bone pain and back pain", EITHER),
        ("Denies cough, headache", EITHER),
        ("No bone pain, no liver lesion", EITHER),
        ("Denies cough. Asymptomatic", {"absent"}),
        ("Denies cough and headache. Bone pain since May", {"present"}),
        ("Denies fever and bone pain, reports cough", {"present"}),
        ("No bone pain, has cough", {"present"}),
        ("No bone pain, no cough, headaches worse", {"present"}),
        ("Denies bone pain, cough, hip fracture last week", EITHER),
        ("No bone pain, cough for three weeks", EITHER),
        ("Bone pain: unable to assess. Cough: not asked.", EITHER),
    ],
)
def test_denied_symptoms_are_a_review_only_with_bone_pain_and_another_kind(
    note: str, symptoms: set[str]
) -> None:
    assert values(with_order(noting(note), CANCER)[METASTATIC]) == symptoms


@pytest.mark.parametrize(
    ("note", "symptoms"),
    [
        ("No lump, no nipple discharge", {"absent"}),
        ("no lump", EITHER),
        ("no redness", EITHER),
        ("no redness or swelling", EITHER),
    ],
)
def test_denied_symptoms_of_the_breast_are_a_review_only_with_a_lump_and_another_kind(
    note: str, symptoms: set[str]
) -> None:
    assert values(with_order(noting(note), CANCER, SURGERY)[OF_BREAST]) == symptoms


@pytest.mark.parametrize(
    ("reason", "symptoms"),
    [
        ("Staging, asymptomatic", {"absent"}),
        ("No symptoms except bone pain", {"present"}),
        ("Asymptomatic apart from fatigue", EITHER),
        ("Asymptomatic until last week", EITHER),
        ("Asymptomatic but elevated calcium", EITHER),
        ("Patient was asymptomatic", EITHER),
        ("Anxious but asymptomatic", {"absent"}),
        ("Denies bone pain, cough, headache", {"absent"}),
        ("Denies bone pain, cough, headache, other than fatigue", EITHER),
    ],
)
def test_a_denial_with_an_exception_or_of_an_earlier_time_is_none(reason: str, symptoms: set[str]) -> None:
    assert values(with_order(for_reason(reason), CANCER)[METASTATIC]) == symptoms


@pytest.mark.parametrize(
    ("note", "symptoms"),
    [
        ("ROS negative", {"absent"}),
        ("10-point ROS negative", {"absent"}),
        ("No symptoms of metastatic disease", {"absent"}),
        ("Asymptomatic early stage breast cancer", {"absent"}),
        ("Asymptomatic bacteriuria", EITHER),
        ("asymptomatic gallstones", EITHER),
        ("No symptoms of reflux", EITHER),
        ("Asymptomatic menopausal state", EITHER),
        ("asymptomatic from a cardiac standpoint", EITHER),
        ("not asymptomatic", EITHER),
        ("asymptomatic?", set()),
        ("if asymptomatic, cancel", set()),
        ("no breast symptoms", set()),
    ],
)
def test_asymptomatic_counts_where_the_rest_of_the_sentence_is_understood(
    note: str, symptoms: set[str]
) -> None:
    assert values(with_order(noting(note), CANCER)[METASTATIC]) == symptoms


def test_a_denial_with_an_exception_opens_what_an_earlier_review_denied() -> None:
    chart = [CANCER, *REVIEW]
    assert values(with_order(noting("Asymptomatic apart from vertigo"), *chart)[METASTATIC]) == EITHER
