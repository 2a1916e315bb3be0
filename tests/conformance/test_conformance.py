"""The specification, requirement by requirement, against a running service.

The script that checks is no part of this repository: it lies in `shared/cds-hooks` beside the checkout where
the project is developed, and without it these tests are skipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
import uvicorn

from cds_service.web.app import create_app
from tests.conformance.cases import Raw, cases
from tests.support.service import service

SCRIPT: Final = Path(__file__).parents[3] / "shared" / "cds-hooks" / "conformance.py"
TODAY: Final = date(2026, 6, 1)
GROUPS: Final = ("GEN", "DISC", "PRE", "REQ", "CTX", "CARD", "LINK", "SUG", "ACT", "RESP", "ERR", "CASE")

SKIPPED: Final = {
    "GEN-02": "plain http on loopback",
    "CARD-11": "there is no feedback endpoint yet",
    "ACT-09": "an order may be removed without another in its place",
    "LINK-04": "no link opens a SMART app",
    "LINK-05": "as LINK-04",
}
SKIPPED_IN: Final = {
    "2.0": {},
    "3.0": {"PRE-05": "no template refers to another", "SUG-07": "actionSelectionBehavior is not used"},
}
NOTHING_CREATED: Final = {"ACT-11": "only a client that takes a swap as a new order is sent one"}
NOTHING_REMOVED: Final = {"ACT-07": "no order is removed", "ACT-08": "as ACT-07"}

REMOVING: Final = ("--delete-alone",)

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(not SCRIPT.exists(), reason="the conformance script is not beside this checkout"),
]


@contextmanager
def running(**settings: object) -> Iterator[str]:
    """Serve on a free port, as of the day of the examples."""
    app = create_app(service(TODAY, **settings))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", server_header=False))
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def check(base: str, spec: str, folder: Path, asked: list[Raw], *options: str) -> dict[str, list[Raw]]:
    """Run every check; give the results of our groups by outcome."""
    case_file, report = folder / "cases.json", folder / "report.json"
    case_file.write_text(json.dumps(asked), "utf-8")
    command = [sys.executable, str(SCRIPT), base, "--no-auth", "--spec", spec, *options]
    subprocess.run(  # noqa: S603  # our own arguments
        [*command, "--case", str(case_file), "--json", str(report)], check=False, capture_output=True
    )
    results: list[Raw] = json.loads(report.read_text("utf-8"))["results"]
    ours = [each for each in results if each["id"].split("-")[0] in GROUPS]
    return {outcome: [each for each in ours if each["result"] == outcome] for outcome in ("FAIL", "SKIP")}


@pytest.mark.parametrize("spec", ["2.0", "3.0"])
class TestEveryRequirementIsMet:
    """Nothing fails, and what is skipped is what is said here, no more and no less."""

    def test_with_an_id_for_each_hook(self, spec: str, tmp_path: Path) -> None:
        with running() as base:
            found = check(base, spec, tmp_path, cases(), *REMOVING)
        assert found["FAIL"] == []
        assert_skipped(found, spec, NOTHING_CREATED)

    def test_with_one_id(self, spec: str, tmp_path: Path) -> None:
        with running(shared_service_id=True) as base:
            found = check(base, spec, tmp_path, cases(), *REMOVING)
        assert found["FAIL"] == []
        assert_skipped(found, spec, NOTHING_CREATED)

    def test_by_a_client_that_takes_a_swap_as_a_new_order(self, spec: str, tmp_path: Path) -> None:
        requests = [case["request"] for case in cases()]
        with running(profile="delete-create") as base:
            found = check(base, spec, tmp_path, requests, *REMOVING)
        assert found["FAIL"] == []
        assert_skipped(found, spec)

    def test_without_any_exception_where_nothing_is_removed(self, spec: str, tmp_path: Path) -> None:
        with running() as base:
            found = check(base, spec, tmp_path, cases(removing=False))
        assert found["FAIL"] == []
        assert_skipped(found, spec, NOTHING_CREATED, NOTHING_REMOVED)


def assert_skipped(found: Mapping[str, list[Raw]], spec: str, *more: Mapping[str, str]) -> None:
    reasons = {each["id"]: each["reason"] for each in found["SKIP"]}
    due = {name for allowed in (SKIPPED, SKIPPED_IN[spec], *more) for name in allowed}
    assert set(reasons) == due, reasons
