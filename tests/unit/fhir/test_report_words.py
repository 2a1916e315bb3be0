"""The words of reports: where they stand, what markup means, what is too long or cannot be decoded."""

from __future__ import annotations

import time
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.fhir.building import BUILDERS
from cds_service.fhir.report_words import LONGEST, strip_markup, words_of
from cds_service.fhir.resources import DiagnosticReport


def report(**content: object) -> DiagnosticReport:
    built = BUILDERS["DiagnosticReport"]({"resourceType": "DiagnosticReport", **content}, lambda _: {})
    assert isinstance(built, DiagnosticReport)
    return built


def form(text: str, kind: str = "text/plain", charset: str = "utf-8") -> list[dict[str, str]]:
    return [{"contentType": kind, "data": b64encode(text.encode(charset)).decode()}]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<div>Left <b>axilla</b></div>", "Left axilla"),
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br/>Two<br>Three", "One\nTwo\nThree"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\n\nTwo"),
        ("<table><tr><th>Margins</th><td>Negative</td></tr></table>", "Margins: Negative"),
        ("Margins <del>positive</del> negative", "Margins negative"),
        ("Margins <span style='text-decoration: line-through'>positive</span> negative", "Margins negative"),
        ("Margins <s><b>positive</b> for</s> negative", "Margins negative"),
        ("Margins <s>positive <b>for</s> negative", "Margins negative"),
        ("<style>p {margin: 0}</style>Clear", "Clear"),
        ("<!-- margins <b>positive</b> -->Clear", "Clear"),
        ("<?xml version='1.0'?><!DOCTYPE html><html><head><title>Report</title></head>Clear</html>", "Clear"),
        ("&lt; 2&nbsp;mm &amp; clear", "< 2 mm & clear"),
        ("size < 2 mm and > 1 mm", "size < 2 mm and > 1 mm"),
        ("one\nline", "one line"),
        ("<pre>two\nlines</pre>", "two\nlines"),
    ],
)
def test_markup_is_taken_for_what_it_shows(markup: str, text: str) -> None:
    assert strip_markup(markup) == text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"conclusion": "Clear"}, [("conclusion", "CONCLUSION:\nClear")]),
        ({"text": {"div": "<div>Clear</div>"}}, [("text.div", "Clear")]),
        ({"presentedForm": form("Clear")}, [("presentedForm", "Clear")]),
        ({"presentedForm": form("<p>Clear</p>", "text/html")}, [("presentedForm", "Clear")]),
        (
            {"presentedForm": form("d\u00e9gag\u00e9", "text/plain; charset=ISO-8859-1", "latin-1")},
            [("presentedForm", "d\u00e9gag\u00e9")],
        ),
        ({"presentedForm": form("%PDF", "application/pdf")}, []),
        ({"presentedForm": [{"contentType": "text/plain", "url": "Binary/1"}]}, []),
        (
            {"conclusion": "Clear", "presentedForm": form("Described")},
            [("presentedForm", "Described"), ("conclusion", "CONCLUSION:\nClear")],
        ),
        (
            {"conclusion": "Clear", "text": {"div": "<p>Clear</p>"}},
            [("conclusion", "CONCLUSION:\nClear")],
        ),
        ({}, []),
    ],
    ids=[
        *("conclusion", "narrative", "plain text", "html", "another charset", "a picture", "elsewhere"),
        *("the conclusion comes last", "the same words twice", "none"),
    ],
)
def test_a_report_says_what_all_its_places_say(
    content: dict[str, object], words: list[tuple[str, str]]
) -> None:
    said = words_of(report(**content))

    assert said is not None
    assert list(said) == words


@pytest.mark.parametrize(
    "content",
    [
        {"conclusion": "x" * (LONGEST + 1)},
        {"text": {"div": "x" * (LONGEST + 1)}},
        {"presentedForm": form("x" * (LONGEST + 1))},
        {"presentedForm": form("x" * 10 * LONGEST)},
        {"presentedForm": [{"contentType": "text/plain", "data": "no base64!"}]},
        {"presentedForm": form("Clear", charset="utf-16")},
        {"presentedForm": form("Clear", "text/plain; charset=klingon")},
        {"conclusion": "Clear", "presentedForm": form("x" * 10 * LONGEST)},
    ],
    ids=[
        *(
            "conclusion",
            "narrative",
            "form",
            "encoded form",
            "no base64",
            "two bytes a letter",
            "an unknown charset",
        ),
        "a part of it",
    ],
)
def test_a_report_that_cannot_be_read_whole_has_no_words_to_rely_on(content: dict[str, object]) -> None:
    assert words_of(report(**content)) is None


@given(st.text(alphabet="<>/!-?&;ab =\"'\n", max_size=300))
def test_any_markup_is_read(markup: str) -> None:
    assert strip_markup(markup) is not None


@pytest.mark.parametrize("piece", ["<", "<a ", "<!--", "<b>x", "<s>", "</b>", "&", "<![CDATA[", "<a b='"])
def test_markup_at_its_longest_is_read_at_once(piece: str) -> None:
    markup = piece * (4 * LONGEST // len(piece))
    start = time.process_time()
    strip_markup(markup)
    assert time.process_time() - start < 1
