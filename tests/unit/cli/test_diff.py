"""`diff` shows for whom a change of the knowledge changes something, and says by its exit status whether."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cds_service.cli.main import app
from tests.support.knowledge import KNOWLEDGE

RUN = CliRunner()
POST_NAC = "scenarios/axilla/restaging-after-neoadjuvant-chemotherapy.yaml"
SYMPTOMS = "scenarios/breast/symptoms-after-surgery.yaml"


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    return shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


def test_nothing_changes_between_a_knowledge_and_itself() -> None:
    result = RUN.invoke(app, ["diff", str(KNOWLEDGE), "shipped"])

    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1].endswith("nothing changes for any patient")


def test_a_bound_that_moves_shows_the_patient_on_it(changed: Path) -> None:
    replace(changed / POST_NAC, "more_than: 2 cm", "at_least: 2 cm")

    result = RUN.invoke(app, ["diff", "shipped", str(changed)])

    assert result.exit_code == 1
    assert "  the scenario: does-not-apply becomes applies\n" in result.stdout
    assert "breast_cancer.size_at_diagnosis: 20 mm" in result.stdout
    assert "  us-axilla: not rated becomes usually-appropriate\n" in result.stdout


def test_a_rating_that_changes_is_told_without_the_verdict(changed: Path) -> None:
    replace(changed / POST_NAC, "rating: may-be-appropriate", "rating: usually-appropriate")

    result = RUN.invoke(app, ["diff", "shipped", str(changed), "--json"])

    (change,) = json.loads(result.stdout)["changes"]
    assert result.exit_code == 1
    assert change["study"] == "mri-breast-without-and-with-iv-contrast"
    assert (change["before"], change["after"]) == ("may-be-appropriate", "usually-appropriate")
    assert change["patient"]["neoadjuvant_therapy.phase"] == "completed"


def test_a_scenario_that_goes_is_told_for_those_whom_it_applied_to(changed: Path) -> None:
    (changed / SYMPTOMS).unlink()
    replace(
        changed / "scenarios/breast/positive-margins-after-lumpectomy.yaml",
        "see: breast/symptoms-after-surgery",
        "see: breast/surveillance-after-conserving-surgery",
    )

    result = RUN.invoke(app, ["diff", "shipped", str(changed)])

    assert result.exit_code == 1
    assert "breast/symptoms-after-surgery\n  the scenario: applies becomes not there\n" in result.stdout


def test_other_words_change_nothing_for_any_patient_and_are_told(changed: Path) -> None:
    replace(changed / POST_NAC, "title: Restaging", "title: Staging again")

    result = RUN.invoke(app, ["diff", "shipped", str(changed)])

    assert result.exit_code == 0
    assert "restaging-after-neoadjuvant-chemotherapy: other title; no verdict" in result.stdout


def test_a_ruling_that_changes_is_told(changed: Path) -> None:
    replace(changed / "overlaps.yaml", "kind: by-question", "kind: by-question # no change but for the file")
    replace(
        changed / "overlaps.yaml", "first: staging/", "first: axilla/staging-before-neoadjuvant-therapy #"
    )

    result = RUN.invoke(app, ["diff", "shipped", str(changed)])

    assert result.exit_code == 0
    assert "other rulings; no verdict or rating changes" in result.stdout


def test_a_knowledge_with_problems_cannot_be_compared(changed: Path) -> None:
    replace(changed / POST_NAC, "more_than: 2 cm", "more_than: 2 apples")

    result = RUN.invoke(app, ["diff", "shipped", str(changed)])

    assert result.exit_code == 2
    assert "`apples` does not measure this fact" in result.stderr


def test_a_folder_that_is_not_there_is_named() -> None:
    result = RUN.invoke(app, ["diff", "shipped", "nowhere"])

    assert result.exit_code == 2
    assert "`nowhere` is no folder" in result.stderr
