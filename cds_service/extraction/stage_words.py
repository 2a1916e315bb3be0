"""Reads T, N, M and stage groups inside a text, such as `Stage IIA (cT2, cN0, cM0), AJCC 8th edition`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_PREFIX: Final = r"(?:(?P<prefix>[yra]{0,2}[cp])\s?|(?P<bare>[yra]{0,2}))"
_NAMED: Final = r"(?P<named>T(?:is|X|[0-4](?:mic?|[a-d])?)|N(?:X|[0-3](?:mic?|[a-d])?)|M(?:X|[01][a-d]?))"
_SUFFIX: Final = r"(?P<suffix>(?:\s?\((?![^()]*[TNM](?:is|X|\d))[^()?]{0,24}\))*)"
_CATEGORY: Final = re.compile(_PREFIX + _NAMED + _SUFFIX, re.IGNORECASE)
_FIRST_CATEGORY: Final = re.compile(rf"(?<![A-Za-z0-9]){_CATEGORY.pattern}", re.IGNORECASE)
_GOES_ON: Final = re.compile(r"(?![GLVR][0-4X])[A-Za-z0-9+]|\s?[-/\u2010-\u2014]\s?\d")
"""What makes a category another one than it seems: `T12`, `cT1-2`; a grade may follow at once: `T1N0M0G2`."""
_PERINEURAL: Final = "Pn"
"""In German pathology `Pn1` is growth along nerves, no category of nodes."""

_GROUP: Final = re.compile(
    r"(?<![\w.])(?P<prefix>(?:[yra]{0,2}[cp])?)(?P<roman>IV|I{1,3})\s?(?P<letter>[A-C])?(?!\w)"
    r"|\b(?:stage|(?:tumor)?stadium)(?:\s+group)?[\s:]{1,3}(?P<number>[0-4])\s?(?P<its_letter>[A-C])?(?!\w)",
    re.IGNORECASE,
)
"""A number is a group only right behind the word for it."""
_SYSTEM: Final = re.compile(r"\b(?:stage|staging|stadium|tumorstadium|ajcc|uicc)\b", re.IGNORECASE)
_BESIDE: Final = re.compile(
    r"(?:[\s,;:.()/@-]|\d+(?:st|nd|rd|th)?\b|\b(?:stage|staging|stadium|tumorstadium|group|tnm|ajcc|uicc"
    r"|anatomic(?:al)?|clinical|pathologic(?:al)?|klinisch\w*|pathologisch\w*|edition|ed|auflage|version|v\d+"
    r"|breast|mamma|cancer|carcinoma|invasive|ductal|dcis|female|left|right|links|rechts|from|of|the|on|as|at"
    r"|initial|diagnosis|nach|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\b)*",
    re.IGNORECASE,
)
"""What may stand beside a group without changing it."""
_HARMLESS: Final = re.compile(r"\bno special type\b|\bnot otherwise specified\b", re.IGNORECASE)
_DOUBT: Final = re.compile(
    r"\b(?:no|not|non|nor|neither|never|without|or|vs|versus|either|possibl[ey]|probabl[ey]|presum\w+|suspect\w*"
    r"|likely|ruled?|exclud\w+|previous\w*|prior(?! to)|former\w*|history|if|unless|unclear|uncertain|unknown"
    r"|pending|at least|up to|may ?be|might|kein\w*|nicht|ohne|oder|bzw|ausgeschlossen|ausschluss|verdacht"
    r"|fraglich)\b|[?<>~\u2264\u2265]",
    re.IGNORECASE,
)
"""Negations, alternatives and doubt in English and German: what stands beside them is not staged."""
_PROGNOSTIC: Final = re.compile(
    r"prognos|\b(?:ER|PR|HER-?2)\b|\bG[1-3X]\b|\b(?:grade|grading)\b", re.IGNORECASE
)
"""Grade and receptors beside a group make it a prognostic group, which is not the anatomic one."""
_WORDED: Final = {
    "clinical": re.compile(r"\b(?:clinical|klinisch)", re.IGNORECASE),
    "pathologic": re.compile(r"\bpathologi", re.IGNORECASE),
}
_ROMAN: Final = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}


@dataclass(frozen=True, slots=True)
class Category:
    """A category as written: its axis, its value (`1c`, `is`), the letters before and remarks behind it."""

    axis: str
    value: str
    prefix: str
    suffix: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Group:
    """A stage group as written: `IIA`, `II`; its prefix, and the basis that the words beside it name."""

    value: str
    prefix: str
    basis: str


def category_of(text: str) -> Category | None:
    """Give the category that a whole text is: `cT1c`, `ypN0(sn)`, `p T2`."""
    found = _CATEGORY.fullmatch(text.strip())
    return _category(found) if found and not is_doubtful(text) else None


def categories_in(text: str) -> tuple[Category, ...]:
    """Give T and N, and M if it is there; nothing where anything is doubted, or two of an axis differ."""
    found = list(_categories(text))
    distinct = {each.axis: each for each in reversed(found)}
    if not {"T", "N"} <= distinct.keys() or is_doubtful(text) or _are_unclear(found, text):
        return ()
    return tuple(distinct[axis] for axis in ("T", "N", "M") if axis in distinct)


def group_in(text: str) -> Group | None:
    """Give the one stage group that a text names, where nothing beside it changes or doubts it."""
    silent = not _SYSTEM.search(text) or _PROGNOSTIC.search(text) or is_doubtful(text)
    if silent or _are_unclear(list(_categories(text)), text):
        return None
    rest = _without_categories(text)
    found = {((each["prefix"] or "").lower(), _name(each)) for each in _GROUP.finditer(rest)}
    if len(found) != 1 or not _BESIDE.fullmatch(_GROUP.sub(" ", rest)):
        return None
    prefix, value = found.pop()
    bases = [basis for basis, words in _WORDED.items() if words.search(text)]
    return Group(value, prefix, bases[0] if bases else "") if len(bases) < len(_WORDED) else None


def is_doubtful(text: str) -> bool:
    """Whether a text negates, doubts or compares anything."""
    return _DOUBT.search(_HARMLESS.sub(" ", text)) is not None


def roman(number: str) -> str:
    """Give the Roman number of a stage, however it is written."""
    return _ROMAN.get(number, number.upper())


def _categories(text: str) -> Iterator[Category]:
    """Give every category; one may follow another at once: `cT1cN0M0`."""
    found = _FIRST_CATEGORY.search(text)
    while found:
        if not found[0].startswith(_PERINEURAL):
            yield _category(found)
        found = _CATEGORY.match(text, found.end()) or _FIRST_CATEGORY.search(text, found.end())


def _category(found: re.Match[str]) -> Category:
    named, prefix = found["named"], found["prefix"] or found["bare"] or ""
    value = named[1:].lower().replace("mic", "mi").replace("x", "X")
    return Category(named[0].upper(), value, prefix.lower(), found["suffix"], found.span())


def _are_unclear(categories: list[Category], text: str) -> bool:
    """Whether two of an axis differ in value or prefix, or one of them goes on: `cT1-2`."""
    for axis in "TNM":
        peers = [each for each in categories if each.axis == axis]
        if len({each.value for each in peers}) > 1 or len({each.prefix for each in peers} - {""}) > 1:
            return True
    starts = {each.span[0] for each in categories}
    ends = [each.span[1] for each in categories if each.span[1] not in starts]
    return any(_GOES_ON.match(text, end) for end in ends)


def _without_categories(text: str) -> str:
    kept, place = "", 0
    for each in _categories(text):
        kept += text[place : each.span[0]] + " "
        place = each.span[1]
    return kept + text[place:]


def _name(found: re.Match[str]) -> str:
    letter = found["letter"] or found["its_letter"] or ""
    return roman(found["roman"] or found["number"]) + letter.upper()
