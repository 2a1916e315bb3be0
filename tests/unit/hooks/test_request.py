"""A hook call is read strictly; a refusal tells where it is wrong, never what it holds."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import msgspec
import pytest

from cds_service.errors import CallRefused, HookMismatch, NotConformant, NotJson
from cds_service.hooks.profiles import GENERIC, SANDBOX, ClientProfile
from cds_service.hooks.request import HookRequest, parse_request

SELECT, SIGN = frozenset({"order-select"}), frozenset({"order-sign"})
SECRET = "Zoe-Secret-1957"
BASE: dict[str, Any] = {
    "hook": "order-select",
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "context": {
        "userId": "Practitioner/1",
        "patientId": "patient-1",
        "draftOrders": {
            "resourceType": "Bundle",
            "entry": [{"resource": {"resourceType": "ServiceRequest"}}],
        },
        "selections": ["ServiceRequest/1"],
    },
}


def changed(path: str, value: object = ...) -> dict[str, Any]:
    """Give the base call with one member set, or left out."""
    call = deepcopy(BASE)
    *parents, name = path.split(".")
    place = call
    for parent in parents:
        place = place[parent]
    if value is ...:
        del place[name]
    else:
        place[name] = value
    return call


def parse(call: object, profile: ClientProfile = GENERIC, hooks: frozenset[str] = SELECT) -> HookRequest:
    return parse_request(json.dumps(call).encode(), hooks, profile)


def refusal(call: object, profile: ClientProfile = GENERIC) -> CallRefused:
    with pytest.raises(CallRefused) as caught:
        parse(call, profile)
    assert SECRET not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"hook=order-select",
        b"{",
        b'{"a": 1,}',
        b"/* x */ {}",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"hook": "\xff\xfe"}',
        b'{"hook": "\\ud800"}',
        b'{"hook": "a", "hook": "b"}',
        b'{"prefetch": {"a": {"id": "1", "id": "2"}}}',
        b"[" * 100_000,
        b'{"a": ' * 100_000 + b"1" + b"}" * 100_000,
    ],
    ids=lambda body: body[:20].decode(errors="replace"),
)
def test_req_02_what_is_not_json_is_refused_as_such(body: bytes) -> None:
    with pytest.raises(NotJson):
        parse_request(body, SELECT, GENERIC)


@pytest.mark.parametrize(
    "path",
    [
        *("hook", "hookInstance", "context", "context.userId", "context.patientId"),
        *("context.draftOrders", "context.selections", "context.draftOrders.resourceType"),
    ],
)
def test_req_03_ctx_01_ctx_02_a_missing_member_is_named(path: str) -> None:
    refused = refusal(changed(path))
    assert isinstance(refused, NotConformant)
    assert refused.expression == (path,)
    assert f"`{path}`" in str(refused)


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("hook", 5, "hook"),
        ("hook", {"a": SECRET}, "hook"),
        ("context", [SECRET], "context"),
        ("context", None, "context"),
        ("prefetch", SECRET, "prefetch"),
        ("prefetch", [SECRET], "prefetch"),
        ("fhirServer", {"x": SECRET}, "fhirServer"),
        ("context.patientId", 12345, "context.patientId"),
        ("context.patientId", "", "context.patientId"),
        ("context.userId", [SECRET], "context.userId"),
        ("context.draftOrders", SECRET, "context.draftOrders"),
        ("context.draftOrders", {"resourceType": "List"}, "context.draftOrders"),
        ("context.draftOrders.entry", {"resource": {}}, "context.draftOrders.entry"),
        ("context.draftOrders.entry", [None], "context.draftOrders.entry[0]"),
        ("context.selections", "ServiceRequest/1", "context.selections"),
        ("context.selections", ["a", {}], "context.selections[1]"),
    ],
)
def test_req_04_ctx_09_a_member_of_the_wrong_form_is_named(path: str, value: object, place: str) -> None:
    refused = refusal(changed(path, value))
    assert isinstance(refused, NotConformant)
    assert refused.expression == (place,)


@pytest.mark.parametrize("call", [[BASE], "text", 7, None])
def test_req_04_a_body_that_is_no_object_is_refused(call: object) -> None:
    assert "send an object" in str(refusal(call))


def test_req_05_another_hook_is_refused() -> None:
    assert isinstance(refusal(changed("hook", "patient-view")), HookMismatch)


def test_fhir_07_authorization_without_a_server_is_refused() -> None:
    assert refusal(changed("fhirAuthorization", {"access_token": SECRET})).expression == ("fhirServer",)


def test_the_access_token_shows_in_no_repr() -> None:
    call = changed("fhirServer", "https://ehr.example.org/fhir")
    granted = {"access_token": SECRET, "scope": "anything at all", "expires_in": 300, "patient": "patient-1"}
    call["fhirAuthorization"] = granted
    request = parse(call)
    assert request.authorization is not None
    assert request.authorization.access_token == SECRET
    assert request.authorization.patient == "patient-1"
    assert SECRET not in repr(request)


def test_req_09_unknown_members_are_ignored() -> None:
    assert parse(BASE | {"version": [1], "extension": {}}) == parse(BASE)


def test_a_number_of_a_draft_keeps_its_digits() -> None:
    body = json.dumps(BASE).replace('"resourceType": "ServiceRequest"', '"quantity": 1.00').encode()
    resource = parse_request(body, SELECT, GENERIC).draft_orders[0]["resource"]
    assert msgspec.json.Encoder(decimal_format="number").encode(resource) == b'{"quantity":1.00}'


def test_a_prefetch_value_of_null_is_kept_apart_from_one_left_out() -> None:
    request = parse(changed("prefetch", {"patient": None}))
    assert {key: bytes(value) for key, value in request.prefetch.items()} == {"patient": b"null"}


def test_order_sign_needs_no_selections() -> None:
    call = changed("context.selections") | {"hook": "order-sign"}
    assert parse(call, hooks=SIGN).selections == ()


def test_a_shared_service_takes_the_hook_that_is_named() -> None:
    assert parse(BASE | {"hook": "order-sign"}, hooks=SELECT | SIGN).hook == "order-sign"


class TestALenientClient:
    """Decision 3: the sandbox mixes up hook names and leaves members out."""

    def test_means_the_hook_of_the_service_it_calls(self) -> None:
        assert parse(BASE | {"hook": "order-sign"}, SANDBOX).hook == "order-select"

    @pytest.mark.parametrize("path", ["context.draftOrders", "context.selections"])
    def test_may_leave_out_orders_and_selections(self, path: str) -> None:
        request = parse(changed(path), SANDBOX)
        assert not request.draft_orders or not request.selections

    def test_still_sends_a_bundle(self) -> None:
        assert refusal(changed("context.draftOrders", {"resourceType": "List"}), SANDBOX).status == 422
