"""The specification, requirement by requirement, against a running service.

The script that checks is no part of this repository: it lies in `shared/cds-hooks` beside the checkout where
the project is developed, and without it these tests are skipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest
import uvicorn

from cds_service.web.app import create_app
from tests.conformance.cases import cases
from tests.support.service import service

SCRIPT: Final = Path(__file__).parents[3] / "shared" / "cds-hooks" / "conformance.py"
TODAY: Final = date(2026, 6, 1)
GROUPS: Final = ("GEN", "DISC", "PRE", "REQ", "CTX", "CARD", "LINK", "SUG", "ACT", "RESP", "ERR", "CASE")

MAY_BE_SKIPPED: Final = {
    "GEN-02": "plain http on loopback",
    "PRE-05": "no template refers to another",
    "SUG-07": "actionSelectionBehavior is not used",
    "LINK-04": "no SMART links",
    "LINK-05": "no SMART links",
}

pytestmark = [
    pytest.mark.nightly,
    pytest.mark.skipif(not SCRIPT.exists(), reason="the conformance script is not beside this checkout"),
]


@contextmanager
def running(shared_id: bool) -> Iterator[str]:  # noqa: FBT001  # the one thing that differs between runs
    """Serve on a free port, as of the day of the examples."""
    app = create_app(service(TODAY, shared_service_id=shared_id))
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


def run_script(base: str, spec: str, folder: Path) -> list[dict[str, Any]]:
    """Run every check and give one result for each requirement and case."""
    case_file, report = folder / "cases.json", folder / "report.json"
    case_file.write_text(json.dumps(cases()), "utf-8")
    command = [sys.executable, str(SCRIPT), base, "--no-auth", "--delete-alone", "--spec", spec]
    subprocess.run(  # noqa: S603  # our own arguments
        [*command, "--case", str(case_file), "--json", str(report)], check=False, capture_output=True
    )
    results: list[dict[str, Any]] = json.loads(report.read_text("utf-8"))["results"]
    return results


@pytest.mark.parametrize("shared_id", [False, True], ids=["an id for each hook", "one id"])
@pytest.mark.parametrize("spec", ["2.0", "3.0"])
def test_every_requirement_is_met(spec: str, shared_id: bool, tmp_path: Path) -> None:  # noqa: FBT001  # a table
    with running(shared_id) as base:
        results = run_script(base, spec, tmp_path)
    ours = [each for each in results if each["id"].split("-")[0] in GROUPS]
    assert [each for each in ours if each["result"] == "FAIL"] == []
    skipped = {each["id"]: each["reason"] for each in ours if each["result"] == "SKIP"}
    assert {id_: reason for id_, reason in skipped.items() if id_ not in MAY_BE_SKIPPED} == {}
