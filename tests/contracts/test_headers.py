"""The headers that every answer carries, whatever made it: SEC-05, RESP-04."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from cds_service.hooks.response import CdsResponse
from cds_service.web.app import create_app
from cds_service.web.headers import EVERYWHERE
from tests.support.clients import guarded
from tests.support.service import client, service
from tests.support.tokens import SIGN

ORIGIN = "https://sandbox.cds-hooks.org"
PREFLIGHT = {"origin": ORIGIN, "access-control-request-method": "POST"}


async def fail(*_: object) -> CdsResponse:
    raise RuntimeError


def answers(folder: Path) -> dict[str, httpx.Response]:
    """Give one answer of each kind."""
    caller = client(cors_origins=ORIGIN, max_body_bytes=100)
    failing = TestClient(create_app(replace(service(cors_origins=ORIGIN), answer=fail)))
    limited = client(calls_per_second=1)
    for _ in range(12):
        last = limited.get("/cds-services")
    return {
        "discovery": caller.get("/cds-services"),
        "pointer": caller.get("/"),
        "health": caller.get("/healthz"),
        "no JSON": caller.post(SIGN, content=b"{"),
        "too large": caller.post(SIGN, content=b"x" * 200),
        "unknown address": caller.get("/nothing"),
        "wrong method": caller.delete(SIGN),
        "media type": caller.post(SIGN, content=b"x", headers={"content-type": "text/plain"}),
        "preflight": caller.options(SIGN, headers=PREFLIGHT),
        "refused preflight": caller.options(SIGN, headers=PREFLIGHT | {"origin": "https://evil.example"}),
        "no token": guarded(folder).post(SIGN, content=b"{}"),
        "too many calls": last,
        "fault": failing.post(SIGN, content=b"{}"),
    }


def test_every_answer_carries_them(tmp_path: Path) -> None:
    found = answers(tmp_path)
    expected = {
        "no token": 401,
        "too many calls": 429,
        "fault": 500,
        "too large": 413,
        "refused preflight": 400,
    }
    assert {name: found[name].status_code for name in expected} == expected
    for name, answer in found.items():
        carried = {each: answer.headers.get(each) for each in EVERYWHERE}
        assert carried == dict(EVERYWHERE), name
        assert "server" not in answer.headers
        assert "x-powered-by" not in answer.headers


@pytest.mark.parametrize("directive", ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"])
def test_the_policy_allows_nothing_that_is_not_ours(directive: str) -> None:
    policy = EVERYWHERE["Content-Security-Policy"]
    assert directive in policy.split("; ")
    assert not {"*", "'unsafe-inline'", "'unsafe-eval'", "data:", "https:"} & set(
        policy.replace(";", "").split()
    )
    assert "script-src" not in policy


def test_a_page_keeps_a_policy_of_its_own_and_has_the_rest() -> None:
    def page(*_: object) -> Any:  # noqa: ANN401  # no figures are asked for here
        raise AssertionError

    app = create_app(replace(service(pages=True), figures=page))
    style = TestClient(app).get("/static/style.css")
    assert style.status_code == 200
    assert style.headers["cache-control"] == "max-age=3600"
    assert style.headers["x-frame-options"] == "DENY"
