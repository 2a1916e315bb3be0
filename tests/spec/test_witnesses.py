"""A patient for every line of the knowledge goes through the whole service, and it answers accordingly."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Any

import pytest

from cds_service.advice.practice import Practice
from cds_service.analysis.examples import Example, Showing
from cds_service.domain.scenarios import Status
from cds_service.evaluation.orders import speaks_to
from cds_service.extraction.sheet import ExtractionSettings
from cds_service.fhir.strict import problems_in
from cds_service.witnesses.trials import Nobody, Outcome, Trials, Witness, Wordless
from tests.support.knowledge import shipped_knowledge
from tests.support.service import client

BASE = shipped_knowledge()
TODAY = date(2026, 6, 1)
SERVING = [each.id for each in BASE.scenarios.values() if each.status in (Status.ACTIVE, Status.ROUTING)]
ASSESSMENT = "org.imaging-cds.assessment"

NO_CHART_SAYS = {
    # Where there is a diagnosis there is a course and a behaviour: neither can be missing from a chart.
    ("axilla/restaging-after-neoadjuvant-chemotherapy", "applies_when/7", "not found"),
    ("axilla/staging-before-neoadjuvant-therapy", "applies_when/3", "not found"),
    ("axilla/staging-before-neoadjuvant-therapy", "applies_when/7", "not found"),
    ("axilla/suspicious-node-on-imaging", "applies_when/3", "not found"),
    ("axilla/suspicious-node-on-imaging", "applies_when/7", "not found"),
    ("breast/positive-margins-after-lumpectomy", "applies_when/8", "not found"),
    ("staging/distant-disease-in-early-stage", "applies_when/2", "not found"),
    ("staging/distant-disease-in-early-stage", "applies_when/7", "not found"),
    # No code says that a node sample was not diagnostic.
    ("axilla/staging-before-neoadjuvant-therapy", "companion_orders/3/when", "speaks"),
    # A normal ultrasound beside a suspicious finding of other imaging is read as a contradiction.
    ("axilla/suspicious-node-on-imaging", "cautions/6/when", "speaks"),
    # What an order's reason is understood to say is read from its words, not from a chart.
    ("axilla/restaging-after-neoadjuvant-chemotherapy", "tempered/1/when", "speaks"),
    ("axilla/restaging-after-neoadjuvant-chemotherapy", "tempered/2/when", "speaks"),
    ("breast/positive-margins-after-lumpectomy", "tempered/1/when", "speaks"),
    ("staging/distant-disease-in-early-stage", "tempered/3/when", "speaks"),
    # How much is mildly raised is a setting, and unset.
    ("staging/distant-disease-in-early-stage", "tempered/1/when", "speaks"),
}
NOBODY = {
    # Neoadjuvant therapy that is planned leaves no room for surgery done.
    ("axilla/staging-before-neoadjuvant-therapy", "unless/2", "nearly fits"),
    # A node biopsy that was not looked up leaves open whether it was positive, which would exclude.
    ("axilla/suspicious-node-on-imaging", "ratings/us-guided-core-biopsy-axillary-node/when/1", "not read"),
    ("axilla/suspicious-node-on-imaging", "ratings/us-guided-fna-biopsy-axillary-node/when/1", "not read"),
    # Stage I to IIA is invasive, and not inflammatory.
    ("staging/distant-disease-in-early-stage", "applies_when/2", "nearly fits"),
    ("staging/distant-disease-in-early-stage", "unless/2", "nearly fits"),
}


@cache
def outcomes() -> tuple[Outcome, ...]:
    return tuple(Trials(Practice.of(BASE, ExtractionSettings()), TODAY).outcomes())


def witnesses(scenario: str) -> list[Witness]:
    return [each for each in outcomes() if isinstance(each, Witness) and each.example.scenario.id == scenario]


def named(example: Example) -> tuple[str, str, str]:
    return example.scenario.id, example.path, example.showing.value


@pytest.mark.parametrize("scenario", SERVING)
def test_the_service_answers_as_the_solver_expects(scenario: str) -> None:
    shown = witnesses(scenario)
    with client(today=TODAY) as service:
        wrong = [
            f"{named(each.example)}: {answer}"
            for each in shown
            if (answer := _answer(service, each)) != _expected(each)
        ]

    assert shown
    assert not wrong


@pytest.mark.parametrize("scenario", SERVING)
def test_a_scenario_shows_who_fits_and_for_each_line_who_nearly_does(scenario: str) -> None:
    whole = BASE.scenarios[scenario]
    shown = {(each.example.path, each.example.showing) for each in witnesses(scenario)}
    without = {(path, showing) for id_, path, showing in NO_CHART_SAYS | NOBODY if id_ == scenario}
    fitting = {f"ratings/{each.procedure}" for each in whole.ratings} or {"applies_when"}

    assert {(path, Showing.FITS) for path in fitting} <= shown
    for showing in (Showing.NEARLY_FITS, Showing.NOT_FOUND, Showing.NOT_READ):
        missing = {each.path for each in whole.criteria if (each.path, showing) not in shown}
        assert missing <= {path for path, value in without if value == showing.value}


def test_what_no_chart_shows_is_known() -> None:
    assert {named(each.example) for each in outcomes() if isinstance(each, Wordless)} == NO_CHART_SAYS


def test_what_cannot_be_shown_since_nobody_is_like_that_is_known() -> None:
    assert {named(each.example) for each in outcomes() if isinstance(each, Nobody)} == NOBODY


def test_every_resource_of_a_witness_is_valid_fhir() -> None:
    written = [each for each in outcomes() if isinstance(each, Witness)]
    resources = {
        json.dumps(raw, sort_keys=True): raw
        for each in written
        for raw in (*each.call.chart, *each.call.drafts)
    }

    assert len(resources) > 100
    assert [problem for raw in resources.values() for problem in problems_in(raw)] == []


def _answer(service: Any, witness: Witness) -> tuple[str, str] | None:  # noqa: ANN401  # a test client
    response = service.post("/cds-services/breast-imaging-order-sign", json=witness.call.request)
    assert response.status_code == 200, response.text
    entries = response.json().get("extension", {}).get(ASSESSMENT, [])
    said = [
        (each["verdict"], each["rating"])
        for each in entries
        if (each["order"], each.get("scenario")) == ("ServiceRequest/order", witness.example.scenario.id)
    ]
    return said[0] if said else None


def _expected(witness: Witness) -> tuple[str, str] | None:
    """Give what the assessment says; a scenario that has nothing to say to the order is not in it."""
    example, says = witness.example, witness.says
    if example.scenario.status is Status.ROUTING:
        return (says.verdict, says.rating) if says.verdict == "applies" else None
    ordered = BASE.catalogue.procedures[example.study] if example.study else None
    if ordered is None or not speaks_to(example.scenario, ordered):
        return None
    return (says.verdict, says.rating)
