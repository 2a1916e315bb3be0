"""Text of a chart in Markdown, by the renderers that clients use: never markup, never an address."""

from __future__ import annotations

import pytest
from hypothesis import given

from cds_service.cards.markdown import escape, one_line
from tests.support.markup import HOSTILE, RENDERERS, addresses_in, tags_in, text_of


@pytest.mark.parametrize("renderer", RENDERERS)
@given(text=HOSTILE)
def test_no_text_of_a_chart_becomes_markup(renderer: str, text: str) -> None:
    html = RENDERERS[renderer](f"- finding: {escape(text)} (Observation/1)")
    assert tags_in(html) <= {"ul", "li"}


@pytest.mark.parametrize("renderer", RENDERERS)
@given(text=HOSTILE)
def test_no_text_of_a_chart_becomes_an_address_even_when_it_is_read_again(renderer: str, text: str) -> None:
    """Some renderers look for addresses in the text that is left when everything else is done."""
    assert addresses_in(text_of(RENDERERS[renderer](f"- finding: {escape(text)}"))) == []


@given(text=HOSTILE)
def test_no_text_of_a_chart_keeps_an_angle_bracket(text: str) -> None:
    assert not {"<", ">"} & set(escape(text))


@pytest.mark.parametrize("renderer", RENDERERS)
def test_the_renderers_do_what_these_tests_guard_against(renderer: str) -> None:
    html = RENDERERS[renderer]("<img src=x> [a](http://x.test) www.example.com/a a@b.example.com **b**")
    assert tags_in(html) == {"p", "img", "a", "strong"}
    assert html.count("<a ") == 3
    assert len(addresses_in("see http://x.test or www.x.test or a@b.test")) == 3


def test_ordinary_text_reads_as_it_was() -> None:
    for text in ("clinical stage group IIA, 2026-05-02", "2.5 cm; 40/60 %", "Müller (Observation/stage-1)"):
        assert escape(text) == text


def test_what_could_be_an_address_stays_readable() -> None:
    assert escape("call a.b@example.org or see https://example.org/x") == (
        "call a. b at example. org or see https:/ /example. org/x"
    )


INVISIBLE = ("\n", "\r", "\u2028", "\x00", "\u202e", "\u2066", "\u200b", "\ufeff", "\U000e0041")


@pytest.mark.parametrize("mark", INVISIBLE)
def test_marks_that_nobody_sees_are_left_out(mark: str) -> None:
    assert one_line(f"left{mark}axilla") == "left axilla"


def test_a_long_text_is_cut() -> None:
    assert one_line("a" * 1000) == "a" * 159 + "…"
