"""Reads surgical margins from pathology reports."""

from __future__ import annotations

import pytest

from cds_service.extraction.report_findings import ReportFact, ReportKind
from cds_service.extraction.report_text import read_report
from tests.support.report_phrases import shipped_report_phrases

_SHORT = {
    ReportFact.MARGINS: "any",
    ReportFact.INVASIVE_MARGINS: "invasive",
    ReportFact.IN_SITU_MARGINS: "in-situ",
}

SAYS_SOMETHING = [
    ("Tumor present at ink, anterior margin.", {"any positive"}),
    ("Invasive carcinoma is present at the inked posterior margin.", {"invasive positive"}),
    ("Invasive ductal carcinoma extends to the medial margin.", {"invasive positive"}),
    ("DCIS is present at the superior margin.", {"in-situ positive"}),
    ("Margins are positive for invasive carcinoma.", {"invasive positive"}),
    ("Margins: Positive for DCIS, anterior.", {"in-situ positive"}),
    ("The deep margin is involved by invasive lobular carcinoma.", {"invasive positive"}),
    ("Ductal carcinoma in situ focally involves the inferior margin.", {"in-situ positive"}),
    ("Positive anterior margin.", {"any positive"}),
    ("Ink on tumor at the lateral margin.", {"any positive"}),
    ("All margins negative for invasive carcinoma.", {"invasive negative"}),
    ("Surgical margins: Negative.", {"any negative"}),
    ("Margins uninvolved by invasive carcinoma.", {"invasive negative"}),
    ("Margins are free of tumor.", {"any negative"}),
    ("All resection margins are clear.", {"any negative"}),
    ("No tumor at ink.", {"any negative"}),
    ("No ink on tumor.", {"any negative"}),
    ("No carcinoma at the inked margins.", {"any negative"}),
    ("The margins are not involved.", {"any negative"}),
    ("Invasive carcinoma is not present at the margins.", {"invasive negative"}),
    ("Margins: Uninvolved by invasive carcinoma and DCIS.", {"invasive negative", "in-situ negative"}),
    (
        "Margins negative for invasive carcinoma, positive for DCIS.",
        {"invasive negative", "in-situ positive"},
    ),
    ("Margins: [ ] involved [x] uninvolved", {"any negative"}),
    ("Margins: [X] Involved by invasive carcinoma [ ] Uninvolved", {"invasive positive"}),
    ("Margins:\n  ( ) Negative\n  (x) Positive", {"any positive"}),
    ("Margin status: ___ positive _X_ negative", {"any negative"}),
    (
        (
            "MARGINS\nMargin Status for Invasive Carcinoma: All margins negative for invasive carcinoma\n"
            "Distance from Closest Margin: 3 mm\nMargin Status for DCIS: DCIS present at margin"
        ),
        {"invasive negative", "in-situ positive"},
    ),
    (
        (
            "SYNOPTIC REPORT:\nInvasive Carcinoma Margins: Uninvolved by invasive carcinoma\n"
            "DCIS Margins: Positive for DCIS\nLymph nodes: Positive for carcinoma"
        ),
        {"invasive negative", "in-situ positive"},
    ),
    ("Margins negative, ER positive, PR positive.", {"any negative"}),
    ("Margins are negative; lymph nodes are positive for metastatic carcinoma.", {"any negative"}),
    (
        (
            "GROSS DESCRIPTION: The tumor abuts the margin, which is positive "
            "grossly.\nFINAL DIAGNOSIS: Margins negative."
        ),
        {"any negative"},
    ),
    ("Anterior, posterior and deep margins are negative.", {"any negative"}),
    ("Anterior margin positive, remaining margins negative.", {"any positive"}),
    ("Invasive carcinoma transected at the inked margin.", {"invasive positive"}),
    ("A. Left breast, lumpectomy: Invasive ductal carcinoma, margins negative.", {"invasive negative"}),
    (
        "B. Re-excision, new anterior margin: DCIS present. Final margins: negative for carcinoma.",
        {"any negative"},
    ),
    ("The skin margin is involved by carcinoma.", {"any positive"}),
]

SAYS_NOTHING = [
    # close is not positive
    "Close margin: DCIS is 1 mm from the anterior margin.",
    "Invasive carcinoma extends to within 0.5 mm of the posterior margin.",
    "Closest margin: deep, 2 mm.",
    "Margins are close but not assessable.",
    # background
    "CLINICAL HISTORY: Positive margins after lumpectomy.",
    "CLINICAL HISTORY:\nPrior lumpectomy with margins involved by DCIS.\n",
    "PREOPERATIVE DIAGNOSIS: Breast cancer, positive margin.",
    "FROZEN SECTION DIAGNOSIS: Margins negative.",
    "Previous excision had positive margins.",
    # doubt
    "Margin status cannot be determined.",
    "DCIS is possibly present at the inked margin.",
    "Margins: cannot exclude involvement by DCIS.",
    "Margin involvement is indeterminate due to cautery artifact.",
    "Tumor is suspicious for involvement of the deep margin.",
    "Margins pending.",
    # planned
    "If the margins are positive, re-excision should be considered.",
    "Additional margins will be submitted.",
    # not breast cancer at the margin
    "LCIS is present at the margin.",
    "Atypical ductal hyperplasia at the anterior margin.",
    "Lobular carcinoma in situ involves the margin.",
    # other things that are positive or negative
    "Lymph nodes are negative for carcinoma.",
    "Estrogen receptor: positive. Progesterone receptor: negative.",
    "HER2 negative.",
    "Lymphovascular invasion: present, away from the margins.",
    "The mass has circumscribed margins.",
    "Sentinel lymph node: negative.",
    # templates
    "Margins: positive/negative",
    "Margins: [ ] involved [ ] uninvolved",
    "Margins: ___ negative ___ positive",
    "Margins: not applicable",
    "A positive margin is defined as ink on tumor.",
    "Margins:",
    "Margins: see comment",
    # one specimen corrects the other
    (
        "A. Lumpectomy: anterior margin positive for DCIS.\n"
        "B. Additional anterior margin, excision: negative for DCIS."
    ),
]


def _margins(text: str) -> set[str]:
    found = read_report(text, ReportKind.PATHOLOGY, shipped_report_phrases())
    return {f"{_SHORT[each.what]} {each.value}" for each in found if each.what in _SHORT}


@pytest.mark.parametrize(("text", "said"), SAYS_SOMETHING)
def test_a_report_that_states_its_margins_is_read_as_it_says(text: str, said: set[str]) -> None:
    assert _margins(text) == said


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_a_report_that_leaves_its_margins_open_says_nothing(text: str) -> None:
    assert _margins(text) == set()


@pytest.mark.parametrize("text", ["Margins are positive.", "Margins: negative."])
def test_margins_in_an_imaging_report_are_borders_of_a_mass(text: str) -> None:
    assert read_report(text, ReportKind.IMAGING, shipped_report_phrases()) == ()
