"""What the abbreviated name of an orderable means: the words that tell studies apart, and the side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from cds_service.domain.terms import Side
from cds_service.site_catalogue.abbreviations import HARMLESS, OF_SOMETHING_ELSE, PHRASES, SIDES, WORDS

_LONG_ENOUGH: Final = 7
_NEARLY: Final = 0.85
_LONG_WORDS: Final = tuple(word for word in WORDS if len(word) >= _LONG_ENOUGH)
_TOKEN: Final = re.compile(r"[a-z0-9]+")
CONTRAST: Final = frozenset({"with", "without", "wwo"})
_NEEDLESS_WITHOUT: Final = (
    ({"ct", "mri", "contrast"}, CONTRAST),  # with a clip, with implants: it is no matter of contrast
    ({"mammography", "tomosynthesis"}, {"diagnostic"}),
    ({"bone", "pet"}, {"limited"}),
    ({"mri"}, {"implant"}),
)
_NEEDLESS_BESIDE: Final = (
    ({"pet"}, CONTRAST),
    ({"mammography", "tomosynthesis", "mbi", "lumpectomy", "mastectomy"}, {"breast"}),
    ({"stereotactic"}, {"mammography", "tomosynthesis"}),
    ({"fna"}, {"biopsy"}),
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """The words that tell studies apart, the side, and the words that were not understood.

    `guessed` are words that were read as another one, which is spelled nearly so.
    """

    words: frozenset[str]
    side: Side | None
    unknown: tuple[str, ...]
    guessed: tuple[tuple[str, str], ...] = ()


def understand(name: str) -> Meaning:
    """Give what the name of an orderable means."""
    words: set[str] = set()
    sides: set[Side] = set()
    unknown: list[str] = []
    guessed: dict[str, str] = {}
    for token in _tokens(name):
        if token in WORDS:
            words.update(WORDS[token].split())
        elif token in SIDES:
            sides.add(SIDES[token])
        elif near := _nearest(token):
            words.update(WORDS[near].split())
            guessed[token] = near
        elif not HARMLESS.fullmatch(token):
            unknown.append(token)
    return Meaning(_settle(words), _one(sides), tuple(dict.fromkeys(unknown)), tuple(guessed.items()))


@lru_cache(maxsize=65536)
def _nearest(token: str) -> str:
    """Give the word that a misspelt one is nearly; short words are too like one another."""
    if len(token) < _LONG_ENOUGH or HARMLESS.fullmatch(token):
        return ""
    return next(iter(get_close_matches(token, _LONG_WORDS, n=1, cutoff=_NEARLY)), "")


def spell_out(name: str) -> str:
    """Give the name with its abbreviations written out, for what reads whole words."""
    sides = {token: side.value for token, side in SIDES.items()}
    return " ".join(WORDS.get(token) or sides.get(token, token) for token in _tokens(name))


def _tokens(name: str) -> list[str]:
    text = f" {name.lower()} "
    for pattern, word in PHRASES:
        text = pattern.sub(word, text)
    return _TOKEN.findall(OF_SOMETHING_ELSE.sub(" ", text))


def _settle(words: set[str]) -> frozenset[str]:
    """Leave out what says nothing beside the other words, or without them."""
    settled = set(words)
    if "cem" in settled:
        settled |= {"mammography", "with", "contrast"}
    if "wwo" in settled or {"with", "without"} <= settled:
        settled = settled - CONTRAST | {"wwo"}
    for any_of, needless in _NEEDLESS_WITHOUT:
        if not settled & any_of:
            settled -= needless
    for any_of, needless in _NEEDLESS_BESIDE:
        if settled & any_of:
            settled -= needless
    return frozenset(settled - {"contrast", "cem", "scintigraphy"})


def _one(sides: set[Side]) -> Side | None:
    """Give the side; none where the name stands for either."""
    return next(iter(sides)) if len(sides) == 1 else None
