"""Distant metastasis that problems name in words alone."""

from __future__ import annotations

from typing import Literal

import pytest

from tests.support.chart import Raw, cancer_on_problem_list, condition, tnm
from tests.support.chart_parts import ICD10CM, coding, concept
from tests.unit.extraction.facts import conflicting, facts_of, values

CANCER = cancer_on_problem_list("ductal", "left", "2026-05-12")
STATUS = "distant_metastasis.status"
EITHER = {"present", "absent"}


def problem(
    text: str, verification: Literal["confirmed", "provisional", "refuted"] = "confirmed", code: str = ""
) -> Raw:
    named = concept(coding(ICD10CM, code)) | {"text": text} if code else concept(text=text)
    return condition("in-words", named, "2026-05-28", verification=verification)


@pytest.mark.parametrize(
    "found",
    [
        problem("Bone mets"),
        problem("Metastatic breast cancer to bone"),
        problem("Stage IV breast cancer"),
        problem("Liver metastases"),
        problem("Secondary malignant neoplasm of liver"),
        problem("Metastatic breast cancer (HCC)", code="C50.912"),
    ],
)
def test_a_metastasis_in_words_is_one(found: Raw) -> None:
    assert values(facts_of(CANCER, found)[STATUS]) == {"present"}


def test_it_outweighs_an_earlier_m0_and_contradicts_a_later_one() -> None:
    earlier, later = (tnm("T1c", "N0", "M0", on, manner="mcode") for on in ("2026-05-14", "2026-05-30"))
    assert values(facts_of(CANCER, problem("Bone mets"), *earlier)[STATUS]) == {"present"}
    assert conflicting(facts_of(CANCER, problem("Bone mets"), *later)[STATUS])


@pytest.mark.parametrize(
    "found",
    [
        problem("Bone mets", "provisional"),
        problem("Possible bone metastases"),
        problem("Metastatic disease"),
        problem("Liver lesion suspicious for metastasis"),
    ],
)
def test_one_that_is_not_certain_is_open(found: Raw) -> None:
    assert values(facts_of(CANCER, found)[STATUS]) == EITHER


@pytest.mark.parametrize(
    "found",
    [
        problem("Bone mets", "refuted"),
        problem("No bone metastases"),
        problem("Family history of metastatic breast cancer"),
        problem("Metastasis to left axillary lymph node"),
        problem("Metastatic carcinoma in lymph node", code="C77.3"),
        problem("Screening for metastases"),
        problem("Benign liver cyst"),
    ],
)
def test_one_denied_of_the_region_of_kin_or_sought_is_none(found: Raw) -> None:
    assert values(facts_of(CANCER, found)[STATUS]) == set()
