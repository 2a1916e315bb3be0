"""Whether the reasons of an order are understood."""

from __future__ import annotations

import pytest

from cds_service.domain.facts import Recorded
from tests.support.chart import Raw, cancer_on_problem_list, order
from tests.support.chart_parts import ICD10CM, SCT, coding, concept
from tests.unit.extraction.facts import for_reason, noting, values, with_order

CANCER = cancer_on_problem_list("ductal", "left", "2026-05-12")


def coded(code: str, text: str = "", display: str = "") -> Raw:
    reason = concept(coding(ICD10CM, code, display)) | ({"text": text} if text else {})
    return order("us-axilla") | {"reasonCode": [reason]}


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (order("us-axilla"), "understood"),
        (for_reason("Back pain"), "names-a-sign"),
        (noting("New confusion"), "names-a-sign"),
        (for_reason("Known liver metastases"), "names-a-sign"),
        (for_reason("No back pain"), "understood"),
        (for_reason("no symptoms"), "understood"),
        (for_reason("Invasive ductal carcinoma, left"), "understood"),
        (for_reason("PET/CT"), "understood"),
        (noting("Left knee effusion"), "understood"),
        (for_reason("Left knee effusion"), "not-understood"),
        (for_reason("Adrenal nodule on CT"), "names-a-sign"),
        (for_reason("Breast cancer, knee effusion"), "not-understood"),
        (for_reason("brain tumor"), "not-understood"),
        (for_reason("kidney stage 3"), "not-understood"),
        (for_reason("Fever"), "not-understood"),
        (for_reason("Ca 11.8, breast cancer"), "not-understood"),
        (for_reason("CA 15-3, breast cancer"), "understood"),
        (coded("C50.912"), "understood"),
        (coded("C50.912", text="Breast cancer, left (HCC)"), "understood"),
        (coded("C50.912", text="knee effusion"), "not-understood"),
        (coded("Z51.5", display="Encounter for palliative care"), "names-a-sign"),
        (coded("C79.9"), "not-understood"),
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
