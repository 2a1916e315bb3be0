"""What short texts say of phrases: of any of a list, wherever one stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cds_service.extraction.words.assertions import assertion_of
from cds_service.extraction.words.mention import Assertion, Mention
from cds_service.extraction.words.sentences import Narrative, narrate, plain
from cds_service.extraction.words.trees import tree_of

Phrases = tuple[str, ...]
Told = Narrative | Iterable[str]
"""Texts, or what was read of them already."""


def mentions(told: Told, phrases: Phrases, *, even_negated: bool = False) -> bool:
    """Whether one of the phrases stands in one of the texts as whole words, with no negation that governs it.

    What is asked, supposed or doubted counts; `states` is stricter.
    """
    spoken = assertions(told, phrases)
    return bool(spoken if even_negated else spoken - {Assertion.DENIED, Assertion.ELSEWHERE})


def states(told: Told, phrases: Phrases) -> bool:
    """Whether the texts say one of the phrases of the patient, without negation, question or doubt."""
    return Assertion.AFFIRMED in assertions(told, phrases)


def assertions(
    told: Told, phrases: Phrases, *, among: Phrases = (), unless: Phrases = ()
) -> frozenset[Assertion]:
    """Give what the texts say of the phrases, wherever one stands.

    `among` are the phrases that a list may hold without losing what governs it: in `denies fever, cough` the
    cough is denied if fever is one of them. A phrase within a longer one of `unless` does not count.
    """
    items = tree_of(among) if among else None
    return frozenset(assertion_of(each, items) for each in mentions_of(told, phrases, unless))


def mentions_of(told: Told, phrases: Phrases, unless: Phrases = ()) -> Iterator[Mention]:
    """Give each place where one of the phrases stands."""
    wanted, shunned = tree_of((*phrases, *unless) if unless else phrases), tree_of(unless)
    narrative = told if isinstance(told, Narrative) else narrate(told)
    # A side within a longer phrase would hide it, and show the shorter one.
    for sentence in (each for each in narrative.parts if not (unless and each.names_side)):
        said = sentence.text
        for start, end in wanted.find(said):
            if not unless or not shunned.is_whole(said[start:end]):
                yield Mention(said[start:end], said[:start], said[end:], is_asked=sentence.is_asked)


def without(text: str, phrases: Phrases) -> str:
    """Give the words of a text that none of the phrases covers."""
    return " ".join(re.findall(r"\w+", tree_of(phrases).without(plain(text))))


def is_exactly(text: str, phrases: Phrases) -> bool:
    """Whether the whole text is one of the phrases, whatever its case and punctuation."""
    return tree_of(phrases).is_whole(plain(text).strip(" .,;:"))
