"""What the words of an order state: symptoms, denials, therapy, ultrasound, the question and its reason."""

from __future__ import annotations

import pytest

from cds_service.domain.facts import Recorded
from cds_service.extraction.phrases import denies, mentions
from tests.support.chart import (
    Raw,
    breast_review_negative,
    cancer_on_problem_list,
    chemotherapy,
    lumpectomy,
    normal_liver_tests,
    order,
    palpable_nodes,
    symptom_review_negative,
)
from tests.support.chart_parts import CPT, ICD10CM, SCT, coding, concept
from tests.unit.extraction.facts import conflicting, values, with_order

DIAGNOSED = "2026-05-12"
CANCER = cancer_on_problem_list("ductal", "left", DIAGNOSED)
REVIEW = symptom_review_negative("2026-05-20")
SURGERY = lumpectomy("left", "2026-05-20")
METASTATIC, OF_BREAST, LIVER = "distant_metastasis.symptoms", "breast.symptoms", "liver_tests.result"
QUESTION, PHASE, ULTRASOUND = "order.question", "neoadjuvant_therapy.phase", "axilla.ultrasound"
EITHER = {"present", "absent"}
MILD_OR_NOT = {"alp-mildly-raised-alone", "abnormal"}


def for_reason(reason: str) -> Raw:
    return order("pet-ct-skull-base-to-mid-thigh", reason=reason)


def noting(note: str) -> Raw:
    return order("pet-ct-skull-base-to-mid-thigh", note=note)


RED_FLAGS = (
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
)


@pytest.mark.parametrize("reason", RED_FLAGS)
def test_a_red_flag_in_words_contradicts_an_earlier_review_and_asks_for_distant_disease(reason: str) -> None:
    sheet = with_order(for_reason(reason), CANCER, *REVIEW)

    assert values(sheet[METASTATIC]) == EITHER
    assert conflicting(sheet[METASTATIC])
    assert values(sheet[QUESTION]) == {"distant-disease"}


@pytest.mark.parametrize("reason", ["Elevated LFTs", "abnormal liver function tests", "raised bilirubin"])
def test_abnormal_liver_tests_in_words_are_abnormal_liver_tests(reason: str) -> None:
    silent = with_order(for_reason(reason), CANCER)
    normal = with_order(for_reason(reason), CANCER, *normal_liver_tests("2026-05-20"))

    assert values(silent[LIVER]) == {"abnormal"}
    assert values(silent[QUESTION]) == {"distant-disease"}
    assert conflicting(normal[LIVER])


def test_a_raised_alkaline_phosphatase_in_words_leaves_its_degree_open() -> None:
    assert values(with_order(for_reason("Elevated alkaline phosphatase"), CANCER)[LIVER]) == MILD_OR_NOT


@pytest.mark.parametrize(
    ("code", "result"),
    [("R94.5", {"abnormal"}), ("R74.8", MILD_OR_NOT | {"normal"})],
)
def test_liver_tests_coded_as_the_reason_are_no_normal_ones(code: str, result: set[str]) -> None:
    assert values(with_order(order("us-axilla", reason_code=(ICD10CM, code)), CANCER)[LIVER]) == result


def test_a_question_in_words_goes_before_the_one_that_a_symptom_suggests() -> None:
    assert values(with_order(for_reason("Axillary staging. Chronic back pain"), CANCER)[QUESTION]) == {
        "axilla"
    }


