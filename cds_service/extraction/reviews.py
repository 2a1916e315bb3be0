"""Whether words deny all symptoms, and what in the same breath leaves that open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from cds_service.domain.truth import Truth
from cds_service.extraction.understood import unexplained
from cds_service.extraction.words.mention import Assertion
from cds_service.extraction.words.phrases import Phrases, assertions
from cds_service.extraction.words.sentences import EXCEPTION, Narrative
from cds_service.extraction.words.trees import join, tree_of

FREE: Final = ("asymptomatic", "no-distant-symptoms", "no-breast-symptoms")
"""Lists of phrases that deny all symptoms, or all of one region."""
_QUALIFIED: Final = re.compile(
    rf"{EXCEPTION}|\b(?:until|now)\b|\b(?:reports?|endorses?|complain(?:s|ing)|c o|admits?|develop\w+|has"
    r"|positive for)\b(?! (?:no|not|nil|den\w+)\b)"
)
_FORMERLY: Final = re.compile(r"\b(?:was|were|had been|previously|formerly|initially)(?: \w+)? $")


def says_free(told: Narrative, name: str, phrases: Mapping[str, Phrases]) -> Truth:
    """Whether words say that there are no symptoms: unknown where the sentence says more than is understood.

    `name` is the list of phrases that say so; `asymptomatic` is true, `asymptomatic bacteriuria` unknown.
    """
    # `no symptoms of metastasis` denies less than `no symptoms`.
    unless = join(phrases[each] for each in FREE if each != name)
    spoken = assertions(told, phrases[name], unless=unless)
    if Assertion.AFFIRMED not in spoken:
        return Truth.UNKNOWN if Assertion.DENIED in spoken else Truth.FALSE
    if is_qualified(told, phrases[name]):
        return Truth.UNKNOWN
    around = (each for each, _, _ in _places(told, phrases[name]))
    return Truth.UNKNOWN if any(unexplained(each, phrases) for each in around) else Truth.TRUE


def is_qualified(told: Narrative, phrases: Phrases) -> bool:
    """Whether one of the phrases has an exception behind it (`asymptomatic apart from ...`) or is past."""
    return any(
        _QUALIFIED.search(sentence[end:]) or _FORMERLY.search(sentence[:start])
        for sentence, start, end in _places(told, phrases)
    )


def _places(told: Narrative, phrases: Phrases) -> Iterator[tuple[str, int, int]]:
    """Give each undivided sentence in which one of the phrases stands, with its place there."""
    tree = tree_of(phrases)
    for sentence in told.whole:
        yield from ((sentence.text, start, end) for start, end in tree.find(sentence.text))
