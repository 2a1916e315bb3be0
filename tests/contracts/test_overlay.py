"""The worked example of an overlay, laid over the shipped knowledge and served."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from cds_service.cli.main import app
from tests.spec.vignettes.groups import VIGNETTES
from tests.support.chart import (
    Raw,
    breast_biopsy,
    breast_review_negative,
    cancer_as_billed,
    coding,
    concept,
    lumpectomy,
    margins,
    order,
    patient,
)
from tests.support.ehr import call
from tests.support.knowledge import KNOWLEDGE
from tests.support.service import client

OVERLAY = Path(__file__).parents[2] / "examples" / "overlay"
CATALOGUE = "urn:oid:2.999.1.1"
TODAY = date(2026, 6, 15)
OPERATED = (
    patient("female", "1971-04-17"),
    cancer_as_billed("ductal", "left", "2026-03-30"),
    breast_biopsy("2026-03-27"),
    lumpectomy("left", "2026-04-27"),
    *margins("negative", "2026-05-04"),
    *breast_review_negative("2026-06-10"),
)


@pytest.fixture(scope="module")
def site() -> TestClient:
    return client(TODAY, knowledge=[KNOWLEDGE, OVERLAY])


def local_order(code: str, name: str, system: str = CATALOGUE) -> Raw:
    """Give an order that carries nothing but a code of the hospital."""
    return order("us-breast") | {"code": concept(coding(system, code, name))}


def answer(site: TestClient, chart: tuple[Raw, ...], draft: Raw) -> dict[str, Any]:
    response = call(site, "order-sign", chart, [draft], extension={"org.imaging-cds.assessment": True})
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


def card_for(site: TestClient, chart: tuple[Raw, ...], draft: Raw) -> dict[str, Any]:
    (card,) = answer(site, chart, draft)["cards"]
    found: dict[str, Any] = card
    return found


def swaps(card: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Give the codings that each suggested study would be ordered by."""
    return [
        action["resource"]["code"]["coding"]
        for suggestion in card["suggestions"]
        for action in suggestion["actions"]
        if action["type"] == "update"
    ]


def test_the_example_has_no_problem_and_its_cases_hold() -> None:
    result = CliRunner().invoke(app, ["check", "shipped", str(OVERLAY)])
    assert (result.exit_code, "no problem" in result.stdout) == (0, True), result.stdout


def test_an_order_is_known_by_the_hospitals_own_code_and_gets_the_policys_card(site: TestClient) -> None:
    card = card_for(site, OPERATED, local_order("MR4001", "MRI BREAST BILAT W WO CONTRAST"))
    assert card["indicator"] == "warning"
    assert card["summary"].startswith("MRI breast without and with IV contrast: usually not appropriate")
    assert card["source"]["label"].startswith("Example General Hospital (made up): Example policy")
    assert card["source"]["topic"]["code"] == "breast/before-radiotherapy"


def test_the_card_of_a_policy_does_not_speak_for_the_acr(site: TestClient) -> None:
    card = card_for(site, OPERATED, local_order("MR4001", "MRI BREAST BILAT W WO CONTRAST"))
    assert "ACR" not in card["detail"]
    assert "on the topic The operated breast before radiotherapy. Licence: Made up" in card["detail"]


def test_the_study_that_is_offered_is_ordered_by_the_hospitals_code_for_its_side(site: TestClient) -> None:
    left = swaps(card_for(site, OPERATED, order("mri-breast-without-and-with-iv-contrast", side="left")))
    both = swaps(card_for(site, OPERATED, local_order("MR4001", "MRI BREAST BILAT W WO CONTRAST")))
    assert left == [[{"system": CATALOGUE, "code": "MG2002", "display": "MAMMO DIAGNOSTIC LEFT"}]]
    assert both == [[{"system": CATALOGUE, "code": "MG2001", "display": "MAMMO DIAGNOSTIC BILATERAL"}]]


def test_the_card_links_the_hospitals_protocol_of_the_study_to_be_done(site: TestClient) -> None:
    card = card_for(site, OPERATED, local_order("MR4001", "MRI"))
    assert [each["label"] for each in card["links"]] == [
        "Read the source article",
        "Our protocol: diagnostic mammogram of the operated breast",
    ]


def test_the_hospitals_first_choice_is_offered_first_and_said_to_be_its_own() -> None:
    vignette = next(each for each in VIGNETTES if each.id == "C04")
    at_home = client(vignette.today)
    site = client(vignette.today, knowledge=[KNOWLEDGE, OVERLAY])
    (draft,) = vignette.drafts
    shipped, local = (card_for(each, vignette.chart, draft) for each in (at_home, site))
    assert shipped["suggestions"][0]["label"].startswith("Replace with US-guided core")
    assert local["suggestions"][0]["label"].startswith("Replace with US-guided fine")
    assert "The first choice is that of Example General Hospital (made up): A cytologist" in local["detail"]
    assert "first choice" not in shipped["detail"]


def test_a_code_that_nobody_confirmed_names_no_study(site: TestClient) -> None:
    assert answer(site, OPERATED, local_order("CT5001", "CTA"))["cards"] == []
    assert "extension" not in answer(site, OPERATED, local_order("CT5001", "CTA"))


def test_the_same_code_of_another_catalogue_names_no_study(site: TestClient) -> None:
    assert answer(site, OPERATED, local_order("MR4001", "MRI", "urn:oid:2.999.9"))["cards"] == []


def test_what_the_overlay_does_not_touch_is_as_it_was(site: TestClient) -> None:
    vignette = next(each for each in VIGNETTES if each.id == "D01")
    (draft,) = vignette.drafts
    at_home = card_for(client(vignette.today), vignette.chart, draft)
    there = card_for(client(vignette.today, knowledge=[KNOWLEDGE, OVERLAY]), vignette.chart, draft)
    for key in ("summary", "indicator", "source", "links", "overrideReasons"):
        assert at_home.get(key) == there.get(key)


def test_readiness_names_the_overlay(site: TestClient) -> None:
    assert site.get("/readyz").json()["layers"] == [
        "Imaging appropriateness in breast cancer",
        "Example General Hospital (made up)",
    ]
