"""The script that checks a running service, and what it may leave out.

It is no part of this repository: it lies in `shared/cds-hooks` beside the checkout where the project is
developed, or where `CDS_SERVICE_TEST_CONFORMANCE` says; without it the tests are skipped.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from tests.conformance.cases import Raw

PLACE: Final = "CDS_SERVICE_TEST_CONFORMANCE"
_BESIDE: Final = Path(__file__).parents[3] / "shared" / "cds-hooks" / "conformance.py"
SCRIPT: Final = Path(os.environ.get(PLACE, _BESIDE))
TODAY: Final = date(2026, 6, 1)

MAY_BE_SKIPPED: Final = {
    "GEN-02": "plain http on loopback",
    "PRE-05": "no template refers to another",
    "SUG-07": "actionSelectionBehavior is not used",
    "ACT-09": "an order may be removed without another in its place",
    "LINK-04": "no card has a link to an app",
    "LINK-05": "as LINK-04",
}
ONLY_WHERE_CREATED: Final = {"ACT-11": "only a client that takes a swap as a new order is sent one"}
REMOVING: Final = ("--delete-alone",)

MARKS: Final = [
    pytest.mark.nightly,
    pytest.mark.skipif(not SCRIPT.exists(), reason=f"name the conformance script in `{PLACE}`"),
]


def check(base: str, spec: str, folder: Path, asked: list[Raw], *options: str) -> dict[str, list[Raw]]:
    """Run the script with these options; give its results by outcome."""
    case_file, report = folder / "cases.json", folder / "report.json"
    case_file.write_text(json.dumps(asked), "utf-8")
    command = [sys.executable, str(SCRIPT), base, "--spec", spec, *options]
    subprocess.run(  # noqa: S603  # our own arguments
        [*command, "--case", str(case_file), "--json", str(report)], check=False, capture_output=True
    )
    results: list[Raw] = json.loads(report.read_text("utf-8"))["results"]
    return {outcome: [each for each in results if each["result"] == outcome] for outcome in ("FAIL", "SKIP")}


def unexpected(skipped: list[Raw], *allowed: Mapping[str, str]) -> dict[str, str]:
    """Give what was skipped without being allowed to be."""
    known = {id_ for each in allowed for id_ in each}
    return {each["id"]: each["reason"] for each in skipped if each["id"] not in known}


def two_free_ports() -> int:
    """Give the first of two neighbouring ports that are free: for the script's helper and its canary."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
