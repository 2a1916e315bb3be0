"""Markdown as clients show it, and text that tries to become more than text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Final

import cmarkgfm
from cmarkgfm.cmark import Options
from hypothesis import strategies as st
from markdown_it import MarkdownIt

_ATTACKS: Final = (
    # HTML
    *("<img src=x onerror=alert(1)>", "<script>alert(1)</script>", '<a href="http://x.test">x</a>'),
    *("<!--", "-->", "<b", "&lt;b&gt;", "&#60;b&#62;", "&amp;#60;", "&colon;", "&commat;", "\uff1cb\uff1e"),
    # links, images, footnotes
    *(
        "[a](javascript:alert(1))",
        "![x](http://x.test/p.png)",
        "[a][b]",
        "[b]: http://x.test",
        "[^1]",
        "[^1]: x",
    ),
    *("<http://x.test>", "<a@b.test>", "javascript:alert(1)", "data:text/html,x"),
    # addresses
    *("http://x.test", "HTTPS://x.test/a", "www.x.test", "WWW.example.com", "//example.com/x", "example.com"),
    *("a@b.example.com", "mailto:a@b.test", "xmpp:a@b.test/x", "ftp://x.test", "127.0.0.1", "//localhost"),
    *("a\uff20b.test", "www\u3002x.test", "@all"),
    # blocks
    *("\n# ", "\n- ", "\n1. ", "\n\n", "\n===\n", "\n    ", "\n> ", "\n***\n", "\n```\n", "- [x] ", "\r# "),
    *("| a | b |", "|---|---|", "|"),
    # marks
    *("`", "``x``", "**", "__x__", "~~", "\\", "$x$", "$$", ":smile:"),
    # what is not seen, and what templates take
    *("\u202e", "\u200b", "\x00", "\ufeff", "\u2028", "{{7*7}}", "${x}", "%s", "{0}", "Müller"),
)
HOSTILE: Final = st.lists(st.sampled_from(_ATTACKS) | st.text(max_size=8), max_size=8).map("".join)
"""Displays, names and notes by somebody who wants a card to show a link, an image or markup."""

RENDERERS: Final[Mapping[str, Callable[[str], str]]] = {
    "markdown-it": MarkdownIt("gfm-like", {"html": True, "linkify": True}).render,
    "cmark-gfm": lambda text: cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE),
}
"""Both show raw HTML as it comes, as some clients do, and make links of bare addresses."""

_TAG: Final = re.compile(r"<\s*/?\s*([a-zA-Z][a-zA-Z0-9]*)[^>]*>|<!")
_ADDRESS: Final = re.compile(r"(?:https?|ftp)://\S|www\.\S|[\w.+-]@[\w-]", re.IGNORECASE)


def tags_in(html: str) -> set[str]:
    """Give the names of the elements; a comment or a declaration is `!`."""
    return {(found[1] or "!").lower() for found in _TAG.finditer(html)}


def text_of(html: str) -> str:
    """Give the text that a reader sees."""
    return unescape(_TAG.sub("", html))


def addresses_in(text: str) -> list[str]:
    """Give what a renderer could take for an address of the web or of mail."""
    return _ADDRESS.findall(text)
