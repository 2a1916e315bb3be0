"""The knowledge in force is replaced while the service runs, or kept where the new one has problems."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from cds_service.advice.completion import Completion
from cds_service.callers.clients import NO_CLIENT, Client
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.hooks.profiles import GENERIC
from cds_service.hooks.request import HookRequest
from cds_service.web.app import create_app
from cds_service.wiring import Service
from tests.support.knowledge import KNOWLEDGE
from tests.support.service import service

ROOT = Path(__file__).parents[2]
REQUEST = (ROOT / "examples/axilla-restaging-after-neoadjuvant-chemotherapy/request.json").read_bytes()
SIGN = "/cds-services/breast-imaging-order-sign"
CALLER = Client(NO_CLIENT, GENERIC)
PATIENCE = 30
"""Seconds."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(KNOWLEDGE, tmp_path / "knowledge")


@pytest.fixture
def running(folder: Path) -> Service:
    return service(knowledge=[folder])


@pytest.fixture
def caller(running: Service) -> TestClient:
    return TestClient(create_app(running))


def change(folder: Path) -> None:
    with (folder / "facts.yaml").open("a", encoding="utf-8") as file:
        file.write("# a word\n")


def break_(folder: Path) -> None:
    (folder / "overlap.yaml").write_text("rulings: []\n", "utf-8")


def digests(caller: TestClient) -> set[str]:
    """Give every digest that the service tells: where it is asked, in discovery and on a card."""
    card = caller.post(SIGN, content=REQUEST).json()["cards"][0]
    assessed = {entry["knowledge"] for entry in card["extension"]["org.imaging-cds.assessment"]}
    return assessed | {
        card["detail"].partition("Knowledge ")[2][:12],
        caller.get("/cds-services").json()["extension"]["org.imaging-cds.knowledge"],
        caller.get("/readyz").json()["knowledge"],
        caller.get("/").json()["knowledge"],
    }


def test_the_digest_in_force_is_told_everywhere(caller: TestClient, running: Service) -> None:
    assert digests(caller) == {running.in_force.loaded.knowledge.digest}


def test_sound_knowledge_takes_over_as_a_whole(folder: Path, running: Service, caller: TestClient) -> None:
    before = digests(caller)
    change(folder)
    assert running.in_force.load_anew()
    (after,) = digests(caller)
    assert {after} != before


def test_knowledge_with_problems_does_not_take_over_and_says_why(
    folder: Path, running: Service, caller: TestClient
) -> None:
    before = digests(caller)
    break_(folder)
    assert not running.in_force.load_anew()
    assert digests(caller) == before
    told = caller.get("/readyz")
    assert (told.status_code, told.json()["status"]) == (200, "ready")
    assert told.json()["refused"] == {
        "at": "2026-06-01T12:00:00Z",
        "count": 1,
        "problems": [
            "knowledge/overlap.yaml:1: a file that nothing reads; did you mean `overlaps.yaml`?",
        ],
    }


def test_what_was_refused_is_no_longer_told_once_it_is_mended(
    folder: Path, running: Service, caller: TestClient
) -> None:
    break_(folder)
    running.in_force.load_anew()
    (folder / "overlap.yaml").unlink()
    running.in_force.load_anew()
    assert "refused" not in caller.get("/readyz").json()


def test_readiness_names_the_layers(caller: TestClient) -> None:
    told = caller.get("/readyz").json()
    assert told["layers"] == ["Imaging appropriateness in breast cancer"]
    assert told["since"] == "2026-06-01T12:00:00Z"


class _SlowChart:
    """Reads nothing, once it is let."""

    def __init__(self) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def complete(self, request: HookRequest, *_: object) -> Completion:
        self.begun.set()
        await self.go_on.wait()
        return Completion(request.prefetch)


