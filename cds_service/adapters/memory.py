"""A chart in memory that answers FHIR searches the way a server does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from cds_service.fhir.raw import (
    Raw,
    concept_of,
    last_part,
    member,
    objects,
    reference_of,
    resource_type,
    text,
)

_BASE: Final = "https://ehr.example.org/fhir"
_PAGING: Final = frozenset({"_count", "_sort"})


class InMemoryChart:
    """Resources of one or more patients, searched by patient, category, code, status and intent.

    It answers the queries of this service's prefetch templates: reads by id, and searches with token
    parameters (`code`, `system|code`, `|code`, `system|`) and lists of alternatives, all on one page.
    """

    def __init__(self, resources: Iterable[Raw]) -> None:
        self._resources = tuple(resources)

    def answer(self, query: str) -> dict[str, Any] | None:
        """Answer `Type/id` with the resource or nothing, `Type?...` with a searchset Bundle.

        Raises:
            ValueError: the search has a parameter that this chart does not know.
        """
        path, searches, asked = query.partition("?")
        if not searches:
            found = next((each for each in self._resources if reference_of(each) == path), None)
            return dict(found) if found is not None else None
        criteria = [pair for pair in parse_qsl(asked, keep_blank_values=True) if pair[0] not in _PAGING]
        entries = [
            {
                "fullUrl": f"{_BASE}/{reference_of(each)}",
                "resource": dict(each),
                "search": {"mode": "match"},
            }
            for each in self._resources
            if resource_type(each) == path and all(_meets(each, *criterion) for criterion in criteria)
        ]
        bundle: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": len(entries)}
        return bundle | ({"entry": entries} if entries else {})

    def prefetch(self, templates: Mapping[str, str], context: Mapping[str, str]) -> dict[str, Any]:
        """Fill prefetch templates from a hook's context and answer each; null for what was not found."""
        return {key: self.answer(_fill(template, context)) for key, template in templates.items()}


def _fill(template: str, context: Mapping[str, str]) -> str:
    """Put the context's values in the place of their tokens."""
    for name, value in context.items():
        template = template.replace(f"{{{{context.{name}}}}}", value)
    return template


def _meets(raw: Raw, name: str, alternatives: str) -> bool:
    """Whether the resource has one of the alternatives."""
    match name:
        case "patient":
            subjects = (member(raw, "subject"), member(raw, "patient"))
            ids = {last_part(text(each.get("reference"))) for each in subjects} - {""}
            return any(last_part(wanted) in ids for wanted in alternatives.split(","))
        case "category" | "code" | "status" | "intent":
            held = list(_tokens(raw, name))
            return any(_is_one(held, wanted) for wanted in alternatives.split(","))
        case _:
            message = (
                f"a chart in memory cannot search by `{name}`: use patient, category, code, status or intent"
            )
            raise ValueError(message)


def _tokens(raw: Raw, name: str) -> Iterator[tuple[str, str]]:
    """Give system and code of each value of the element that the parameter searches."""
    value = raw.get(name)
    if isinstance(value, str):
        yield "", value
    medication = concept_of(raw.get("medicationCodeableConcept")) if name == "code" else {}
    for concept in (*objects(value), medication):
        for coding in objects(concept.get("coding")):
            yield text(coding.get("system")), text(coding.get("code"))


def _is_one(held: list[tuple[str, str]], wanted: str) -> bool:
    """Whether one of these is the wanted token, by the rules of token search."""
    system, bar, code = wanted.partition("|")
    if not bar:
        return any(each_code == wanted for _, each_code in held)
    if not code:
        return any(each_system == system for each_system, _ in held)
    return (system, code) in held
