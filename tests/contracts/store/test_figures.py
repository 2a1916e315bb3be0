"""The figures of a store: what is asked of it, the report and the page, on either database."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from cds_service.adapters.pseudonyms import Pseudonyms
from cds_service.adapters.store.engines import open_reader, read_address
from cds_service.adapters.store.questions import Answers, Selection, ask
from cds_service.adapters.store.store import SqlStore, open_store
from cds_service.cli.main import app
from cds_service.settings import Settings
from cds_service.web.app import create_app
from cds_service.wiring import build_service, find_figures
from tests.support.history import fill
from tests.support.knowledge import shipped_knowledge
from tests.support.records import CALL, NOON, ORDER, accepted, call
from tests.support.service import ids_in_sequence

RUN = CliRunner()


@pytest.fixture
def store(address: str) -> Iterator[SqlStore]:
    opened = open_store(address, Pseudonyms(b"k"))
    yield opened
    opened.close()


def asked(address: str, **selected: object) -> Answers:
    engine = open_reader(read_address(address))
    try:
        return ask(engine, Selection(**selected))  # type: ignore[arg-type]  # each test names what it selects
    finally:
        engine.dispose()


def test_a_judgement_comes_back_with_missing_facts_and_taken_offers(store: SqlStore, address: str) -> None:
    store.note(CALL)
    asyncio.run(store.keep([accepted()]))
    store.close()
    found = asked(address)
    [judged], [reaction] = found.judged, found.reactions
    assert (judged.procedure, judged.card, judged.missing) == ("pet-ct", "card-1", ("a.fact",))
    assert [(each.kind, each.rating) for each in reaction.taken] == [("swap", "usually-appropriate")]


def test_tests_are_left_out_and_cards_that_nobody_saw(store: SqlStore, address: str) -> None:
    store.note(replace(call(1), test=True))
    store.note(replace(call(2), silent=True))
    store.close()
    [judged] = asked(address).judged
    assert judged.card == ""


def test_drafts_of_two_patients_under_one_id_are_two_orders(store: SqlStore, address: str) -> None:
    store.note(call(1))
    store.note(replace(call(2), patient="Patient/8"))
    store.note(call(3))
    store.close()
    assert len({each.order for each in asked(address).judged}) == 2


@pytest.mark.parametrize(
    "selected",
    [
        {"since": NOON + timedelta(hours=1)},
        {"until": NOON},
        {"client": "another"},
        {"service": "another"},
        {"scenario": "another"},
        {"study": "another"},
    ],
)
def test_what_is_not_selected_is_left_out(store: SqlStore, address: str, selected: dict[str, object]) -> None:
    store.note(CALL)
    store.close()
    same = {
        "client": CALL.client,
        "service": CALL.service,
        "scenario": ORDER.scenario,
        "study": ORDER.procedure,
    }
    assert len(asked(address, since=NOON, until=NOON + timedelta(seconds=1), **same).judged) == 1
    assert asked(address, **selected).judged == ()


def test_the_statements_shown_can_be_run_as_they_are(store: SqlStore, address: str) -> None:
    store.note(CALL)
    store.close()
    found = asked(address, since=NOON - timedelta(days=1), client=CALL.client)
    engine = open_reader(read_address(address))
    with engine.begin() as connection:
        counts = [len(connection.exec_driver_sql(each).all()) for each in found.statements]
    engine.dispose()
    assert counts == [1, 1, 0, 0]


@pytest.fixture
def history(store: SqlStore, address: str) -> str:
    fill(store, 200, until=NOON)
    store.close()
    return address


def test_the_report_counts_the_same_in_every_form(history: str, tmp_path: Path) -> None:
    out = tmp_path / "report.csv"
    result = RUN.invoke(app, ["report", "--store", history, "--format", "csv", "--out", str(out)])
    assert result.exit_code == 0, result.stderr
    lines = list(csv.DictReader(io.StringIO(out.read_text("utf-8"))))
    assert int(lines[-1]["orders"]) == sum(int(each["orders"]) for each in lines[:-1]) == 200
    table = RUN.invoke(app, ["report", "--store", history]).stdout
    assert re.search(r"all\s*│\s*200\s*│", table)
    page = RUN.invoke(app, ["report", "--store", history, "--format", "html"]).stdout
    assert "<dt>orders</dt><dd>200</dd>" in page
    assert "http" not in page.replace("https://ehr.example.org", "")  # it loads nothing


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--since", "June"], "`--since June` is no date"),
        (["--format", "pdf"], "`--format pdf` is not known"),
    ],
)
def test_a_report_that_cannot_be_made_says_why(arguments: list[str], says: str) -> None:
    result = RUN.invoke(app, ["report", *arguments])
    assert (result.exit_code, says in result.stderr) == (2, True)


def page_of(address: str, **settings: object) -> TestClient:
    read = Settings.model_validate({"store": address, **settings})
    return TestClient(
        create_app(
            build_service(
                read,
                store=None,
                figures=find_figures(read, lambda: NOON),
                now=lambda: NOON,
                new_id=ids_in_sequence(),
                knowledge=shipped_knowledge(),
            )
        )
    )


def test_the_page_shows_what_is_selected(history: str) -> None:
    client = page_of(history)
    everything = client.get("/figures", params={"since": "2025-01-01", "by": "study"})
    assert "<dt>orders</dt><dd>200</dd>" in everything.text
    assert "default-src 'none'" in everything.headers["content-security-policy"]
    none = client.get("/figures", params={"since": "2025-01-01", "scenario": "another"})
    assert "<dt>orders</dt><dd>0</dd>" in none.text
    assert client.get("/static/style.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("query", ["since=June", "by=patient"])
def test_the_page_refuses_what_it_cannot_show(history: str, query: str) -> None:
    answer = page_of(history).get(f"/figures?{query}")
    assert (answer.status_code, answer.json()["resourceType"]) == (422, "OperationOutcome")


def test_what_a_client_sends_is_escaped(store: SqlStore, address: str) -> None:
    store.note(replace(CALL, client="<script>alert(1)</script>"))
    store.close()
    text = page_of(address).get("/figures", params={"by": "client", "client": '"><b>'}).text
    assert "<script>" not in text
    assert '"><b>' not in text


def test_the_pages_are_not_served_to_the_world_unasked(address: str) -> None:
    open_store(address, Pseudonyms(b"k")).close()
    assert page_of(address, host="0.0.0.0").get("/figures").status_code == 404  # noqa: S104 (only a setting)
    assert page_of(address, host="0.0.0.0", pages=True).get("/figures").status_code == 200  # noqa: S104
