"""Words for evidence: what a code, value and date say, built from our own names and never from chart text."""

from __future__ import annotations

import re
from typing import Final

from cds_service.domain.facts import Evidence, Strength
from cds_service.domain.knowledge_base import ValueSetEntry
from cds_service.domain.terms import Code, Side
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart, Coded
from cds_service.extraction.words.phrases import is_exactly
from cds_service.fhir.dates import Day
from cds_service.fhir.elements import Answer, Concept
from cds_service.fhir.resources import MedicationRequest, Medicine, Observation, Procedure, Resource

_KIND_OF_CONCEPT: Final = re.compile(r"\s*\((?:[a-z /]+)\)$")
_OPENING_CAPITAL: Final = re.compile(r"^[A-Z](?=[a-z])")
_OF_MEDICINES: Final = (MedicationRequest, Medicine)


def bear_witness(
    resource: Resource | Coded,
    element: str,
    says: str,
    *,
    code: Code | None = None,
    on: Day | None = None,
    side: Side | None = None,
    strength: Strength = Strength.STATED,
) -> Evidence:
    """Make evidence of one element of a resource; without `code`, the first code in that element counts.

    `code` of a medicine is read from the element in which FHIR keeps it.
    """
    place = "medication" if element == "code" and isinstance(resource, _OF_MEDICINES) else element
    told = code or _first_code(resource, element)
    return Evidence(resource.reference, place, says, told, on.written if on else None, side, strength)


def _first_code(resource: Resource | Coded, element: str) -> Code | None:
    match element:
        case "code":
            return first_code(getattr(resource, "code", None))
        case "value" if isinstance(resource, Observation):
            return first_code(resource.answer.concept, resource.code)
        case "outcome" if isinstance(resource, Procedure):
            return first_code(resource.outcome)
        case _:
            return None


def first_code(*concepts: Concept | None) -> Code | None:
    """Give the first code of the first concept that has any: of an answer, else of its question."""
    return next((code for concept in concepts if concept for code in concept.codes), None)


def name_of(entry: ValueSetEntry, otherwise: str) -> str:
    """Give the name of a code as it reads inside a sentence; `otherwise` where we have none of our own."""
    name = _KIND_OF_CONCEPT.sub("", entry.display)
    return _OPENING_CAPITAL.sub(lambda first: first[0].lower(), name) or otherwise


def affirms(chart: Chart, answer: Answer) -> Truth:
    """Whether an answer affirms what was asked; a finding without an answer is affirmed by being recorded."""
    if answer.flag is not None:
        return Truth.TRUE if answer.flag else Truth.FALSE
    if answer.is_empty:
        return Truth.TRUE
    if answer.absent or answer.quantity:
        return Truth.UNKNOWN
    phrases = chart.knowledge.phrases
    words = [answer.words] if answer.words else []
    if answer.concept:
        words += [answer.concept.text, *answer.concept.displays]
    if chart.is_in(answer.concept, "negative-answers") or any(
        is_exactly(each, phrases["answer-no"]) for each in words
    ):
        return Truth.FALSE
    if chart.is_in(answer.concept, "positive-answers") or any(
        is_exactly(each, phrases["answer-yes"]) for each in words
    ):
        return Truth.TRUE
    return Truth.UNKNOWN
