"""Who may call, over HTTP: every address but the open ones is guarded, with one answer for every reason."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from cds_service.settings import Settings
from cds_service.web.app import create_app
from cds_service.web.gate import OPEN
from tests.support.clients import SIGNER, guarded, write_clients
from tests.support.service import client, service
from tests.support.tokens import ISSUER, SERVICE, SIGN, Signer, bearer, key_set

ORIGIN = "https://sandbox.cds-hooks.org"
EXAMPLES = Path(__file__).parents[2] / "examples"
CALL: dict[str, Any] = {
    "hook": "order-sign",
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "context": {
        "userId": "Practitioner/1",
        "patientId": "patient-1",
        "draftOrders": {"resourceType": "Bundle"},
    },
}


def call(caller: TestClient, token: str = "", path: str = SIGN, **headers: str) -> httpx.Response:
    answer: httpx.Response = caller.post(path, json=CALL, headers=(bearer(token) if token else {}) | headers)
    return answer


def refused(answer: httpx.Response) -> None:
    """Hold a refusal against what every one has to be: the same, whatever the reason."""
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "login",
                "diagnostics": "this service answers its clients alone: send a token as CDS Hooks defines it",
            }
        ],
    }


@pytest.fixture
def caller(tmp_path: Path) -> TestClient:
    return guarded(tmp_path, cors_origins=ORIGIN)


def test_jwt_02_discovery_and_calls_are_answered_with_a_token_for_each(caller: TestClient) -> None:
    discovery = caller.get("/cds-services", headers=bearer(SIGNER.token("/cds-services")))
    assert discovery.status_code == 200
    assert call(caller, SIGNER.token()).json() == {"cards": []}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/cds-services"),
        ("POST", SIGN),
        ("POST", f"{SIGN}/feedback"),
        ("POST", "/cds-services/unheard-of"),
        ("GET", SIGN),
        ("DELETE", "/cds-services"),
        ("GET", "/cds-services/"),
        ("GET", "/CDS-services"),
        ("GET", "/healthz/"),
        ("GET", "/unheard/of"),
        ("HEAD", "/cds-services"),
    ],
)
def test_jwt_01_without_a_token_every_address_but_the_open_ones_is_refused(
    caller: TestClient, method: str, path: str
) -> None:
    answer = caller.request(method, path)
    if method == "HEAD":
        assert answer.status_code == 401
    else:
        refused(answer)


def test_an_address_that_is_new_is_guarded_by_being_new(tmp_path: Path) -> None:
    app: FastAPI = create_app(service(clients=write_clients(tmp_path), public_url=SERVICE))

    @app.post("/cds-services/{service_id}/feedback")
    async def take(service_id: str) -> dict[str, str]:
        return {"taken": service_id}

    caller, feedback = TestClient(app), f"{SIGN}/feedback"
    refused(call(caller, path=feedback))
    refused(call(caller, SIGNER.token("/cds-services"), feedback))
    once = SIGNER.token(feedback)
    assert call(caller, once, feedback).status_code == 200
    refused(call(caller, once, feedback))
    assert call(caller, SIGNER.token(SIGN), feedback).status_code == 200


def test_what_is_open_tells_nothing_of_clients(caller: TestClient) -> None:
    for path in sorted(OPEN):
        answer = caller.get(path)
        assert answer.status_code == 200
        assert ISSUER not in answer.text
        assert "ehr" not in answer.text


def test_jwt_15_every_reason_has_one_answer(caller: TestClient) -> None:
    other = Signer(kind="P-384, another")
    tokens = ["x.y.z", other.token(), SIGNER.token(iss="https://evil.example.org"), SIGNER.token(exp=1)]
    tokens += [
        SIGNER.token(aud="https://other.example.org"),
        SIGNER.token(header={"alg": "none"}, signature=b""),
    ]
    answers = [call(caller), *(call(caller, each) for each in tokens)]
    for answer in answers:
        refused(answer)
    assert len({(each.content, tuple(sorted(each.headers.items()))) for each in answers}) == 1


def test_jwt_12_a_token_is_good_for_one_call(caller: TestClient) -> None:
    once = SIGNER.token()
    assert call(caller, once).status_code == 200
    refused(call(caller, once))


@pytest.mark.parametrize("host", ["evil.example.org", "cds.example.org:81", "localhost"])
def test_the_address_that_counts_is_the_public_one_whatever_the_request_says(
    caller: TestClient, host: str
) -> None:
    forwarded = {
        "host": host,
        "x-forwarded-host": host,
        "x-forwarded-proto": "http",
        "forwarded": f"host={host}",
    }
    assert call(caller, SIGNER.token(), **forwarded).status_code == 200
    refused(call(caller, SIGNER.token(aud=f"https://{host}{SIGN}"), **forwarded))


def test_behind_a_proxy_with_a_path_of_its_own_the_audience_has_that_path(tmp_path: Path) -> None:
    caller = client(clients=write_clients(tmp_path), public_url="https://gateway.example.org/imaging/")
    assert call(caller, SIGNER.token(aud=f"https://gateway.example.org/imaging{SIGN}")).status_code == 200
    refused(call(caller, SIGNER.token(aud=f"https://gateway.example.org{SIGN}")))


def test_an_address_counts_as_it_was_written(caller: TestClient) -> None:
    escaped = SIGN.replace("breast", "%62reast")
    assert call(caller, SIGNER.token(escaped), escaped).status_code == 200
    refused(call(caller, SIGNER.token(SIGN), escaped))


def test_a_token_in_the_address_is_none(caller: TestClient) -> None:
    refused(call(caller, path=f"{SIGN}?access_token={SIGNER.token()}"))


def test_jwt_19_two_tokens_are_none(caller: TestClient) -> None:
    headers = [("Authorization", f"Bearer {SIGNER.token()}"), ("Authorization", "Bearer x.y.z")]
    refused(caller.post(SIGN, json=CALL, headers=headers))
    refused(caller.post(SIGN, json=CALL, headers=headers[::-1]))


def test_the_token_that_is_for_the_fhir_server_lets_nobody_in(caller: TestClient) -> None:
    granted = Signer(kind="P-384, another").token(aud="https://ehr.example.org/fhir")
    request = CALL | {"fhirServer": ISSUER, "fhirAuthorization": {"access_token": granted}}
    refused(caller.post(SIGN, json=request, headers=bearer(granted)))


class TestBrowsers:
    """Their preflights carry no token, and they are told nothing of an answer without CORS headers."""

    def test_a_preflight_needs_no_token(self, caller: TestClient) -> None:
        asked = {"origin": ORIGIN, "access-control-request-method": "POST"}
        for path in ("/cds-services", SIGN, f"{SIGN}/feedback"):
            answer = caller.options(path, headers=asked | {"access-control-request-headers": "authorization"})
            assert answer.status_code == 200
            assert answer.headers["access-control-allow-origin"] == ORIGIN

    def test_options_need_none_without_an_origin_either(self, caller: TestClient) -> None:
        assert caller.options(SIGN).status_code == 405

    def test_a_refusal_can_be_read_by_the_page_that_called(self, caller: TestClient) -> None:
        answer = call(caller, origin=ORIGIN)
        refused(answer)
        assert answer.headers["access-control-allow-origin"] == ORIGIN


class TestTheProfile:
    """It is the authenticated client's, not the service's."""

    def test_of_a_lenient_client_is_lenient(self, tmp_path: Path) -> None:
        caller = guarded(tmp_path, {"profile": "sandbox"})
        other_hook = CALL | {"hook": "order-select"}
        assert caller.post(SIGN, json=other_hook, headers=bearer(SIGNER.token())).status_code == 200

    def test_of_a_strict_client_is_strict(self, caller: TestClient) -> None:
        other_hook = CALL | {"hook": "order-select"}
        assert caller.post(SIGN, json=other_hook, headers=bearer(SIGNER.token())).status_code == 422

    def test_makes_the_cards(self, tmp_path: Path) -> None:
        example = EXAMPLES / "sandbox-profile" / "request.json"
        request = json.loads(example.read_text("utf-8"))
        found = {}
        for profile in ("sandbox", "generic"):
            caller = guarded(tmp_path, {"profile": profile})
            path = f"/cds-services/breast-imaging-{request['hook']}"
            found[profile] = caller.post(path, json=request, headers=bearer(SIGNER.token(path))).json()
        assert "systemActions" in found["sandbox"]
        assert "systemActions" not in found["generic"]


class TestTwoClients:
    """Each has its own keys and its own FHIR servers."""

    @pytest.fixture
    def caller(self, tmp_path: Path) -> TestClient:
        (tmp_path / "a.json").write_bytes(key_set(SIGNER.jwk()))
        (tmp_path / "b.json").write_bytes(key_set(Signer("RS384").jwk()))
        listed = {
            name: {"issuer": f"https://{name}.example.org", "profile": "generic", "keys": f"{name}.json"}
            for name in ("a", "b")
        }
        (tmp_path / "clients.yaml").write_text(json.dumps({"clients": listed}), "utf-8")
        return client(clients=tmp_path / "clients.yaml", public_url=SERVICE)

    def test_each_is_let_in_by_its_own_key(self, caller: TestClient) -> None:
        assert call(caller, SIGNER.token(iss="https://a.example.org")).status_code == 200
        assert call(caller, Signer("RS384").token(iss="https://b.example.org")).status_code == 200

    def test_neither_by_the_others(self, caller: TestClient) -> None:
        refused(call(caller, SIGNER.token(iss="https://b.example.org")))
        refused(call(caller, Signer("RS384").token(iss="https://a.example.org")))

    def test_both_may_have_tokens_with_one_id(self, caller: TestClient) -> None:
        assert call(caller, SIGNER.token(iss="https://a.example.org", jti="1")).status_code == 200
        assert call(caller, Signer("RS384").token(iss="https://b.example.org", jti="1")).status_code == 200


class TestTryingOut:
    """On this machine alone, for people: a token may be left out, but not be wrong."""

    @pytest.fixture
    def caller(self, tmp_path: Path) -> TestClient:
        return guarded(tmp_path, {"profile": "sandbox"}, trying_out=True)

    def test_a_call_without_a_token_is_answered_by_the_services_own_profile(self, caller: TestClient) -> None:
        assert call(caller).status_code == 200
        assert caller.post(SIGN, json=CALL | {"hook": "order-select"}).status_code == 422

    def test_a_call_with_a_token_is_its_clients(self, caller: TestClient) -> None:
        other_hook = CALL | {"hook": "order-select"}
        assert caller.post(SIGN, json=other_hook, headers=bearer(SIGNER.token())).status_code == 200

    def test_a_wrong_token_is_refused(self, caller: TestClient) -> None:
        refused(call(caller, "x.y.z"))


class TestTooManyCalls:
    def test_of_a_client_are_told_to_wait(self, tmp_path: Path) -> None:
        caller = guarded(tmp_path, {"calls_per_second": 1}, cors_origins=ORIGIN)
        answers = [call(caller, SIGNER.token(), origin=ORIGIN) for _ in range(13)]
        assert [each.status_code for each in answers[:10]] == [200] * 10
        last = answers[-1]
        assert last.status_code == 429
        assert last.headers["retry-after"] == "1"
        assert last.headers["access-control-allow-origin"] == ORIGIN
        (issue,) = last.json()["issue"]
        assert issue["code"] == "throttled"

    def test_of_an_address_are_told_to_wait_where_the_site_limits_them(self) -> None:
        caller = client(calls_per_second=1)
        assert [call(caller).status_code for _ in range(13)][-1] == 429
        assert caller.get("/healthz").status_code == 200

    def test_that_are_refused_are_told_to_wait_as_well(self, tmp_path: Path) -> None:
        caller = guarded(tmp_path, calls_per_second=1)
        assert [call(caller, "x.y.z").status_code for _ in range(13)][-1] == 429
        assert call(caller, SIGNER.token()).status_code == 200

    def test_are_not_counted_on_this_machine_unless_the_site_says_so(self) -> None:
        caller = client()
        assert {caller.get("/cds-services").status_code for _ in range(1500)} == {200}


def test_when_used_tokens_cannot_be_remembered_the_call_is_refused_and_can_be_tried_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "used.sqlite3"
    caller = guarded(tmp_path, used_tokens=path)
    assert call(caller, SIGNER.token()).status_code == 200
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = call(caller, SIGNER.token())
    other.close()
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["issue"][0]["code"] == "transient"
    assert call(caller, SIGNER.token()).status_code == 200


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"public_url": ""}, "`CDS_SERVICE_PUBLIC_URL` is missing"),
        (
            {"fhir_servers": "https://ehr.example.org"},
            "`CDS_SERVICE_FHIR_SERVERS` is for callers without a client",
        ),
        ({"profile": "sandbox"}, "`CDS_SERVICE_PROFILE` is for callers without a client"),
    ],
)
def test_settings_that_do_not_go_with_a_list_of_clients_are_refused(
    tmp_path: Path, settings: dict[str, str], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        Settings.model_validate({"clients": write_clients(tmp_path), "public_url": SERVICE} | settings)


def test_discovery_says_whether_callers_are_authenticated(caller: TestClient) -> None:
    told = caller.get("/cds-services", headers=bearer(SIGNER.token("/cds-services"))).json()["services"]
    assert all("carries a token" in each["usageRequirements"] for each in told)
    open_to_all = client().get("/cds-services").json()["services"]
    assert all("Callers are not authenticated." in each["usageRequirements"] for each in open_to_all)
