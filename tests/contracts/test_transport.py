"""HTTP around the calls: REQ-06 to REQ-08, GEN-05, GEN-06, RESP-04, ERR, CORS, ROB-02, ROB-06, SEC-05."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from cds_service.callers.clients import Client
from cds_service.hooks.response import CdsResponse
from cds_service.web.app import create_app
from tests.support.service import client, service

ORIGIN = "https://sandbox.cds-hooks.org"
SIGN = "/cds-services/breast-imaging-order-sign"
SECRET = "Zoe-Secret-1957"
CALL: dict[str, Any] = {
    "hook": "order-sign",
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "context": {
        "userId": "Practitioner/1",
        "patientId": "patient-1",
        "draftOrders": {"resourceType": "Bundle"},
    },
}
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def caller() -> TestClient:
    return client(cors_origins=ORIGIN, max_body_bytes=2_000)


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    """Hold an answer against ERR-01, ERR-02 and ERR-04, and give its one issue."""
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    body = answer.json()
    assert set(body) == {"resourceType", "issue"}
    (issue,) = body["issue"]
    assert issue["severity"] == "error"
    assert issue["code"]
    assert issue["diagnostics"]
    found: dict[str, Any] = issue
    return found


def test_ctx_10_without_an_order_of_ours_there_is_no_card_and_no_question_for_data(
    caller: TestClient,
) -> None:
    answer = caller.post(SIGN, json=CALL)
    assert (answer.status_code, answer.json()) == (200, {"cards": []})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json; charset=utf-8",
        "application/fhir+json",
        "APPLICATION/JSON",
        "application/vnd.x+json",
    ],
)
def test_gen_06_json_and_its_relatives_are_accepted(caller: TestClient, media_type: str) -> None:
    answer = caller.post(SIGN, content=json.dumps(CALL), headers={"content-type": media_type})
    assert answer.status_code == 200


def test_a_body_without_a_media_type_is_accepted(caller: TestClient) -> None:
    request = httpx.Request("POST", f"http://testserver{SIGN}", content=json.dumps(CALL))
    assert "content-type" not in request.headers
    assert caller.send(request).status_code == 200


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_req_08_other_media_types_are_refused(caller: TestClient, media_type: str) -> None:
    refused(caller.post(SIGN, content=json.dumps(CALL), headers={"content-type": media_type}), 415)


def test_rob_06_an_encoded_body_is_refused(caller: TestClient) -> None:
    refused(caller.post(SIGN, content=b"\x1f\x8b", headers=JSON | {"content-encoding": "gzip"}), 415)


def test_rob_02_a_body_above_the_limit_is_refused_by_its_length(caller: TestClient) -> None:
    issue = refused(caller.post(SIGN, content=SECRET * 1_000, headers=JSON), 413)
    assert issue["code"] == "too-long"


def test_rob_02_a_body_above_the_limit_is_refused_while_it_streams(caller: TestClient) -> None:
    def stream() -> Iterator[bytes]:
        for _ in range(10):
            yield SECRET.encode() * 100

    refused(caller.post(SIGN, content=stream(), headers=JSON), 413)


def test_req_06_an_unknown_service_is_not_found(caller: TestClient) -> None:
    refused(caller.post(f"/cds-services/{SECRET}", json=CALL), 404)
    refused(caller.post(f"{SIGN}/feedback", json=CALL), 404)
    refused(caller.get("/nothing/here"), 404)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_req_07_a_wrong_method_is_refused(caller: TestClient, method: str) -> None:
    answer = caller.request(method, SIGN)
    assert refused(answer, 405)["code"] == "not-supported"
    assert answer.headers["allow"] == "POST"


def test_err_01_what_is_wrong_with_a_call_is_said_with_its_place(caller: TestClient) -> None:
    refused(caller.post(SIGN, content=f"{{{SECRET}", headers=JSON), 400)
    issue = refused(caller.post(SIGN, json=CALL | {"context": {"patientId": [SECRET]}}), 422)
    assert issue["expression"] == ["context.userId"] or issue["expression"] == ["context.patientId"]
    assert refused(caller.post(SIGN, json=CALL | {"hook": "patient-view"}), 422)["code"] == "not-supported"


@pytest.fixture
def failing() -> TestClient:
    """A service whose advice fails with patient data in the message."""

    async def fail(_: str, __: bytes, ___: Client) -> CdsResponse:
        raise RuntimeError(SECRET)

    return TestClient(create_app(replace(service(cors_origins=ORIGIN), answer=fail)))


def test_err_04_a_fault_is_answered_with_a_number_to_report_and_with_cors_headers(
    failing: TestClient,
) -> None:
    answer = failing.post(SIGN, json=CALL, headers={"origin": ORIGIN})
    assert refused(answer, 500)["code"] == "exception"
    assert answer.headers["access-control-allow-origin"] == ORIGIN


def test_a_fault_is_logged_by_type_and_place_without_its_message(
    failing: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="cds_service"):
        answer = failing.post(SIGN, json=CALL)
    (record,) = [each for each in caplog.records if each.name == "cds_service"]
    assert "RuntimeError at web/cds_hooks.py:" in record.getMessage()
    assert SECRET not in record.getMessage()
    assert record.exc_info is None
    number = record.getMessage().split()[1]
    assert number in answer.json()["issue"][0]["diagnostics"]


def test_cors_01_a_configured_origin_may_call_and_read_errors(caller: TestClient) -> None:
    preflight = caller.options(
        SIGN,
        headers={
            "origin": ORIGIN,
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,content-type",
        },
    )
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == ORIGIN
    allowed = preflight.headers["access-control-allow-headers"].lower()
    assert "authorization" in allowed
    assert "content-type" in allowed
    assert int(preflight.headers["access-control-max-age"]) > 0
    for answer in (
        caller.post(SIGN, json=CALL, headers={"origin": ORIGIN}),
        caller.post(SIGN, content="{", headers=JSON | {"origin": ORIGIN}),
        caller.get("/nothing", headers={"origin": ORIGIN}),
    ):
        assert answer.headers["access-control-allow-origin"] == ORIGIN


@pytest.mark.parametrize(
    "origin", ["https://evil.example.org", "null", f"{ORIGIN}.evil.org", "http://sandbox.cds-hooks.org"]
)
def test_cors_02_other_origins_get_nothing(caller: TestClient, origin: str) -> None:
    headers = {"origin": origin, "access-control-request-method": "POST"}
    preflight = caller.options(SIGN, headers=headers)
    assert "access-control-allow-origin" not in preflight.headers
    refused(preflight, 400)
    assert "access-control-allow-origin" not in caller.post(SIGN, json=CALL, headers=headers).headers


def test_cors_03_no_credentials_are_ever_allowed(caller: TestClient) -> None:
    answer = caller.post(SIGN, json=CALL, headers={"origin": ORIGIN})
    assert "access-control-allow-credentials" not in answer.headers


def test_without_configured_origins_no_browser_may_call() -> None:
    answer = client().options(SIGN, headers={"origin": ORIGIN, "access-control-request-method": "POST"})
    refused(answer, 405)


def test_the_platform_can_ask_whether_the_service_lives_and_what_it_knows(caller: TestClient) -> None:
    assert caller.get("/healthz").json() == {"status": "alive"}
    ready = caller.get("/readyz").json()
    assert ready["status"] == "ready"
    assert ready["knowledge"] == caller.get("/").json()["knowledge"]
