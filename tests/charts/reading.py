"""Reads the charts of this room, whole or as they stood on a day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from cds_service.cli.chart_input import read_given_chart
from cds_service.domain.facts import FactSheet
from cds_service.extraction.bindings import needs_for
from cds_service.extraction.sheet import ExtractionSettings, extract_facts
from cds_service.fhir.reading import read_prefetch
from tests.support.knowledge import shipped_knowledge

PATIENTS: Final = Path(__file__).parent / "patients"

Raw = dict[str, Any]

_DATES: Final = (
    *("onsetDateTime", "onsetPeriod", "performedDateTime", "performedPeriod"),
    *("effectiveDateTime", "effectivePeriod", "authoredOn", "recordedDate", "issued", "period"),
)
"""Where a resource has its clinical date, the first of these that it has."""
_ASSERTED: Final = "http://hl7.org/fhir/StructureDefinition/condition-assertedDate"


def resources_in(path: str) -> list[Raw]:
    """Give the resources of a file: a Bundle, a list, a hook request with prefetch, or one resource."""
    content = json.loads((PATIENTS / path).read_text("utf-8"))
    given = [*content["prefetch"].values()] if "prefetch" in content else content
    return [each for one in (given if isinstance(given, list) else [given]) for each in _unwrapped(one)]


def _unwrapped(one: Raw | None) -> list[Raw]:
    if one is None or "resourceType" not in one:
        return []
    return [each["resource"] for each in one["entry"]] if one["resourceType"] == "Bundle" else [one]


def resources_on(resources: Iterable[Raw], day: date) -> Iterator[Raw]:
    """Give the resources whose clinical date is not after a day; those without a date always stand."""
    for each in resources:
        written = clinical_date(each)
        # A partial date counts from its first day on, as anyone would read it.
        if not written or date.fromisoformat((written + "-01-01")[:10]) <= day:
            yield each


def clinical_date(raw: Raw) -> str:
    """Give the day on which what a resource tells was so, or began, as written; nothing where it has none."""
    asserted = next(
        (each["valueDateTime"] for each in raw.get("extension", []) if each["url"] == _ASSERTED), ""
    )
    value = next((raw[name] for name in _DATES if name in raw), asserted)
    return str(value.get("start", "") if isinstance(value, dict) else value)[:10]


def facts_read(resources: list[Raw], patient: str, day: date) -> FactSheet:
    """Give the facts of a whole chart on a day."""
    knowledge = shipped_knowledge()
    needs = needs_for(knowledge.value_sets)
    given = read_given_chart(json.dumps(resources).encode(), "the chart", needs, patient)
    record = read_prefetch(given.prefetch, needs, given.patient_id)
    return extract_facts(record, knowledge, day, ExtractionSettings())
