"""Metastasis, recurrence and advanced stage in the words of an order."""

from __future__ import annotations

import pytest

from tests.support.chart import Raw, cancer_on_problem_list, order, stage, tnm
from tests.support.chart_parts import ICD10CM
from tests.unit.extraction.facts import conflicting, for_reason, noting, values, with_order

DIAGNOSED = "2026-05-12"
CANCER = cancer_on_problem_list("ductal", "left", DIAGNOSED)
EARLY = [CANCER, *tnm("T1c", "N0", "M0", DIAGNOSED, manner="mcode"), stage("IA", DIAGNOSED, manner="synthea")]
STATUS, STAGE, COURSE = "distant_metastasis.status", "breast_cancer.clinical_stage", "breast_cancer.course"
INFLAMMATORY = "breast_cancer.inflammatory"
EITHER = {"present", "absent"}


@pytest.mark.parametrize(
    "reason",
    [
        "known bone metastases",
        "Biopsy-proven liver metastasis",
        "mets to spine",
        "Metastatic breast cancer",
        "breast cancer with liver mets on CT",
        "oligometastatic",
        "stage IV breast cancer",
        "stage 4",
        "M1 disease",
        "cT2N1M1",
        "evaluate for progression of bone metastases",
    ],
)
def test_a_metastasis_that_the_order_states_contradicts_m0(reason: str) -> None:
    assert values(with_order(for_reason(reason), CANCER)[STATUS]) == {"present"}
    assert conflicting(with_order(for_reason(reason), *EARLY)[STATUS])


@pytest.mark.parametrize(
    "reason",
    [
        "suspected liver metastasis",
        "possible bone mets",
        "CT suspicious for metastatic disease",
        "bone metastases not excluded",
        "Metastases",
    ],
)
def test_a_possible_metastasis_opens_what_the_chart_has_settled(reason: str) -> None:
    fact = with_order(for_reason(reason), *EARLY)[STATUS]
    assert values(fact) == EITHER
    assert not conflicting(fact)


@pytest.mark.parametrize(
    "reason",
    [
        "Rule out metastatic disease",
        "r/o bone mets",
        "?mets",
        "bone mets?",
        "screening for metastases",
        "concern for metastatic disease",
        "metastatic workup",
        "PET for mets",
        "No known metastases",
        "no evidence of bone, liver or lung metastases",
        "risk of metastasis",
        "Metastasis to a left axillary lymph node",
        "axillary nodal metastases",
        "metastatic carcinoma in axillary lymph node",
        "mother with metastatic breast cancer",
        "Family history of bone metastases",
    ],
)
def test_a_metastasis_to_be_found_denied_of_the_region_or_of_kin_is_none(reason: str) -> None:
    assert values(with_order(for_reason(reason), CANCER)[STATUS]) == set()
    assert values(with_order(for_reason(reason), *EARLY)[STATUS]) == {"absent"}


@pytest.mark.parametrize("code", ["C79.9", "C79.81", "C77.1"])
def test_a_code_of_a_metastasis_that_may_be_distant_opens_the_question(code: str) -> None:
    coded: Raw = order("pet-ct-skull-base-to-mid-thigh", reason_code=(ICD10CM, code))
    assert values(with_order(coded, *EARLY)[STATUS]) == EITHER


def test_a_coded_metastasis_of_the_axilla_contradicts_a_stage_without_nodes() -> None:
    coded = order("pet-ct-skull-base-to-mid-thigh", reason_code=(ICD10CM, "C77.3"))
    assert conflicting(with_order(coded, *EARLY)[STAGE])


@pytest.mark.parametrize(
    ("note", "fact", "charted"),
    [
        ("inflammatory breast cancer", INFLAMMATORY, "no"),
        ("IBC", INFLAMMATORY, "no"),
        ("T4d breast cancer", INFLAMMATORY, "no"),
        ("?inflammatory breast cancer", INFLAMMATORY, "no"),
        ("recurrent breast cancer", COURSE, "first"),
        ("local recurrence", COURSE, "first"),
        ("r/o recurrence", COURSE, "first"),
        ("stage IIIB", STAGE, "IA"),
        ("Stage 3a breast cancer", STAGE, "IA"),
        ("upstaged to IIIB", STAGE, "IA"),
        ("cT3N2M0", STAGE, "IA"),
        ("cN2", STAGE, "IA"),
        ("T2 N1 breast cancer", STAGE, "IA"),
        ("cT4b", STAGE, "IA"),
        ("locally advanced breast cancer", STAGE, "IA"),
        ("palpable supraclavicular node", STAGE, "IA"),
        ("possible stage IIIA", STAGE, "IA"),
        ("pT3 N2", STAGE, "IA"),
        ("matted axillary nodes", STAGE, "IA"),
    ],
)
def test_a_cancer_that_is_no_early_one_opens_what_the_chart_says(note: str, fact: str, charted: str) -> None:
    assert values(with_order(noting("staging"), *EARLY)[fact]) == {charted}
    assert values(with_order(noting(note), *EARLY)[fact]) > {charted}


@pytest.mark.parametrize(
    "note",
    [
        "Stage I breast cancer",
        "stage IIA",
        "T1c N0 breast cancer",
        "CKD stage 3",
        "stage 3 kidney disease",
        "Stage II hypertension",
        "T2 hyperintense lesion on MRI",
        "pT1cN0",
        "ypT0N0",
        "not stage IV",
        "no inflammatory breast cancer",
        "no recurrence",
        "recurrence score 28",
        "high risk of recurrence",
        "recurrent UTI",
        "mother had recurrent breast cancer",
    ],
)
def test_other_stages_and_what_is_denied_change_nothing(note: str) -> None:
    sheet = with_order(noting(note), *EARLY)
    assert [values(sheet[each]) for each in (STAGE, COURSE, INFLAMMATORY)] == [{"IA"}, {"first"}, {"no"}]


def test_a_stage_that_the_order_states_fills_in_only_where_it_is_no_early_one() -> None:
    assert values(with_order(noting("Stage IIIA"), CANCER)[STAGE]) == {"IIIA"}
    assert values(with_order(noting("Stage IA"), CANCER)[STAGE]) == set()


def test_t4_in_the_order_is_the_t_category() -> None:
    assert values(with_order(noting("cT4b N1"), CANCER)["breast_cancer.clinical_t"]) == {"T4"}
