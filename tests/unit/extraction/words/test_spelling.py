"""The many spellings of one thing, and where sentences end."""

from __future__ import annotations

import pytest

from cds_service.extraction.words.phrases import is_exactly, states, without
from cds_service.extraction.words.sentences import narrate, plain


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("S/P  NAC", "s p nac"),
        ("post-operative\u2013pain", "postoperative pain"),
        ("the node of her axilla", "node of axilla"),
        ("HER 2 and HER-2", "her 2 and her 2"),
        ("hasn't, hasnt, can\u2019t, cannot", "has not has not can not can not"),
        ("w/o pain w/ cough", "without pain with cough"),
        ("cough -ve, pain +ve", "cough negative pain positive"),
        ("cough (-) pain (+)", "cough negative pain positive"),
        ("node(s)", "nodes"),
        ("Carcinoma (disorder)", "carcinoma"),
        ("pain & cough", "pain and cough"),
        ("CA 27.29, CA 15-3", "ca 27.29 ca 15 3"),
    ],
)
def test_spellings_are_folded(written: str, folded: str) -> None:
    assert plain(written) == folded


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Pain. Cough", ["pain", "cough"]),
        ("pain;cough", ["pain", "cough"]),
        ("pain.Cough", ["pain", "cough"]),
        ("neg. for pain", ["neg. for pain"]),
        ("No pain\nCough", ["no pain", "cough"]),
        ("no\npain", ["no pain"]),
        ("1) pain\n2) cough", ["1 , pain", "2 , cough"]),
        ("no pain but cough", ["no pain", "cough"]),
        ("CA 27.29 rising", ["ca 27.29 rising"]),
    ],
)
def test_a_text_is_parted_where_it_begins_to_say_something_else(text: str, sentences: list[str]) -> None:
    assert [each.text for each in narrate([text]).parts] == sentences


def test_a_question_is_told_by_its_mark_before_or_behind() -> None:
    asked, told = narrate(["Mets? Cough"]).parts
    assert asked.is_asked
    assert not told.is_asked
    assert [each.text for each in narrate(["?mets"]).parts] == ["\u00bf mets"]


def test_the_longest_phrase_counts_and_neither_side_nor_comma_parts_it() -> None:
    phrases = ("axillary node", "axillary node biopsy", "palpable axillary node")
    assert states(["palpable left axillary node"], phrases[2:])
    assert states(["axillary, node"], phrases)
    assert without("Axillary node biopsy, left", phrases) == "left"
    assert is_exactly(" Axillary node. ", phrases)
    assert not is_exactly("axillary nodes", phrases)
    assert not is_exactly("an axillary node and more", phrases)
