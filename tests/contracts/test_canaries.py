"""Nothing of a patient, a user or a token gets into logs, errors, addresses or files: a run that is searched.

The service runs as a process of its own with every logger at its most talkative. It is sent marks in every
field of calls, tokens, feedback and the FHIR server's answers; then all that came out of it is searched.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final

import httpx
import pytest

from tests.support.canaries import Canaries
from tests.support.clients import SIGNER, write_clients
from tests.support.fhir_liar import Exchange, head, send_json, serve
from tests.support.results import bundle
from tests.support.tokens import SERVICE, Signer

Raw = dict[str, Any]

EXAMPLES: Final = Path(__file__).parents[2] / "examples"
SIGN: Final = "/cds-services/breast-imaging-order-sign"
_TALKATIVE: Final = (
    "import logging; logging.basicConfig(level=1); from cds_service.cli.main import app; "
    "app(['serve', '--port', '0', '--log-level', 'debug'])"
)


@dataclass
class Run:
    """A service that runs, what was planted, and what came out of it."""

    base: str
    folder: Path
    fhir: str
    canaries: Canaries
    caller: httpx.Client
    heard: list[tuple[str, bytes]] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)

    def send(self, what: str, path: str = SIGN, content: bytes | str = b"", **more: Any) -> httpx.Response:  # noqa: ANN401
        """Call with a token; keep what must not hold anything of it: headers, and bodies of refusals."""
        headers = {"Content-Type": "application/json"} | more.pop("headers", {})
        if "Authorization" not in headers:
            claims: Raw = {name: self.canaries.mark(f"token.{name}") for name in ("sub", "jti", "name")}
            target = path.partition("?")[0]
            headers["Authorization"] = f"Bearer {sign(path=target, **claims)}"
        method = more.pop("method", "POST")
        answer = self.caller.request(method, f"{self.base}{path}", content=content, headers=headers)
        self.statuses.add(answer.status_code)
        self.heard.append((f"{what}: headers", str(answer.headers.multi_items()).encode()))
        if answer.status_code != httpx.codes.OK:
            self.heard.append((f"{what}: {answer.status_code}", answer.content))
        return answer


def sign(signer: Signer = SIGNER, path: str = SIGN, **changes: Any) -> str:  # noqa: ANN401  # any claim
    """Sign a token that is valid now."""
    now = int(time.time())  # noqa: TID251  # the service looks at the clock
    return signer.token(path, **{"iat": now, "exp": now + 300} | changes)


@contextmanager
def fhir_server(canaries: Canaries) -> Iterator[str]:
    """Serve charts and failures, marks in all of them, in a thread of its own."""
    answers = 0

    async def behave(exchange: Exchange) -> None:
        nonlocal answers
        answers += 1
        condition = canaries.beside({"resourceType": "Condition", "id": "c", "code": {"text": "x"}}, "fhir")
        outcome = {
            "resourceType": "OperationOutcome",
            "issue": [{"diagnostics": canaries.mark("fhir.outcome")}],
        }
        match answers % 5:
            case 0:
                await send_json(exchange, outcome, 500)
            case 1:
                mark = canaries.mark("fhir.location")
                await exchange.send(head(302, location=f"http://x.test/{mark}", content_length=0))
            case 2:
                await exchange.send(head(content_length=9), canaries.mark("fhir.garbage")[:9].encode())
            case 3:
                await send_json(exchange, bundle(condition, next_page=canaries.mark("fhir.next")))
            case _:
                await send_json(exchange, bundle(condition, total=1))

    ready, done, bases = Event(), Event(), []

    async def run() -> None:
        async with serve(behave) as liar:
            bases.append(liar.base)
            ready.set()
            await asyncio.to_thread(done.wait)

    thread = Thread(target=asyncio.run, args=(run(),))
    thread.start()
    ready.wait()
    try:
        yield bases[0]
    finally:
        done.set()
        thread.join()


@contextmanager
def talkative_service(folder: Path) -> Iterator[Run]:
    """Run the service with everything it can be told to keep and to say."""
    canaries = Canaries()
    with fhir_server(canaries) as fhir:
        settings = {
            "CLIENTS": str(write_clients(folder, fhir_servers=[fhir], calls_per_second=9999)),
            "PUBLIC_URL": SERVICE,
            "USED_TOKENS": str(folder / "state" / "used.sqlite3"),
            "STORE": f"sqlite:///{folder / 'state' / 'store.sqlite3'}",
            "STORE_KEY": "k" * 40,
            "FHIR_BUDGET_MS": "100",
            "HEED_SCOPE": "false",
        }
        (folder / "state").mkdir()
        environment = os.environ | {f"CDS_SERVICE_{name}": value for name, value in settings.items()}
        with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
            command = [sys.executable, "-X", "dev", "-c", _TALKATIVE]
            process = subprocess.Popen(command, cwd=folder / "state", env=environment, stdout=out, stderr=err)  # noqa: S603
            try:
                base = _address(folder / "stderr", process)
                with httpx.Client(timeout=30) as caller:
                    yield Run(base, folder, fhir, canaries, caller)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=20)


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        _, found, rest = log.read_text("utf-8").partition("running on ")
        if found and " " in rest:
            return rest.split(" ", 1)[0]
        time.sleep(0.05)
    pytest.fail(log.read_text("utf-8"))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Give a run that is over."""
    with talkative_service(tmp_path_factory.mktemp("run")) as run:
        _call(run)
        _call_wrongly(run)
        _send_feedback(run)
    return run


def _request(run: Run, example: str) -> Raw:
    request: Raw = json.loads((EXAMPLES / example / "request.json").read_text("utf-8"))
    granted = {"access_token": run.canaries.mark("access token"), "scope": run.canaries.mark("scope")}
    return request | {"fhirServer": run.fhir, "fhirAuthorization": granted}


