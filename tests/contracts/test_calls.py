"""Whole calls: CTX, PRE, ACT and RESP requirements, and what each client profile gets."""

from __future__ import annotations

import copy
import json
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from cds_service.fhir.strict import problems_in
from cds_service.hooks.request import ORDERS_AT_MOST
from tests.spec.vignettes.groups import VIGNETTES
from tests.support.ehr import build_request, call
from tests.support.service import client

Raw = dict[str, Any]

SWAP, DROP = "B02", "D01"
"""Vignettes whose order is answered by a warning with a swap, and by one that only removes."""

VIGNETTE = {each.id: each for each in VIGNETTES}


@pytest.fixture(scope="module")
def service() -> TestClient:
    return client()


def request_of(service: TestClient, vignette: str, hook: str = "order-sign") -> Raw:
    """Give the request of a vignette, ready to be changed."""
    offered = next(each for each in service.get("/cds-services").json()["services"] if each["hook"] == hook)
    chart, drafts = VIGNETTE[vignette].chart, VIGNETTE[vignette].drafts
    return build_request(hook, offered["prefetch"], copy.deepcopy(chart), copy.deepcopy(drafts))


def send(service: TestClient, request: Raw) -> httpx.Response:
    answer: httpx.Response = service.post(f"/cds-services/breast-imaging-{request['hook']}", json=request)
    return answer


def cards(answer: httpx.Response) -> list[Raw]:
    assert answer.status_code == 200, answer.text
    found: list[Raw] = answer.json()["cards"]
    return found


def actions(found: list[Raw]) -> list[Raw]:
    suggestions = [each for card in found for each in card.get("suggestions", [])]
    return [action for each in suggestions for action in each.get("actions", [])]


def drafts_of(request: Raw) -> list[Raw]:
    return [entry["resource"] for entry in request["context"]["draftOrders"]["entry"]]


@pytest.mark.parametrize("hook", ["order-select", "order-sign"])
def test_an_order_gets_its_card(service: TestClient, hook: str) -> None:
    (card,) = cards(send(service, request_of(service, SWAP, hook)))
    assert card["indicator"] == "warning"
    assert card["selectionBehavior"] == "at-most-one"
    assert [each.get("isRecommended") for each in card["suggestions"]].count(True) == 1


def test_act_05_06_a_swap_updates_the_whole_order_in_place(service: TestClient) -> None:
    request = request_of(service, SWAP)
    (draft,) = drafts_of(request)
    update = next(each for each in actions(cards(send(service, request))) if each["type"] == "update")
    swapped = update["resource"]
    kept = ("id", "status", "intent", "subject", "encounter", "requester", "reasonCode", "priority")
    assert {name: swapped.get(name) for name in kept} == {name: draft.get(name) for name in kept}
    assert swapped["code"] != draft["code"]


def test_act_07_08_a_drop_names_the_draft(service: TestClient) -> None:
    request = request_of(service, DROP)
    (draft,) = drafts_of(request)
    (delete,) = actions(cards(send(service, request)))
    assert delete == {
        "type": "delete",
        "description": delete["description"],
        "resourceId": f"ServiceRequest/{draft['id']}",
    }


def test_act_09_11_a_client_can_have_a_swap_as_delete_and_create() -> None:
    service = client(profile="delete-create")
    request = request_of(service, SWAP)
    (draft,) = drafts_of(request)
    first = cards(send(service, request))[0]["suggestions"][0]
    delete, create = first["actions"]
    assert (delete["type"], delete["resourceId"]) == ("delete", f"ServiceRequest/{draft['id']}")
    assert (create["type"], create["resource"]["status"]) == ("create", "draft")
    assert "id" not in create["resource"]


@pytest.mark.parametrize("vignette", [SWAP, DROP, "A02", "C26"])
def test_act_04_what_is_sent_is_valid_fhir(service: TestClient, vignette: str) -> None:
    request = request_of(service, vignette)
    known = {problem for draft in drafts_of(request) for problem in problems_in(draft)}
    for action in actions(cards(send(service, request))):
        if "resource" in action:
            assert set(problems_in(action["resource"])) <= known


