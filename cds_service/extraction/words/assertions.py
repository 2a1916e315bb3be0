"""What a sentence says of a phrase in it: by denials, questions, doubts, suppositions, and whose it is."""

from __future__ import annotations

import re
from typing import Final

from cds_service.extraction.words.cues import (
    ABOUT_THE_KNOWN,
    ANSWERED_NO,
    ANSWERED_YES,
    ASKED_BEHIND,
    ASKS,
    DOUBTED_BEHIND,
    DOUBTS,
    KIN,
    KNOWN,
    NOT_ANSWERED,
    OF_THE_PATIENT,
    SUPPOSES,
)
from cds_service.extraction.words.denials import denied_before, denied_behind
from cds_service.extraction.words.mention import Assertion, Mention
from cds_service.extraction.words.sentences import QUERY
from cds_service.extraction.words.trees import PhraseTree

_ANSWER: Final = re.compile(r" : ?(?P<answer>[\w ]*?) ?(?=[,:]|$)")
"""How a phrase that is a label is answered: `bone pain: no`."""
_ANSWERS: Final = (
    (re.compile(NOT_ANSWERED), Assertion.DOUBTED),
    (re.compile(ANSWERED_NO), Assertion.DENIED),
    (re.compile(ANSWERED_YES), Assertion.AFFIRMED),
)
_KNOWN: Final = re.compile(rf"{KNOWN}(?: \w+){{0,2}} $")
_IS: Final = "(?:(?:,|is|are|was|were|has|have|been|be|now|can|could) )*"
_ASKED_BEHIND: Final = re.compile(f" {ASKED_BEHIND}")
_DOUBTED_BEHIND: Final = re.compile(f" {_IS}{DOUBTED_BEHIND}")
_NEAR: Final = rf"(?: (?!{ABOUT_THE_KNOWN})[\w.']+){{0,4}} ?$"
_ASKS: Final = re.compile(f"(?:{QUERY}|{ASKS}){_NEAR}")
_SUPPOSES: Final = re.compile(SUPPOSES + _NEAR)
_DOUBTS: Final = re.compile(DOUBTS + _NEAR)
_OF_KIN: Final = re.compile(rf"{KIN}(?! of)(?![^,]*{OF_THE_PATIENT})[^,]*$")
_IN_KIN: Final = re.compile(rf" (?:in|of|for) (?:(?:pt|patient|patient's) )?{KIN}")


def assertion_of(mention: Mention, among: PhraseTree | None = None) -> Assertion:
    """Judge one mention; `among` are the phrases that a list may hold without losing what governs it."""
    if _OF_KIN.search(mention.before) or _IN_KIN.match(mention.after):
        return Assertion.ELSEWHERE
    if answered := _answered(mention):
        return answered
    if denied_behind(mention, among):
        return Assertion.DENIED
    if denied := denied_before(mention, among):
        return denied
    if _KNOWN.search(mention.before):
        return Assertion.AFFIRMED
    return _asked_or_doubted(mention)


def _answered(mention: Mention) -> Assertion | None:
    found = _ANSWER.match(mention.after)
    answer = found["answer"] if found else ""
    return next((assertion for pattern, assertion in _ANSWERS if pattern.match(answer)), None)


def _asked_or_doubted(mention: Mention) -> Assertion:
    if _DOUBTED_BEHIND.match(mention.after) or _DOUBTS.search(mention.before):
        return Assertion.DOUBTED
    if _SUPPOSES.search(mention.before):
        return Assertion.SUPPOSED
    ends_as_question = mention.is_asked and "," not in mention.after
    if ends_as_question or _ASKED_BEHIND.match(mention.after) or _ASKS.search(mention.before):
        return Assertion.ASKED
    return Assertion.AFFIRMED
