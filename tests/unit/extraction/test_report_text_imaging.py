"""Reads imaging reports, whole and in part, written as radiologists write them."""

from __future__ import annotations

from typing import Final

import pytest

from cds_service.extraction.report_findings import ReportKind
from tests.support.report_phrases import read_in_words

NOTHING: Final[frozenset[str]] = frozenset()
CASES: Final = [
    (
        (
            "EXAM: MAMMOGRAM DIAGNOSTIC BILATERAL, ULTRASOUND BREAST LEFT\n"
            "HISTORY: 58 year old woman with palpable lump. Outside report mentioned axillary "
            "adenopathy.\n"
            "COMPARISON: 03/2019.\n"
            "FINDINGS:\n"
            "Mammogram: There is a 2.4 cm irregular mass in the upper outer left breast.\n"
            "No suspicious findings in the right breast.\n"
            "Ultrasound: At 2:00, 6 cm from the nipple, there is a hypoechoic mass.\n"
            "Left axilla: There is a lymph node with diffuse cortical thickening measuring up to 7 "
            "mm with near complete effacement of the fatty hilum.\n"
            "IMPRESSION:\n"
            "1. Highly suspicious left breast mass. BI-RADS 5.\n"
            "2. Suspicious left axillary lymph node. Ultrasound-guided core biopsy of both is "
            "recommended.\n"
        ),
        {"nodes suspicious left"},
    ),
    (
        (
            "IMPRESSION: Biopsy-proven malignancy in the right breast. No axillary or internal "
            "mammary adenopathy. BI-RADS 6."
        ),
        {"nodes not-suspicious"},
    ),
    (
        (
            "Targeted ultrasound of the right axilla demonstrates several lymph nodes with preserved "
            "fatty hila and thin cortices, normal in appearance."
        ),
        NOTHING,
    ),
    (
        (
            "Ultrasound of the left axilla demonstrates 3 abnormal lymph nodes, the largest "
            "measuring 2.2 x 1.4 cm with loss of the normal fatty hilum."
        ),
        {"nodes suspicious left"},
    ),
    ("There are no abnormal axillary lymph nodes.", {"nodes not-suspicious"}),
    ("Lymph nodes: No suspicious axillary or internal mammary lymph nodes.", {"nodes not-suspicious"}),
    (
        (
            "Lymph nodes: There is a level I right axillary lymph node with eccentric cortical "
            "thickening. No internal mammary adenopathy."
        ),
        {"nodes suspicious right"},
    ),
    (
        "Sonographic evaluation of the left axilla shows no suspicious lymphadenopathy.",
        {"nodes not-suspicious left"},
    ),
    ("Left axillary lymph node with cortical thickness of 2 mm and preserved hilum.", NOTHING),
    ("Prominent left axillary lymph node with fatty hilum, likely reactive.", NOTHING),
    (
        (
            "Interval decrease in size of the previously seen abnormal left axillary lymph node, now "
            "with normal morphology."
        ),
        NOTHING,
    ),
    ("Interval resolution of previously noted suspicious right axillary adenopathy.", NOTHING),
    (
        "Following neoadjuvant chemotherapy, the left axillary lymph nodes now appear normal.",
        {"nodes not-suspicious left"},
    ),
    (
        "Persistent suspicious left axillary lymph node with cortical thickening of 5 mm.",
        {"nodes suspicious left"},
    ),
    ("Bilateral axillary lymph nodes are likely reactive following vaccination.", NOTHING),
    ("Chest CT: No enlarged mediastinal, hilar, or axillary lymph nodes.", NOTHING),
    ("No pathologically enlarged axillary lymph nodes.", {"nodes not-suspicious"}),
    ("FDG avid left axillary lymph node, suspicious for metastatic disease.", {"nodes suspicious left"}),
    (
        "IMPRESSION: 1. No evidence of distant disease. 2. Suspicious left axillary lymph nodes.",
        {"nodes suspicious left"},
    ),
    ("The node seen on MRI in the right axilla has a normal fatty hilum.", NOTHING),
    ("Right axillary node does not appear suspicious.", NOTHING),
    (
        "While the left axilla is unremarkable, there is a suspicious node in the right axilla.",
        {"nodes not-suspicious left", "nodes suspicious right"},
    ),
    ("Axilla: Unremarkable.", {"nodes not-suspicious"}),
    ("Axillae: normal bilaterally", {"nodes not-suspicious bilateral"}),
    ("There is absence of suspicious axillary lymphadenopathy.", {"nodes not-suspicious"}),
    ("Suspicious lymph node left axilla, for which biopsy is recommended.", {"nodes suspicious left"}),
    ("Evaluation of the axilla is limited by patient positioning.", {"nodes inconclusive"}),
    ("The left axilla is incompletely imaged on this examination.", {"nodes inconclusive left"}),
    (
        (
            "PROCEDURE: ULTRASOUND GUIDED CORE BIOPSY OF LEFT AXILLARY LYMPH NODE\n"
            "After informed consent was obtained, risks including bleeding were discussed. Using a "
            "14 gauge device, 4 cores were obtained from the abnormal lymph node in the left axilla. "
            "A HydroMARK clip was placed at the biopsy site. Post procedure mammogram shows the clip "
            "in the expected location.\n"
            "ADDENDUM: Pathology demonstrates metastatic carcinoma. This is concordant."
        ),
        {"clip placed left", "nodes suspicious left"},
    ),
    ("A Tribell marker was deployed within the left axillary lymph node.", {"clip placed left"}),
    (
        ("No marker clip was placed at the referring surgeon's request. Right axillary lymph node FNA."),
        NOTHING,
    ),
    ("Clip to be placed if node proves positive.", NOTHING),
    (
        (
            "A biopsy clip is seen in the right breast mass; a second clip is present in the right "
            "axillary node."
        ),
        NOTHING,
    ),
    (
        "Biopsy clip in the left breast at 3:00. Left axillary nodes are unremarkable.",
        {"nodes not-suspicious left"},
    ),
    (
        (
            "The suspicious left axillary lymph node described on the outside ultrasound is not "
            "reproduced today."
        ),
        NOTHING,
    ),
    ("History of breast cancer. Prior suspicious left axillary node biopsied in 2018, benign.", NOTHING),
    (
        ("Left axilla: node with cortical thickening on MRI of 2021; today the axilla is unremarkable."),
        {"nodes not-suspicious left"},
    ),
    ("Ultrasound of the left axilla was requested for suspicious node. None found.", NOTHING),
    (("Reason for exam: suspicious left axillary node. Findings: the left breast contains a cyst."), NOTHING),
    (
        ("REASON FOR EXAM: R/O suspicious axillary adenopathy\nNo sonographic abnormality in the breast."),
        NOTHING,
    ),
    ("No definite suspicious axillary lymph node.", NOTHING),
    ("Left axillary lymph node with no suspicious features.", NOTHING),
    (
        ("The left axillary lymph nodes do not demonstrate suspicious features or cortical thickening."),
        NOTHING,
    ),
    ("Left axillary lymph nodes show neither cortical thickening nor loss of fatty hilum.", NOTHING),
    ("No node with cortical thickening or effaced hilum is seen in the right axilla.", NOTHING),
    ("Right axillary node, previously with cortical thickening, has normalized.", NOTHING),
    ("Suspicious right breast mass and normal right axillary lymph nodes.", {"nodes not-suspicious right"}),
    ("Suspicious mass adjacent to a normal intramammary lymph node.", NOTHING),
    (
        (
            "Suspicious calcifications in the left breast extending toward the axilla; lymph nodes "
            "are not enlarged."
        ),
        NOTHING,
    ),
    ("Suspicious non-mass enhancement. No suspicious lymph nodes.", NOTHING),
    ("BI-RADS 4: suspicious. Axillary lymph node seen.", NOTHING),
    ("Rounded mass in the axillary tail.", NOTHING),
    ("Rounded density in the left axilla, probably a lymph node.", NOTHING),
    (
        ("Left axillary silicone-laden lymph nodes with effaced hilum, consistent with implant rupture."),
        {"nodes suspicious left"},
    ),
    ("Suspected cortical thickening of left axillary node.", NOTHING),
    ("Axillary lymph nodes with cortical thickening would be considered suspicious.", NOTHING),
    ("A normal axillary lymph node has a cortex under 3 mm.", {"nodes not-suspicious"}),
    ("Advised to return if suspicious axillary nodes develop.", NOTHING),
    (
        "No abnormality is seen, in particular no suspicious nodes in the left axilla.",
        {"nodes not-suspicious left"},
    ),
    (
        ("In the right axilla no abnormal nodes; in the left axilla an abnormal lymph node of 15 mm."),
        {"nodes not-suspicious right", "nodes suspicious left"},
    ),
    (
        "Left axilla no suspicious node, right axilla one suspicious node.",
        {"nodes not-suspicious left", "nodes suspicious right"},
    ),
    ("The left axilla contains a lymph node. The right breast shows cortical thickening.", NOTHING),
    (("FINDINGS: Left axilla: 2 cm lymph node.\n\nRight kidney: cortical thickening."), NOTHING),
    ("Lymph nodes: Mediastinum: suspicious node 2 cm. Axilla: no adenopathy.", {"nodes not-suspicious"}),
    ("Chest: suspicious right hilar lymph node. Axillae are clear.", {"nodes not-suspicious"}),
    ("Suspicious lymph node, left neck level II.", NOTHING),
    ("Level II cervical lymph node is suspicious on the left.", NOTHING),
    (
        ("Limited axillary ultrasound was performed for staging and shows a suspicious left axillary node."),
        {"nodes suspicious left"},
    ),
    (
        (
            "IMPRESSION: Indeterminate left axillary node.\n"
            "FINDINGS: node with cortical thickening in the left axilla."
        ),
        {"nodes inconclusive left"},
    ),
    ("Technique: Ultrasound of the left axilla. The patient declined. No nodes evaluated.", NOTHING),
    ("Patient declined clip placement in axillary node.", NOTHING),
    ("Clip placement in the axillary node deferred.", NOTHING),
    ("No clip was placed in the breast; a clip was placed in the left axillary node.", {"clip placed left"}),
    ("Axillary node biopsied. Clip placed in breast lesion only.", NOTHING),
    ("The clip placed in the left axillary node on prior biopsy could not be found.", NOTHING),
    ("Left axillary node biopsy: clip placement not performed.", NOTHING),
    ("Standard protocol: a clip is placed in every biopsied axillary node.", NOTHING),
    (
        (
            "ULTRASOUND LEFT AXILLA 4/2/2025\n"
            "Clinical: newly diagnosed left breast ca, cN0\n"
            "Findings: Four lymph nodes identified, all with thin cortex and fatty hilum.\n"
            "Impression: No sonographically suspicious left axillary lymphadenopathy."
        ),
        {"nodes not-suspicious left"},
    ),
    (
        (
            "MRI BREAST W WO\n"
            "INDICATION: extent of disease\n"
            "FINDINGS:\n"
            "RIGHT BREAST: Index malignancy at 10:00, 3.1 cm.\n"
            "LEFT BREAST: No suspicious enhancement.\n"
            "LYMPH NODES: Multiple enlarged right axillary lymph nodes, largest 2.6 cm, with "
            "cortical thickening. No internal mammary lymphadenopathy.\n"
            "IMPRESSION: Known right malignancy. Right axillary adenopathy suspicious for metastatic "
            "involvement."
        ),
        {"nodes suspicious right"},
    ),
    ("Morphologically normal axillary lymph nodes bilaterally.", {"nodes not-suspicious bilateral"}),
    ("No axillary lymphadenopathy is identified on either side.", {"nodes not-suspicious"}),
    (
        "There is an axillary lymph node on the left with a thickened cortex measuring 5 mm.",
        {"nodes suspicious left"},
    ),
    ("Lymph node in the right axilla with complete loss of its fatty hilum.", {"nodes suspicious right"}),
    ("Single suspicious-appearing lymph node in the left axilla.", {"nodes suspicious left"}),
    ("A lobulated, hypoechoic node with no discernible fatty hilum lies in the left axilla.", NOTHING),
    ("Asymmetric left axillary lymph nodes, recommend targeted ultrasound.", NOTHING),
    ("Assessment of left axilla: nodes negative.", {"nodes not-suspicious left"}),
    ("Fatty replaced axillary lymph nodes.", NOTHING),
    ("Left axillary lymph nodes with fatty hilum replaced by tumor? Recommend US.", NOTHING),
    ("Axillary nodes of normal size and shape.", {"nodes not-suspicious"}),
    (
        "IMPRESSION: Complete imaging response in the left axilla. No residual suspicious node.",
        {"nodes not-suspicious left"},
    ),
    (
        ("IMPRESSION: Residual suspicious left axillary node after chemotherapy; clip within the node."),
        {"clip placed left", "nodes suspicious left"},
    ),
    (
        "US after NAC: clipped node in the left axilla is identified and has normal morphology.",
        {"clip placed left"},
    ),
    ("Axillary tail mass 2 cm, with suspicious left axillary node 1 cm.", {"nodes suspicious left"}),
    ("The biopsied left axillary lymph node contains a biopsy clip.", NOTHING),
    ("Patient reports feeling a suspicious node in her left axilla.", {"nodes suspicious left"}),
    (
        "Normal right axilla, suspicious left axillary node.",
        {"nodes not-suspicious right", "nodes suspicious left"},
    ),
    (
        (
            "No suspicious left axillary lymph nodes are seen, however there is a suspicious right "
            "axillary lymph node."
        ),
        {"nodes not-suspicious left", "nodes suspicious right"},
    ),
    ("Neither axilla shows suspicious lymph nodes.", NOTHING),
    ("Suspicious lymph nodes: none.", NOTHING),
    ("Left axilla: Suspicious lymph nodes: No", {"nodes not-suspicious left"}),
    ("Axillary lymphadenopathy: No", {"nodes not-suspicious"}),
    ("Axillary lymphadenopathy: Yes", NOTHING),
    ("Suspicious axillary node: Y / N", NOTHING),
    ("Axillary nodes suspicious? No.", NOTHING),
    ("Suspicious axillary nodes (number): 0", NOTHING),
    ("Lymph nodes suspicious for involvement: 0 axillary", NOTHING),
    ("I discussed with Dr. Smith the suspicious left axillary node at 3 PM.", NOTHING),
    ("Thank you for referring this 50 y.o. with a suspicious axillary node.", NOTHING),
    ("Bone scan: no axillary uptake. Suspicious uptake in the left femur.", NOTHING),
    ("Axillary lymph node dissection changes are noted. Clips in the axilla.", NOTHING),
    ("Status post left axillary dissection. No suspicious adenopathy.", {"nodes not-suspicious left"}),
]


@pytest.mark.parametrize(("text", "said"), CASES)
def test_a_report_is_read_as_a_careful_reader_would(text: str, said: set[str]) -> None:
    assert read_in_words(text, ReportKind.IMAGING) == said
