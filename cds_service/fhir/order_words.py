"""What an order says of the study it asks for: codings, body site and text, taken from any FHIR release."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cds_service.fhir.raw import (
    Raw,
    concept_of,
    last_part,
    member,
    objects,
    reference_of,
    relative,
    text,
)
from cds_service.fhir.releases import as_r4, r4_type

_SITE_WORDS: Final = {
    "axilla": re.compile(r"\baxill(?:a|ae|as|ary)\b", re.IGNORECASE),
    "breast": re.compile(r"\bbreasts?\b", re.IGNORECASE),
}
_LEFT_OUT: Final = re.compile(
    r"\b(?:no|not|without|excluding|except)\W+(?:(?:the|any|either|both|left|right|including)\W+){0,2}$",
    re.IGNORECASE,
)
_ONLY_PERHAPS: Final = re.compile(r"^\W*(?:when|if|as)\W+(?:performed|indicated|needed)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Coding:
    """A coding as received."""

    system: str
    code: str
    display: str


@dataclass(frozen=True, slots=True)
class OrderWords:
    """Everything in an order that can name its study, its body site or its side."""

    codings: tuple[Coding, ...] = ()
    text: str = ""
    site_codings: tuple[Coding, ...] = ()
    site_texts: tuple[str, ...] = ()
    detail_texts: tuple[str, ...] = ()

    @property
    def side_texts(self) -> tuple[str, ...]:
        """Texts in which a side may be named."""
        displays = (coding.display for coding in (*self.site_codings, *self.codings))
        return tuple(each for each in (*self.site_texts, self.text, *displays) if each)

    def name_site(self, site: str, displays: Iterable[str] = ()) -> bool:
        """Whether the order's texts, or these displays of its codes, name the body site."""
        word = _SITE_WORDS.get(site) or re.compile(rf"\b{re.escape(site)}\b", re.IGNORECASE)
        return any(_mentions(word, each) for each in (*self.side_texts, *self.detail_texts, *displays))


def read_words(raw: Raw, included: Iterable[Raw] = ()) -> OrderWords:
    """Collect the words of an order; `included` are resources that its medication may refer to."""
    raw = as_r4(raw)
    concepts = [concept for concept in _concepts(raw, included) if concept]
    sites = [concept_of(each) for each in objects(raw.get("bodySite"))]
    details = [concept_of(each) for each in objects(raw.get("orderDetail"))]
    return OrderWords(
        codings=tuple(_codings(concepts)),
        text=next((said for each in concepts if (said := text(each.get("text")))), ""),
        site_codings=(*_codings(sites), *_codings(_lateralities(raw))),
        site_texts=tuple(said for each in sites if (said := text(each.get("text")))),
        detail_texts=tuple(_detail_texts(details)),
    )


def _concepts(raw: Raw, included: Iterable[Raw]) -> Iterator[Raw]:
    """Where each order type keeps what is ordered."""
    match r4_type(raw):
        case "ServiceRequest":
            yield concept_of(raw.get("code"))
        case "MedicationRequest":
            yield concept_of(raw.get("medicationCodeableConcept"))
            named = text(member(raw, "medicationReference").get("reference"))
            yield concept_of(_resolve(named, raw, included).get("code"))
        case _:
            return


def _resolve(reference: str, raw: Raw, included: Iterable[Raw]) -> Raw:
    """Find the resource that a reference names, contained or sent along; else an empty one."""
    if not reference:
        return {}
    if reference.startswith("#"):
        contained = objects(raw.get("contained"))
        return next((each for each in contained if text(each.get("id")) == reference[1:]), {})
    wanted = relative(reference)
    return next(
        (each for each in included if wanted in (reference_of(each), text(each.get("id"))))
        if not wanted.startswith("urn:")
        else (each for each in included if last_part(wanted) == text(each.get("id"))),
        {},
    )


def _codings(concepts: Iterable[Raw]) -> Iterator[Coding]:
    """Give the codings that have a code or at least a display."""
    for concept in concepts:
        for coding in objects(concept.get("coding")):
            found = Coding(text(coding.get("system")), text(coding.get("code")), text(coding.get("display")))
            if found.code or found.display:
                yield found


def _lateralities(raw: Raw) -> Iterator[Raw]:
    """Give the concepts that extensions of the body site, or order details, carry (laterality among them)."""
    for site in objects(raw.get("bodySite")):
        for extension in objects(site.get("extension")):
            yield member(extension, "valueCodeableConcept")
    for detail in objects(raw.get("orderDetail")):
        yield concept_of(detail)


def _detail_texts(details: Iterable[Raw]) -> Iterator[str]:
    """Give texts and displays of the order details."""
    for detail in details:
        yield from (said for each in objects(detail.get("coding")) if (said := text(each.get("display"))))
        if said := text(detail.get("text")):
            yield said


def _mentions(word: re.Pattern[str], sentence: str) -> bool:
    """Whether the sentence speaks of the site, and not only of leaving it out or perhaps doing it as well.

    The perhaps matters: a breast ultrasound is officially described as holding the axilla when that is done.
    """
    return any(
        not _LEFT_OUT.search(sentence[: found.start()]) and not _ONLY_PERHAPS.match(sentence[found.end() :])
        for found in word.finditer(sentence)
    )
