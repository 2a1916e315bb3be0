"""A phrase where it stands in a sentence, and what can be said of it there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Assertion(Enum):
    """What a sentence says of a phrase in it."""

    AFFIRMED = "it is so"
    DENIED = "it is not so"
    ASKED = "whether it is so is the question"
    SUPPOSED = "what if it were so"
    DOUBTED = "it may be so"
    ELSEWHERE = "it is so of somebody else"


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase with what stands before and behind it in folded spelling; `is_asked`: the sentence asks."""

    phrase: str
    before: str
    after: str
    is_asked: bool = False