def _call(run: Run) -> None:
    """Send marks beside every text, then in the place of every text of a smaller call."""
    for example in (
        "axilla-restaging-after-neoadjuvant-chemotherapy",
        "two-orders-one-study",
        "one-fact-missing",
    ):
        request = _request(run, example)
        for marked in (
            request | {"prefetch": run.canaries.beside(request["prefetch"], "prefetch")},
            request | {"prefetch": {}},
            run.canaries.beside(
                request, sparing={"hook", "resourceType", "fhirServer", "system", "code", "id"}
            ),
            run.canaries.beside(request, sparing={"hook"}),
        ):
            run.send(example, content=json.dumps(marked))
    smaller = _request(run, "axilla-restaging-after-neoadjuvant-chemotherapy")
    prefetch = {"patient": smaller["prefetch"]["patient"], "problems": smaller["prefetch"].get("problems")}
    for changed in run.canaries.one_by_one(smaller | {"prefetch": prefetch}):
        run.send("one text changed", content=json.dumps(changed))


def _call_wrongly(run: Run) -> None:
    mark = run.canaries.mark
    body = json.dumps(_request(run, "one-fact-missing"))
    for what, content in {
        "cut off": f'{{"patient": "{mark("cut off")}',
        "no JSON": mark("no JSON"),
        "twice": f'{{"{mark("a name twice")}": 1, "hook": "{mark("twice")}", "hook": 2}}',
        "NaN": f'{{"{mark("beside NaN")}": NaN}}',
        "wrong type": json.dumps({"hook": [mark("a hook in a list")], "context": {"patientId": {}}}),
        "another hook": body.replace('"order-sign"', f'"{mark("hook")}"'),
        "no UTF-8": body.replace("Patient/", mark("no UTF-8") + "\udcff"),
        "too large": body + mark("too large") * 400_000,
    }.items():
        run.send(what, content=content.encode("utf-8", "surrogateescape"))
    run.send("path", f"/cds-services/{mark('path')}", body)
    run.send("query", f"{SIGN}?patient={mark('query')}", body)
    run.send("elsewhere", f"/{mark('an unknown address')}", method="GET")
    run.send("method", method="PATCH", content=mark("a wrong method"))
    run.send("media type", content=body, headers={"Content-Type": f"text/{mark('media type')}"})
    odd = {name: mark(name) for name in ("User-Agent", "X-Request-ID", "Origin", "X-Forwarded-For", "Cookie")}
    run.send("headers", content=body, headers=odd)
    for name, token in {
        "garbage": mark("a token that is none"),
        "foreign": sign(Signer(kind="P-384, another"), sub=mark("sub of a foreign token")),
        "unknown issuer": sign(iss=f"https://{mark('iss')}.example"),
        "other audience": sign(aud=mark("aud")),
        "unknown key": sign(header={"kid": mark("kid")}),
        "other key set": sign(header={"jku": f"https://{mark('jku')}.test"}),
    }.items():
        run.send(name, content=body, headers={"Authorization": f"Bearer {token}"})


def _send_feedback(run: Run) -> None:
    entry = {
        "card": "1b1a2c7e-8d55-4a8e-9a33-6f0d6a1f6c11",
        "outcome": "overridden",
        "overrideReason": {"userComment": "x"},
        "outcomeTimestamp": "2026-06-01T12:00:00Z",
    }
    kept = {"outcome", "outcomeTimestamp", "card"}
    run.send(
        "feedback",
        f"{SIGN}/feedback",
        json.dumps({"feedback": [run.canaries.beside(entry, "feedback", sparing=kept)]}),
    )
    for changed in run.canaries.one_by_one({"feedback": [entry | {"outcome": "wrong"}]}):
        run.send("wrong feedback", f"{SIGN}/feedback", json.dumps(changed))


def test_the_run_was_answered_in_every_way(run: Run) -> None:
    assert {200, 400, 401, 404, 405, 413, 415, 422} <= run.statuses
    assert not {each for each in run.statuses if each >= 500}
    assert len(run.canaries.planted) > 1000


def test_no_refusal_and_no_header_repeats_anything(run: Run) -> None:
    leaks = {what: found for what, content in run.heard if (found := run.canaries.found_in(content))}
    assert not leaks


@pytest.mark.parametrize("output", ["stdout", "stderr"])
def test_no_output_holds_anything(run: Run, output: str) -> None:
    content = (run.folder / output).read_bytes()
    assert run.canaries.found_in(content) == set()


def test_the_output_was_as_talkative_as_it_can_be(run: Run) -> None:
    said = (run.folder / "stderr").read_text("utf-8")
    assert "DEBUG:" in said
    assert "a call as `ehr` was refused: a signature by another key" in said


def test_no_file_holds_anything(run: Run) -> None:
    files = [each for each in (run.folder / "state").rglob("*") if each.is_file()]
    assert {"used.sqlite3", "store.sqlite3"} <= {each.name for each in files}
    leaks = {each.name: found for each in files if (found := run.canaries.found_in(each.read_bytes()))}
    assert not leaks
    assert not run.canaries.found_in("\n".join(str(each) for each in files).encode())


def test_a_mark_would_be_found() -> None:
    canaries = Canaries()
    kept = json.dumps(canaries.beside({"name": [{"family": "Doe"}]})).encode()
    assert canaries.found_in(b"..." + kept) == {
        ".name.family",
        ".name.(a name)",
        ".name.(a value)",
        ".(a name)",
        ".(a value)",
    }
    assert len(list(canaries.one_by_one({"a": "x", "b": [{"c": "y"}, "z"]}))) == 3
