"""What was acknowledged is still there after `kill -9`: of the real service, at any moment."""

from __future__ import annotations

import os
import random  # noqa: TID251 (seeded)
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from cds_service.adapters.store.tables import FEEDBACK
from tests.support.records import NOON, rows

URL = "/cds-services/breast-imaging-order-sign/feedback"
_CLIENTS = 4


@pytest.mark.parametrize(
    "kills", [pytest.param(3, id="3"), pytest.param(100, id="100", marks=pytest.mark.nightly)]
)
def test_acknowledged_feedback_survives_kill_9(address: str, tmp_path: Path, kills: int) -> None:
    chance = random.Random(9)  # noqa: S311 (moments, not secrets)
    acknowledged: set[str] = set()
    for number in range(kills):
        acknowledged |= _send_until_killed(address, tmp_path, number, chance.randint(5, 60))
    kept = [each["card"] for each in rows(address, FEEDBACK)]
    assert len(kept) == len(set(kept)), "an entry is there twice"
    assert acknowledged - set(kept) == set(), "an acknowledged entry is lost"


def _send_until_killed(address: str, folder: Path, number: int, enough: int) -> set[str]:
    """Serve, send feedback from several clients, kill the process once enough of it is acknowledged."""
    port = _free_port()
    settings = {"CDS_SERVICE_STORE": address, "CDS_SERVICE_STORE_KEY": "k" * 32}
    command = [
        sys.executable,
        "-m",
        "cds_service.cli.main",
        "serve",
        "--port",
        str(port),
        "--log-level",
        "critical",
    ]
    server = subprocess.Popen(command, cwd=folder, env=os.environ | settings)  # noqa: S603
    try:
        _wait_until_ready(port, server)
        acknowledged: set[str] = set()
        clients = [
            threading.Thread(target=_send, args=(port, f"{number}-{each}", acknowledged))
            for each in range(_CLIENTS)
        ]
        for each in clients:
            each.start()
        _wait_for(lambda: len(acknowledged) >= enough, server)
        server.send_signal(signal.SIGKILL)
        for each in clients:
            each.join()
    finally:
        server.kill()
        server.wait()
    return acknowledged


def _send(port: int, name: str, acknowledged: set[str]) -> None:
    """Send entries one after the other until nobody answers."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10, trust_env=False) as client:
        for place in range(100_000):
            card = f"{name}-{place}"
            at = (NOON + timedelta(seconds=place)).isoformat()
            entry = {"card": card, "outcome": "overridden", "outcomeTimestamp": at}
            try:
                answer = client.post(URL, json={"feedback": [entry]})
            except httpx.TransportError:
                return
            if answer.status_code == httpx.codes.OK:
                acknowledged.add(card)


def _wait_until_ready(port: int, server: subprocess.Popen[bytes]) -> None:
    def answers() -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).is_success
        except httpx.TransportError:
            return False

    _wait_for(answers, server)


def _wait_for(holds: Callable[[], bool], server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while not holds():
        assert server.poll() is None, "the service ended by itself"
        assert time.monotonic() < until, "it did not come to pass in time"
        time.sleep(0.001)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