def test_ctx_05_an_order_that_is_not_selected_is_left_alone(service: TestClient) -> None:
    request = request_of(service, SWAP, "order-select")
    request["context"]["selections"] = ["ServiceRequest/another"]
    assert cards(send(service, request)) == []


@pytest.mark.parametrize("status", ["active", "on-hold"])
def test_ctx_06_an_order_signed_again_is_judged(service: TestClient, status: str) -> None:
    request = request_of(service, DROP)
    drafts_of(request)[0]["status"] = status
    assert len(cards(send(service, request))) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"status": "revoked"},
        {"status": "completed"},
        {"status": "entered-in-error"},
        {"doNotPerform": True},
        {"modifierExtension": [{"url": "http://example.org/x", "valueBoolean": True}]},
        {"subject": {"reference": "Patient/someone-else"}},
    ],
)
def test_ctx_14_a_withheld_order_gets_no_card_and_the_assessment_says_why(
    service: TestClient, change: Raw
) -> None:
    request = request_of(service, DROP) | {"extension": {"org.imaging-cds.assessment": True}}
    drafts_of(request)[0].update(change)
    answer = send(service, request)
    assert cards(answer) == []
    (entry,) = answer.json()["extension"]["org.imaging-cds.assessment"]
    assert entry["order"].startswith("ServiceRequest/")
    assert entry["rating"] == "not-rated"


def test_ctx_07_other_orders_beside_ours_change_nothing(service: TestClient) -> None:
    request = request_of(service, DROP)
    others = [
        {"resourceType": kind, "id": kind.lower(), "status": "draft"}
        for kind in ("NutritionOrder", "DeviceRequest", "VisionPrescription", "CommunicationRequest", "Task")
    ]
    request["context"]["draftOrders"]["entry"] += [{"resource": each} for each in others]
    assert len(cards(send(service, request))) == 1


@pytest.mark.parametrize(("drafts", "status"), [(ORDERS_AT_MOST, 200), (ORDERS_AT_MOST + 1, 413)])
def test_as_many_drafts_are_answered_as_are_read_and_no_more(
    service: TestClient, drafts: int, status: int
) -> None:
    request = request_of(service, DROP)
    (draft,) = drafts_of(request)
    other = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "order",
        "subject": draft["subject"],
    }
    many = [other | {"id": f"other-{number}"} for number in range(drafts - 1)]
    request["context"]["draftOrders"]["entry"] += [{"resource": each} for each in many]
    answer = send(service, request)
    assert answer.status_code == status
    assert len(answer.json().get("cards", ())) == (status == 200)


def test_pre_10_without_any_data_the_keys_are_named(service: TestClient) -> None:
    request = request_of(service, DROP)
    keys = request.pop("prefetch").keys()
    answer = send(service, request)
    assert answer.status_code == 412
    (issue,) = answer.json()["issue"]
    assert issue["code"] == "required"
    named = {each.removeprefix("prefetch.") for each in issue["expression"]}
    assert named
    assert named <= set(keys)


SHAPES: list[object] = [
    *(None, [], "text", 5, True, {}, {"noType": 1}, {"resourceType": 5}, [None], [[]]),
    {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]},
    {"resourceType": "Patient"},
    {"resourceType": "Bundle", "entry": None},
    {"resourceType": "Bundle", "entry": {"resource": {}}},
    {"resourceType": "Bundle", "entry": [None, {}, {"resource": None}, {"resource": []}]},
    {"resourceType": "Bundle", "link": {"relation": "next"}},
    {"resourceType": "Bundle", "link": [None, {"relation": "next", "url": "https://a.org"}], "entry": []},
    {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Observation", "code": "x"}}]},
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: json.dumps(shape)[:60])
def test_pre_11_12_15_16_a_prefetch_value_of_any_shape_is_survived(
    service: TestClient, shape: object
) -> None:
    whole = request_of(service, DROP)
    for key in whole["prefetch"]:
        changed = whole | {"prefetch": whole["prefetch"] | {key: shape}}
        assert send(service, changed).status_code in (200, 412)
    everywhere = whole | {"prefetch": dict.fromkeys(whole["prefetch"], shape)}
    assert send(service, everywhere).status_code in (200, 412)


