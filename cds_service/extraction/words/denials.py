"""Whether a denial before or behind a phrase reaches it: through lists, not past words that affirm again."""

from __future__ import annotations

import re
from typing import Final

from cds_service.extraction.words.cues import (
    AFFIRMS_AGAIN,
    ANEW,
    ANSWERED_NO,
    ASKED_AND_DENIED,
    BETWEEN,
    DENIED_BEHIND,
    EXCLUDED,
    GOES_ON,
    NO,
    NOT,
    NOT_A_DENIAL,
    NOW,
    OTHER,
    RELIEF,
    STILL_DENIED,
    UNTIL,
    WORSE,
)
from cds_service.extraction.words.mention import Assertion, Mention
from cds_service.extraction.words.trees import PhraseTree

_DENIAL: Final = re.compile(rf"(?P<no>{NO})|(?P<not>{NOT})")
_IS_DENIAL: Final = re.compile(f"{NO}|{NOT}")
_TWICE: Final = re.compile(f"(?:{NO}|{NOT}) ?$")
_OF_OTHER_THINGS: Final = re.compile(
    rf"{NOT_A_DENIAL}|\b(?:no|not|without|den(?:y|ies|ied)) "
    rf"(?:(?:any|real|clear|significant|much|known|obvious|further) )?{RELIEF}"
)
"""Denials of something else than what follows them."""
_NOT_EXCLUDED: Final = re.compile(rf"\bnot (?:\w+ )?{EXCLUDED}[^,]*$")
_MORE_OF_IT: Final = re.compile(rf" {OTHER} ?")
_TRANSPARENT: Final = re.compile(f"{BETWEEN}|[,:]")
_AFFIRMS_AGAIN: Final = re.compile(AFFIRMS_AGAIN)
_FOR: Final = re.compile(r"\bfor\b")
_HEAD: Final = " , (?:and |with )?"
_NOW: Final = re.compile(_HEAD + NOW)
_ANEW: Final = re.compile(_HEAD + ANEW)
_WORSE: Final = re.compile(_HEAD + WORSE)
_OR: Final = re.compile(r"\b(?:or|nor)\b")
_IS: Final = "(?:(?:is|are|was|were|be|been|has|have|all|both|now|still|also) )*"
_GOES_ON: Final = re.compile(f" {_IS}{GOES_ON}")
_ENDS: Final = re.compile(rf" ?$| (?:[,:]|and|or|nor|{STILL_DENIED})")
_UNTIL: Final = re.compile(f" {UNTIL}")
_AS_ASKED: Final = re.compile(rf"(?: \w+)? {ASKED_AND_DENIED}(?: of)?")
_AT_AN_END: Final = "(?= [,:]| ?$)"
_BEHIND: Final = re.compile(f" {_IS}(?:{DENIED_BEHIND}|(?:none|nil|no|neg){_AT_AN_END})")
_BEHIND_A_LIST: Final = re.compile(f"(?: [,:])? {_IS}{ANSWERED_NO}{_AT_AN_END}")
_LINK: Final = re.compile(r"(?: (?:,|and|or|nor))+(?= )|(?= )")
_NEAR: Final = 4
"""So many words apart a denial still reaches a phrase; up to twice as many, perhaps."""
_ITEM: Final = 3
"""Items of a list have so many words at most."""


def denied_behind(mention: Mention, among: PhraseTree | None) -> bool:
    """Whether a denial behind a phrase, or behind the list it begins, reaches it: `cough, fever: denied`."""
    if _BEHIND.match(mention.after):
        return True
    rest = mention.after
    while among and (link := _LINK.match(rest)) and (end := among.end_at_start(rest[link.end() :])):
        rest = rest[link.end() + end :]
    return _BEHIND_A_LIST.match(rest) is not None


def denied_before(mention: Mention, among: PhraseTree | None) -> Assertion | None:
    """Give `DENIED` where a denial before a phrase reaches it, `DOUBTED` where it may, else nothing.

    `among` are the phrases that a list may hold; a list with anything else in it is doubted.
    """
    if _IS_DENIAL.match(mention.phrase):
        return Assertion.DENIED if _TWICE.search(mention.before) else None
    before = _OF_OTHER_THINGS.sub("yet", mention.before)
    if _NOT_EXCLUDED.search(before):
        return Assertion.DOUBTED
    found = next(iter(reversed([*_DENIAL.finditer(before)])), None)
    if found is None or before.startswith(" ,", found.end()):
        return None
    gap = before[found.end() :]
    if _MORE_OF_IT.fullmatch(gap):
        return Assertion.DOUBTED
    if _is_affirmed_again(gap, ends_at_for=found["no"] is not None):
        return None
    if "," in gap:
        governs_list = found["no"] or _AS_ASKED.match(gap)
        return _denied_in_list(found, gap, mention, among) if governs_list else None
    return _denied_at_once(gap, mention, among)


def _is_affirmed_again(gap: str, *, ends_at_for: bool) -> bool:
    """Whether a word that affirms stands behind something that is denied: `denies fever, reports`."""
    patterns = (_AFFIRMS_AGAIN, _FOR) if ends_at_for else (_AFFIRMS_AGAIN,)
    again = (found for pattern in patterns for found in pattern.finditer(gap))
    return any(_TRANSPARENT.sub("", gap[: found.start()]).strip() for found in again)


def _denied_at_once(gap: str, mention: Mention, among: PhraseTree | None) -> Assertion | None:
    if among is None:
        words = len(gap.split())
        return Assertion.DENIED if words <= _NEAR else Assertion.DOUBTED if words <= 2 * _NEAR else None
    others = _others(gap, among)
    if others:
        return Assertion.DOUBTED if len(others) <= 2 * _NEAR else None
    if " and " in gap:
        return _unless_it_goes_on(mention)
    return Assertion.DOUBTED if _UNTIL.match(mention.after) else Assertion.DENIED


def _denied_in_list(
    found: re.Match[str], gap: str, mention: Mention, among: PhraseTree | None
) -> Assertion | None:
    """Judge a phrase that commas part from the denial; what an `or` ends is still being denied."""
    if _OR.search(gap + mention.after):
        closed = not (among and _others(gap, among))
        return Assertion.DENIED if closed else Assertion.DOUBTED
    up_to_phrase = gap + mention.phrase
    is_by_denying = found[0].startswith("den")
    if (_NOW if is_by_denying else _ANEW).search(up_to_phrase):
        return None
    items = [each.split() for each in gap.split(" , ")]
    if any(len(each) > _ITEM for each in items) or re.search(r"\d", gap):
        return None
    if among is None or _others(gap, among) or _WORSE.search(up_to_phrase):
        return Assertion.DOUBTED
    return _unless_it_goes_on(mention)


def _unless_it_goes_on(mention: Mention) -> Assertion | None:
    """Doubt a denied item of a list that goes on as one that is there does: `no fever, cough for a week`."""
    if _GOES_ON.match(mention.after):
        return None
    return Assertion.DENIED if _ENDS.match(mention.after) else Assertion.DOUBTED


def _others(gap: str, among: PhraseTree) -> list[str]:
    """Give the words of a gap that neither belong to a list nor link its items."""
    return _TRANSPARENT.sub(" ", among.without(gap)).split()
