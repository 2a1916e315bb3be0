"""A hook call answered up to its facts: the sheet of the chart, and that of each order judged."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from cds_service.advice.advise import Deliberation, deliberate
from cds_service.advice.practice import Practice
from cds_service.advice.studies import read_drafts
from cds_service.domain.facts import Fact
from cds_service.extraction.sheet import ExtractionSettings
from cds_service.hooks.prefetch import render_templates
from cds_service.hooks.profiles import PROFILES
from cds_service.hooks.request import parse_request
from tests.support.ehr import build_request
from tests.support.knowledge import shipped_knowledge

Raw = Mapping[str, Any]


@cache
def _practice() -> Practice:
    return Practice.of(shipped_knowledge(), ExtractionSettings())


def deliberate_on(
    chart: Sequence[dict[str, Any]],
    drafts: Sequence[dict[str, Any]],
    today: date,
    patient_id: str = "patient-1",
) -> Deliberation:
    """Let the service judge these drafts on this chart, all of which was searched."""
    practice = _practice()
    templates = render_templates(practice.needs)
    request = build_request("order-sign", templates, chart, drafts, patient_id=patient_id)
    call = parse_request(json.dumps(request).encode(), frozenset({"order-sign"}), PROFILES["generic"])
    return deliberate(call, read_drafts(call, practice), practice, today)


def all_facts(deliberation: Deliberation) -> dict[str, Fact]:
    """Give the facts of the chart, and those of each order under its reference."""
    facts = dict(deliberation.sheet.facts)
    for number, judged in enumerate(deliberation.judged):
        sheet = judged.assessment.sheet
        facts |= {f"order {number}: {name}": sheet[name] for name in sheet}
    return facts
