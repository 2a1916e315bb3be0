"""Text for GitHub Flavoured Markdown: whatever comes from a chart is escaped and kept on one line."""

from __future__ import annotations

import re
from typing import Final

_LONGEST: Final = 160
_LIVE: Final = frozenset('\\`*_{}[]#+!|~$^="')
_ENTITIES: Final = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}

# Renderers make links of bare addresses, some even after they have decoded escapes and entities; so the
# address itself is taken apart, by blanks that leave it readable.
_SLASHES: Final = re.compile(r"/(?=/)")
_DOT_BEFORE_A_LETTER: Final = re.compile(r"(?<=\S)\.(?=[^\W\d_])")
_WWW: Final = re.compile(r"(?<=www)\.", re.IGNORECASE)
_AT: Final = re.compile(r"\s*[@\uff20\ufe6b]\s*")


def one_line(text: str) -> str:
    """Give the text on one line, without control or direction marks, cut to a readable length."""
    plain = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"


def escape(text: str) -> str:
    """Give chart text so that no Markdown, HTML or address in it is live; it reads the same."""
    plain = _WWW.sub(" ", one_line(text))
    plain = _DOT_BEFORE_A_LETTER.sub(". ", plain)
    plain = _AT.sub(" at ", _SLASHES.sub("/ ", plain))
    return "".join(_escape_character(character) for character in plain)


def _escape_character(character: str) -> str:
    if character in _ENTITIES:
        return _ENTITIES[character]
    return f"\\{character}" if character in _LIVE else character
