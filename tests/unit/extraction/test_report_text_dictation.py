"""Reads what radiologists dictate: denials, doubt, forms, history, plans, other sides and other studies."""

from __future__ import annotations

from typing import Final

import pytest

from cds_service.extraction.report_findings import ReportKind
from tests.support.report_phrases import read_in_words

NOTHING: Final[frozenset[str]] = frozenset()
CASES: Final = [
    ("There are no morphologically abnormal lymph nodes in the left axilla.", {"nodes not-suspicious left"}),
    (
        "Left axillary lymph nodes are normal in size and morphology with preserved fatty hila.",
        {"nodes not-suspicious left"},
    ),
    (
        "Left axilla: Benign-appearing lymph node with fatty hilum, cortex 2 mm.",
        {"nodes not-suspicious left"},
    ),
    ("A suspicious left axillary lymph node cannot be excluded.", NOTHING),
    ("Probably benign left axillary lymph node. BI-RADS 3.", NOTHING),
    ("Left axillary lymph node with mild cortical thickening, probably reactive.", NOTHING),
    ("Prominent left axillary lymph nodes, likely reactive given recent COVID-19 vaccination.", NOTHING),
    (
        (
            "Left axilla: 1.4 cm node with eccentric cortical thickening measuring 5 mm and partially"
            " effaced hilum."
        ),
        {"nodes suspicious left"},
    ),
    (
        (
            "At least three abnormal left axillary level I lymph nodes, the largest 2.1 cm with "
            "complete loss of the fatty hilum."
        ),
        {"nodes suspicious left"},
    ),
    ("Multiple enlarged, rounded left axillary lymph nodes without fatty hila.", {"nodes suspicious left"}),
    ("Suspicious left axillary lymphadenopathy, BI-RADS 4C.", {"nodes suspicious left"}),
    ("No suspicious mass. Suspicious left axillary node.", {"nodes suspicious left"}),
    (
        (
            "There is no evidence of suspicious axillary lymph node on the right; on the left, a node"
            " with thickened cortex is seen."
        ),
        {"nodes not-suspicious right", "nodes suspicious left"},
    ),
    ("Previously seen suspicious left axillary node is no longer visualized.", NOTHING),
    ("Interval resolution of the abnormal left axillary lymph node.", NOTHING),
    ("The previously biopsied left axillary node with clip now has normal cortical thickness.", NOTHING),
    ("Known metastatic left axillary lymph node, decreased in size.", NOTHING),
    (
        (
            "HISTORY: Suspicious left axillary node on outside ultrasound.\nIMPRESSION: Ultrasound "
            "guided biopsy performed."
        ),
        NOTHING,
    ),
    (
        (
            "INDICATION: evaluate for suspicious left axillary lymph node.\nFINDINGS: Normal left "
            "axillary lymph nodes."
        ),
        {"nodes not-suspicious left"},
    ),
    ("Clinical concern for left axillary adenopathy. No sonographic correlate.", NOTHING),
    ("Evaluation for suspicious axillary lymph nodes was performed.", NOTHING),
    ("Scanning of the left axilla was performed to look for abnormal lymph nodes.", NOTHING),
    (
        (
            "Left axilla: No suspicious nodes. Right axilla: one node with cortical thickness of 6 mm"
            " and effaced hilum, suspicious."
        ),
        {"nodes not-suspicious left", "nodes suspicious right"},
    ),
    ("Indeterminate left axillary lymph node; biopsy could be considered.", {"nodes inconclusive left"}),
    ("No definite suspicious left axillary lymph node.", NOTHING),
    ("No definitely abnormal axillary lymph nodes identified.", NOTHING),
    (
        (
            "Although no pathologically enlarged nodes are seen, one left axillary node has a focal "
            "cortical bulge."
        ),
        {"nodes suspicious left"},
    ),
    (
        (
            "Axillary lymph nodes demonstrate normal morphology, except for a single left node with "
            "cortical thickening of 4 mm."
        ),
        {"nodes suspicious left"},
    ),
    ("Cortical thickening of a left axillary lymph node may be related to recent vaccination.", NOTHING),
    ("If the left axillary node is suspicious, biopsy is recommended.", NOTHING),
    ("Recommend biopsy of the suspicious left axillary lymph node.", {"nodes suspicious left"}),
    ("Recommend ultrasound to exclude suspicious axillary lymph nodes.", NOTHING),
    (
        "The left axillary lymph node appears benign, without cortical thickening.",
        {"nodes not-suspicious left"},
    ),
    ("Fatty hilum is preserved in all left axillary nodes; no cortical thickening.", NOTHING),
    ("Suspicious lymph node: none. Axilla left.", NOTHING),
    ("No other suspicious left axillary nodes.", NOTHING),
    ("A tissue marker clip (HydroMARK) was placed in the left axillary lymph node.", {"clip placed left"}),
    (
        (
            "A ribbon-shaped biopsy clip was deployed within the left axillary lymph node. Post-"
            "procedure mammogram confirms clip placement."
        ),
        {"clip placed left"},
    ),
    (
        ("Biopsy of the left axillary node was performed; no clip was placed at the request of the surgeon."),
        {"clip not-placed left"},
    ),
    ("The patient declined clip placement in the left axillary lymph node.", NOTHING),
    ("Left axillary lymph node biopsy with clip placement was scheduled.", NOTHING),
    ("The clip is not seen within the left axillary node and may have migrated.", NOTHING),
    (
        (
            "Successful ultrasound-guided core biopsy of the left axillary lymph node with tissue "
            "marker placement."
        ),
        {"clip placed left"},
    ),
    (
        "PATHOLOGY ADDENDUM: Left axillary lymph node core biopsy: metastatic carcinoma, concordant.",
        {"biopsy positive left"},
    ),
    (
        (
            "ADDENDUM: Pathology of the left axillary lymph node, core biopsy, was benign and "
            "discordant; repeat biopsy recommended."
        ),
        {"biopsy benign left"},
    ),
    ("Limited evaluation of the left axilla due to body habitus.", {"nodes inconclusive left"}),
    ("MRI: No suspicious left axillary or internal mammary lymph nodes.", {"nodes not-suspicious left"}),
    (
        (
            "No left axillary lymphadenopathy by size criteria; however, one node shows asymmetric "
            "cortical thickening."
        ),
        {"nodes suspicious left"},
    ),
    ("Suspicious left breast mass, left axillary lymph node measures 8 mm.", NOTHING),
    ("Was a suspicious lymph node seen in the left axilla? No.", NOTHING),
    ("Suspicious left axillary node? Yes", NOTHING),
    ("Left axilla  suspicious lymph nodes: Yes [ ]  No [x]", NOTHING),
    ("Not suspicious: left axillary lymph node.", {"nodes not-suspicious left"}),
    (
        ("Normal left axillary lymph nodes with the exception of one with cortical thickening up to 6 mm."),
        {"nodes suspicious left"},
    ),
    (
        "Left axillary lymph nodes are normal. Suspicious node in right axilla.",
        {"nodes not-suspicious left", "nodes suspicious right"},
    ),
    ("Contralateral axilla shows a suspicious lymph node.", NOTHING),
    (
        "The lymph node in the left axilla is suspicious for metastasis but may be reactive.",
        {"nodes suspicious left"},
    ),
    (
        "Left axillary node biopsy 2019: benign. Suspicious left axillary node today.",
        {"nodes suspicious left"},
    ),
    (
        "A ribbon tissue marker (Tumark) was deployed in the biopsied left axillary lymph node.",
        {"clip placed left"},
    ),
    (
        ("Impression: Successful US guided core needle biopsy of left axillary node. A clip was not placed."),
        {"clip not-placed left"},
    ),
    (
        (
            "Ultrasound-guided core biopsy of the left axillary lymph node: Benign-appearing node "
            "with a cortex of 3 mm was sampled."
        ),
        {"nodes not-suspicious left"},
    ),
    ("FINDINGS: Benign left axillary lymph nodes.\nIMPRESSION: BI-RADS 2.", NOTHING),
    (
        (
            "FINDINGS: Left axillary node with cortical thickening of 5 mm.\nIMPRESSION: Benign "
            "findings. No suspicious axillary nodes."
        ),
        {"nodes not-suspicious"},
    ),
    (
        (
            "FINDINGS: Left axilla shows no suspicious nodes.\nIMPRESSION: Suspicious left axillary "
            "lymph node, biopsy recommended."
        ),
        {"nodes suspicious left"},
    ),
    ("Cortical thickening of the left axillary lymph node has resolved since the prior exam.", NOTHING),
    ("Left axillary lymph node: cortical thickness 2.8 mm (previously 6 mm).", NOTHING),
    (
        "Compared to the prior, the suspicious left axillary node has decreased in size.",
        {"nodes suspicious left"},
    ),
    (
        (
            "Suspicious left axillary lymph node seen on MRI corresponds to a benign intramammary "
            "node on second-look ultrasound."
        ),
        NOTHING,
    ),
    ("MRI-detected suspicious left axillary node: no sonographic correlate.", NOTHING),
    ("Second-look ultrasound: The suspicious node on MRI is not identified in the left axilla.", NOTHING),
    (
        (
            "Left axillary lymph nodes with cortical thickening were seen on the outside study; "
            "today's ultrasound shows normal nodes."
        ),
        {"nodes not-suspicious left"},
    ),
    ("She presents with a suspicious left axillary lymph node.", NOTHING),
    (
        ("This is a 54-year-old woman with suspicious left axillary lymph node on screening mammogram."),
        NOTHING,
    ),
    (
        ("Patient with biopsy-proven left breast cancer and suspicious left axillary node, here for biopsy."),
        NOTHING,
    ),
    (
        (
            "PROCEDURE: Informed consent was obtained. The suspicious left axillary lymph node was "
            "localized. Five cores were obtained. A clip was placed."
        ),
        {"clip placed left", "nodes suspicious left"},
    ),
    ("The risk of a suspicious left axillary lymph node was discussed.", NOTHING),
    ("Suspicious axillary lymph nodes are defined by cortical thickness > 3 mm.", NOTHING),
    (
        "Left axilla: abnormal lymph node. Right axilla: normal.",
        {"nodes not-suspicious right", "nodes suspicious left"},
    ),
    (
        "No suspicious lymph nodes in the bilateral axillae. Left breast mass is suspicious.",
        {"nodes not-suspicious bilateral"},
    ),
    ("There is no suspicious left axillary lymph node nor skin thickening.", {"nodes not-suspicious left"}),
    ("Neither axilla shows suspicious lymph nodes.", NOTHING),
    (
        "Suspicious lymph node in the right axilla. No suspicious lymph nodes in the left axilla.",
        {"nodes not-suspicious left", "nodes suspicious right"},
    ),
    ("Left axillary lymph node biopsy proven metastatic carcinoma, with clip.", NOTHING),
    ("A radiofrequency localizer was placed in the clipped left axillary lymph node.", {"clip placed left"}),
    ("Suspicious: left axillary lymph node", {"nodes suspicious left"}),
    ("Axillary lymph nodes: Left: abnormal; Right: normal", NOTHING),
    (
        "Left axilla: no suspicious node but cortical thickening of 4 mm is noted in one node.",
        {"nodes suspicious left"},
    ),
    (
        (
            "ADDENDUM: Pathology returned as metastatic ductal carcinoma in the left axillary node; "
            "concordant."
        ),
        NOTHING,
    ),
    ("Addendum: pathology results left axilla: lymph node with metastatic carcinoma.", NOTHING),
    ("Left axillary tail mass with cortical thickening.", NOTHING),
    ("No mass, nodes or cortical thickening in left axilla", NOTHING),
    ("Nondiagnostic ultrasound of the left axilla.", NOTHING),
    ("Left axilla: status post axillary dissection. No suspicious nodes.", {"nodes not-suspicious left"}),
    (
        "Technically limited ultrasound of the left axilla; no suspicious nodes seen.",
        {"nodes inconclusive left"},
    ),
    ("Suspicious left axillary node(s): absent", {"nodes not-suspicious left"}),
    ("Left axillary nodes: abnormal = no", NOTHING),
    ("Abnormal nodes: left axilla - negative", {"nodes not-suspicious left"}),
    ("Suspicious nodes - none in left axilla", {"nodes not-suspicious left"}),
    ("The left axillary lymph node could represent a suspicious node.", NOTHING),
    ("Rule out suspicious left axillary node. Findings: cyst left breast.", NOTHING),
    ("Left axilla: 2 nodes, one suspicious.", {"nodes suspicious left"}),
    (
        (
            "Left axillary lymphadenopathy with loss of hilum in at least 2 nodes suggesting "
            "metastatic disease."
        ),
        {"nodes suspicious left"},
    ),
    ("Doppler demonstrates non-hilar flow in a round left axillary node.", {"nodes suspicious left"}),
    (
        ("Level I left axillary lymph node with asymmetric cortical thickening to 0.6 cm. Recommend FNA."),
        {"nodes suspicious left"},
    ),
    ("SUSPICIOUS LEFT AXILLARY NODES:\nNone", NOTHING),
    ("Clip placed in left axillary node:\nNo", NOTHING),
]


@pytest.mark.parametrize(("text", "said"), CASES)
def test_a_dictated_sentence_is_read_for_what_it_says_and_no_more(text: str, said: set[str]) -> None:
    assert read_in_words(text, ReportKind.IMAGING) == said
