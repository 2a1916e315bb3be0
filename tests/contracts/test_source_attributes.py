"""Source attributes as JSON: of all scenarios, of one, and of an overlay's."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.support.knowledge import KNOWLEDGE, shipped_knowledge
from tests.support.service import client

OVERLAY = Path(__file__).parents[2] / "examples" / "overlay"
RESTAGING = "axilla/restaging-after-neoadjuvant-chemotherapy"


@pytest.fixture(scope="module")
def caller() -> TestClient:
    return client()


def test_all_scenarios_are_listed_under_the_digest_in_force(caller: TestClient) -> None:
    answer = caller.get("/source-attributes")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    told = answer.json()
    assert told["knowledge"] == shipped_knowledge().digest
    assert told["regulation"] == "45 CFR 170.315(b)(11)(iv)(A)"
    assert {each["scenario"] for each in told["scenarios"]} == set(shipped_knowledge().scenarios)
    assert {len(each["attributes"]) for each in told["scenarios"]} == {13}


def test_one_scenario_is_told_by_its_id(caller: TestClient) -> None:
    told = caller.get(f"/source-attributes/{RESTAGING}").json()
    of_all = caller.get("/source-attributes").json()["scenarios"]
    assert told["attributes"] == next(each["attributes"] for each in of_all if each["scenario"] == RESTAGING)
    sex = told["attributes"][9]
    assert sex == {
        "number": 10,
        "attribute": "sex",
        "asks": "Use of sex",
        "value": "used for the population group of the patient",
        "stated": True,
        "used": True,
        "readBy": [{"fact": "patient.population", "at": "applies_when"}],
    }


def test_a_scenario_that_is_none_is_refused_with_a_remedy(caller: TestClient) -> None:
    answer = caller.get("/source-attributes/axilla/nothing")
    assert answer.status_code == 404
    assert answer.json()["issue"][0]["diagnostics"].startswith("no scenario has this id: read")


def test_the_first_address_leads_there(caller: TestClient) -> None:
    assert caller.get("/").json()["sourceAttributes"] == "/source-attributes"


def test_an_overlays_scenario_names_its_own_developer_and_terms() -> None:
    site = client(knowledge=[KNOWLEDGE, OVERLAY])
    cited, developer, funding, dates, *_ = site.get("/source-attributes/breast/before-radiotherapy").json()[
        "attributes"
    ]
    assert "ACR" not in cited["value"]
    assert "Its own ratings, on the topic The operated breast before radiotherapy." in cited["value"]
    assert developer["value"] == "Breast imaging section of Example General Hospital (made up)"
    assert funding == {**funding, "stated": True, "value": "None; written as an example"}
    assert dates["value"] == (
        "source released 2026-06-01; source reviewed 2026-06-01; encoding released 2026-06-01"
    )
