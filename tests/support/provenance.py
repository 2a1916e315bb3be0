"""Holds evidence against the resources it names: is its origin as it says, and does it say all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from cds_service.domain.facts import Evidence, Fact, Recorded
from cds_service.domain.terms import SHORT_NAMES, Code
from cds_service.fhir.coding import normalise
from tests.support.knowledge import shipped_knowledge

Raw = Mapping[str, Any]

_DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_HISTOLOGY: Final = re.compile(r"\d{4}/\d")
_UNITS: Final = "http://unitsofmeasure.org"
_ORDERS: Final = ("ServiceRequest", "MedicationRequest")
_NOBODY: Final = ["no such resource"]
_SIDES: Final = {
    "left": {"left"},
    "right": {"right"},
    "bilateral": {"bilateral", "both", "left", "right"},
}
"""The words that write a side; findings on left and right are bilateral together."""


def faults(facts: Mapping[str, Fact], resources: Iterable[Raw]) -> Iterator[str]:
    """Give a sentence for each piece of evidence that is not true of the resources or leaves a part out."""
    held: dict[str, list[Raw]] = {}
    for each in resources:
        held.setdefault(_reference(each), []).append(each)
    for fact, recorded in facts.items():
        for evidence in recorded.evidence if isinstance(recorded, Recorded) else ():
            named = held.get(evidence.reference, [])
            # Some charts hold several contents under one id; the evidence has to be true of one of them.
            found = min((list(_faults(evidence, each, held)) for each in named), key=len, default=_NOBODY)
            for fault in found:
                yield f"{fact}: `{evidence.says}` by {evidence.reference}.{evidence.element}: {fault}"


def _faults(evidence: Evidence, raw: Raw, held: Mapping[str, list[Raw]]) -> Iterator[str]:
    values = list(_at(raw, evidence.element.split(".")))
    if not values:
        yield "no such element"
        return
    codes = set(_codes([values, *_questions(raw, evidence.element)], held, raw))
    if evidence.code is not None and evidence.code not in codes:
        yield f"the code {evidence.code} is not in it"
    if evidence.code is None and codes and evidence.element != "extension":
        yield f"its code is left out: {', '.join(map(str, sorted(codes, key=str)))}"
    dates = set(_dates(raw))
    if evidence.on is not None and evidence.on not in dates:
        yield f"the date {evidence.on} is not in the resource"
    if evidence.on is None and raw["resourceType"] != "Patient" and _clinical_dates(raw):
        yield "its date is left out"
    reports = [each for several in held.values() for each in several if _reports(each, evidence.reference)]
    if evidence.side is not None and not _states_side([raw, *reports], evidence.side.value):
        yield f"the side {evidence.side.value} is not in the resource"
    stated = [
        each for each in ("left", "right") if _states_side([raw.get("code"), raw.get("bodySite")], each)
    ]
    if evidence.side is None and len(stated) == 1 and raw["resourceType"] not in _ORDERS:
        yield f"the side {stated[0]} is left out"


def _reports(raw: Raw, reference: str) -> bool:
    """Whether a result belongs to this report, whose study tells its side."""
    results = raw.get("result", []) if raw["resourceType"] == "DiagnosticReport" else []
    return any(each.get("reference") == reference for each in results)


def _reference(raw: Raw) -> str:
    return f"{raw['resourceType']}/{raw['id']}" if "id" in raw else ""


def _at(value: Any, path: list[str]) -> Iterator[Any]:  # noqa: ANN401
    """Give what stands at a path; `value` stands for `valueQuantity` and its like, as in FHIRPath."""
    if isinstance(value, list):
        for each in value:
            yield from _at(each, path)
    elif not path:
        yield value
    elif isinstance(value, Mapping):
        choice = re.compile(rf"{re.escape(path[0])}([A-Z]\w*)?")
        for name, inner in value.items():
            if choice.fullmatch(name):
                yield from _at(inner, path[1:])


def _questions(raw: Raw, element: str) -> Iterator[Any]:
    """Give what an answer answers: a number or a word is known by the code of its question."""
    if element == "value":
        yield raw.get("code")
    if element == "component.value":
        yield list(_at(raw, ["component", "code"]))


def _codes(value: Any, held: Mapping[str, list[Raw]], owner: Raw) -> Iterator[Code]:  # noqa: ANN401
    """Give every code inside, also of the medication that is referred to."""
    if isinstance(value, list | tuple):
        for each in value:
            yield from _codes(each, held, owner)
    elif isinstance(value, str):
        if _HISTOLOGY.fullmatch(value):
            yield Code(SHORT_NAMES["icdo3"], value)
    elif isinstance(value, Mapping):
        code = normalise(str(value.get("system", "")), str(value.get("code", "")))
        if code and code.system != _UNITS:
            yield code
        if "reference" in value:
            targets = [*held.get(value["reference"], []), *_contained(owner, value["reference"])]
            yield from _codes([[each.get("code"), each.get("ingredient")] for each in targets], held, owner)
        yield from _codes([each for each in value.values() if not isinstance(each, str)], held, owner)


def _contained(owner: Raw, reference: str) -> list[Raw]:
    return [each for each in owner.get("contained", []) if f"#{each.get('id')}" == reference]


def _dates(value: Any) -> Iterator[str]:  # noqa: ANN401
    """Give every date inside, without its time."""
    if isinstance(value, list):
        for each in value:
            yield from _dates(each)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _dates(each)
    elif isinstance(value, str) and (found := _DATE.match(value)):
        yield found[0]


def _clinical_dates(raw: Raw) -> list[str]:
    stems = ("onset", "recordedDate", "effective", "issued", "performed", "authoredOn")
    return [each for stem in stems for value in _at(raw, [stem]) for each in _dates(value)]


def _states_side(value: Any, side: str) -> bool:  # noqa: ANN401
    """Whether a side is coded, or written as a word, anywhere in a resource."""
    if isinstance(value, list):
        return any(_states_side(each, side) for each in value)
    if isinstance(value, str):
        return bool(_SIDES[side] & set(re.findall(r"\w+", value.lower())))
    if not isinstance(value, Mapping):
        return False
    code = normalise(str(value.get("system", "")), str(value.get("code", "")))
    coded = code is not None and bool(_SIDES[side] & _sides_by_code().get(code, set()))
    return coded or any(_states_side(each, side) for name, each in value.items() if name != "id")


@cache
def _sides_by_code() -> Mapping[Code, set[str]]:
    """Give the side that the value sets, or the catalogue of studies, say of each code."""
    sides: dict[Code, set[str]] = {}
    for code, studies in shipped_knowledge().catalogue.by_code.items():
        if named := {each.side.value for _, each in studies if each.side}:
            sides[code] = named
    for value_set in shipped_knowledge().value_sets.values():
        for code, entry in value_set.entries.items():
            if said := entry.properties.get("side"):
                sides.setdefault(code, set()).add(said)
    return sides
