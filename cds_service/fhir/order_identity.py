"""Which study an order names: by its codes where it has usable ones, else by its text alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Self

from cds_service.domain.knowledge_base import ValueSet
from cds_service.domain.procedures import Catalogue, ProcedureCode
from cds_service.domain.terms import Code, Side
from cds_service.fhir.coding import normalise
from cds_service.fhir.order_words import OrderWords


@dataclass(frozen=True, slots=True)
class Identified:
    """The order names one study.

    `together` are the references of all draft orders that make up this study, where it takes several; `part`
    is then the study that this order names by itself.
    """

    procedure: str
    side: Side | None = None
    text_only: bool = False
    part: str = ""
    together: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """The order leaves contrast, purpose or extent open; `procedure` is the id of the open procedure."""

    procedure: str
    side: Side | None = None
    text_only: bool = False


@dataclass(frozen=True, slots=True)
class Contradictory:
    """The codings of the order name studies that are not the same."""

    procedures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotOurs:
    """The order names no study of the catalogue."""


Identity = Identified | Open | Contradictory | NotOurs


@dataclass(frozen=True, slots=True)
class OrderVocabulary:
    """What orders are compared with; `names` has the catalogue's names as plain phrases."""

    catalogue: Catalogue
    value_sets: Mapping[str, ValueSet]
    names: Mapping[str, str]

    @classmethod
    def of(cls, catalogue: Catalogue, value_sets: Mapping[str, ValueSet]) -> Self:
        """Take the names of the catalogue's studies as plain phrases."""
        names = {plain_phrase(phrase): name for phrase, name in catalogue.by_text.items()}
        return cls(catalogue, value_sets, names)


def identify(words: OrderWords, vocabulary: OrderVocabulary) -> Identity:
    """Say which study these words of an order name.

    Any coding may match; text decides only where no coding does, or where the codings leave something open.
    """
    catalogue = vocabulary.catalogue
    matches = _match_codes(words, vocabulary)
    side = _side_of(matches, words, vocabulary.value_sets)
    named = frozenset(procedure for procedure, _ in matches)
    text = _named_by_text(words, vocabulary.names)
    if not named:
        return _text_alone(text, side, catalogue)
    identity = _agree(named, side, catalogue)
    if isinstance(identity, Open) and text in catalogue.open_procedures[identity.procedure].could_be:
        return Identified(text, side, text_only=True)
    return identity


def combined(parts: Iterable[str], catalogue: Catalogue) -> str:
    """Give the study that these make up together, if they do."""
    wanted = frozenset(parts)
    return next((each.procedure for each in catalogue.combinations if each.parts == wanted), "")


def _match_codes(words: OrderWords, vocabulary: OrderVocabulary) -> list[tuple[str, ProcedureCode]]:
    """Give every study that a code names, once the body site has settled the codes that several share."""
    codes = [code for coding in words.codings if (code := normalise(coding.system, coding.code))]
    entries = [entry for code in codes for entry in vocabulary.catalogue.by_code.get(code, ())]
    certain = [ours.display for _, ours in entries if not (ours.needs or ours.unless)]
    sites = {
        site: words.name_site(site, certain) or _site_is_coded(site, words, vocabulary.value_sets)
        for _, ours in entries
        for site in (ours.needs, ours.unless)
        if site
    }
    return [
        (procedure, ours)
        for procedure, ours in entries
        if (not ours.needs or sites[ours.needs]) and (not ours.unless or not sites[ours.unless])
    ]


def _site_is_coded(site: str, words: OrderWords, value_sets: Mapping[str, ValueSet]) -> bool:
    """Whether a body site coding, or another coding of the order, is one of this site's codes."""
    site_codes = value_sets.get(f"{site}-site")
    if site_codes is None:
        return False
    codings = (*words.site_codings, *words.codings)
    return any(normalise(each.system, each.code) in site_codes.entries for each in codings)


def _agree(named: frozenset[str], side: Side | None, catalogue: Catalogue) -> Identity:
    """Bring what the codings name to one study, or say that they contradict one another."""
    studies = frozenset(each for each in named if each not in catalogue.open_procedures)
    choices = [frozenset(catalogue.open_procedures[each].could_be) for each in named if each not in studies]
    contradiction = Contradictory(tuple(sorted(named)))
    if not studies:
        return _narrowest(named, side, catalogue) or contradiction
    study = next(iter(studies)) if len(studies) == 1 else combined(studies, catalogue)
    if not study:
        return contradiction
    for choice in choices:
        if study in choice or studies & choice:
            continue
        study = next((whole for each in choice if (whole := combined({study, each}, catalogue))), "")
        if not study:
            return contradiction
    return Identified(study, side)


