"""Laws of the reader of report text: it accepts any text, and takes time in proportion to its length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.domain.terms import Side
from cds_service.extraction.report_findings import Certainty, ReportFact, ReportFinding, ReportKind, weigh
from cds_service.extraction.report_text import read_report
from tests.support.report_phrases import shipped_report_phrases

_WORDS = (
    "suspicious left axillary lymph node|cortical thickening|no |not |margins |positive|negative |but |right "
    "|left axilla |clip was placed |lymph node, left axilla, core biopsy: |metastatic carcinoma |DCIS "
    "|at ink |invasive carcinoma |cannot exclude |prior |if |HISTORY: |IMPRESSION: |[x] |[ ] |( )|____|. "
    "|, |; |:|~"
)
_PIECES = [*_WORDS.split("|"), "\n", "\n\n", "\r", "\t", "\x00", "\u0130", "\u017f"]
_TEXTS = st.one_of(st.text(max_size=400), st.lists(st.sampled_from(_PIECES), max_size=60).map("".join))
_KINDS = st.sampled_from(ReportKind)

_LONG = {
    "prose": "FINDINGS: There is a suspicious left axillary lymph node with cortical thickening. ",
    "no sentence ends": "suspicious left axillary node with cortical thickening, margins positive for dcis ",
    "blanks": " ",
    "line ends": "\n",
    "blank lines": " \n",
    "full stops": ".",
    "headings": "IMPRESSION:",
    "empty boxes": "[ ] ",
    "ticked boxes": "[x] involved [ ] uninvolved ",
    "underscores": "_",
    "negations": "no not without ",
    "commas": "margins, ",
    "fillers": "suspicious left axillary ",
    "one word": "a",
    "capitals": "A",
    "colons": "a:\n",
    "negated margins": "Margins not involved by invasive carcinoma, positive for DCIS.\n",
    "specimens": "A. Lymph node, left axilla, core biopsy:\n- Metastatic carcinoma.\n",
}
_MILLION = 1_000_000


@given(_TEXTS, _KINDS)
def test_no_text_can_stop_the_reader_and_every_finding_points_into_the_text(
    text: str, kind: ReportKind
) -> None:
    for each in read_report(text, kind, shipped_report_phrases()):
        start, end = each.sentence_span
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]


@given(_TEXTS, _KINDS)
def test_what_stands_in_the_history_is_never_a_finding(text: str, kind: ReportKind) -> None:
    one_line = " ".join(
        each for each in text.replace(":", " ").split() if each.upper() not in {"IMPRESSION", "HISTORY"}
    )
    assert read_report(f"CLINICAL HISTORY: {one_line.lower()}", kind, shipped_report_phrases()) == ()


@given(_TEXTS, _KINDS)
def test_an_unrelated_paragraph_before_changes_no_finding(text: str, kind: ReportKind) -> None:
    before = "Thank you for this referral.\n\n"
    plain = read_report(text, kind, shipped_report_phrases())
    moved = read_report(before + text, kind, shipped_report_phrases())
    if not text.lstrip(" \t")[:1].isspace():
        assert [(each.what, each.value) for each in moved] == [(each.what, each.value) for each in plain]


_FINDINGS = st.lists(
    st.builds(
        ReportFinding,
        st.sampled_from(ReportFact),
        st.sampled_from(
            ["suspicious", "not-suspicious", "inconclusive", "positive", "negative", "placed", "not-placed"]
        ),
        st.sampled_from([None, *Side]),
        st.just((0, 1)),
        st.sampled_from(Certainty),
    ),
    max_size=12,
)


@given(_FINDINGS)
def test_weighing_twice_or_in_another_order_keeps_the_same(found: list[ReportFinding]) -> None:
    kept = weigh(found)
    assert weigh(kept) == kept
    assert set(weigh(reversed(found))) == set(kept)


@given(_FINDINGS)
def test_weighing_keeps_something_of_every_thing_a_report_speaks_of(found: list[ReportFinding]) -> None:
    assert {each.what for each in weigh(found)} == {each.what for each in found}


@pytest.mark.parametrize("piece", _LONG.values(), ids=_LONG.keys())
@pytest.mark.parametrize("kind", ReportKind)
def test_a_text_ten_times_as_long_takes_about_ten_times_as_long(piece: str, kind: ReportKind) -> None:
    shipped_report_phrases()
    short, long = (piece * (size // len(piece)) for size in (_MILLION // 50, _MILLION // 5))
    took = [_seconds(short, kind), _seconds(long, kind)]
    # Quadratic time would be a hundred times as long; the floor keeps a busy machine from failing the law.
    assert took[1] < 40 * max(took[0], 0.02)


@pytest.mark.nightly
@pytest.mark.parametrize("piece", _LONG.values(), ids=_LONG.keys())
@pytest.mark.parametrize("kind", ReportKind)
def test_a_text_of_a_million_characters_is_read_within_seconds(piece: str, kind: ReportKind) -> None:
    assert _seconds(piece * (_MILLION // len(piece)), kind) < 20


def _seconds(text: str, kind: ReportKind) -> float:
    phrases = shipped_report_phrases()
    start = time.process_time()
    read_report(text, kind, phrases)
    return time.process_time() - start
