"""Absence means something only where every place was read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from cds_service.advice.practice import Practice
from cds_service.domain.facts import FactSheet, NotRecorded, Recorded
from cds_service.extraction.sheet import ExtractionSettings, extract_facts
from cds_service.fhir.reading import read_prefetch
from cds_service.hooks.prefetch import render_templates
from tests.spec.vignettes.groups import VIGNETTES
from tests.spec.vignettes.vignette import Vignette
from tests.support.ehr import build_request
from tests.support.knowledge import shipped_knowledge

PRACTICE = Practice.of(shipped_knowledge(), ExtractionSettings(alp_mild_multiple=Decimal("1.5")))
TEMPLATES = render_templates(PRACTICE.needs)


def sheet_of(vignette: Vignette, omit: Sequence[str] = ()) -> FactSheet:
    request: dict[str, Any] = build_request(
        "order-sign", TEMPLATES, list(vignette.chart), list(vignette.drafts), omit=omit
    )
    prefetch = json.loads(json.dumps(request["prefetch"]))
    record = read_prefetch(prefetch, PRACTICE.needs, "patient-1")
    return extract_facts(record, PRACTICE.knowledge, vignette.today, PRACTICE.reading)


@pytest.mark.parametrize("vignette", VIGNETTES, ids=[each.id for each in VIGNETTES])
def test_a_fact_read_from_a_place_is_never_absent_while_that_place_was_not_read(vignette: Vignette) -> None:
    """Places that few servers have (administrations, care plans) are decided not to count."""
    whole = sheet_of(vignette)
    wrong = [
        f"{fact} is read from `{need.name}`, which its `found_in` does not name"
        for need in PRACTICE.needs
        if need.required
        for part in [sheet_of(vignette, omit=[need.name])]
        for fact in whole
        if isinstance(whole[fact], Recorded) and part[fact] == NotRecorded(searched=True)
    ]
    assert not wrong
