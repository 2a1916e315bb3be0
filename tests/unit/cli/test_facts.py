"""`cds-service facts`: every shape a chart comes in, whose it is, what it says, and what it does not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cds_service.advice.practice import Practice
from cds_service.cli.main import app
from cds_service.settings import Settings
from cds_service.wiring import open_practice
from tests.support.chart import cancer_on_problem_list, lumpectomy, patient, stage
from tests.support.chart_parts import PATIENT_ID
from tests.support.knowledge import shipped_knowledge

EXAMPLES = Path(__file__).parents[3] / "examples"
RUN = CliRunner(env={"COLUMNS": "200"})
Raw = dict[str, Any]

WOMAN = patient("female", "1974-03-11")
CANCER = cancer_on_problem_list("ductal", "left", "2026-05-12")
CHART: list[Raw] = [WOMAN, CANCER, stage("IA", "2026-05-18")]
SAYS = (
    "infiltrating duct carcinoma of breast, left, diagnosis of 2026-05-12 "
    "(Condition/cancer-left, SNOMED CT 408643008)"
)


@pytest.fixture(autouse=True)
def knowledge_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def open_it(settings: Settings) -> Practice:
        return open_practice(settings, shipped_knowledge())

    monkeypatch.setattr("cds_service.cli.facts.open_practice", open_it)


def bundle(resources: list[Raw], kind: str = "collection", **more: object) -> Raw:
    entries = [{"resource": each} for each in resources]
    return {"resourceType": "Bundle", "type": kind, "entry": entries, **more}


def told(content: object, *options: str) -> str:
    given = content if isinstance(content, bytes) else json.dumps(content).encode()
    result = RUN.invoke(app, ["facts", "-", "--as-of", "2026-06-01", *options], input=given)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(content: object, *options: str) -> str:
    given = content if isinstance(content, bytes) else json.dumps(content).encode()
    result = RUN.invoke(app, ["facts", "-", *options], input=given)
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    return line.removeprefix("error: ")


def states(content: object, *options: str) -> dict[str, str]:
    read = json.loads(told(content, "--json", *options))
    return {each["fact"]: each["state"] for each in read["facts"]}


@pytest.mark.parametrize(
    "content",
    [
        bundle(CHART),
        bundle(CHART, "searchset"),
        bundle(CHART, "transaction"),
        bundle(CHART, "document"),
        CHART,
        [bundle(CHART[:1]), bundle(CHART[1:])],
        b"\xef\xbb\xbf" + json.dumps(CHART).encode(),
    ],
    ids=["collection", "searchset", "transaction", "document", "list", "list of bundles", "byte order mark"],
)
def test_a_chart_is_read_in_every_shape(content: object) -> None:
    shown = told(content)
    assert f"Patient {PATIENT_ID}, as the chart stood on 2026-06-01" in shown
    assert f"The breast cancer diagnosis: established\n    {SAYS}" in re.sub(r" +\n", "\n", shown)


def test_a_file_is_read_as_standard_input_is(tmp_path: Path) -> None:
    (tmp_path / "chart.json").write_text(json.dumps(CHART), "utf-8")
    result = RUN.invoke(app, ["facts", str(tmp_path / "chart.json"), "--as-of", "2026-06-01"])
    assert result.stdout == told(CHART)


def test_every_fact_of_the_chart_is_told_with_its_evidence_or_as_lacking() -> None:
    read = json.loads(told(CHART, "--json"))
    assert [each["fact"] for each in read["facts"]] == [
        name for name, each in shipped_knowledge().facts.items() if each.sources
    ]
    for each in read["facts"]:
        assert ("evidence" in each) is (each["state"] in {"known", "open", "conflict"})
    (diagnosis,) = (each for each in read["facts"] if each["fact"] == "breast_cancer.diagnosis")
    assert diagnosis["evidence"] == [
        {
            "says": "infiltrating duct carcinoma of breast",
            "resource": "Condition/cancer-left",
            "element": "code",
            "code": "http://snomed.info/sct|408643008",
            "date": "2026-05-12",
            "side": "left",
            "strength": "stated",
        }
    ]


def test_a_measure_is_told_by_its_limits_and_unit() -> None:
    facts = {each["fact"]: each for each in json.loads(told(CHART, "--json"))["facts"]}
    age = facts["patient.age"]
    assert (age["low"], age["high"], age["unit"]) == (52, 52, "years")


def test_a_conflict_and_what_is_open_say_why() -> None:
    two = [*CHART, stage("IIB", "2026-05-18") | {"id": "another"}]
    shown = told(two)
    assert "The clinical stage group: conflict: IA or IIB — the records contradict one another" in shown
    assert states(two)["breast_cancer.clinical_stage"] == "conflict"
    open_ended = [WOMAN, CANCER | {"stage": [{"summary": {"text": "Stage II"}}]}]
    assert states(open_ended)["breast_cancer.clinical_stage"] == "open"


def test_what_a_whole_chart_does_not_say_is_not_recorded_and_what_nobody_looked_for_is_not_searched() -> None:
    assert states(bundle(CHART))["breast_surgery.kind"] == "not recorded"
    assert states(bundle(CHART, "searchset"))["breast_surgery.kind"] == "not searched"
    operated = bundle([*CHART, lumpectomy("right", "2026-05-20")], "searchset")
    assert states(operated)["breast_surgery.kind"] == "not recorded"
    onward = {"link": [{"relation": "next", "url": "https://ehr.example.org/fhir?page=2"}]}
    assert states(bundle(CHART, "searchset", **onward))["breast_cancer.lobular"] == "not searched"
    assert "Not searched\n" in re.sub(r" +\n", "\n", told(bundle(CHART, "searchset")))


def test_a_later_day_sees_more() -> None:
    operated = [*CHART, lumpectomy("left", "2026-05-20")]
    assert states(operated, "--as-of", "2026-05-19")["breast_surgery.kind"] == "not recorded"
    assert states(operated)["breast_surgery.kind"] == "known"


def test_a_hook_request_is_read_with_what_its_orders_say() -> None:
    request = json.loads((EXAMPLES / "one-fact-missing" / "request.json").read_text("utf-8"))
    shown = told(request)
    (draft,) = (each["resource"]["id"] for each in request["context"]["draftOrders"]["entry"])
    assert f"With ServiceRequest/{draft}: " in shown
    read = json.loads(told(request, "--json"))
    assert [each["orders"] for each in read["orders"]] == [[f"ServiceRequest/{draft}"]]
    assert "order.urgency" in {each["fact"] for each in read["orders"][0]["facts"]}
    assert "patient.age" not in {each["fact"] for each in read["orders"][0]["facts"]}


def test_a_request_of_another_hook_is_read_for_its_chart_alone() -> None:
    other = {"hook": "patient-view", "context": {"patientId": PATIENT_ID}, "prefetch": {"patient": WOMAN}}
    read = json.loads(told(other, "--json"))
    assert "orders" not in read
    assert {each["state"] for each in read["facts"]} == {"known", "not searched"}


def test_what_was_set_aside_is_told() -> None:
    strange = [*CHART, CANCER | {"id": "odd", "modifierExtension": [{"url": "urn:x"}]}]
    assert "Set aside: Condition/odd it carries a modifier extension" in told(strange)


SOMEBODY_ELSE = WOMAN | {"id": "other"}


@pytest.mark.parametrize("address", ["", "urn:uuid:b0a7"])
def test_of_several_patients_one_is_chosen_and_the_other_is_no_gap(address: str) -> None:
    of_other = CANCER | {"id": "of-other", "subject": {"reference": address or "Patient/other"}}
    two = bundle([*CHART, of_other])
    two["entry"].append({"resource": SOMEBODY_ELSE} | ({"fullUrl": address} if address else {}))
    assert refused(two) == (
        "`standard input` holds 2 patients: choose one with `--patient ID`: `patient-1`, `other`"
    )
    assert "`standard input` has no patient `third`: use one of `patient-1`, `other`" in refused(
        two, "--patient", "third"
    )
    assert states(two, "--patient", PATIENT_ID) == states(CHART)
    assert "(Condition/of-other, " in told(two, "--patient", "Patient/other")


def test_a_chart_without_a_patient_is_its_subjects_or_nobodys() -> None:
    assert "Patient patient-1, as" in told([CANCER])
    nobody = {name: value for name, value in CANCER.items() if name != "subject"}
    assert "A patient whom the chart does not name, as" in told([nobody])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{", "`standard input` is not JSON"),
        (b"<Bundle/>", "`standard input` is not JSON"),
        ([], "`standard input` holds no resource"),
        (bundle([]), "`standard input` holds no resource"),
        ({}, "`standard input` holds something that is no FHIR resource"),
        ([7], "`standard input` holds something that is no FHIR resource"),
        ("text", "`standard input` holds something that is no FHIR resource"),
        ({"resourceType": "OperationOutcome"}, "`standard input` is the report of a failure"),
        ({"hook": "order-sign"}, "`standard input` names no patient"),
        ({"hook": "order-sign", "context": {"patientId": "1"}}, "`standard input` brings no data"),
        (
            {"hook": "order-sign", "hookInstance": "1", "context": {"patientId": "1"}, "prefetch": {}},
            "`context.userId` is missing",
        ),
    ],
)
def test_what_is_no_chart_is_told_what_is_wrong(content: object, says: str) -> None:
    assert refused(content).startswith(says)


def test_a_request_is_about_its_own_patient() -> None:
    request = json.loads((EXAMPLES / "one-fact-missing" / "request.json").read_text("utf-8"))
    assert "`--patient other` is not the patient of the request" in refused(request, "--patient", "other")


def test_bad_options_are_told() -> None:
    nowhere = RUN.invoke(app, ["facts", "nowhere.json"])
    assert (nowhere.exit_code, nowhere.stderr[:42]) == (2, "error: `nowhere.json` cannot be read: name")
    assert "`--as-of soon` is no date" in refused(CHART, "--as-of", "soon")
