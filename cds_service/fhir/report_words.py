"""The words of a report: its conclusion, its narrative and its plain forms, without markup."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator, Mapping
from typing import Final

from cds_service.fhir.resources import DiagnosticReport, Form

LONGEST: Final = 20_000
"""Characters of one text; a longer one is not read at all, since its end may take back its beginning."""
_LONGEST_ENCODED: Final = 4 * LONGEST
"""Characters of a form in base64, or of a text with its markup."""
_PLAIN, _HTML = "text/plain", "text/html"
_CHARSET: Final = re.compile(r"charset\s*=\s*\"?([\w.-]{1,20})", re.IGNORECASE)
_LINES: Final = frozenset(
    {
        *(
            "address",
            "blockquote",
            "br",
            "caption",
            "div",
            "dl",
            "dd",
            "dt",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
        ),
        *("hr", "li", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul"),
    }
)
_CELLS: Final = frozenset({"td", "th"})
_VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"})
_UNSAID: Final = frozenset({"del", "head", "s", "script", "strike", "style", "title"})
"""What stands in these is struck out, or no text."""
_STRUCK_OUT, _AS_IS = "struck out", "as it stands"
_TAG: Final = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]{0,10})(?P<rest>(?![A-Za-z0-9])[^<>]*)>|<[!?][^<>]*>"
)
_STRUCK: Final = re.compile(r"line-through|display\s*:\s*none", re.IGNORECASE)
_DEEP: Final = 50
"""So many elements may be left open inside one that ends."""
_BLANKS: Final = re.compile(r"[ \t\xa0]+")
_BLANK_LINES: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def words_of(report: DiagnosticReport) -> tuple[tuple[str, str], ...] | None:
    """Give all that a report says in words, each by the element that holds it, the conclusion last.

    None where a part of it cannot be read. The same words in two places count once.
    """
    held = list(_texts(report))
    conclusion = report.conclusion.strip()
    said: dict[str, str] = {}
    for element, text in held:
        if text is None:
            return None
        if text and text != conclusion:
            said.setdefault(text, element)
    if len(conclusion) > LONGEST:
        return None
    concluded = [("conclusion", f"CONCLUSION:\n{conclusion}")] if conclusion else []
    return (*((element, text) for text, element in said.items()), *concluded)


def _texts(report: DiagnosticReport) -> Iterator[tuple[str, str | None]]:
    yield "text.div", strip_markup(report.narrative)
    for form in report.forms:
        yield "presentedForm", _decode(form)


def _decode(form: Form) -> str | None:
    """Give the text of a form; an empty one where it is no text but a picture or a document."""
    kind = form.content_type.partition(";")[0].strip().lower()
    if kind not in {_PLAIN, _HTML}:
        return ""
    if len(form.data) > _LONGEST_ENCODED:
        return None
    charset = _CHARSET.search(form.content_type)
    try:
        data = base64.b64decode("".join(form.data.split()), validate=True)
        # A letter that cannot be decoded spoils one word, not the report.
        text = data.decode(charset[1] if charset else "utf-8", errors="replace")
    except (binascii.Error, LookupError, ValueError):
        return None
    if "\0" in text:
        return None
    if kind == _HTML:
        return strip_markup(text)
    return text.strip() if len(text) <= LONGEST else None


def strip_markup(markup: str) -> str | None:
    """Give the text of XHTML or HTML with its lines and table rows; none where it is too long to be read.

    What is struck out or hidden is not said. Any text is accepted, and the time is linear in its length:
    the parser of the standard library takes a minute for some texts of this size.
    """
    if len(markup) > _LONGEST_ENCODED:
        return None
    lines = "".join(_words(_without_comments(markup))).split("\n")
    text = _BLANK_LINES.sub("\n\n", "\n".join(_BLANKS.sub(" ", line).strip() for line in lines)).strip()
    return text if len(text) <= LONGEST else None


def _without_comments(markup: str) -> str:
    kept, place = [], 0
    while (start := markup.find("<!--", place)) != -1 and (end := markup.find("-->", start)) != -1:
        kept.append(markup[place:start])
        place = end + len("-->")
    return "".join((*kept, markup[place:]))


def _words(markup: str) -> Iterator[str]:
    """Give the words between the tags, and the ends of lines and cells that the tags mean."""
    inside = {"": 0, _STRUCK_OUT: 0, _AS_IS: 0}
    closes: list[tuple[str, str]] = []
    place, is_in_row = 0, False
    for tag in _TAG.finditer(markup):
        yield _say(markup[place : tag.start()], inside)
        place, name = tag.end(), (tag["name"] or "").lower()
        if name in _CELLS and not tag["end"]:
            # A row of a table is a line of its own: `Margins: negative`.
            yield ": " if is_in_row else ""
            is_in_row = True
        elif name in _LINES:
            yield "\n\n" if name == "p" else "\n"
            is_in_row = False
        if name and name not in _VOID and not tag["rest"].endswith("/"):
            _nest(tag, name, inside, closes)
    yield _say(markup[place:], inside)


def _nest(tag: re.Match[str], name: str, inside: dict[str, int], closes: list[tuple[str, str]]) -> None:
    """Keep count of the elements that are open: those struck out, and those whose line breaks count."""
    if not tag["end"]:
        struck = name in _UNSAID or _STRUCK.search(tag["rest"])
        effect = _STRUCK_OUT if struck else _AS_IS if name == "pre" else ""
        closes.append((name, effect))
        inside[effect] += 1
    elif any(name == each for each, _ in closes[-_DEEP:]):
        # What was left open inside ends with it.
        while closes:
            each, effect = closes.pop()
            inside[effect] -= 1
            if each == name:
                return


def _say(words: str, inside: Mapping[str, int]) -> str:
    if inside[_STRUCK_OUT]:
        return ""
    return html.unescape(words if inside[_AS_IS] else words.replace("\n", " "))
