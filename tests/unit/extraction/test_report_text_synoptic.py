"""Reads what pathologists sign out: synoptic lines, several specimens, exceptions, and margins in general."""

from __future__ import annotations

from typing import Final

import pytest

from cds_service.extraction.report_findings import ReportKind
from tests.support.report_phrases import read_in_words

NOTHING: Final[frozenset[str]] = frozenset()
CASES: Final = [
    ("Final margins: negative for carcinoma.", {"margins negative"}),
    ("Surgical margins: Free of tumor (closest margin: 4 mm, posterior).", {"margins negative"}),
    ("Invasive carcinoma focally present at the inked lateral margin.", {"invasive margins positive"}),
    ("Tumor extends to the inked superior margin of resection.", {"margins positive"}),
    ("DCIS focally present at (touches) the anterior inked margin.", {"in-situ margins positive"}),
    (
        (
            "Margins uninvolved by invasive carcinoma; distance from closest margin 3 mm. DCIS at "
            "posterior margin, unifocal."
        ),
        {"in-situ margins positive", "invasive margins negative"},
    ),
    (
        "Margins:\n  Invasive carcinoma: Uninvolved, 5 mm from deep\n  DCIS: Positive, medial",
        {"in-situ margins positive", "invasive margins negative"},
    ),
    (
        (
            "Margin Status for Invasive Carcinoma: All margins negative for invasive carcinoma\nMargin"
            " Status for DCIS: DCIS present at margin\nMargin(s) Involved by DCIS: Medial"
        ),
        {"in-situ margins positive", "invasive margins negative"},
    ),
    ("Invasive Carcinoma Margins: Cannot be determined\nDCIS Margins: Uninvolved by DCIS", NOTHING),
    (
        "Margins: Negative for invasive carcinoma. LCIS present at margin (not significant).",
        {"invasive margins negative"},
    ),
    ("Margins are negative but close (<1 mm, DCIS, anterior).", {"margins negative"}),
    ("DCIS extends to within 0.5 mm of the medial margin.", NOTHING),
    ("No residual carcinoma. Margins free.", {"margins negative"}),
    ("Ink on tumor: absent.", {"margins negative"}),
    ("Tumor on ink: present, anterior.", {"margins positive"}),
    (
        "Margins are widely free of invasive and in situ carcinoma.",
        {"in-situ margins negative", "invasive margins negative"},
    ),
    ("The specimen margins cannot be assessed due to fragmentation.", NOTHING),
    ("Positive margin cannot be excluded.", NOTHING),
    ("The previous positive medial margin is re-excised. New margin negative.", NOTHING),
    (
        (
            "A. LEFT BREAST, RE-EXCISION OF MEDIAL MARGIN: Benign breast tissue, negative for "
            "residual carcinoma."
        ),
        NOTHING,
    ),
    ("B. ADDITIONAL SUPERIOR MARGIN: FOCAL DCIS, NEW MARGIN NEGATIVE.", NOTHING),
    ("Lymph node margins: not applicable.", NOTHING),
    ("CLINICAL INFORMATION: s/p lumpectomy with positive margins, re-excision.", NOTHING),
    ("Atypical ductal hyperplasia extends to the medial margin.", NOTHING),
    ("Invasive lobular carcinoma transected at the deep margin.", {"invasive margins positive"}),
    (
        "Surgical margins: involved by invasive carcinoma (posterior, extent 2 mm).",
        {"invasive margins positive"},
    ),
    ("Margin status: R1.", NOTHING),
    (
        "The anterior margin is positive for DCIS; all other margins are negative.",
        {"in-situ margins positive"},
    ),
    ("All margins are clear by at least 2 mm.", {"margins negative"}),
    ("Margins: Positive for pleomorphic LCIS.", NOTHING),
    ("Margins positive? Await deeper levels.", NOTHING),
    (
        "Intraoperative margin assessment: positive anterior margin. Final margins negative.",
        {"margins negative"},
    ),
    ("No tumor seen at margins.", {"margins negative"}),
    ("Margins not free of tumor.", NOTHING),
    ("Not all margins are free of DCIS.", NOTHING),
    ("ER positive, PR positive, margins pending.", NOTHING),
    ("Nipple margin: negative. Skin margin: negative.", NOTHING),
    ("DCIS margin: positive (less than 1 mm).", {"in-situ margins positive"}),
    (
        (
            "Lymph node, left axilla, ultrasound-guided core biopsy: Metastatic carcinoma, 6 mm, "
            "consistent with breast primary."
        ),
        {"biopsy positive left"},
    ),
    (
        "LYMPH NODE, LEFT AXILLARY, FNA: NEGATIVE FOR MALIGNANT CELLS. LYMPHOID TISSUE PRESENT.",
        {"biopsy benign left"},
    ),
    (
        ("Left axillary lymph node, core biopsy: Insufficient for diagnosis. Fibroadipose tissue only."),
        {"biopsy non-diagnostic left"},
    ),
    ("Left axillary lymph node, FNA: Atypical cells, cannot exclude metastatic carcinoma.", NOTHING),
    ("Left axillary lymph node, core: lymphoid tissue, no tumor seen.", NOTHING),
    (
        (
            "Left breast, core biopsy: Invasive ductal carcinoma. Left axillary lymph node, core "
            "biopsy: Benign lymph node."
        ),
        {"biopsy benign left"},
    ),
    (
        "Margins: Invasive carcinoma is 0.1 mm from the anterior margin; no ink on tumor.",
        {"invasive margins negative"},
    ),
    (
        "Final surgical margins positive for invasive carcinoma, deep margin, extending over 3 mm.",
        {"invasive margins positive"},
    ),
    ("Resection margins: Positive (anterior), DCIS.", {"in-situ margins positive"}),
    ("Margin involvement: Present, focal, superior-medial.", {"margins positive"}),
    ("Margins: involved (focal)", {"margins positive"}),
    ("MARGINS: ALL NEGATIVE", {"margins negative"}),
    (
        (
            "All surgical margins are free of invasive carcinoma and ductal carcinoma in situ, with "
            "the closest margin being posterior at 2 mm."
        ),
        {"in-situ margins negative", "invasive margins negative"},
    ),
    (
        "Invasive carcinoma margins: negative. Ductal carcinoma in situ margins: negative.",
        {"in-situ margins negative", "invasive margins negative"},
    ),
    ("The margins of resection are uninvolved. LCIS involves the anterior margin.", {"margins negative"}),
    (
        "Margins negative for DCIS, but invasive carcinoma is at the inked lateral margin.",
        {"in-situ margins negative", "invasive margins positive"},
    ),
    (
        "Margins negative except for the lateral margin, which is positive for DCIS.",
        {"in-situ margins positive"},
    ),
    ("Margins: Negative except lateral", NOTHING),
    ("No tumor at margin except anterior margin.", NOTHING),
    ("Margins negative x 5, lateral positive", {"margins positive"}),
    ("Five of six margins are negative.", NOTHING),
    ("One of six margins is positive for DCIS.", {"in-situ margins positive"}),
    ("0/6 margins positive", {"margins negative"}),
    ("Positive margins: 0", NOTHING),
    ("Number of positive margins: 2", NOTHING),
    ("Positive margins: none", {"margins negative"}),
    ("Involved margins: none", {"margins negative"}),
    ("Involved margin(s): anterior, medial", {"margins positive"}),
    ("Margin status: negative for tumour, closest 1mm.", {"margins negative"}),
    ("Tumour is 1 mm from the nearest margin (negative).", {"margins negative"}),
    ("Carcinoma does not extend to the inked margins.", {"margins negative"}),
    ("Carcinoma extends close to, but not to, the inked margin.", NOTHING),
    ("Carcinoma approaches the margin to within 1 mm.", NOTHING),
    ("Carcinoma abuts the margin.", NOTHING),
    ("Carcinoma focally touches ink at the medial margin.", {"margins positive"}),
    ("Cauterized tumor cells at margin, cannot determine involvement.", NOTHING),
    ("Cautery artifact present at margin.", NOTHING),
    ("Benign breast tissue present at margin.", NOTHING),
    (
        ("Focal atypical ductal hyperplasia present at the inked medial margin. No carcinoma at margin."),
        {"margins negative"},
    ),
    ("Residual DCIS, 2 mm, margins not involved.", {"in-situ margins negative"}),
    ("No margin involvement.", {"margins negative"}),
    ("No evidence of margin involvement by carcinoma.", {"margins negative"}),
    (
        "There is no invasive carcinoma at the margins. DCIS is present 0.2 mm from margin.",
        {"invasive margins negative"},
    ),
    (
        "Margins positive for carcinoma in prior excision; current re-excision margins are free.",
        {"margins negative"},
    ),
    ("PREVIOUS BIOPSY: margins positive.", NOTHING),
    ("Specimen oriented. Margins inked: superior blue, inferior green.", NOTHING),
    ("Gross margins negative.", NOTHING),
    ("Grossly, the tumor extends to the deep margin.", NOTHING),
    ("The lesion has infiltrative margins.", NOTHING),
    ("Invasive carcinoma with pushing margins, negative for ER.", NOTHING),
    ("Nottingham grade 2. ER positive (95%). PR positive. HER2 negative. Margins: see below.", NOTHING),
    ("Sentinel lymph node positive for carcinoma. Margins: negative.", {"margins negative"}),
    ("Margins: N/A (core biopsy)", NOTHING),
    (
        ("Left breast, core needle biopsy: Invasive ductal carcinoma, present at the edge of the specimen."),
        NOTHING,
    ),
    ("Tumor present at specimen margin (core biopsy, margins not assessed).", NOTHING),
    ("Skin margins uninvolved; dermal lymphatic invasion present.", NOTHING),
    ("Medial margin: POSITIVE\nLateral margin: NEGATIVE\nSuperior margin: NEGATIVE", {"margins positive"}),
    ("Anterior: 2 mm\nPosterior: positive\nMargins as above", NOTHING),
    (
        (
            "MARGINS (DCIS): Superior 3 mm, Inferior 5 mm, Medial <1 mm, Lateral 10 mm, Anterior 2 "
            "mm, Posterior 4 mm."
        ),
        NOTHING,
    ),
    ("Comment: A positive margin is an indication for re-excision.", NOTHING),
    ("Comment: Per SSO-ASTRO guideline, no ink on tumor is an adequate margin.", NOTHING),
    ("Margins: Negative for malignancy\nComment: The medial margin is close (<1 mm).", {"margins negative"}),
    ("Amended report: the anterior margin is positive for DCIS (previously reported as negative).", NOTHING),
    ("ADDENDUM: On review the margin is negative.", {"margins negative"}),
    ("FINAL DIAGNOSIS: margins positive.\nADDENDUM: deeper levels show margins negative.", NOTHING),
    (
        ("DIAGNOSIS: Margins are positive for invasive lobular carcinoma. Margins are negative for DCIS."),
        {"in-situ margins negative", "invasive margins positive"},
    ),
    (
        (
            "A. Left breast lumpectomy: IDC, margins positive (medial).\nB. Left breast medial margin,"
            " excision: No carcinoma."
        ),
        NOTHING,
    ),
    (
        "A. Right breast lumpectomy: margins positive.\nB. Left breast lumpectomy: margins negative.",
        {"margins negative left", "margins positive right"},
    ),
    ("Margins: uninvolved by carcinoma\nLymph nodes: involved", {"margins negative"}),
    ("Lymphovascular invasion at margin.", NOTHING),
    ("Paget disease involves the nipple margin.", NOTHING),
    ("Phyllodes tumor present at margin.", NOTHING),
    ("Mucocele-like lesion at margin, no malignancy.", NOTHING),
    ("margin + for IDC", NOTHING),
    ("margins (-)", NOTHING),
    ("margins (+)", NOTHING),
    ("Invasive tumor: margins neg; DCIS: margins pos", NOTHING),
    ("Margins involved by invasive carcinoma: No", {"invasive margins negative"}),
    ("Margins uninvolved by invasive carcinoma: Yes", {"invasive margins negative"}),
    ("Is the margin involved? Yes", NOTHING),
    ("Margin involvement by DCIS: Not identified", {"in-situ margins negative"}),
    ("Margin involvement: Absent", {"margins negative"}),
    ("Specimen margins: Cannot be assessed", NOTHING),
    ("Final margin status negative after re-excision of positive medial margin.", NOTHING),
    ("MARGIN INVOLVEMENT:\nAbsent", NOTHING),
    ("Margin involvement\nAbsent", NOTHING),
    ("Involved margins:\n- None", NOTHING),
    ("POSITIVE MARGINS:\n\nNone.", NOTHING),
    ("Margins involved by DCIS:\n  Anterior", NOTHING),
    ("Margin status:\nPositive", {"margins positive"}),
]


@pytest.mark.parametrize(("text", "said"), CASES)
def test_a_line_of_pathology_is_read_for_what_it_says_and_no_more(text: str, said: set[str]) -> None:
    assert read_in_words(text, ReportKind.PATHOLOGY) == said
