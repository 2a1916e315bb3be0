"""New files lead their author, and are refused until every question is answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cds_service.cli.main import app
from cds_service.knowledge.text.questions import MARK

RUN = CliRunner()
ID = "breast/before-radiotherapy"


def run(*arguments: object) -> tuple[int, str]:
    result = RUN.invoke(app, [str(each) for each in arguments])
    return result.exit_code, result.stdout


def asked(*paths: Path) -> int:
    """Count the questions; a remark in a file may speak of them."""
    lines = (line for path in paths for line in path.read_text("utf-8").splitlines())
    return sum(MARK in line for line in lines if not line.lstrip().startswith("#"))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    assert run("new", "overlay", folder)[0] == 0
    return folder


def test_a_new_overlay_is_refused_question_by_question(site: Path) -> None:
    status, told = run("check", "shipped", site)
    questions = [line for line in told.splitlines() if "not answered yet: " in line]
    assert status == 1
    assert len(questions) == asked(site / "about.yaml", site / "sources.yaml") > 3
    assert told.splitlines()[-1] == f"{len(questions)} problem(s)"


def test_a_new_scenario_is_refused_question_by_question(site: Path) -> None:
    status, told = run("new", "scenario", ID, "--folder", site)
    assert status == 0
    scenario = site / "scenarios" / f"{ID}.yaml"
    assert str(scenario) in told
    questions = [line for line in run("check", "shipped", site)[1].splitlines() if f"{ID}.yaml:" in line]
    assert len(questions) == asked(scenario) > 10
    assert all("not answered yet: " in line for line in questions)


def test_the_cases_of_a_new_scenario_are_refused_too(site: Path) -> None:
    for path in (site / "about.yaml", site / "sources.yaml"):
        text = path.read_text("utf-8").replace("(?) how many items the section has, as a number", "1")
        path.write_text(text.replace(MARK, "answered"), "utf-8")
    run("new", "scenario", "axilla/surgery-second", "--folder", site)
    routing = (Path(__file__).parents[3] / "knowledge/scenarios/axilla/surgery-first.yaml").read_text("utf-8")
    scenario = site / "scenarios/axilla/surgery-second.yaml"
    scenario.write_text(routing.replace("axilla/surgery-first", "axilla/surgery-second"), "utf-8")
    told = run("check", "shipped", site)[1].splitlines()
    assert len(told) == asked(scenario.with_name("surgery-second.cases.yaml")) + 1
    assert all("surgery-second.cases.yaml:" in line and "not answered yet: " in line for line in told[:-1])


def test_editors_find_the_schemas_of_new_files(site: Path) -> None:
    run("new", "scenario", ID, "--folder", site)
    for path in (
        site / "about.yaml",
        site / "scenarios" / f"{ID}.yaml",
        site / "scenarios" / f"{ID}.cases.yaml",
    ):
        head = path.read_text("utf-8").splitlines()[0]
        named = head.removeprefix("# yaml-language-server: $schema=")
        assert named != head
        assert (path.parent / named).is_file()


@pytest.mark.parametrize(
    ("scenario", "says"),
    [
        ("radiotherapy", "`radiotherapy` is no id"),
        ("Breast/Lump", "`Breast/Lump` is no id"),
        ("../../x/y", "`../../x/y` is no id"),
        ("axilla/surgery-first", "there is a scenario `axilla/surgery-first` already"),
    ],
)
def test_an_id_that_cannot_be_is_refused(site: Path, scenario: str, says: str) -> None:
    result = RUN.invoke(app, ["new", "scenario", scenario, "--folder", str(site)])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"error: {says}")


def test_a_scenario_is_not_begun_twice_nor_outside_a_folder_of_knowledge(site: Path, tmp_path: Path) -> None:
    assert run("new", "scenario", ID, "--folder", site)[0] == 0
    assert run("new", "scenario", ID, "--folder", site)[0] == 2
    assert run("new", "scenario", ID, "--folder", tmp_path)[0] == 2


def test_an_overlay_is_not_begun_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("keep", "utf-8")
    assert run("new", "overlay", tmp_path)[0] == 2
    assert [each.name for each in tmp_path.iterdir()] == ["notes.txt"]


def test_schemas_are_written_where_asked(tmp_path: Path) -> None:
    status, told = run("schema", tmp_path / "schemas", "--knowledge", "shipped")
    assert status == 0
    assert "12 schemas" in told
    assert len(list((tmp_path / "schemas").glob("*.schema.json"))) == 12
