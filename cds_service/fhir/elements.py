"""The FHIR elements that many resources share, read from JSON of any shape that systems really send."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

import msgspec

from cds_service.domain.terms import Code
from cds_service.fhir.coding import normalise
from cds_service.fhir.dates import Day, earliest_of, latest_of, read_day
from cds_service.fhir.raw import Raw, concept_of, member, objects, reference_of, relative, text

_SAYS_NOTHING: Final = (
    "http://terminology.hl7.org/CodeSystem/data-absent-reason",
    "http://terminology.hl7.org/CodeSystem/v3-NullFlavor",
    "http://hl7.org/fhir/data-absent-reason",
    "http://hl7.org/fhir/v3/NullFlavor",
)
_normalised = lru_cache(maxsize=8192)(normalise)


class Concept(msgspec.Struct, frozen=True, gc=False):
    """A CodeableConcept: its codes in comparable form, its words, and the codes that qualify it.

    `qualifiers` are the codes of its extensions (laterality among them). `absent`: its code says that the
    value is missing and why.
    """

    codes: tuple[Code, ...] = ()
    displays: tuple[str, ...] = ()
    text: str = ""
    qualifiers: tuple[Code, ...] = ()
    absent: bool = False

    @property
    def words(self) -> str:
        """Everything it says in words."""
        return " ; ".join(each for each in (self.text, *self.displays) if each)


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """A measured value; `unit` is the unit's code where there is one, `comparator` `<`, `<=`, `>=` or `>`."""

    value: Decimal
    unit: str = ""
    comparator: str = ""


class Span(msgspec.Struct, frozen=True, gc=False):
    """When something happened or is to happen; a single day has the same start and end."""

    start: Day | None = None
    end: Day | None = None


class Answer(msgspec.Struct, frozen=True, gc=False):
    """What an Observation, or one of its components, says.

    `absent`: it says that there is no value. An answer that is neither absent nor filled says nothing besides
    its question.
    """

    concept: Concept | None = None
    quantity: Quantity | None = None
    flag: bool | None = None
    words: str = ""
    absent: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is neither a value nor a reason for its absence."""
        filled = self.concept or self.quantity or self.words or self.flag is not None
        return not (filled or self.absent)


class Extension(msgspec.Struct, frozen=True, gc=False):
    """An extension: the last part of its address, the word or concept it holds, and extensions inside it."""

    name: str
    word: str = ""
    concept: Concept | None = None
    inner: tuple[Extension, ...] = ()


def read_concept(value: object) -> Concept | None:
    """Read a CodeableConcept, also where a bare Coding, a string or a list stands in its place."""
    if isinstance(value, str):
        return Concept(text=value.strip()) if value.strip() else None
    if isinstance(value, list):
        return next(iter(read_concepts(value)), None)
    raw = concept_of(value)
    codings = list(objects(raw.get("coding"))) or ([raw] if "code" in raw and "system" in raw else [])
    codes = (_normalised(text(each.get("system")), text(each.get("code"))) for each in codings)
    concept = Concept(
        codes=tuple(dict.fromkeys(code for code in codes if code)),
        displays=tuple(said for each in codings if (said := text(each.get("display")))),
        text=text(raw.get("text")),
        qualifiers=tuple(_qualifying(raw)),
        absent=any(text(each.get("system")).split("|")[0] in _SAYS_NOTHING for each in codings),
    )
    return concept if concept != Concept() else None


def read_concepts(value: object) -> tuple[Concept, ...]:
    """Read a list of CodeableConcepts, also where a single one stands in its place."""
    each = value if isinstance(value, list | tuple) else (value,)
    return tuple(concept for one in each if (concept := read_concept(one)))


def _qualifying(raw: Raw) -> Iterator[Code]:
    for extension in objects(raw.get("extension")):
        concept = read_concept(extension.get("valueCodeableConcept") or extension.get("valueCoding"))
        yield from concept.codes if concept else ()


def read_status(value: object) -> str:
    """Read a status, whether a code or, as in some releases, a CodeableConcept."""
    if isinstance(value, str):
        return value.strip().lower()
    raw = concept_of(value)
    codes = (text(each.get("code")) for each in objects(raw.get("coding")))
    return (next((code for code in codes if code), "") or text(raw.get("text"))).lower()


def read_quantity(value: object) -> Quantity | None:
    """Read a Quantity; a number written as a string counts, what is no finite number does not."""
    raw = member({"value": value}, "value")
    number = raw.get("value")
    if isinstance(number, bool) or not isinstance(number, int | float | str):
        return None
    try:
        amount = Decimal(str(number).strip())
    except InvalidOperation:
        return None
    unit = text(raw.get("code")) or text(raw.get("unit"))
    return Quantity(amount, unit, text(raw.get("comparator"))) if amount.is_finite() else None


def read_answer(raw: Raw) -> Answer:
    """Read `value[x]` and `dataAbsentReason` of an Observation or a component."""
    concept = read_concept(raw.get("valueCodeableConcept"))
    flag, number = raw.get("valueBoolean"), raw.get("valueInteger")
    counted = read_quantity({"value": number}) if number is not None else None
    return Answer(
        concept=None if concept and concept.absent else concept,
        quantity=read_quantity(raw.get("valueQuantity")) or counted,
        flag=flag if isinstance(flag, bool) else None,
        words=text(raw.get("valueString")),
        absent=bool(raw.get("dataAbsentReason")) or bool(concept and concept.absent),
    )


def read_span(raw: Raw, *stems: str) -> Span:
    """Read a choice of dateTime, period or timing under the first of these names that holds one."""
    for stem in stems:
        for suffix in ("DateTime", "Instant", "Date", ""):
            if day := read_day(raw.get(stem + suffix)):
                return Span(day, day)
        period = member(raw, stem + "Period") or member(raw, stem)
        span = Span(read_day(period.get("start")), read_day(period.get("end")))
        if span != Span():
            return span
        events = member(raw, stem + "Timing").get("event")
        days = [read_day(each) for each in events] if isinstance(events, list) else []
        if any(days):
            return Span(earliest_of(*days), latest_of(*days))
    return Span()


def read_references(value: object, owner: Raw) -> tuple[str, ...]:
    """Read references as `Type/id`, absolute ones cut short; contained ones as the owner's `Type/id#name`."""
    found = (
        text(each.get("reference")) or text(member(each, "reference").get("reference"))
        for each in objects(value)
    )
    return tuple(resolve_local(each, owner) for each in found if each)


def resolve_local(reference: str, owner: Raw) -> str:
    """Give a reference in the form under which the record keeps its target."""
    return reference_of(owner) + reference if reference.startswith("#") else relative(reference)


def read_extensions(value: object, depth: int = 3) -> tuple[Extension, ...]:
    """Read extensions with their codes; texts, dates and numbers in them are left out."""
    return tuple(
        Extension(
            name=text(each.get("url")).rstrip("/").rsplit("/", 1)[-1],
            word=text(each.get("valueCode")),
            concept=read_concept(each.get("valueCodeableConcept") or each.get("valueCoding")),
            inner=read_extensions(each.get("extension"), depth - 1) if depth else (),
        )
        for each in objects(value)
    )


def concepts_named(extensions: tuple[Extension, ...], name: str) -> tuple[Concept, ...]:
    """Give the concepts of the extensions of this name."""
    return tuple(each.concept for each in extensions if each.name == name and each.concept)
