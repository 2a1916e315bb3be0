"""Text for GitHub Flavoured Markdown: whatever comes from a chart is escaped and kept on one line."""

from __future__ import annotations

import re
from typing import Final

_SPACE_AND_CONTROLS: Final = re.compile(r"[\s\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_LONGEST: Final = 160
_LIVE: Final = frozenset('\\`*_{}[]#+!|~$^="')
_ENTITIES: Final = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&#64;"}
_BARE_ADDRESS: Final = re.compile(r"www\.", re.IGNORECASE)
_SCHEME: Final = re.compile(r":(?=//)")


def one_line(text: str) -> str:
    """Give the text on one line, without control or direction marks, cut to a readable length."""
    plain = _SPACE_AND_CONTROLS.sub(" ", text).strip()
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"


def escape(text: str) -> str:
    """Give chart text so that no Markdown, HTML or address in it is live; it reads the same."""
    escaped = "".join(_escape_character(character) for character in one_line(text))
    return _SCHEME.sub("&#58;", _BARE_ADDRESS.sub("www&#46;", escaped))


def _escape_character(character: str) -> str:
    if character in _ENTITIES:
        return _ENTITIES[character]
    return f"\\{character}" if character in _LIVE else character
