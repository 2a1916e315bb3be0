"""Charts that nobody here wrote, through the whole service, as of a date."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.charts.reading import PATIENTS, resources_in
from tests.support.ehr import call
from tests.support.service import client

EARLY_STAGE = "staging/distant-disease-in-early-stage"
AFTER_CHEMOTHERAPY = "axilla/restaging-after-neoadjuvant-chemotherapy"
POSITIVE_MARGINS = "breast/positive-margins-after-lumpectomy"


def patient_id(resources: list[dict[str, Any]]) -> str:
    return next(str(each["id"]) for each in resources if each["resourceType"] == "Patient")


def draft(code: str, patient: str, **more: object) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "id": "draft-1",
        "status": "draft",
        "intent": "order",
        "subject": {"reference": f"Patient/{patient}"},
        "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": code}]},
        **more,
    }


def ask(
    today: date, resources: list[dict[str, Any]], code: str, **more: object
) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """Sign an order; give the cards, and the assessment by scenario."""
    patient = patient_id(resources)
    with client(today=today) as service:
        answer = call(
            service,
            "order-sign",
            resources,
            [draft(code, patient, **more)],
            patient_id=patient,
            extension={"org.imaging-cds.assessment": True},
        )
    assert answer.status_code == 200, answer.text
    body = answer.json()
    entries = body.get("extension", {}).get("org.imaging-cds.assessment", [])
    return body["cards"], {each["scenario"]: each for each in entries}


def test_the_early_stage_patient_is_asked_for_the_one_thing_her_chart_does_not_say() -> None:
    cards, assessment = ask(date(2005, 1, 13), resources_in("mcode-pathways/T1_patient.json"), "78815")
    assert [card["indicator"] for card in cards] == ["info"]
    assert assessment[EARLY_STAGE]["rating"] == "undetermined"
    assert assessment[EARLY_STAGE]["missing"] == ["distant_metastasis.symptoms"]
    assert "symptom" in cards[0]["detail"]
    assert "suggestions" not in cards[0]


def test_with_a_documented_symptom_free_review_the_order_is_warned_about_and_can_be_dropped() -> None:
    resources = resources_in("mcode-pathways/T1_patient.json")
    review = {
        "resourceType": "Observation",
        "id": "review-of-systems",
        "status": "final",
        "code": {
            "coding": [{"system": "http://snomed.info/sct", "code": "12584003", "display": "Bone pain"}]
        },
        "subject": {"reference": f"Patient/{patient_id(resources)}"},
        "effectiveDateTime": "2005-01-12",
        "valueBoolean": False,
    }
    note = [{"text": "Asymptomatic; review of systems negative."}]
    cards, assessment = ask(date(2005, 1, 13), [*resources, review], "78815", note=note)
    assert [card["indicator"] for card in cards] == ["warning"]
    assert assessment[EARLY_STAGE]["rating"] == "usually-not-appropriate"
    actions = [action for each in cards[0]["suggestions"] for action in each["actions"]]
    assert [(action["type"], action["resourceId"]) for action in actions] == [
        ("delete", "ServiceRequest/draft-1")
    ]


def test_what_happened_after_the_day_of_the_order_does_not_exist_yet() -> None:
    """On 2005-01-13 the lumpectomy of the 18th has not been done; on the 20th it has."""
    resources = resources_in("mcode-pathways/T1_patient.json")
    _, before = ask(date(2005, 1, 13), resources, "78815")
    _, after = ask(date(2005, 1, 20), resources, "78815")
    assert before[EARLY_STAGE]["verdict"] == "undetermined"
    assert after[EARLY_STAGE]["verdict"] == "does-not-apply"
    assert after[EARLY_STAGE]["because"] == ["breast_surgery.kind"]


def test_a_tumour_just_under_two_centimetres_is_not_restaged_by_this_guidance() -> None:
    cards, assessment = ask(date(2019, 7, 10), resources_in("mcode-pathways/Maryam.json"), "78815")
    assert assessment[AFTER_CHEMOTHERAPY]["verdict"] == "does-not-apply"
    assert "breast_cancer.size_at_diagnosis" in assessment[AFTER_CHEMOTHERAPY]["because"]
    assert not [card for card in cards if card["indicator"] == "warning"]


@pytest.fixture
def jenny() -> list[dict[str, Any]]:
    return resources_in("mcode-ig-stu4/Bundle-mcode-patient-bundle-jenny-m.json")


def test_jenny_m_is_beyond_early_stage_whichever_of_her_two_stages_is_right(
    jenny: list[dict[str, Any]],
) -> None:
    cards, assessment = ask(date(2018, 3, 20), jenny, "78815")
    assert assessment[EARLY_STAGE]["verdict"] == "does-not-apply"
    assert "breast_cancer.clinical_stage" in assessment[EARLY_STAGE]["because"]
    assert not cards


def test_jenny_m_has_negative_margins(jenny: list[dict[str, Any]]) -> None:
    cards, assessment = ask(date(2018, 6, 1), jenny, "77066")
    assert assessment[POSITIVE_MARGINS]["verdict"] == "does-not-apply"
    assert "margins.status" in assessment[POSITIVE_MARGINS]["because"]
    assert not cards


def test_the_coverage_request_of_da_vinci_is_answered_without_error() -> None:
    """An order for contrast-enhanced mammography, known but rated by no source, beside an oxygen order."""
    request = json.loads((PATIENTS / "davinci-crd/CRDServiceRequest.json").read_text("utf-8"))
    service: TestClient
    with client(today=date(2019, 2, 16)) as service:
        answer = service.post("/cds-services/breast-imaging-order-sign", json=request)
    assert answer.status_code == 200
    assert answer.json() == {"cards": []}
