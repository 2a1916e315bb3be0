"""The documents say what the code does, and leave nothing out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cds_service.cli.main import app
from cds_service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[3]
DOCUMENTS = [
    each
    for each in ROOT.rglob("*.md")
    if not {"node_modules", ".venv", ".venv-audit", ".venv-lock"} & set(each.relative_to(ROOT).parts)
]


def test_every_setting_is_documented_and_no_other() -> None:
    documented = set(re.findall(rf"`({PREFIX}\w+)`", (ROOT / "docs/settings.md").read_text("utf-8")))
    assert documented == {PREFIX + name.upper() for name in Settings.model_fields}


def test_every_command_of_the_readme_exists() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make (\w+)", readme, re.MULTILINE)) <= targets
    for verb in set(re.findall(r"cds-service (\w+)", readme)):
        assert CliRunner().invoke(app, [verb, "--help"]).exit_code == 0, verb


@pytest.mark.parametrize("document", DOCUMENTS, ids=[str(each.relative_to(ROOT)) for each in DOCUMENTS])
def test_every_link_inside_the_repository_leads_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?```", "", document.read_text("utf-8"), flags=re.DOTALL)
    targets = [each for each in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in each]
    missing = [each for each in targets if not (document.parent / each).exists()]
    assert not missing


def test_the_coverage_page_is_current() -> None:
    printed = CliRunner().invoke(app, ["coverage", "shipped"]).stdout
    assert (ROOT / "docs/coverage.md").read_text("utf-8") == printed, "run `make coverage`"
