"""`check` tells problems, warnings and gaps, and writes a patient for every line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from typer.testing import CliRunner

from cds_service.cli.main import app
from tests.support.knowledge import KNOWLEDGE

RUN = CliRunner()


def test_two_scenarios_that_contradict_one_another_are_refused_with_a_patient(tmp_path: Path) -> None:
    folder = shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    (folder / "overlaps.yaml").write_text("rulings: []\n", "utf-8")

    result = RUN.invoke(app, ["check", str(folder)])

    assert result.exit_code == 1
    first, second, count = result.stdout.splitlines()
    assert first.startswith("knowledge/scenarios/axilla/suspicious-node-on-imaging.yaml:")
    assert "and `axilla/suspicious-node-on-imaging` hold for one patient and differ on" in first
    assert "for example {patient.age: 18 years," in first
    assert "`pet-ct-skull-base-to-mid-thigh` (`may-be-appropriate` and `usually-not-appropriate`)" in second
    assert count == "2 problem(s)"


def test_what_changes_nothing_is_a_warning_and_no_problem(tmp_path: Path) -> None:
    folder = shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")
    file = folder / "scenarios/breast/after-benign-excision.yaml"
    again = "    - {fact: breast_surgery.kind, is_none_of: [none, mastectomy], at: who-fits/6}\n\nunless"
    file.write_text(file.read_text("utf-8").replace("\nunless", again, 1), "utf-8")

    result = RUN.invoke(app, ["check", str(folder)])

    assert result.exit_code == 0
    warnings = [line for line in result.stdout.splitlines() if line.startswith("warning: ")]
    assert len(warnings) == 2
    assert all("never decides" in line for line in warnings)
    assert result.stdout.splitlines()[-1].endswith("no problem, 2 warning(s)")


def test_gaps_are_shown_by_the_facts_that_are_named() -> None:
    result = RUN.invoke(
        app, ["check", str(KNOWLEDGE), "--by", "neoadjuvant_therapy.phase,axilla.node_biopsy"]
    )

    assert result.exit_code == 0
    assert "by neoadjuvant_therapy.phase, axilla.node_biopsy:" in result.stdout
    assert "16 kinds of patient" in result.stdout


def test_gaps_by_something_that_is_no_fact_are_refused() -> None:
    result = RUN.invoke(app, ["check", str(KNOWLEDGE), "--by", "patient.age"])

    assert result.exit_code == 2
    assert "`--by patient.age` is no fact with named values" in result.stderr


def test_patients_are_written_as_sheet_chart_and_request_with_an_index(tmp_path: Path) -> None:
    folder = tmp_path / "patients"

    result = RUN.invoke(app, ["check", str(KNOWLEDGE), "--witnesses", str(folder), "--today", "2026-06-01"])

    assert result.exit_code == 0
    index = json.loads((folder / "index.json").read_text("utf-8"))
    written = [each for each in index if "folder" in each]
    assert len({each["folder"] for each in written}) == len(written) > 300
    one = folder / next(each["folder"] for each in written if each["line"] == "ratings/us-axilla")
    assert json.loads((one / "sheet.json").read_text("utf-8"))["neoadjuvant_therapy.phase"] == "completed"
    assert json.loads((one / "chart.json").read_text("utf-8"))["resourceType"] == "Bundle"
    assert json.loads((one / "request.json").read_text("utf-8"))["hook"] == "order-sign"
    named = [each for each in index if "no chart says it" in each]
    assert f"{len(written)} patients written" in result.stdout
    assert result.stdout.count("no chart says: ") == len(named) > 0


def test_patients_are_not_written_over_anything(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("kept", "utf-8")

    result = RUN.invoke(app, ["check", str(KNOWLEDGE), "--witnesses", str(tmp_path)])

    assert result.exit_code == 2
    assert "is not empty: name a new folder" in result.stderr