def _narrowest(named: frozenset[str], side: Side | None, catalogue: Catalogue) -> Identity | None:
    """Of several codes that each leave something open, take what they leave open together."""
    choices = {each: frozenset(catalogue.open_procedures[each].could_be) for each in named}
    left = frozenset.intersection(*choices.values())
    if len(left) == 1:
        return Identified(next(iter(left)), side)
    narrowest = min(choices, key=lambda each: (len(choices[each]), each))
    return Open(narrowest, side) if left and left == choices[narrowest] else None


def _text_alone(text: str, side: Side | None, catalogue: Catalogue) -> Identity:
    """Give what the text names; such an order is known by its text only."""
    if not text:
        return NotOurs()
    if text in catalogue.open_procedures:
        return Open(text, side, text_only=True)
    return Identified(text, side, text_only=True)


def _named_by_text(words: OrderWords, names: Mapping[str, str]) -> str:
    """Give the one study whose name is the whole text of the order, or of a coding's display."""
    for texts in ((words.text,), tuple(coding.display for coding in words.codings)):
        found = {name for each in texts if each and (name := _look_up_phrase(each, names))}
        if len(found) == 1:
            return found.pop()
    return ""


def _look_up_phrase(text: str, names: Mapping[str, str]) -> str:
    """Find a phrase whatever its case, blanks and punctuation, with or without the side it names."""
    wanted = plain_phrase(text)
    return names.get(wanted) or names.get(plain_phrase(_SIDE_WORD.sub(" ", wanted))) or ""


@lru_cache(maxsize=8192)
def plain_phrase(text: str) -> str:
    """Lower case, words parted by one blank, no punctuation."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


_SIDE_WORDS: Final = {
    "left": Side.LEFT,
    "lt": Side.LEFT,
    "right": Side.RIGHT,
    "rt": Side.RIGHT,
    "bilateral": Side.BILATERAL,
}
_SIDE_WORD: Final = re.compile(rf"\b({'|'.join(_SIDE_WORDS)})\b")
_PART: Final = r"(?:breasts?|axilla\w*|axillary|lymph|nodes?|sides?|sided)"
_SIDE_OF_A_PART: Final = re.compile(
    rf"\b(left|right|bilateral|lt|rt)\W+{_PART}\b"
    rf"|\b{_PART}\W+(left|right|bilateral|lt|rt)\b"
    r"|(?<!s/p )(?<!pre )(?<!post )(?<!after )(?<!before )(?<!prior )(?<!\bof )(?<!with )(?<!and )"
    r"\b(left|right|bilateral|lt|rt)\W*$"
)
"""A side is one of a body part, or the last word of the study's name.

Elsewhere `RT` may be radiotherapy, and what is `left` a remainder.
"""
_SIDE_SETS: Final = ("laterality", "axilla-site", "breast-site")


def _side_of(
    matches: Sequence[tuple[str, ProcedureCode]], words: OrderWords, value_sets: Mapping[str, ValueSet]
) -> Side | None:
    """Give the side: by the order's code, else by a body site code, else by words; the first that speaks."""
    by_code = [ours.side for _, ours in matches if ours.side]
    by_site = [
        side
        for coding in words.site_codings
        if (code := normalise(coding.system, coding.code))
        for name in _SIDE_SETS
        if name in value_sets and (side := _side_property(value_sets[name], code))
    ]
    by_words = [
        _SIDE_WORDS[next(word for word in found if word)]
        for each in words.side_texts
        for found in _SIDE_OF_A_PART.findall(each.lower())
    ]
    return _one_side(by_code) or _one_side(by_site) or _one_side(by_words)


def _side_property(value_set: ValueSet, code: Code) -> Side | None:
    """Give the side that the value set says of this code."""
    entry = value_set.entries.get(code)
    said = entry.properties.get("side", "") if entry else ""
    return Side(said) if said else None


def _one_side(sides: Sequence[Side]) -> Side | None:
    """Give the side; both when more than one is named."""
    return sides[0] if len(set(sides)) == 1 else (Side.BILATERAL if sides else None)
