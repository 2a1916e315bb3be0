"""The facts of a chart as the service reads them: found by its searches, then read on a day."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from cds_service.advice.practice import Practice
from cds_service.domain.facts import FactSheet
from cds_service.extraction.sheet import ExtractionSettings, extract_facts
from cds_service.fhir.reading import read_prefetch
from cds_service.hooks.prefetch import render_templates
from tests.support.chart import Raw
from tests.support.ehr import build_request
from tests.support.knowledge import shipped_knowledge

PRACTICE: Final = Practice.of(shipped_knowledge(), ExtractionSettings(alp_mild_multiple=Decimal("1.5")))
_TEMPLATES: Final = render_templates(PRACTICE.needs)


def read_facts(
    chart: Sequence[Raw],
    today: date,
    *,
    omit: Collection[str] = (),
    alter: Callable[[Raw], Raw] = lambda raw: raw,
) -> FactSheet:
    """Give every fact of a chart on a day.

    `omit` names the needs that the EHR left out; `alter` changes each resource once the EHR has found it.
    """
    request: dict[str, Any] = build_request("order-sign", _TEMPLATES, chart, [], omit=omit)
    prefetch = json.loads(json.dumps(request["prefetch"]))
    for result in prefetch.values():
        for entry in (result or {}).get("entry", []):
            entry["resource"] = alter(entry["resource"])
    record = read_prefetch(prefetch, PRACTICE.needs, "patient-1")
    return extract_facts(record, PRACTICE.knowledge, today, PRACTICE.reading)
