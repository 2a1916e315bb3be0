"""Which question the words of an order ask."""

from __future__ import annotations

import pytest

from tests.support.chart import Raw, cancer_on_problem_list, order
from tests.support.chart_parts import CPT, SCT, coding, concept
from tests.unit.extraction.facts import for_reason, values, with_order

CANCER = cancer_on_problem_list("ductal", "left", "2026-05-12")
QUESTION = "order.question"


@pytest.mark.parametrize(
    "reason",
    [
        "Back pain",
        "Bone pain",
        "Liver lesion on ultrasound",
        "Pulmonary nodule on chest x-ray",
        "Known liver metastases",
        "New confusion",
        "Elevated LFTs",
    ],
)
def test_a_sign_of_metastasis_makes_distant_disease_the_question(reason: str) -> None:
    assert values(with_order(for_reason(reason), CANCER)[QUESTION]) == {"distant-disease"}


def test_a_question_in_words_goes_before_the_one_that_a_symptom_suggests() -> None:
    assert values(with_order(for_reason("Axillary staging. Chronic back pain"), CANCER)[QUESTION]) == {
        "axilla"
    }


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
