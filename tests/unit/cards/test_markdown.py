from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cds_service.cards.markdown import escape

RENDER = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render
HOSTILE = st.lists(
    st.sampled_from(
        [
            *(
                "<img src=x onerror=alert(1)>",
                "<script>",
                "[a](javascript:alert(1))",
                "![x](http://x.test)",
                "`",
            ),
            *("**", "__", "~~", "|", "\n# ", "\n- ", "\n\n", "&lt;", "<!--", "http://x.test", "www.x.test"),
            *("a@b.test", "\u202e", "\u200b", "\x00", "\\", "Müller"),
        ]
    )
    | st.text(max_size=8),
    max_size=8,
).map("".join)


@given(text=HOSTILE)
def test_no_text_of_a_chart_becomes_markup(text: str) -> None:
    html = RENDER(f"- finding: {escape(text)} (Observation/1)")
    assert set(re.findall(r"<\s*/?\s*([a-z]+)", html)) <= {"ul", "li"}


@given(text=HOSTILE)
def test_no_text_of_a_chart_becomes_an_address(text: str) -> None:
    escaped = escape(text)
    assert "://" not in escaped
    assert "www." not in escaped.lower()
    assert not re.search(r"\w@\w", escaped)


def test_ordinary_text_reads_as_it_was() -> None:
    assert escape("clinical stage group IIA, 2026-05-02") == "clinical stage group IIA, 2026-05-02"
