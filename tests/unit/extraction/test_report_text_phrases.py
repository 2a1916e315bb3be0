"""Every line of the shipped phrases does what its list promises, in the plainest sentence there is."""

from __future__ import annotations

from typing import Final

import pytest

from cds_service.extraction.report_findings import ReportKind
from tests.support.report_phrases import read_in_words, shipped_lists

_NODE: Final = "suspicious left axillary lymph node"
_SUSPICIOUS: Final = "nodes suspicious left"

# List, kind of report, sentence round the phrase, what is read.
AFFIRMED: Final = [
    ("report-node-suspicious", ReportKind.IMAGING, "Left axilla: {}.", {_SUSPICIOUS}),
    ("report-node-sign", ReportKind.IMAGING, "Left axilla: {}.", {_SUSPICIOUS}),
    ("report-node-normal", ReportKind.IMAGING, "Left axilla: {}.", {"nodes not-suspicious left"}),
    ("report-node-adenopathy", ReportKind.IMAGING, "Left axilla: no {}.", {"nodes not-suspicious left"}),
    ("report-axilla-limited", ReportKind.IMAGING, "Left axilla: {}.", {"nodes inconclusive left"}),
    ("report-clip-placed", ReportKind.IMAGING, "Left axilla: {}.", {"clip placed left"}),
    ("report-clip-not-placed", ReportKind.IMAGING, "Left axilla: {}.", {"clip not-placed left"}),
    ("report-margin-positive", ReportKind.PATHOLOGY, "Margins: {}.", {"margins positive"}),
    (
        "report-margin-reached",
        ReportKind.PATHOLOGY,
        "Margins: tumor, also dcis, {}.",
        {"in-situ margins positive"},
    ),
    ("report-margin-negative", ReportKind.PATHOLOGY, "Margins: {}.", {"margins negative"}),
    (
        "report-biopsy-positive",
        ReportKind.PATHOLOGY,
        "Lymph node, left axilla, core: {}.",
        {"biopsy positive left"},
    ),
    (
        "report-biopsy-benign",
        ReportKind.PATHOLOGY,
        "Lymph node, left axilla, core: {}.",
        {"biopsy benign left"},
    ),
    (
        "report-biopsy-non-diagnostic",
        ReportKind.PATHOLOGY,
        "Lymph node, left axilla, core: {}.",
        {"biopsy non-diagnostic left"},
    ),
    ("report-comparing", ReportKind.IMAGING, f"{_NODE} {{}}.", {_SUSPICIOUS}),
    ("report-unsure-about-cause", ReportKind.IMAGING, f"{_NODE}, {{}}.", {_SUSPICIOUS}),
    ("report-next-step", ReportKind.IMAGING, f"{_NODE}, biopsy {{}}.", {_SUSPICIOUS}),
    ("report-negation-none", ReportKind.IMAGING, f"{{}} {_NODE}.", {_SUSPICIOUS}),
    ("report-now", ReportKind.IMAGING, f"known {{}} {_NODE}.", {_SUSPICIOUS}),
    ("report-clause-end", ReportKind.IMAGING, f"no mass {{}} {_NODE}.", {_SUSPICIOUS}),
    ("report-negation-end", ReportKind.IMAGING, f"no mass {{}} {_NODE}.", {_SUSPICIOUS}),
    (
        "report-listed-with",
        ReportKind.IMAGING,
        f"no {{}} or {_NODE}.",
        {"nodes not-suspicious left"},
    ),
    ("report-place-axilla", ReportKind.IMAGING, "Suspicious lymph node, left {}.", {_SUSPICIOUS}),
    ("report-heading-findings", ReportKind.IMAGING, f"HISTORY: none\n{{}}: {_NODE}.", {_SUSPICIOUS}),
    ("report-heading-conclusion", ReportKind.IMAGING, f"HISTORY: none\n{{}}: {_NODE}.", {_SUSPICIOUS}),
    ("report-tumour-in-situ", ReportKind.PATHOLOGY, "{} margins: positive.", {"in-situ margins positive"}),
    ("report-tumour-invasive", ReportKind.PATHOLOGY, "{} margins: positive.", {"invasive margins positive"}),
]
SILENCED: Final = [
    ("report-no-finding-unsure", ReportKind.IMAGING, f"{{}} {_NODE}."),
    ("report-no-finding-planned", ReportKind.IMAGING, f"{{}} {_NODE}."),
    ("report-no-finding-earlier", ReportKind.IMAGING, f"{{}} {_NODE}."),
    ("report-no-finding-rest", ReportKind.IMAGING, f"{{}} {_NODE}."),
    ("report-no-finding-suspected", ReportKind.PATHOLOGY, "Margins: {} positive."),
    ("report-place-elsewhere", ReportKind.IMAGING, "Suspicious left lymph node, {}."),
    ("report-place-contralateral", ReportKind.IMAGING, f"{{}} {_NODE}."),
    ("report-heading-background", ReportKind.IMAGING, f"{{}}: {_NODE}."),
    ("report-heading-title", ReportKind.IMAGING, f"{{}}: {_NODE}."),
    ("report-next-step", ReportKind.IMAGING, "Left axillary node: clip placement {}."),
    ("report-clip-doubt", ReportKind.IMAGING, "Left axillary node: clip was placed, {}."),
    ("report-margin-not-about", ReportKind.PATHOLOGY, "Margins: {} positive."),
    ("report-tumour-not-counted", ReportKind.PATHOLOGY, "Margins: {} positive."),
    ("report-biopsy-doubt", ReportKind.PATHOLOGY, "Lymph node, left axilla, core: metastatic disease, {}."),
    ("report-surgical-specimen", ReportKind.PATHOLOGY, "Lymph node, left axilla, biopsy, {}: benign."),
]


def _lines(name: str) -> list[str]:
    """Give the phrases of a list as a report would have them: gaps closed, endings written out."""
    return [
        " ".join(each.replace("...", " ").replace("(s)", "").replace("*", "ing").split())
        for each in shipped_lists()[name]
    ]


def _title(name: str, phrase: str) -> str:
    return phrase.upper() if "heading" in name else phrase


@pytest.mark.parametrize(
    ("name", "kind", "text", "said"),
    [
        (name, kind, frame.format(_title(name, phrase)), said)
        for name, kind, frame, said in AFFIRMED
        for phrase in _lines(name)
    ],
)
def test_a_line_says_what_its_list_means(name: str, kind: ReportKind, text: str, said: set[str]) -> None:
    assert read_in_words(text, kind) == said


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        (name, kind, frame.format(_title(name, phrase)))
        for name, kind, frame in SILENCED
        for phrase in _lines(name)
    ],
)
def test_a_cue_silences_what_stands_beside_it(name: str, kind: ReportKind, text: str) -> None:
    assert read_in_words(text, kind) == set()


@pytest.mark.parametrize("cue", _lines("report-negation-before"))
def test_a_denial_before_a_finding_turns_it_round(cue: str) -> None:
    assert read_in_words(f"{cue} {_NODE}.", ReportKind.IMAGING) == {"nodes not-suspicious left"}


@pytest.mark.parametrize("cue", _lines("report-negation-after"))
def test_a_denial_after_a_finding_turns_it_round(cue: str) -> None:
    assert read_in_words(f"{_NODE} {cue}.", ReportKind.IMAGING) == {"nodes not-suspicious left"}
