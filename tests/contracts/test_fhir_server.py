"""The port for completing a prefetch, the same for the chart in memory and for a real FHIR server."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile

import httpx
import msgspec
import pytest

from cds_service.adapters.fhir_exchange import Limits
from cds_service.adapters.fhir_memory import MemoryChartSource
from cds_service.adapters.fhir_server import FhirServers
from cds_service.adapters.memory import InMemoryChart
from cds_service.advice.ports import ChartSource
from cds_service.domain.needs import DataNeed
from tests.support import fhir_node
from tests.support.completing import (
    CATEGORY,
    CHART,
    KEYS,
    NEEDS,
    PATIENT,
    TOKEN,
    complete,
    hook_call,
    read,
    said,
    supplied,
)
from tests.support.fhir_calls import MARGIN, ROOMY
from tests.support.fhir_node import Run
from tests.support.results import EMPTY, ERROR


@dataclass(frozen=True)
class Source:
    """A kind of source: its address, and how to make one in which some resource types fail."""

    make: Callable[[Collection[str]], tuple[ChartSource, str]]


def _in_memory(failing: Collection[str]) -> tuple[ChartSource, str]:
    return MemoryChartSource(InMemoryChart(CHART), failing=failing), "https://ehr.example.org/fhir"


@pytest.fixture(params=["in memory", "a real server"])
def source(request: pytest.FixtureRequest) -> Source:
    if request.param == "in memory":
        return Source(_in_memory)
    run: Run = request.getfixturevalue("run_node")
    request.getfixturevalue("unhurried")

    def over_http(failing: Collection[str]) -> tuple[ChartSource, str]:
        base = run(*(("--fail-types", ",".join(sorted(failing))) if failing else ())).base
        return FhirServers([base], ROOMY), base

    return Source(over_http)


def test_what_is_fetched_reads_as_what_is_supplied(source: Source) -> None:
    chart, base = source.make(())
    completion = complete(chart, hook_call(base))
    assert completion.fetched == set(KEYS)
    assert not completion.issues
    fetched, usual = read(completion), read(complete(chart, hook_call(base, supplied())))
    assert fetched.searched == usual.searched == {need.name for need in NEEDS}
    assert fetched.patient == usual.patient
    assert len(fetched.conditions) == 25
    for name in ("conditions", "observations", "procedures", "medication_requests", "service_requests"):
        assert set(map(repr, getattr(fetched, name))) == set(map(repr, getattr(usual, name)))


def test_what_was_supplied_whole_is_kept_byte_for_byte(source: Source) -> None:
    chart, base = source.make(())
    prefetch = supplied("procedures", encounter_diagnoses=EMPTY)
    completion = complete(chart, hook_call(base, prefetch))
    assert completion.fetched == {"procedures"}
    assert {key: bytes(each) for key, each in completion.prefetch.items() if key != "procedures"} == {
        key: bytes(each) for key, each in prefetch.items()
    }


@pytest.mark.parametrize(
    "lacking",
    [
        None,
        ERROR,
        {**EMPTY, "entry": [{"resource": ERROR}]},
        {**EMPTY, "total": 3},
        {**EMPTY, "link": [{"relation": "next", "url": "https://elsewhere.example.org/fhir?page=2"}]},
        CHART[2],
        "text",
    ],
)
def test_what_was_supplied_in_part_or_not_at_all_is_fetched(source: Source, lacking: object) -> None:
    chart, base = source.make(())
    completion = complete(chart, hook_call(base, supplied(problems=lacking)))
    assert completion.fetched == {"problems"}
    assert len(read(completion).conditions) == 25


def test_nothing_is_read_where_nothing_lacks(source: Source) -> None:
    chart, base = source.make(())
    completion = complete(chart, hook_call(base, supplied()))
    assert not completion.fetched
    assert not completion.issues


def test_without_a_server_nothing_is_read(source: Source) -> None:
    chart, _ = source.make(())
    completion = complete(chart, hook_call("", supplied("procedures"), token=""))
    assert not completion.fetched
    assert "procedures" not in completion.prefetch


def test_a_search_that_fails_leaves_its_key_unknown_and_the_others_known(source: Source) -> None:
    chart, base = source.make({"Condition", "Procedure"})
    completion = complete(chart, hook_call(base, {"procedures": msgspec.Raw(b"null")}))
    failed = {"problems", "encounter_diagnoses", "procedures"}
    assert completion.fetched == set(KEYS) - failed
    assert set(said(completion)) == failed
    assert bytes(completion.prefetch["procedures"]) == b"null"
    assert read(completion).searched == {need.name for need in NEEDS} - failed


def test_a_part_supplied_stays_where_the_rest_cannot_be_had(source: Source) -> None:
    chart, base = source.make({"Condition"})
    half = {**EMPTY, "total": 25, "entry": [{"resource": CHART[2]}]}
    completion = complete(chart, hook_call(base, supplied(problems=half)))
    assert not completion.fetched
    record = read(completion)
    assert len(record.conditions) == 1
    assert "problems" not in record.searched


def test_a_patient_that_the_server_does_not_have_is_not_read(source: Source) -> None:
    chart, base = source.make(())
    completion = complete(chart, hook_call(base, patient_id="nobody"))
    assert "patient" not in completion.fetched
    assert "patient" not in read(completion, "nobody").searched


def test_only_what_the_scope_grants_is_read(source: Source) -> None:
    chart, base = source.make(())
    of_problems = f"category={CATEGORY}|problem-list-item"
    scope = f"openid patient/Patient.r patient/Observation.rs patient/Condition.rs?{of_problems}"
    completion = complete(chart, hook_call(base, scope=scope))
    assert completion.fetched == {"patient", "problems", "staging", "staging_2"}
    assert said(completion)["encounter_diagnoses"] == "the granted scope does not cover it"


@pytest.mark.parametrize("scope", ["user/*.read", "patient/*.rs", "Condition read; all of it (R4)", ""])
def test_fhir_08_any_syntax_of_a_scope_will_do(source: Source, scope: str) -> None:
    chart, base = source.make(())
    assert complete(chart, hook_call(base, scope=scope)).fetched == set(KEYS)


def test_without_time_nothing_is_read(source: Source) -> None:
    chart, base = source.make(())
    completion = complete(chart, hook_call(base), within=0)
    assert not completion.fetched
    assert set(said(completion)) == set(KEYS)


@pytest.mark.usefixtures("unhurried")
def test_fhir_01_the_token_is_sent_and_json_is_asked_for(run_node: Run) -> None:
    node = run_node("--token", TOKEN)
    completion = complete(FhirServers([node.base], ROOMY), hook_call(node.base))
    assert completion.fetched == set(KEYS)
    assert {(each["authorization"], each["accept"]) for each in node.requests(len(KEYS))} == {
        ("present", "application/fhir+json")
    }
    assert all(PATIENT in each["url"] for each in node.requests(len(KEYS)))


@pytest.mark.usefixtures("unhurried")
def test_fhir_03_a_wrong_token_gets_nothing_and_is_not_tried_twice(run_node: Run) -> None:
    node = run_node("--token", f"{TOKEN}-other")
    completion = complete(FhirServers([node.base], ROOMY), hook_call(node.base))
    assert not completion.fetched
    assert set(said(completion).values()) == {"the FHIR server answered 401"}
    assert len(node.requests(len(KEYS))) == len(KEYS)


def test_fhir_06_a_slow_server_costs_the_budget_and_no_more(run_node: Run) -> None:
    node = run_node("--delay-ms", "5000")
    began = time.perf_counter()
    completion = complete(FhirServers([node.base], Limits(budget=0.3)), hook_call(node.base))
    assert time.perf_counter() - began < 0.3 + MARGIN
    assert not completion.fetched
    assert set(said(completion).values()) == {"the FHIR server took longer than the call may wait"}


@pytest.mark.usefixtures("unhurried")
def test_a_parameter_that_the_server_refuses_is_a_failed_search(run_node: Run) -> None:
    node = run_node()
    odd = DataNeed("odd", "Condition", (("no-such-parameter", ("a", "b")),))
    completion = complete(FhirServers([node.base], ROOMY), hook_call(node.base), (odd,))
    assert said(completion) == {"odd": "the FHIR server answered 400"}


def test_where_the_real_server_cannot_be_installed_its_tests_fail_and_say_why(tmp_path: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        copyfile(fhir_node.SOURCE / name, tmp_path / name)
    nowhere = ("--registry=http://127.0.0.1:9", "--fetch-retries=0", f"--cache={tmp_path / 'cache'}")
    with pytest.raises(pytest.fail.Exception, match=r"could not be installed.*needs the npm registry once"):
        fhir_node.install(tmp_path, *nowhere)


@pytest.mark.usefixtures("unhurried")
def test_a_result_on_several_pages_is_read_whole(run_node: Run) -> None:
    node = run_node("--page-size", "7")
    completion = complete(FhirServers([node.base], ROOMY), hook_call(node.base))
    assert completion.fetched == set(KEYS)
    assert len(read(completion).conditions) == 25
    assert sum("/Condition?" in each["url"] for each in node.requests(len(KEYS) + 3)) == 4 + 1


@pytest.mark.usefixtures("unhurried")
def test_a_page_that_was_supplied_is_gone_on_with_where_it_leads(run_node: Run) -> None:
    node = run_node("--page-size", "7")
    first = httpx.get(f"{node.base}/Condition?patient={PATIENT}&category={CATEGORY}|problem-list-item").json()
    completion = complete(FhirServers([node.base], ROOMY), hook_call(node.base, supplied(problems=first)))
    assert completion.fetched == {"problems"}
    assert len(read(completion).conditions) == 25


@pytest.mark.usefixtures("unhurried")
def test_lists_that_the_server_refuses_are_asked_for_one_by_one(run_node: Run) -> None:
    node = run_node("--no-lists")
    completion = complete(FhirServers([node.base], ROOMY), hook_call(node.base))
    assert completion.fetched == set(KEYS)
    usual = read(complete(MemoryChartSource(InMemoryChart(CHART)), hook_call(node.base)))
    found = read(completion)
    assert set(map(repr, found.observations)) == set(map(repr, usual.observations))
    assert found.searched == usual.searched