@pytest.mark.parametrize(
    "reason", ["Rule out liver lesion", "r/o bone lesions", "evaluate for pleural effusion"]
)
def test_what_is_to_be_ruled_out_is_a_question_and_no_finding(reason: str) -> None:
    sheet = with_order(for_reason(reason), CANCER)

    assert values(sheet[METASTATIC]) == set()
    assert values(sheet[QUESTION]) == {"distant-disease"}


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
    ("text", "found"),
    [
        ("Denies bone pain, cough, headache, seizures, jaundice", False),
        ("Denies back pain, nausea, new jaundice", False),
        ("No bone pain, cough or jaundice", False),
        ("No fever, chills, night sweats, nausea, vomiting or jaundice", False),
        ("Negative for bone pain, cough, headache, seizures and jaundice", False),
        ("Denies bone pain, cough; jaundice since Monday", True),
        ("Denies bone pain, cough, fever, chills but has jaundice", True),
        ("No known drug allergies, new jaundice", True),
        ("No evidence of distant disease on the outside CT, jaundice", True),
        ("No prior scans from 5/1, 5/8 or 5/9, jaundice", True),
        ("jaundice, no fever", True),
    ],
)
def test_a_negation_governs_the_list_that_follows_it(text: str, found: bool) -> None:  # noqa: FBT001
    phrases = ("jaundice", "new jaundice")

    assert mentions([text], phrases) is found
    assert denies([text], phrases) is not found


@pytest.mark.parametrize(
    ("note", "symptoms"),
    [
        ("Denies bone pain, cough, headache, seizures, jaundice", {"absent"}),
        ("No bone pain, cough or jaundice", {"absent"}),
        ("no cough", EITHER),
        ("Denies bone pain and back pain", EITHER),
        ("Denies cough, headache", EITHER),
        ("Denies cough. Asymptomatic", {"absent"}),
        ("Denies cough and headache. Bone pain since May", {"present"}),
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
    ("note", "phase"),
    [
        ("s/p neoadjuvant chemotherapy cycle 3 of 6", {"ongoing", "completed"}),
        ("mid-treatment, s/p NAC x 3", {"ongoing", "completed"}),
        ("status post neoadjuvant chemotherapy x2, ongoing", {"ongoing", "completed"}),
        ("s/p neoadjuvant chemotherapy", {"completed"}),
        ("completed neoadjuvant chemotherapy", {"completed"}),
        ("Post NAC restaging", {"completed"}),
        ("Restaging post neoadjuvant", {"completed"}),
        ("NAC complete", {"completed"}),
        ("Finished NAC", {"completed"}),
        ("ongoing smoker, cycle 3", set()),
    ],
)
def test_a_part_of_the_neoadjuvant_therapy_is_not_all_of_it(note: str, phase: set[str]) -> None:
    assert values(with_order(noting(note), CANCER)[PHASE]) == phase


def test_words_for_a_part_narrow_nothing_that_the_chart_leaves_open() -> None:
    doses = chemotherapy("2025-10-01", "2025-10-20", neoadjuvant=False)
    cancer = cancer_on_problem_list("ductal", "left", "2025-09-12")

    sheet = with_order(noting("s/p neoadjuvant chemotherapy x 2"), cancer, *doses)

    assert values(sheet[PHASE]) == {"ongoing", "completed"}


@pytest.mark.parametrize(
    "note",
    [
        "Tumor board recommends neoadjuvant chemotherapy",
        "Staging prior to neoadjuvant chemotherapy",
        "Baseline before neoadjuvant therapy",
        "pre-chemotherapy axillary staging",
        "Neoadjuvant chemo to begin 6/15",
        "NACT planned",
    ],
)
def test_the_usual_words_for_a_plan_are_a_plan(note: str) -> None:
    assert values(with_order(noting(note), CANCER)[PHASE]) == {"planned"}


@pytest.mark.parametrize("note", ["cN1 before neoadjuvant chemotherapy", "Restaging before surgery"])
def test_words_about_the_time_before_therapy_are_no_plan(note: str) -> None:
    assert values(with_order(noting(note), CANCER)[PHASE]) == set()


@pytest.mark.parametrize(
    ("reason", "ultrasound", "seen"),
    [
        ("Suspicious left axillary node on ultrasound", {"suspicious"}, {"suspicious"}),
        ("Biopsy of suspicious node seen on axillary US 5/22", {"suspicious"}, {"suspicious"}),
        ("Axillary ultrasound showed a suspicious node", {"suspicious"}, {"suspicious"}),
        ("Suspicious axillary node on mammogram", set(), {"suspicious"}),
        ("No suspicious axillary node on ultrasound", set(), set()),
        ("Breast mass seen on ultrasound", set(), set()),
    ],
)
def test_an_ultrasound_that_the_order_tells_of_was_done(
    reason: str, ultrasound: set[str], seen: set[str]
) -> None:
    sheet = with_order(for_reason(reason), CANCER, palpable_nodes("left", "2026-05-20"))

    assert values(sheet[ULTRASOUND]) == ultrasound
    assert values(sheet["axilla.imaging_finding"]) == seen


def test_an_ultrasound_told_of_during_treatment_is_not_one_before_it() -> None:
    doses = chemotherapy("2026-05-20", neoadjuvant=False)
    told = for_reason("Suspicious axillary node on ultrasound")

    assert values(with_order(told, CANCER, *doses)[ULTRASOUND]) == set()


@pytest.mark.parametrize(
    "reason",
    [
        "Known left breast cancer, extent of disease",
        "Preoperative planning",
        "Evaluate right breast",
        "Contralateral screening",
        "BRCA1 carrier",
        "Implant rupture",
        "Right breast lump",
    ],
)
def test_a_question_about_the_breast_is_one(reason: str) -> None:
    assert values(with_order(for_reason(reason), CANCER)[QUESTION]) == {"breast"}


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (order("us-axilla"), "understood"),
        (for_reason("Back pain"), "understood"),
        (for_reason("no symptoms"), "understood"),
        (for_reason("Invasive ductal carcinoma, left"), "understood"),
        (for_reason("PET/CT"), "understood"),
        (noting("Left knee effusion"), "understood"),
        (for_reason("Left knee effusion"), "not-understood"),
        (for_reason("Adrenal nodule on CT"), "not-understood"),
        (order("us-axilla", reason_code=(ICD10CM, "C50.412")), "understood"),
        (order("us-axilla", reason_code=(ICD10CM, "R05.3")), "understood"),
        (order("us-axilla", reason_code=(ICD10CM, "Z17.0")), "understood"),
        (order("us-axilla", reason_code=(ICD10CM, "R10.9")), "not-understood"),
        (
            order("us-axilla")
            | {"reasonCode": [concept(coding(ICD10CM, "C50.412")), concept(coding(ICD10CM, "R10.9"))]},
            "not-understood",
        ),
        (order("us-axilla") | {"reasonCode": [concept(coding(SCT, "1", "Ankle sprain"))]}, "not-understood"),
    ],
)
def test_a_reason_that_nothing_of_ours_names_is_not_understood(draft: Raw, reason: str) -> None:
    assert values(with_order(draft, CANCER)["order.reason"]) == {reason}


