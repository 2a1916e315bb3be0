"""Reads axillary nodes from imaging reports, sentence by sentence."""

from __future__ import annotations

import pytest

from cds_service.extraction.report_findings import ReportFact, ReportKind
from cds_service.extraction.report_text import read_report
from tests.support.report_phrases import shipped_report_phrases

SAYS_SOMETHING = [
    ("There is a suspicious lymph node in the left axilla.", {"suspicious left"}),
    ("Suspicious right axillary lymph node measuring 1.8 cm.", {"suspicious right"}),
    ("Left axillary node with cortical thickening up to 6 mm.", {"suspicious left"}),
    ("Right axilla: enlarged node with effacement of the fatty hilum.", {"suspicious right"}),
    (
        "A rounded lymph node with loss of the normal fatty hilum is seen in the right axilla.",
        {"suspicious right"},
    ),
    ("Two morphologically abnormal left axillary lymph nodes are identified.", {"suspicious left"}),
    (
        "IMPRESSION: Left axillary lymphadenopathy, highly suspicious for nodal metastasis.",
        {"suspicious left"},
    ),
    ("In the left axilla there is a node with an eccentric thickened cortex.", {"suspicious left"}),
    ("Level I left axillary node with absent fatty hilum.", {"suspicious left"}),
    ("Abnormal appearing node in the right axilla, biopsy recommended.", {"suspicious right"}),
    ("The right axillary node shows focal cortical nodularity.", {"suspicious right"}),
    ("Bilateral suspicious axillary lymph nodes.", {"suspicious bilateral"}),
    ("There are suspicious lymph nodes in both axillae.", {"suspicious bilateral"}),
    ("Left axilla: lymph node without a fatty hilum, 12 mm.", {"suspicious left"}),
    (
        "No suspicious calcifications, but a suspicious node is present in the left axilla.",
        {"suspicious left"},
    ),
    ("No significant change in the suspicious left axillary lymph node.", {"suspicious left"}),
    ("Axilla, left: cortical thickening with hilar effacement.", {"suspicious left"}),
    (
        (
            "FINDINGS: Ultrasound of the left axilla shows one lymph node.\nThe cortex is "
            "thickened and the hilum effaced."
        ),
        {"suspicious left"},
    ),
    (
        "EXAM: Ultrasound left axilla\n\nFINDINGS: A single node shows diffuse cortical thickening.",
        {"suspicious left"},
    ),
    ("There is a suspicious lymph\nnode in the left axilla measuring 14 mm.", {"suspicious left"}),
    ("SUSPICIOUS LYMPH NODE IN THE RIGHT AXILLA.", {"suspicious right"}),
    (
        "IMPRESSION:\n1. Known left breast cancer.\n2. Suspicious left axillary lymph node.",
        {"suspicious left"},
    ),
    ("No axillary lymphadenopathy.", {"not-suspicious"}),
    ("No evidence of axillary adenopathy.", {"not-suspicious"}),
    ("There is no suspicious axillary lymph node on either side.", {"not-suspicious"}),
    ("No suspicious left axillary lymph nodes.", {"not-suspicious left"}),
    ("No suspicious mass, calcification or axillary lymphadenopathy.", {"not-suspicious"}),
    ("Normal appearing lymph nodes in the left axilla.", {"not-suspicious left"}),
    ("Right axillary lymph nodes are normal in appearance.", {"not-suspicious right"}),
    ("The axillae are unremarkable.", {"not-suspicious"}),
    ("Left axilla is clear.", {"not-suspicious left"}),
    ("Benign-appearing left axillary nodes.", {"not-suspicious left"}),
    ("Suspicious axillary lymph nodes are not identified.", {"not-suspicious"}),
    ("Axillary adenopathy is absent.", {"not-suspicious"}),
    ("No internal mammary or axillary lymphadenopathy.", {"not-suspicious"}),
    (
        "Left axilla: no suspicious nodes. Right axilla: suspicious node with loss of the fatty hilum.",
        {"not-suspicious left", "suspicious right"},
    ),
    (
        (
            "FINDINGS: Left axillary node with cortical thickening.\nIMPRESSION: No "
            "suspicious left axillary lymph nodes."
        ),
        {"not-suspicious left"},
    ),
    (
        "FINDINGS: Normal appearing left axillary nodes.\nIMPRESSION: Suspicious left axillary lymph node.",
        {"suspicious left"},
    ),
    ("Limited evaluation of the left axilla due to body habitus.", {"inconclusive left"}),
    ("The right axilla is not well visualized.", {"inconclusive right"}),
    ("The clipped left axillary node could not be identified.", {"inconclusive left"}),
    ("Indeterminate right axillary lymph node.", {"inconclusive right"}),
    (
        "COMPARISON: None.\nFINDINGS: Suspicious left axillary node, new compared with the prior study.",
        {"suspicious left"},
    ),
]

