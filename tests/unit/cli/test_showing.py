"""What `explain` and `demo` show."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cds_service.cli.main import app

EXAMPLES = Path(__file__).parents[3] / "examples"
RUN = CliRunner(env={"COLUMNS": "200"})


def explained(example: str, *options: str) -> str:
    request = str(EXAMPLES / example / "request.json")
    result = RUN.invoke(app, ["explain", request, "--today", "2026-06-01", *options])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_explain_tells_each_criterion_its_evidence_the_gap_and_the_card() -> None:
    told = explained("one-fact-missing")
    assert "staging/distant-disease-in-early-stage — " in told
    assert "undetermined; rating: undetermined" in told
    assert "(Condition/cancer-left)" in told
    assert "✗ " in told
    assert "assumed: " in told
    assert "missing: " in told
    assert "╭─  info " in told


def test_explain_says_why_there_is_no_card() -> None:
    assert "No order in question names a study of the catalogue." in explained("not-our-order")
    assert "No card: there is nothing to say about this order." in explained("the-right-study")


def test_explain_says_why_an_order_was_not_evaluated(tmp_path: Path) -> None:
    request = json.loads((EXAMPLES / "one-fact-missing" / "request.json").read_text("utf-8"))
    request["context"]["draftOrders"]["entry"][0]["resource"]["status"] = "revoked"
    (tmp_path / "request.json").write_text(json.dumps(request), "utf-8")
    told = explained(str(tmp_path))
    assert "not evaluated, because its status says" in told


def test_explain_can_list_what_the_fhir_definitions_find_wrong(tmp_path: Path) -> None:
    request = json.loads((EXAMPLES / "one-fact-missing" / "request.json").read_text("utf-8"))
    request["context"]["draftOrders"]["entry"][0]["resource"]["category"] = {"text": "imaging"}
    (tmp_path / "request.json").write_text(json.dumps(request), "utf-8")
    assert "received draft: category: list_type" in explained(str(tmp_path), "--strict")


def test_explain_refuses_a_call_without_data_by_naming_the_keys() -> None:
    request = str(EXAMPLES / "no-data-at-all" / "request.json")
    result = RUN.invoke(app, ["explain", request])
    assert result.exit_code == 2
    assert "`patient`" in result.stderr


@pytest.mark.nightly
def test_the_demo_shows_a_real_answer_and_how_to_call_the_service() -> None:
    command = [sys.executable, "-m", "cds_service.cli.main", "demo", "--once"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout  # noqa: S603
    assert "warning" in shown
    assert "Replace with US axilla" in shown
    assert "curl -s" in shown
    assert "/cds-services/breast-imaging-order-s" in shown
