"""`cds-service db` on either store: made, thinned out, taken out."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from cds_service.adapters.pseudonyms import Pseudonyms
from cds_service.adapters.store.store import open_store
from cds_service.adapters.store.tables import ACCEPTED, CALL, FEEDBACK, METADATA, MISSING, ORDER
from cds_service.cli.main import app
from tests.support.postgres import Cluster
from tests.support.records import accepted, call, rows

RUN = CliRunner()
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def filled(address: str) -> str:
    """A store with one old and one new call, each with feedback."""
    store = open_store(address, Pseudonyms(b"k"))
    today = datetime.now(tz=UTC)  # noqa: TID251 (the verb compares with today)
    for number, at in ((1, LONG_AGO), (2, today - timedelta(days=1))):
        store.note(replace(call(number), at=at))
        entry = accepted(f"card-{number}", suggestion=f"suggestion-1-{number}")
        asyncio.run(store.keep([replace(entry, received_at=at)]))
    store.close()
    return address


def test_pruning_deletes_what_is_old_and_all_that_hangs_on_it(filled: str) -> None:
    result = RUN.invoke(app, ["db", "prune", "--store", filled, "--days", "30"])
    assert result.stdout == "deleted 1 calls and 1 entries of feedback\n", result.stderr
    assert [each["id"] for each in rows(filled, CALL)] == ["call-2"]
    assert {each["call"] for each in (*rows(filled, ORDER), *rows(filled, MISSING))} == {"call-2"}
    assert [each["card"] for each in rows(filled, FEEDBACK)] == ["card-2"]
    assert len(rows(filled, ACCEPTED)) == 1


def test_pruning_needs_to_know_how_long_to_keep(filled: str) -> None:
    result = RUN.invoke(app, ["db", "prune", "--store", filled])
    assert (result.exit_code, len(rows(filled, CALL))) == (2, 2)
    assert "CDS_SERVICE_KEEP_DAYS" in result.stderr


@pytest.mark.parametrize("form", ["ndjson", "parquet"])
def test_an_export_holds_every_row_of_every_table(filled: str, tmp_path: Path, form: str) -> None:
    folder = tmp_path / "out"
    result = RUN.invoke(app, ["db", "export", str(folder), "--store", filled, "--format", form])
    assert result.exit_code == 0, result.stderr
    for table in METADATA.sorted_tables:
        file = folder / f"{table.name}.{form}"
        if form == "parquet":
            found = pq.read_table(file).to_pylist()
        else:
            found = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        expected = rows(filled, table)
        assert len(found) == len(expected)
        assert [set(each) for each in found] == [set(each) for each in expected]


def test_an_export_overwrites_nothing(filled: str, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    result = RUN.invoke(app, ["db", "export", str(tmp_path), "--store", filled])
    assert (result.exit_code, "is not empty" in result.stderr) == (2, True)


def test_an_upgrade_makes_the_tables_of_a_new_server(cluster: Cluster) -> None:
    address = cluster.create("new")
    result = RUN.invoke(app, ["db", "upgrade", "--store", address])
    assert result.exit_code == 0, result.stderr
    assert rows(address, CALL) == []


def test_what_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["db", "prune", "--days", "1", "--store", f"sqlite:///{tmp_path}/none.db"])
    assert (result.exit_code, result.stderr.startswith("error: the store cannot be used")) == (2, True)
    assert not list(tmp_path.iterdir())