def test_a_reason_not_understood_is_not_repeated() -> None:
    fact = with_order(for_reason("Zebulon"), CANCER)["order.reason"]

    assert isinstance(fact, Recorded)
    assert fact.evidence
    assert not [each for each in fact.evidence if "zebulon" in each.says.lower()]


@pytest.mark.parametrize(
    ("code", "axillary"),
    [
        (concept(coding(CPT, "19302")), "yes"),
        (concept(coding(CPT, "19307")), "yes"),
        (concept(coding(SCT, "35482003")), "yes"),
        (concept(coding(SCT, "66398006")), "yes"),
        (concept(text="Sentinel lymph node biopsy left axilla"), "yes"),
        (concept(coding(CPT, "19301")), "no"),
        (concept(text="US guided core needle biopsy left axillary lymph node"), "no"),
        (concept(text="Lumpectomy without axillary dissection"), "no"),
    ],
)
def test_an_operation_that_includes_the_axilla_is_surgery_of_the_axilla(code: Raw, axillary: str) -> None:
    ordered = order("us-axilla") | {"code": code}
    standing = ordered | {"id": "standing", "status": "active"}

    assert values(with_order(ordered, CANCER)["drafts.axillary_surgery"]) == {axillary}
    assert values(with_order(order("us-axilla"), CANCER, standing)["drafts.axillary_surgery"]) == {axillary}


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
