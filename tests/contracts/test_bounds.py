"""Input that is too much, too slow or no JSON is answered 4xx with an OperationOutcome, whatever it is."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from cds_service.web import serving
from tests.support.running import running
from tests.support.service import client, service

ORIGIN = "https://sandbox.cds-hooks.org"
SIGN = "/cds-services/breast-imaging-order-sign"
EXAMPLE = Path(__file__).parents[2] / "examples" / "the-right-study" / "request.json"
REQUEST: dict[str, Any] = json.loads(EXAMPLE.read_text("utf-8"))
BODY = json.dumps(REQUEST)


@pytest.fixture(scope="module")
def caller() -> TestClient:
    return client(cors_origins=ORIGIN)


def refused(answer: httpx.Response, *statuses: int) -> None:
    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.json()["resourceType"] == "OperationOutcome"


def post(caller: TestClient, body: bytes | str, path: str = SIGN) -> httpx.Response:
    headers = {"content-type": "application/json", "origin": ORIGIN}
    answer: httpx.Response = caller.post(path, content=body, headers=headers)
    return answer


def extended(text: str) -> str:
    """Give the request with JSON of this text where any JSON may stand."""
    return f'{BODY[:-1]},"org.example":{text}}}'


HOSTILE: dict[str, tuple[str | bytes, int]] = {
    "lists nested deep": (extended("[" * 100_000 + "]" * 100_000), 400),
    "objects nested deep": (extended('{"a":' * 100_000 + "1" + "}" * 100_000), 400),
    "lists that never close": ("[" * 1_000_000, 400),
    "a long text": (extended(f'"{"x" * 2_000_000}"'), 413),
    "many values": (extended(f"[{'1,' * 600_000}1]"), 413),
    "many resources": (extended(json.dumps([{"resourceType": "Basic"}] * 5_001)), 413),
    "a long name": (extended(f'{{"{"x" * 1000}":1}}'), 400),
    "a number that no double holds": (extended("1e400"), 400),
    "a number of many digits": (extended("9" * 5000), 400),
    "NaN": (extended("NaN"), 400),
    "a member twice": (f'{{"hook":"order-select",{BODY[1:]}', 400),
    "a member twice, deep inside": (BODY.replace('"context": {', '"context": {"patientId": "x",', 1), 400),
    "half a character": (extended('"\\ud800"'), 400),
    "bytes that are no UTF-8": (extended('"x"').encode().replace(b'"x"', b'"\xff"'), 400),
    "another encoding": (BODY.encode("utf-16"), 400),
    "a mark of byte order": (b"\xef\xbb\xbf" + BODY.encode(), 400),
    "too many bytes": (BODY + " " * 5_000_000, 413),
    "nothing": ("", 400),
}


def test_what_the_hostile_bodies_start_from_is_answered(caller: TestClient) -> None:
    for body in (BODY, extended('"x"'), extended("[[1e300]]")):
        assert post(caller, body).status_code == 200


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_body_is_refused_and_the_next_is_answered(caller: TestClient, kind: str) -> None:
    body, status = HOSTILE[kind]
    began = time.process_time()
    refused(post(caller, body), status)
    assert time.process_time() - began < 1
    assert post(caller, BODY).status_code == 200


@pytest.mark.parametrize("member", ["draftOrders", "selections"])
def test_more_entries_than_anybody_orders_are_refused(caller: TestClient, member: str) -> None:
    many = {
        "draftOrders": {"resourceType": "Bundle", "entry": [{}] * 201},
        "selections": ["ServiceRequest/1"] * 201,
    }
    context = REQUEST["context"] | {member: many[member]}
    answer = post(caller, json.dumps(REQUEST | {"context": context}))
    refused(answer, 413)
    assert answer.json()["issue"][0]["expression"] == [f"context.{member}"]


@pytest.mark.parametrize("path", ["/nothing", "/cds-services/nothing", "/cds-services/nothing/feedback"])
def test_an_unknown_address_is_told_as_an_outcome(caller: TestClient, path: str) -> None:
    refused(post(caller, BODY, path), 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_a_wrong_method_is_told_as_an_outcome(caller: TestClient, method: str) -> None:
    refused(caller.request(method, SIGN, headers={"origin": ORIGIN}), 405)


def test_a_body_that_is_announced_too_large_is_refused_before_it_comes(caller: TestClient) -> None:
    def never() -> Iterator[bytes]:
        yield b"{"
        pytest.fail("the rest was read")

    headers = {"content-type": "application/json", "content-length": "50000000", "origin": ORIGIN}
    refused(caller.post(SIGN, content=b"{}", headers=headers), 413)


def test_a_body_of_the_largest_size_is_read() -> None:
    caller = client(max_body_bytes=len(BODY))
    assert caller.post(SIGN, content=BODY).status_code == 200
    assert caller.post(SIGN, content=BODY + " ").status_code == 413


class TestOverASocket:
    """What only shows where bytes arrive one by one."""

    def talk(self, base: str, sent: list[bytes], pause: float = 0.0, seconds: float = 5.0) -> bytes:
        """Send these pieces with pauses between; give what comes back until the other side closes."""
        host, port = base.removeprefix("http://").split(":")
        with closing(socket.create_connection((host, int(port)), timeout=seconds)) as line:
            with suppress(ConnectionError):  # the other side may have heard enough
                for piece in sent:
                    line.sendall(piece)
                    time.sleep(pause)
            heard = b""
            while chunk := line.recv(65536):
                heard += chunk
            return heard

    def head(self, length: int) -> bytes:
        lines = (f"POST {SIGN} HTTP/1.1", "Host: x", f"Origin: {ORIGIN}", f"Content-Length: {length}", "", "")
        return "\r\n".join(lines).encode()

    def test_rob_05_a_body_that_drips_is_cut_off(self) -> None:
        with running(service(cors_origins=ORIGIN, body_seconds=0.3)) as base:
            began = time.monotonic()
            heard = self.talk(base, [self.head(len(BODY)), *(b"{" for _ in range(8))], pause=0.05)
            assert time.monotonic() - began < 3
            status, _, rest = heard.partition(b"\r\n")
            assert status == b"HTTP/1.1 408 Request Timeout"
            assert b"OperationOutcome" in rest
            assert ORIGIN.encode() in rest
            assert httpx.post(f"{base}{SIGN}", content=BODY).status_code == 200

    def test_a_body_that_takes_its_time_within_the_limit_is_answered(self) -> None:
        with running(service(body_seconds=2)) as base:
            half = len(BODY) // 2
            close = self.head(len(BODY)).replace(b"Host: x", b"Host: x\r\nConnection: close")
            heard = self.talk(base, [close, BODY[:half].encode(), BODY[half:].encode()], pause=0.2)
            assert heard.startswith(b"HTTP/1.1 200 OK")

    def test_a_head_that_drips_is_cut_off(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(serving, "HEAD_SECONDS", 0.3)
        with running(service()) as base:
            began = time.monotonic()
            assert (
                self.talk(base, [b"GET / HTTP/1.1\r\n", *(b"X: y\r\n" for _ in range(10))], pause=0.1) == b""
            )
            assert self.talk(base, [b""]) == b""
            assert time.monotonic() - began < 3
            assert httpx.get(f"{base}/healthz").status_code == 200

    def test_a_connection_that_is_kept_has_as_much_time_for_each_head(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(serving, "HEAD_SECONDS", 0.3)
        with running(service()) as base, httpx.Client(base_url=base) as kept:
            for _ in range(4):
                assert kept.get("/healthz").status_code == 200
                time.sleep(0.15)

    def test_a_head_that_does_not_end_is_refused(self) -> None:
        with running(service()) as base:
            heard = self.talk(base, [b"GET / HTTP/1.1\r\nX: " + b"y" * 70_000])
            assert heard.startswith(b"HTTP/1.1 400 Bad Request")
            assert b"OperationOutcome" in heard

    @pytest.mark.parametrize(
        "sent",
        [
            b"no HTTP at all\r\n\r\n",
            b"GET / HTTP/9.9\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ],
        ids=["garbage", "version", "two lengths", "length and chunks"],
    )
    def test_what_is_no_http_is_refused_as_an_outcome(self, sent: bytes) -> None:
        with running(service()) as base:
            heard = self.talk(base, [sent])
            assert heard.startswith(b"HTTP/1.1 400 Bad Request")
            assert b"OperationOutcome" in heard
            assert b"x-content-type-options: nosniff" in heard.lower()

    def test_the_address_of_a_caller_is_believed_of_a_trusted_proxy_alone(self) -> None:
        """Told apart by the limit for each address."""
        for trusted, expected in (("127.0.0.1", 200), ("10.9.9.9", 429)):
            with (
                running(service(calls_per_second=1, trusted_proxies=trusted)) as base,
                httpx.Client() as line,
            ):
                for number in range(12):
                    forwarded = {"X-Forwarded-For": f"203.0.113.{number}"}
                    answer = line.get(f"{base}/cds-services", headers=forwarded)
                assert answer.status_code == expected
