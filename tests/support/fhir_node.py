"""The small real FHIR server that the contract tests start, and the chart it is given."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import pytest

Raw = dict[str, Any]

PLACE: Final = "CDS_SERVICE_TEST_FHIR_SERVER"
"""Names the folder of the server's source where it is not beside the checkout."""

_BESIDE: Final = Path(__file__).parents[3] / "shared" / "fhir-server"
_SOURCES: Final = ("server.mjs", "package.json", "package-lock.json")


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


def install(temporary: Path) -> Path:
    """Copy the server's source and install its parts, once for all processes of a test run."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("the real FHIR server needs `node` and `npm`")
    source = Path(os.environ.get(PLACE, _BESIDE))
    if not (source / "server.mjs").is_file():
        pytest.skip(f"the real FHIR server's source is not here: name its folder in `{PLACE}`")
    copy = temporary / "fhir-server"
    with (temporary / "fhir-server.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (copy / "installed").exists():
            copy.mkdir(exist_ok=True)
            for name in _SOURCES:
                shutil.copyfile(source / name, copy / name)
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
            subprocess.run(command, cwd=copy, check=True, timeout=300)  # noqa: S603  # the path is npm's own
            (copy / "installed").touch()
    return copy


@contextmanager
def run(installed: Path, chart: Sequence[Raw], work: Path, *options: str) -> Iterator[NodeServer]:
    """Run the server with this chart until the block ends."""
    work.mkdir(parents=True, exist_ok=True)
    data, log = work / "chart.json", work / "requests.ndjson"
    data.write_text(json.dumps(list(chart)))
    port = _free_port()
    command = ["node", "server.mjs", "--port", str(port), "--data", str(data), "--log", str(log), *options]
    with subprocess.Popen(command, cwd=installed, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