def test_a_call_in_flight_ends_on_the_knowledge_it_began_with(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> tuple[str, str, str]:
        chart = _SlowChart()
        monkeypatch.setattr("cds_service.wiring.FhirServers", lambda *_, **__: chart)
        running = service(knowledge=[folder])
        before = running.in_force.loaded.knowledge.digest
        body = json.dumps(json.loads(REQUEST) | {"fhirServer": "https://ehr.example.org/fhir"}).encode()
        answer = asyncio.ensure_future(running.answer("breast-imaging-order-sign", body, CALLER))
        await chart.begun.wait()
        change(folder)
        assert running.in_force.load_anew()
        chart.go_on.set()
        card = (await answer).cards[0]
        return before, card.detail, running.in_force.loaded.knowledge.digest

    before, detail, after = asyncio.run(run())
    assert before != after
    assert f"Knowledge {before}." in detail


def test_what_is_no_longer_in_force_is_let_go(folder: Path, running: Service, caller: TestClient) -> None:
    digests(caller)
    gc.collect()
    before = _knowledge_in_memory()
    for _ in range(3):
        change(folder)
        running.in_force.load_anew()
        digests(caller)
    gc.collect()
    assert _knowledge_in_memory() == before


def _knowledge_in_memory() -> int:
    return sum(isinstance(each, KnowledgeBase) for each in gc.get_objects())


@pytest.mark.nightly
@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this platform has no such signal")
def test_a_running_service_loads_on_the_signal(folder: Path) -> None:
    with _serving({"CDS_SERVICE_KNOWLEDGE": str(folder)}) as (process, base):
        before = _told(base)["knowledge"]
        change(folder)
        process.send_signal(signal.SIGHUP)
        after = _wait_until(base, lambda told: told["knowledge"] != before)
        break_(folder)
        process.send_signal(signal.SIGHUP)
        assert _wait_until(base, lambda told: "refused" in told)["knowledge"] == after["knowledge"]


@pytest.mark.nightly
def test_a_running_service_loads_on_a_change_where_it_is_set_so(folder: Path) -> None:
    settings = {"CDS_SERVICE_KNOWLEDGE": str(folder), "CDS_SERVICE_KNOWLEDGE_WATCH": "true"}
    with _serving(settings) as (_, base):
        before = _told(base)["knowledge"]
        change(folder)
        _wait_until(base, lambda told: told["knowledge"] != before)


@pytest.mark.nightly
@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this platform has no such signal")
def test_a_service_at_a_terminal_ends_when_the_terminal_is_closed(folder: Path) -> None:
    ours, theirs = os.openpty()
    with _serving({"CDS_SERVICE_KNOWLEDGE": str(folder)}, theirs) as (process, base):
        before = _told(base)["knowledge"]
        change(folder)
        process.send_signal(signal.SIGHUP)
        _wait_until(base, lambda told: told["knowledge"] != before)
        os.close(theirs)
        os.close(ours)
        assert process.wait(PATIENCE) in {0, -signal.SIGTERM}


@contextmanager
def _serving(
    settings: Mapping[str, str], terminal: int | None = None
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run `cds-service serve` on a free port, at a terminal of its own or without one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "cds_service.cli.main", "serve", "--port", str(port)]
    at = subprocess.DEVNULL if terminal is None else terminal
    if terminal is not None:
        command = [sys.executable, "-c", _TAKE_TERMINAL, *command[1:]]
    process = subprocess.Popen(  # noqa: S603  # our own command
        command,
        env={**os.environ, "CDS_SERVICE_STORE": "off", **settings},
        stdin=at,
        stdout=at,
        stderr=at,
        start_new_session=True,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_until(base, lambda told: told["status"] == "ready")
        yield process, base
    finally:
        process.terminate()
        process.wait(PATIENCE)


_TAKE_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)
"""Makes the terminal that it was given its own, so that closing it is told, and goes on as the service."""


def _told(base: str) -> dict[str, Any]:
    told: dict[str, Any] = httpx.get(f"{base}/readyz").json()
    return told


def _wait_until(base: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            told = _told(base)
        except httpx.TransportError:
            told = {"status": "not yet"}
        if holds(told):
            return told
        time.sleep(0.1)
    raise AssertionError("it did not come to that")
