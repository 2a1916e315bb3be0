"""Nodes and margins in the words of an order."""

from __future__ import annotations

import pytest

from tests.support.chart import cancer_on_problem_list, chemotherapy, palpable_nodes
from tests.unit.extraction.facts import for_reason, noting, values, with_order

CANCER = cancer_on_problem_list("ductal", "left", "2026-05-12")
ULTRASOUND = "axilla.ultrasound"


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
    ("note", "margins"),
    [
        ("Positive margins", {"positive"}),
        ("s/p lumpectomy w/ positive margins", {"positive"}),
        ("tumour on ink", {"positive"}),
        ("Clear margins", {"negative"}),
        ("r/o positive margins", set()),
        ("? positive margin", set()),
        ("positive margins?", set()),
        ("margins pending; re-excise if positive margins", set()),
        ("possible positive margin", set()),
        ("concern for positive margins", set()),
        ("positive margins cannot be excluded", set()),
        ("no positive margins", set()),
        ("sister had positive margins", set()),
    ],
)
def test_margins_that_are_asked_or_doubted_are_not_claimed(note: str, margins: set[str]) -> None:
    assert values(with_order(noting(note), CANCER)["margins.status"]) == margins


@pytest.mark.parametrize(
    ("note", "fact", "told"),
    [
        ("biopsy-proven left axillary node", "axilla.node_biopsy", {"positive"}),
        ("axillary node FNA was positive", "axilla.node_biopsy", {"positive"}),
        ("if node biopsy positive, NAC", "axilla.node_biopsy", set()),
        ("no biopsy-proven node", "axilla.node_biopsy", set()),
        ("s/p lumpectomy", "breast_surgery.kind", {"excision", "re-excision"}),
        ("underwent left mastectomy", "breast_surgery.kind", {"mastectomy"}),
        ("before lumpectomy", "breast_surgery.kind", set()),
        ("planned mastectomy", "breast_surgery.kind", set()),
        ("s/p SLNB", "axilla.surgery", {"done"}),
        ("before SLNB", "axilla.surgery", set()),
        ("matted nodes in the axilla", "axilla.palpable_nodes", {"bulky"}),
    ],
)
def test_what_was_done_and_found_is_told_and_what_is_to_be_done_is_not(
    note: str, fact: str, told: set[str]
) -> None:
    assert values(with_order(noting(note), CANCER)[fact]) == told