def test_pre_13_a_warning_inside_an_empty_bundle_changes_nothing(service: TestClient) -> None:
    request = request_of(service, DROP)
    empty = {"resourceType": "Bundle", "type": "searchset", "total": 0}
    warning = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "processing"}]}
    epic = empty | {"entry": [{"resource": warning, "search": {"mode": "outcome"}}]}
    for key, value in request["prefetch"].items():
        if value.get("resourceType") == "Bundle":
            plain = send(service, request | {"prefetch": request["prefetch"] | {key: empty}})
            outcome = send(service, request | {"prefetch": request["prefetch"] | {key: epic}})
            assert _summaries(plain) == _summaries(outcome)


def _summaries(answer: httpx.Response) -> list[tuple[str, str, str]]:
    return [(each["indicator"], each["summary"], each["detail"]) for each in cards(answer)]


def test_pre_14_an_unknown_key_changes_nothing(service: TestClient) -> None:
    request = request_of(service, DROP)
    more = request | {"prefetch": request["prefetch"] | {"zz": {"resourceType": "Patient", "id": "other"}}}
    assert _summaries(send(service, request)) == _summaries(send(service, more))


class TestTheSandbox:
    """Its profile: lenient requests, updates that it can apply, ratings in both places."""

    @pytest.fixture
    def service(self) -> TestClient:
        return client(profile="sandbox")

    @pytest.mark.parametrize("reasons", [[], [{"text": "staging"}]])
    def test_gets_updates_with_a_rating_and_the_reasons_it_sent(
        self, service: TestClient, reasons: list[Raw]
    ) -> None:
        request = request_of(service, SWAP)
        drafts_of(request)[0]["reasonCode"] = reasons
        update = next(each for each in actions(cards(send(service, request))) if each["type"] == "update")
        assert update["resource"]["reasonCode"] == reasons
        ratings = [each["url"] for each in update["resource"]["extension"]]
        assert "http://fhir.org/argonaut/Extension/pama-rating" in ratings

    def test_gets_ratings_at_the_top_and_in_the_extension(self, service: TestClient) -> None:
        body = send(service, request_of(service, DROP)).json()
        assert body["systemActions"] == body["extension"]["systemActions"]
        assert body["systemActions"][0]["type"] == "update"

    def test_may_name_the_other_hook(self, service: TestClient) -> None:
        request = request_of(service, DROP, "order-select") | {"hook": "order-sign"}
        answer = service.post("/cds-services/breast-imaging-order-select", json=request)
        assert len(cards(answer)) == 1

    def test_may_send_no_orders(self, service: TestClient) -> None:
        request = request_of(service, DROP, "order-select")
        del request["context"]["draftOrders"], request["context"]["selections"]
        assert send(service, request).json() == {"cards": []}

    def test_may_send_an_empty_coding(self, service: TestClient) -> None:
        request = request_of(service, DROP, "order-select")
        drafts_of(request)[0].update({"code": {"coding": [{}]}, "reasonCode": []})
        assert cards(send(service, request)) == []


def test_a_strict_client_gets_no_system_actions(service: TestClient) -> None:
    assert set(send(service, request_of(service, DROP)).json()) == {"cards"}


def test_the_helper_that_other_tests_use_fires_the_same_call(service: TestClient) -> None:
    vignette = VIGNETTE[DROP]
    assert len(cards(call(service, "order-sign", list(vignette.chart), list(vignette.drafts)))) == 1
