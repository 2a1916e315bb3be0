"""A call as an EHR makes it: four patients as bases, their chart sent whole, an order signed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from starlette.testclient import TestClient

from cds_service.cli.chart_input import read_given_chart
from cds_service.domain.facts import Fact
from cds_service.extraction.bindings import needs_for
from cds_service.extraction.sheet import ExtractionSettings, extract_facts
from cds_service.fhir.reading import read_prefetch
from tests.spec.vignettes.groups import VIGNETTES
from tests.support.knowledge import shipped_knowledge
from tests.support.service import client

Raw = dict[str, Any]

TODAY: Final = date(2026, 6, 1)
PATIENT: Final = "patient-1"
_BY_ID: Final = {each.id: each for each in VIGNETTES}

EARLY: Final = list(_BY_ID["D01"].chart)
"""A new cancer of stage IA without symptoms; a PET/CT for distant disease is usually not appropriate."""
PET_CT: Final = _BY_ID["D01"].drafts[0]
DISTANT_EARLY: Final = "staging/distant-disease-in-early-stage"

PLANNED: Final = list(_BY_ID["B01"].chart)
"""Neoadjuvant therapy is planned, nodes are felt; an ultrasound of the axilla is usually appropriate."""
US_BEFORE: Final = _BY_ID["B01"].drafts[0]
BEFORE_CHEMOTHERAPY: Final = "axilla/staging-before-neoadjuvant-therapy"

RESTAGED: Final = list(_BY_ID["A01"].chart)
"""After completed neoadjuvant chemotherapy; an ultrasound of the axilla is usually appropriate."""
US_AXILLA: Final = _BY_ID["A01"].drafts[0]
AFTER_CHEMOTHERAPY: Final = "axilla/restaging-after-neoadjuvant-chemotherapy"

OPERATED: Final = list(_BY_ID["E01"].chart)
"""Positive margins after a lumpectomy, without symptoms; mammography may be appropriate."""
MAMMOGRAM: Final = _BY_ID["E01"].drafts[0]
POSITIVE_MARGINS: Final = "breast/positive-margins-after-lumpectomy"


@dataclass(frozen=True)
class Told:
    """What came back: the cards, and what each scenario said."""

    cards: list[Raw]
    entries: dict[str, Raw]

    def rating(self, scenario: str) -> str:
        """Give the rating of the order in a scenario; empty where it has none to give."""
        return str(self.entries.get(scenario, {}).get("rating", ""))

    def quoted(self, fact: str) -> set[str]:
        """Give the resources that were quoted for a fact."""
        evidence = (each for entry in self.entries.values() for each in entry.get("evidence", []))
        return {each["resource"] for each in evidence if each["fact"] == fact}


@cache
def _service(today: date) -> TestClient:
    return client(today=today)


def ask(chart: Sequence[Raw], draft: Raw, today: date = TODAY, patient: str = PATIENT) -> Told:
    """Sign the order for the patient of this chart."""
    sent = json.dumps(list(chart)).encode()
    needs = needs_for(shipped_knowledge().value_sets)
    request = {
        "hook": "order-sign",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {
            "userId": "Practitioner/practitioner-1",
            "patientId": patient,
            "draftOrders": {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": draft}]},
        },
        "prefetch": read_given_chart(sent, "the chart", needs, patient).prefetch,
        "extension": {"org.imaging-cds.assessment": True},
    }
    answer = _service(today).post("/cds-services/breast-imaging-order-sign", json=request)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    entries = body.get("extension", {}).get("org.imaging-cds.assessment", [])
    return Told(body["cards"], {each.get("scenario", each["order"]): each for each in entries})


def fact(name: str, chart: Sequence[Raw], today: date = TODAY) -> Fact:
    """Give a fact that no answer shows, as the call reads it."""
    knowledge = shipped_knowledge()
    needs = needs_for(knowledge.value_sets)
    given = read_given_chart(json.dumps(list(chart)).encode(), "the chart", needs)
    record = read_prefetch(given.prefetch, needs, given.patient_id)
    return extract_facts(record, knowledge, today, ExtractionSettings())[name]
