"""Orders that share a call, a study or an id, through HTTP."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.service import client

EXAMPLES = Path(__file__).parents[2] / "examples"
SIGN = "/cds-services/breast-imaging-order-sign"
SELECT = "/cds-services/breast-imaging-order-select"

Raw = dict[str, Any]


def example(name: str) -> Raw:
    request: Raw = json.loads((EXAMPLES / name / "request.json").read_text("utf-8"))
    return request


def drafts(request: Raw) -> list[Raw]:
    return [entry["resource"] for entry in request["context"]["draftOrders"]["entry"]]


def post(request: Raw, address: str = SIGN) -> httpx.Response:
    with client() as service:
        answer: httpx.Response = service.post(address, json=request)
    assert answer.status_code == 200, answer.text
    return answer


def actions(answer: httpx.Response) -> list[Raw]:
    cards = answer.json()["cards"]
    return [action for card in cards for each in card.get("suggestions", []) for action in each["actions"]]


def test_ctx_05_a_part_that_is_not_selected_is_not_removed() -> None:
    request = example("two-orders-one-study")
    request["hook"] = "order-select"
    request["context"]["selections"] = ["ServiceRequest/draft-1"]
    assert [each["resourceId"] for each in actions(post(request, SELECT))] == ["ServiceRequest/draft-1"]


def test_orders_that_share_an_id_are_judged_but_not_edited() -> None:
    request = example("staging-distant-disease-in-early-stage")
    entries = request["context"]["draftOrders"]["entry"]
    twin = copy.deepcopy(entries[0])
    twin["resource"]["priority"] = "urgent"
    entries.append(twin)
    answer = post(request)
    assert [card["indicator"] for card in answer.json()["cards"]] == ["warning", "warning"]
    assert not actions(answer)


@pytest.mark.parametrize("odd", ["has blank", "has/slash", " "])
def test_an_order_whose_id_no_reference_can_hold_is_judged_but_not_edited(odd: str) -> None:
    request = example("staging-distant-disease-in-early-stage")
    drafts(request)[0]["id"] = odd
    answer = post(request)
    assert [card["indicator"] for card in answer.json()["cards"]] == ["warning"]
    assert not actions(answer)


def test_a_drug_order_without_any_data_is_left_in_peace() -> None:
    request = example("staging-distant-disease-in-early-stage")
    request["context"]["draftOrders"]["entry"] = [
        {
            "resource": {
                "resourceType": "MedicationRequest",
                "id": "drug-1",
                "status": "draft",
                "intent": "order",
                "subject": {"reference": "Patient/patient-1"},
                "medicationCodeableConcept": {
                    "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "72965"}]
                },
            }
        }
    ]
    del request["prefetch"]
    assert post(request).json() == {"cards": []}


@pytest.mark.parametrize("day", ["2026-05-27", "9999-12-31", "2026-06-03T09:30:00-05:00", "soon"])
def test_a_study_too_soon_after_surgery_moves_to_the_first_day_that_fits_whatever_was_planned(
    day: str,
) -> None:
    request = example("too-soon-after-surgery")
    drafts(request)[0]["occurrenceDateTime"] = day
    moved = [each["resource"]["occurrenceDateTime"] for each in actions(post(request))]
    assert moved in (["2026-06-22"], [])


def test_an_order_nested_deep_is_handed_back() -> None:
    request = example("axilla-restaging-after-neoadjuvant-chemotherapy")
    nested: Raw = {}
    for _ in range(150):
        nested = {"extension": [nested]}
    drafts(request)[0]["note"] = [{"text": "deep", **nested}]
    assert any("resource" in each for each in actions(post(request)))


def test_advice_about_a_patient_who_died_is_suppressed_and_the_assessment_says_so() -> None:
    request = example("staging-distant-disease-in-early-stage")
    request["prefetch"]["patient"]["deceasedDateTime"] = "2026-05-30"
    request["extension"] = {"org.imaging-cds.assessment": True}
    answer = post(request).json()
    assert not answer["cards"]
    (entry,) = answer["extension"]["org.imaging-cds.assessment"]
    assert entry["notEvaluated"] == "the patient is recorded as deceased"
