"""Whole calls whose data is read from a real FHIR server: FHIR-01 to FHIR-03, FHIR-06, PRE-10, PRE-12."""

from __future__ import annotations

import copy
import time
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from tests.spec.vignettes.groups import VIGNETTES
from tests.support.completing import TOKEN
from tests.support.ehr import build_request, offer, send
from tests.support.fhir_calls import MARGIN
from tests.support.fhir_node import Run
from tests.support.service import client

Raw = dict[str, Any]

VIGNETTE = next(each for each in VIGNETTES if each.id == "D01")
"""A patient in stage I without symptoms, and a bone scan: a warning that rests on much of the chart."""

ASSESSMENT = "org.imaging-cds.assessment"
BUDGET = 1.2
READ = ("Patient", "Condition", "Observation", "Procedure", "DiagnosticReport", "CarePlan")
MEDICATION = ("MedicationRequest", "MedicationAdministration", "AllergyIntolerance")


def service_reading(base: str) -> TestClient:
    return client(fhir_servers=(base,), fhir_budget_ms=int(BUDGET * 1000))


def ask(base: str, hook: str = "order-sign", *, supplied: tuple[str, ...] = (), token: str = TOKEN) -> Raw:
    """Give the request of the vignette with these keys alone, and the server to read the rest from."""
    request = build_request(
        hook,
        offer(service_reading(base), hook)["prefetch"],
        copy.deepcopy(VIGNETTE.chart),
        copy.deepcopy(VIGNETTE.drafts),
        extension={ASSESSMENT: True},
    )
    request["prefetch"] = {key: each for key, each in request["prefetch"].items() if key in supplied}
    granted = {"access_token": token, "token_type": "Bearer", "expires_in": 300, "scope": "", "subject": "x"}
    return request | {"fhirServer": base, "fhirAuthorization": granted}


def answer_to(base: str, request: Raw) -> httpx.Response:
    return send(service_reading(base), request)


def ratings(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    return {each["scenario"]: each["rating"] for each in answer.json()["extension"][ASSESSMENT]}


def missing(answer: httpx.Response) -> set[str]:
    assessed = answer.json()["extension"][ASSESSMENT]
    return {fact for each in assessed for fact in each.get("missing", [])}


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_fhir_02_a_chart_that_is_read_leads_to_the_answer_of_one_that_is_supplied(
    run_node: Run, hook: str
) -> None:
    node = run_node("--token", TOKEN, chart=VIGNETTE.chart)
    everything = tuple(offer(service_reading(node.base), hook)["prefetch"])
    read = answer_to(node.base, ask(node.base, hook)).json()
    usual = answer_to(node.base, ask(node.base, hook, supplied=everything)).json()
    assert read == usual
    assert [card["indicator"] for card in read["cards"]] == ["warning"]


@pytest.mark.usefixtures("unhurried")
def test_what_was_supplied_is_not_read_again(run_node: Run) -> None:
    node = run_node("--token", TOKEN, chart=VIGNETTE.chart)
    before = len(node.requests(0))
    answer = answer_to(node.base, ask(node.base, supplied=("patient", "conditions", "procedures")))
    assert [card["indicator"] for card in answer.json()["cards"]] == ["warning"]
    asked = [each["url"] for each in node.requests(before + 1)[before:]]
    assert asked
    assert not [
        each for each in asked if "/Patient/" in each or "/Condition?" in each or "/Procedure?" in each
    ]


@pytest.mark.usefixtures("unhurried")
def test_pre_10_where_nothing_required_can_be_had_the_keys_are_named(run_node: Run) -> None:
    node = run_node("--fail-types", ",".join((*READ, *MEDICATION)), chart=VIGNETTE.chart)
    answer = answer_to(node.base, ask(node.base))
    assert answer.status_code == 412
    (issue,) = answer.json()["issue"]
    assert (answer.json()["resourceType"], issue["code"]) == ("OperationOutcome", "required")
    assert {"prefetch.patient", "prefetch.conditions", "prefetch.procedures"} <= set(issue["expression"])
    assert all(f"`{each.removeprefix('prefetch.')}`" in issue["diagnostics"] for each in issue["expression"])


@pytest.mark.usefixtures("unhurried")
def test_fhir_03_a_wrong_token_is_412_and_told_to_nobody(run_node: Run) -> None:
    node = run_node("--token", TOKEN, chart=VIGNETTE.chart)
    answer = answer_to(node.base, ask(node.base, token="Another-Token"))
    assert answer.status_code == 412
    assert "Another-Token" not in answer.text


@pytest.mark.usefixtures("unhurried")
def test_fhir_03_what_some_searches_bring_is_answered_with_and_the_rest_is_missing(run_node: Run) -> None:
    node = run_node("--fail-types", "Procedure,Observation", chart=VIGNETTE.chart)
    answer = answer_to(node.base, ask(node.base))
    assert ratings(answer)["staging/distant-disease-in-early-stage"] == "undetermined"
    assert {"breast_surgery.kind"} <= missing(answer)
    assert "warning" not in [card["indicator"] for card in answer.json()["cards"]]


def test_fhir_06_a_slow_server_costs_the_budget_and_is_412(run_node: Run) -> None:
    node = run_node("--delay-ms", "5000", chart=VIGNETTE.chart)
    request = ask(node.base)
    service = service_reading(node.base)
    began = time.perf_counter()
    answer = send(service, request)
    assert time.perf_counter() - began < BUDGET + MARGIN
    assert answer.status_code == 412


def test_fhir_06_what_was_supplied_is_answered_with_when_the_server_is_slow(run_node: Run) -> None:
    node = run_node("--delay-ms", "5000", chart=VIGNETTE.chart)
    answer = answer_to(node.base, ask(node.base, supplied=("patient", "conditions")))
    assert ratings(answer)["staging/distant-disease-in-early-stage"] == "undetermined"


@pytest.mark.parametrize("server", ["https://elsewhere.example.org/fhir", "http://127.0.0.1:9/fhir"])
def test_fhir_05_a_server_that_may_not_be_read_is_412(server: str) -> None:
    service = client(fhir_servers=("https://ehr.example.org/fhir",))
    request = ask("http://127.0.0.1:9/fhir") | {"fhirServer": server}
    assert send(service, request).status_code == 412
