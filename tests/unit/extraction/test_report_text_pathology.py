"""Reads pathology reports, whole and in part, written as pathologists write them."""

from __future__ import annotations

from typing import Final

import pytest

from cds_service.extraction.report_findings import ReportKind
from tests.support.report_phrases import read_in_words

NOTHING: Final[frozenset[str]] = frozenset()
CASES: Final = [
    (
        (
            "FINAL DIAGNOSIS:\n"
            "A. LEFT BREAST, LUMPECTOMY:\n"
            "  - INVASIVE DUCTAL CARCINOMA, GRADE 2, 1.8 CM.\n"
            "  - MARGINS: POSITIVE (ANTERIOR) FOR INVASIVE CARCINOMA.\n"
            "  - DCIS, 2 MM FROM POSTERIOR MARGIN.\n"
            "B. LEFT SENTINEL LYMPH NODE #1, EXCISION:\n"
            "  - ONE LYMPH NODE, NEGATIVE FOR CARCINOMA (0/1).\n"
        ),
        {"invasive margins positive left"},
    ),
    (
        (
            "SYNOPTIC REPORT\n"
            "Procedure: Excision (less than total mastectomy)\n"
            "Margin Status for Invasive Carcinoma: Invasive carcinoma present at margin\n"
            "Margin(s) Involved by Invasive Carcinoma: Anterior\n"
            "Margin Status for DCIS: All margins negative for DCIS\n"
            "Regional Lymph Node Status: All regional lymph nodes negative for tumor\n"
        ),
        {"in-situ margins negative", "invasive margins positive"},
    ),
    (
        (
            "MARGINS\n"
            " Invasive Carcinoma Margins: Uninvolved by invasive carcinoma\n"
            "   Distance from closest margin: 0.5 mm\n"
            " DCIS Margins: Uninvolved by DCIS\n"
        ),
        {"in-situ margins negative", "invasive margins negative"},
    ),
    (
        ("Resection margins: All margins free of invasive and in situ carcinoma, closest is deep at 1 mm."),
        {"in-situ margins negative", "invasive margins negative"},
    ),
    ("Tumor focally present at inked lateral margin.", {"margins positive"}),
    ("DCIS extends to the inked superior margin over 3 mm.", {"in-situ margins positive"}),
    ("The superior margin is widely positive for DCIS.", {"in-situ margins positive"}),
    ("DCIS comes to within 1 mm of the medial margin but is not at ink.", {"in-situ margins negative"}),
    ("Inked margins free of tumor.", {"margins negative"}),
    ("Carcinoma is 4 mm from the nearest margin.", NOTHING),
    ("Margins cannot be evaluated (fragmented specimen).", NOTHING),
    ("Margins of excision are uninvolved.", {"margins negative"}),
    ("No residual carcinoma. Margins negative.", {"margins negative"}),
    ("No evidence of carcinoma at the surgical margins.", {"margins negative"}),
    ("Invasive carcinoma involves the anterior margin.", {"invasive margins positive"}),
    (
        "Invasive carcinoma is present at the deep margin; DCIS is absent from all margins.",
        {"invasive margins positive"},
    ),
    ("Pleomorphic LCIS at margin; invasive carcinoma margins clear.", {"invasive margins negative"}),
    ("ADH is present at the margin. Margins are otherwise negative.", NOTHING),
    ("Margin positive for atypical ductal hyperplasia only.", NOTHING),
    ("Margins: see synoptic.", NOTHING),
    ("Tumor margins are infiltrative.", NOTHING),
    (
        (
            "B. LYMPH NODE, LEFT AXILLARY, ULTRASOUND-GUIDED CORE BIOPSY\n"
            "   METASTATIC ADENOCARCINOMA CONSISTENT WITH BREAST PRIMARY"
        ),
        {"biopsy positive left"},
    ),
    (
        (
            "Right axilla, lymph node, FNA - Positive for malignant cells, consistent with "
            "metastatic ductal carcinoma."
        ),
        {"biopsy positive right"},
    ),
    (
        (
            "Lymph node, right axilla, needle core biopsy: Fragments of lymph node with no evidence "
            "of malignancy."
        ),
        {"biopsy benign right"},
    ),
    ("Lymph node, left axilla, FNA: Insufficient for diagnosis.", {"biopsy non-diagnostic left"}),
    ("Lymph node, left axilla, core biopsy: Atypical lymphoid proliferation, favor reactive.", NOTHING),
    ("Sentinel lymph node, left axilla, biopsy: Metastatic carcinoma.", NOTHING),
    (
        (
            "Left axillary lymph node, core biopsy:\n"
            "Benign lymph node.\n"
            "Negative for carcinoma on keratin stain."
        ),
        {"biopsy benign left"},
    ),
    ("Margins cannot be called positive.", NOTHING),
    ("Margins are not positive.", {"margins negative"}),
    ("Anterior margin: involved. Posterior margin: not involved.", {"margins positive"}),
    ("Margins: Involved: none. Uninvolved: all.", {"margins negative"}),
    ("Margins positive for: none", {"margins negative"}),
    ("Positive margin(s): None", {"margins negative"}),
    ("Involved margin: N/A", NOTHING),
    ("Number of positive margins: 0", NOTHING),
    ("Margin(s) involved by invasive carcinoma: not applicable", NOTHING),
    ("Tumor does not extend to the inked margin.", {"margins negative"}),
    ("DCIS does not involve the margins.", {"in-situ margins negative"}),
    ("Invasive carcinoma approaches but does not involve the deep margin.", NOTHING),
    (
        "The margins are negative for DCIS but positive for invasive carcinoma.",
        {"in-situ margins negative", "invasive margins positive"},
    ),
    ("Final margins after re-excision are negative.", {"margins negative"}),
    ("Initial anterior margin positive; final anterior margin negative.", NOTHING),
    ("Positive margins require re-excision per guideline.", NOTHING),
    ("Surgeon requests comment on margins. Stains: positive for p63.", NOTHING),
    ("Margins inked: anterior blue, posterior black. Controls are positive.", NOTHING),
    ("Cautery artifact present at the margin.", NOTHING),
    ("Biopsy site changes are present at the margin.", NOTHING),
    ("Benign breast tissue present at margin.", NOTHING),
    ("Clear cell change. Margin.", NOTHING),
    ("Fibroadenoma extends to the margin.", NOTHING),
    (
        "Specimen margins involved by lobular carcinoma in situ; negative for invasive carcinoma.",
        {"invasive margins negative"},
    ),
    ("Extensive lymphovascular invasion present at the margin.", NOTHING),
    ("Oncotype: positive. Margins: at least 2 mm, negative.", {"margins negative"}),
    ("Lymph node, left axilla, core biopsy: No metastatic carcinoma identified.", {"biopsy benign left"}),
    ("Lymph node, left axilla, core biopsy. Clinical: metastatic carcinoma?", NOTHING),
    (
        "Breast, left, core biopsy: invasive carcinoma. Left axillary lymph node biopsy: benign.",
        {"biopsy benign left"},
    ),
    (
        (
            "A. Left axillary lymph node, core biopsy:\n"
            "- Benign.\n"
            "B. Breast, left, core biopsy:\n"
            "- Invasive carcinoma with metastatic potential; metastasis score high."
        ),
        {"biopsy benign left"},
    ),
    (
        ("Left axillary lymph node, core biopsy: Rare atypical cells, cannot exclude metastatic carcinoma."),
        NOTHING,
    ),
    ("Axillary lymph node core biopsy: metastatic melanoma.", NOTHING),
    (
        (
            "COMMENT: The patient has metastatic carcinoma in a left axillary lymph node core biopsy "
            "performed elsewhere."
        ),
        {"biopsy positive left"},
    ),
    ("Surgical Margins: Free of tumor; closest margin 3 mm (deep).", {"margins negative"}),
    (
        ("Margins: Invasive carcinoma: Negative (closest 2 mm superior). DCIS: Positive (medial, focal)."),
        {"in-situ margins positive", "invasive margins negative"},
    ),
    (
        (
            "MARGINS:\n"
            "  Invasive carcinoma: negative, 4 mm from anterior.\n"
            "  DCIS: negative, 2 mm from anterior."
        ),
        {"in-situ margins negative", "invasive margins negative"},
    ),
    ("Margins: all negative (>2 mm)", {"margins negative"}),
    ("Margin involvement: Absent", {"margins negative"}),
    ("Margin involvement: Present, anterior", {"margins positive"}),
    ("Margins involved? No", NOTHING),
    ("Involvement of margins: No", {"margins negative"}),
    ("Positive margins: 1 (anterior)", {"margins positive"}),
    ("Margins: POSITIVE", {"margins positive"}),
    ("Invasive tumor is < 1 mm from inked anterior margin, all other margins are clear", NOTHING),
    ("Invasive carcinoma present at the anterior inked margin (unifocal).", {"invasive margins positive"}),
    ("R1 resection.", NOTHING),
    ("Invasive carcinoma is seen at cauterized edge, margin status therefore indeterminate.", NOTHING),
    ("DCIS is focally on ink at the lateral margin.", {"in-situ margins positive"}),
    ("Margins negative for residual tumor. ypT0 N0.", {"margins negative"}),
    ("Mastectomy: margins negative. Sentinel node positive for macrometastasis.", {"margins negative"}),
    ("Lumpectomy margins clear by frozen, permanent sections pending.", NOTHING),
    (
        (
            "Lymph node, right axilla, ultrasound guided fine needle aspiration:\n"
            "  POSITIVE FOR MALIGNANCY\n"
            "  Metastatic carcinoma, consistent with breast primary"
        ),
        {"biopsy positive right"},
    ),
    ("Axillary lymph node, left, core needle biopsy: No tumor seen (0/1).", NOTHING),
    (
        "Left axillary node core biopsy shows metastatic carcinoma, ER positive, HER2 negative.",
        {"biopsy positive left"},
    ),
    (
        "Left axillary node core: benign lymph node; results are discordant with imaging.",
        {"biopsy benign left"},
    ),
    ("Left axilla core biopsy: breast tissue with invasive carcinoma; no nodal tissue.", NOTHING),
]


@pytest.mark.parametrize(("text", "said"), CASES)
def test_a_report_is_read_as_a_careful_reader_would(text: str, said: set[str]) -> None:
    assert read_in_words(text, ReportKind.PATHOLOGY) == said
