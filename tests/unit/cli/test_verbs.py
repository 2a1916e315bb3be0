"""Every verb takes bad input with one clear line and exit status 2."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import uvicorn
from typer.testing import CliRunner

from cds_service.cli.main import app

RUN = CliRunner()
EXAMPLE = Path(__file__).parents[3] / "examples" / "overlay"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["explain", "nowhere.json"], "`nowhere.json` cannot be read"),
        (["explain", "{broken}"], "the body is not JSON"),
        (["explain", "{empty}"], "`hook` is missing"),
        (["explain", "{empty}", "--today", "yesterday"], "`--today yesterday` is no date"),
        (["explain", "{empty}", "--service", "x"], "no service `x`"),
        (["check", "nowhere"], "`nowhere` is no folder"),
        (["serve", "--log-level", "loud"], "`--log-level loud` is not known"),
        (["serve", "--port", "99999"], "`CDS_SERVICE_PORT` is not usable"),
        (["demo", "--example", "nowhere"], "no example `nowhere`"),
    ],
)
def test_bad_input_is_one_line_and_status_2(arguments: list[str], says: str, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{", "utf-8")
    (tmp_path / "empty.json").write_text("{}", "utf-8")
    names = {"{broken}": str(tmp_path / "broken.json"), "{empty}": str(tmp_path / "empty.json")}
    result = RUN.invoke(app, [names.get(each, each) for each in arguments])
    assert result.exit_code == 2
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"error: {says}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROFILE", "unknown"),
        ("CORS_ORIGINS", "*"),
        ("CORS_ORIGINS", "https://a.org/"),
        ("MAX_BODY_BYTES", "0"),
        ("MAX_BODY_BYTES", "100000000"),
        ("BODY_SECONDS", "0"),
        ("CALLS_PER_SECOND", "0"),
        ("TRUSTED_PROXIES", "proxy.example.org"),
        ("CLIENTS", "clients.yaml"),
        ("ALP_MILD_MULTIPLE", "one"),
        ("STORE_KEY", "short"),
        ("KEEP_DAYS", "0"),
    ],
)
def test_a_setting_that_is_not_usable_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"CDS_SERVICE_{name}", value)
    result = RUN.invoke(app, ["serve"])
    assert result.exit_code == 2
    assert f"`CDS_SERVICE_{name}` is not usable" in result.stderr


def test_a_service_that_is_to_be_silent_must_be_one_that_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDS_SERVICE_SILENT_SERVICES", "breast-imaging")
    result = RUN.invoke(app, ["serve"])
    assert (result.exit_code, "names no service" in result.stderr) == (2, True)


def test_nobody_beyond_this_machine_is_let_in_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    def listen(*_: object) -> None:
        pytest.fail("the service listens")

    monkeypatch.setattr(uvicorn, "Server", listen)
    monkeypatch.setenv("CDS_SERVICE_STORE", "off")
    for host in ("0.0.0.0", "::", "10.0.0.1"):  # noqa: S104  # refused, not listened on
        result = RUN.invoke(app, ["serve", "--host", host])
        assert result.exit_code == 2
        assert result.stderr.startswith(f"error: `{host}` can be reached by others, and callers are not")


def test_what_is_wrong_with_a_list_of_clients_is_told_line_by_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clients.yaml").write_text("clients:\n  ehr:\n    isuer: x\n", "utf-8")
    monkeypatch.setenv("CDS_SERVICE_CLIENTS", str(tmp_path / "clients.yaml"))
    monkeypatch.setenv("CDS_SERVICE_PUBLIC_URL", "https://cds.example.org")
    monkeypatch.setenv("CDS_SERVICE_STORE", "off")
    result = RUN.invoke(app, ["serve"])
    assert result.exit_code == 2
    told = result.stderr.splitlines()
    assert (
        told[0]
        == "clients.yaml:2: `ehr` has no keys; give their address as `jku`, or a file with them as `keys`"
    )
    assert "clients.yaml:3: unknown key `isuer`; did you mean `issuer`?" in told
    assert told[-1] == "error: the list of clients has 3 problem(s)"


def test_the_shipped_knowledge_has_no_problem() -> None:
    result = RUN.invoke(app, ["check"])
    assert (result.exit_code, "no problem" in result.stdout) == (0, True)


def test_problems_of_the_knowledge_are_listed_and_end_in_status_1(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("facts: 7\n", "utf-8")
    result = RUN.invoke(app, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert "problem(s)" in result.stdout


def test_knowledge_with_a_problem_is_not_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    monkeypatch.setenv("CDS_SERVICE_KNOWLEDGE", f"shipped,{tmp_path / 'site'}")
    result = RUN.invoke(app, ["serve"])
    assert result.exit_code == 2
    problem, summary = result.stderr.splitlines()
    assert problem == "site/about.yaml:1: no such file; add it: say who answers for the folder"
    assert summary.startswith("error: the knowledge has 1 problem(s)")


def test_a_case_that_does_not_hold_is_a_problem_and_says_in_what(tmp_path: Path) -> None:
    site = shutil.copytree(EXAMPLE, tmp_path / "site")
    scenario = site / "scenarios/breast/before-radiotherapy.yaml"
    text = scenario.read_text("utf-8").replace("rating: may-be-appropriate", "rating: usually-appropriate")
    scenario.write_text(text, "utf-8")
    result = RUN.invoke(app, ["check", "shipped", str(site)])
    assert result.exit_code == 1
    first = result.stdout.splitlines()[0]
    assert first.startswith("site/scenarios/breast/before-radiotherapy.cases.yaml:")
    assert first.endswith("rating is `usually-appropriate`, not `may-be-appropriate`")