SAYS_NOTHING = [
    # denied signs say nothing of the rest of the node
    "No cortical thickening in the left axilla.",
    "Left axillary node without cortical thickening.",
    "The left axillary node shows no loss of the fatty hilum.",
    # history, indication, comparison, recommendation
    "HISTORY: Suspicious left axillary lymph node.",
    (
        "INDICATION: 54-year-old with suspicious axillary lymph node on mammogram.\n"
        "FINDINGS: The left breast shows a mass."
    ),
    "COMPARISON: Mammogram with suspicious left axillary node.",
    "CLINICAL HISTORY: Left breast cancer, axillary lymph nodes suspicious. FINDINGS: Mass at 2 o'clock.",
    "RECOMMENDATION: Biopsy of any suspicious axillary lymph node.",
    "Clinical information: no axillary lymphadenopathy on examination.",
    "The previously suspicious left axillary node was reported on outside study.",
    "Patient's mother had a suspicious axillary lymph node.",
    # doubt
    "Possible suspicious left axillary lymph node.",
    "A suspicious left axillary node cannot be excluded.",
    "Cannot exclude a suspicious axillary lymph node.",
    "Left axillary node with borderline cortical thickening.",
    "Mild cortical thickening of a left axillary node, likely reactive.",
    "Questionable cortical thickening of the right axillary node.",
    "Left axilla: reactive versus pathologic lymph node.",
    "It is possible that there is a suspicious node in the left axilla.",
    "? suspicious left axillary node",
    # planned and conditional
    "If a suspicious axillary lymph node is found, biopsy will be performed.",
    "Ultrasound should be performed to look for a suspicious axillary lymph node.",
    "The left axilla is to be evaluated for suspicious nodes.",
    # other sites
    "Suspicious mediastinal lymph node.",
    "Suspicious left inguinal lymph node.",
    "Suspicious right internal mammary lymph node.",
    "Left breast: suspicious intramammary lymph node at 2 o'clock.",
    "Suspicious mass in the axillary tail of the left breast.",
    "Renal cortical thickening on the left.",
    "No mediastinal or hilar lymphadenopathy.",
    "Cervical lymph nodes are normal.",
    "Suspicious lymph node in the contralateral axilla.",
    "Cortical thickening of the left femur.",
    "Round cyst in left axilla.",
    # the breast, not the node
    "Suspicious mass in the left breast. The axilla was not scanned.",
    "Highly suspicious mass, BI-RADS 5.",
    # only the rest
    "No other suspicious axillary lymph nodes.",
    "No additional suspicious axillary lymph nodes are seen.",
    "No new suspicious axillary node.",
    "Remaining axillary nodes are normal.",
    # large is not suspicious, and adenopathy alone is not read either way
    "Enlarged left axillary lymph node.",
    "Left axillary lymphadenopathy.",
    # negation that may belong elsewhere
    "No mass in the left breast with a node in the left axilla.",
    "NO EVIDENCE OF\nMASS IN THE LEFT AXILLA.",
    "Not without suspicious axillary nodes.",
    # templates
    "Axillary nodes: [ ] suspicious [ ] normal",
    "Left axilla: ( ) normal ( ) suspicious lymph node",
    "A suspicious axillary node is defined as one with cortical thickening over 3 mm.",
    "",
    "Lymph nodes:",
]


def _nodes(text: str) -> set[str]:
    found = read_report(text, ReportKind.IMAGING, shipped_report_phrases())
    return {
        f"{each.value} {each.side.value if each.side else ''}".strip()
        for each in found
        if each.what is ReportFact.AXILLARY_NODES
    }


@pytest.mark.parametrize(("text", "said"), SAYS_SOMETHING)
def test_a_report_that_describes_axillary_nodes_is_read_as_it_says(text: str, said: set[str]) -> None:
    assert _nodes(text) == said


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_a_report_that_leaves_axillary_nodes_open_says_nothing(text: str) -> None:
    assert _nodes(text) == set()
