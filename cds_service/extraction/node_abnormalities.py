"""Lymph nodes as HL7's breast radiology guide codes them: a type, and an assessment category of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cds_service.domain.knowledge_base import ValueSetEntry
from cds_service.domain.terms import Code
from cds_service.extraction.chart import Chart
from cds_service.fhir.resources import Observation

_CODES: Final = "node-abnormality"


def read_abnormality(chart: Chart, observation: Observation) -> tuple[str, Code] | None:
    """Give `suspicious`, `normal` or `inconclusive` for an axillary node, and the code that says so.

    The category says it; where there is none, the type, which may be a sign in the cortex.
    """
    asked = chart.entry_of(observation.code, _CODES)
    if asked is None or asked.properties["role"] != "question":
        return None
    answers = list(_answers(chart, observation))
    places = {each.properties.get("place", "") for each in answers}
    in_axilla = "axilla" in places or chart.any_in(observation.body_sites, "axilla-site")
    if not in_axilla or "elsewhere" in places:
        return None
    categories = [each for each in answers if each.properties["role"] == "category"]
    said = {result: each.code for each in categories or answers if (result := each.properties.get("result"))}
    return said.popitem() if len(said) == 1 else None


def _answers(chart: Chart, observation: Observation) -> Iterator[ValueSetEntry]:
    """Give the types and categories among the components."""
    for part in observation.components:
        if chart.is_in(part.code, _CODES):
            yield from (entry for _, entry in chart.look_up(part.answer.concept, _CODES))
