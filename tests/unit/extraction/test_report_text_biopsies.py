"""Reads needle biopsies of axillary nodes, and clips placed in them."""

from __future__ import annotations

import pytest

from cds_service.extraction.report_findings import ReportFact, ReportKind
from cds_service.extraction.report_text import read_report
from tests.support.report_phrases import shipped_report_phrases

BIOPSIES = [
    ("Lymph node, left axilla, core biopsy: Metastatic carcinoma.", {"positive left"}),
    ("A. LYMPH NODE, RIGHT AXILLA, CORE NEEDLE BIOPSY:\n- METASTATIC MAMMARY CARCINOMA.", {"positive right"}),
    ("SPECIMEN: Left axillary lymph node, FNA\nDIAGNOSIS: Positive for malignant cells.", {"positive left"}),
    ("Left axillary lymph node, fine needle aspiration: Negative for malignancy.", {"benign left"}),
    (
        "Right axillary lymph node, core biopsy: Benign lymph node, no evidence of metastatic carcinoma.",
        {"benign right"},
    ),
    (
        "Lymph node, left axilla, core biopsy:\n- Reactive lymphoid hyperplasia.\n- No metastatic carcinoma.",
        {"benign left"},
    ),
    ("Left axillary node, FNA: Non-diagnostic, scant cellularity.", {"non-diagnostic left"}),
    (
        "Lymph node, axilla, needle biopsy: Benign fibroadipose tissue; no lymph node tissue identified.",
        {"non-diagnostic"},
    ),
    (
        (
            "A. Breast, left, core biopsy: Invasive ductal carcinoma.\n"
            "B. Lymph node, left axilla, core biopsy: Metastatic carcinoma."
        ),
        {"positive left"},
    ),
    (
        "ADDENDUM: Pathology of the left axillary lymph node biopsy shows metastatic carcinoma.",
        {"positive left"},
    ),
    # nothing
    ("Lymph node, left axilla, core biopsy: Suspicious for metastatic carcinoma.", set()),
    ("Lymph node, left axilla, core biopsy: Metastatic carcinoma cannot be excluded.", set()),
    ("Lymph node, left axilla, core biopsy: Lymphoma.", set()),
    ("Lymph node, left axilla, sentinel, excision: Metastatic carcinoma.", set()),
    ("Axillary contents, left, dissection: Metastatic carcinoma in 3 of 12 lymph nodes.", set()),
    ("Lymph node, supraclavicular, core biopsy: Metastatic carcinoma.", set()),
    ("Breast, left, core biopsy: Benign breast tissue.", set()),
    ("Breast, left, core biopsy: Invasive carcinoma. No lymph node was sampled.", set()),
    ("CLINICAL HISTORY: Left axillary lymph node biopsy with metastatic carcinoma.", set()),
    ("Left axillary lymph node core biopsy: results pending.", set()),
    (
        "If the left axillary lymph node biopsy is positive for metastatic carcinoma, a clip will be placed.",
        set(),
    ),
    ("Liver, core biopsy: Metastatic carcinoma.", set()),
    ("Left axillary lymph node, core biopsy: Reactive versus metastatic carcinoma.", set()),
]

CLIPS = [
    ("A clip was placed in the left axillary lymph node.", {"placed left"}),
    ("Biopsy of the right axillary lymph node was performed. A marker clip was deployed.", {"placed right"}),
    (
        (
            "EXAM: Ultrasound-guided core biopsy left axillary lymph node\nTECHNIQUE: A "
            "tissue marker was placed."
        ),
        {"placed left"},
    ),
    ("The previously clipped left axillary node is again seen.", {"placed left"}),
    ("Post-procedure mammogram shows the clip within the left axillary node.", {"placed left"}),
    ("No clip was placed in the left axillary node.", {"not-placed left"}),
    ("Left axillary lymph node biopsy was performed without clip placement.", {"not-placed left"}),
    ("Left axilla: core biopsy of the node. Clip was not placed.", {"not-placed left"}),
    # nothing
    ("If positive, a clip will be placed in the left axillary node.", set()),
    ("A clip should be placed in the axillary node before chemotherapy.", set()),
    ("A clip was placed in the left breast mass.", set()),
    ("HISTORY: Clip placed in left axillary node.", set()),
    ("No clip is seen in the left axillary node.", set()),
    ("The clip has migrated outside the left axillary node.", set()),
    ("Clip placement in the left axillary node was attempted but failed.", set()),
    ("Clip possibly within the left axillary node.", set()),
    ("Clip placement in the left axillary node is recommended.", set()),
    ("Surgical clips in the left axilla.", set()),
    ("Risks of clip placement in the axillary node were discussed.", set()),
]


def _read(text: str, what: ReportFact) -> set[str]:
    found = [each for kind in ReportKind for each in read_report(text, kind, shipped_report_phrases())]
    return {
        f"{each.value} {each.side.value if each.side else ''}".strip() for each in found if each.what is what
    }


@pytest.mark.parametrize(("text", "said"), BIOPSIES)
def test_a_needle_biopsy_of_an_axillary_node_is_read_as_it_says(text: str, said: set[str]) -> None:
    assert _read(text, ReportFact.NODE_BIOPSY) == said


@pytest.mark.parametrize(("text", "said"), CLIPS)
def test_a_clip_in_an_axillary_node_is_read_as_it_says(text: str, said: set[str]) -> None:
    assert _read(text, ReportFact.NODE_CLIP) == said
