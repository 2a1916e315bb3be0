"""One id with several contents: the newest counts, and where none is known to be newer, all do."""

from __future__ import annotations

from typing import Any

import pytest

from cds_service.domain.needs import DataNeed
from cds_service.fhir.reading import read_prefetch

EARLY, LATE = "2026-01-01T08:00:00Z", "2026-02-01T08:00:00Z"
NEEDS = (DataNeed("patient", "Patient"), DataNeed("conditions", "Condition"))


def diagnosis(status: str, written: str = "") -> dict[str, Any]:
    meta = {"meta": {"lastUpdated": written}} if written else {}
    return {"resourceType": "Condition", "id": "cancer", "clinicalStatus": status} | meta


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ([diagnosis("active"), diagnosis("active")], ["active"]),
        ([diagnosis("active", EARLY), diagnosis("resolved", LATE)], ["resolved"]),
        ([diagnosis("resolved", LATE), diagnosis("active", EARLY)], ["resolved"]),
        ([diagnosis("active"), diagnosis("resolved", LATE)], ["resolved"]),
        ([diagnosis("active"), diagnosis("resolved")], ["active", "resolved"]),
    ],
    ids=["the same twice", "older first", "newer first", "one without an instant", "none newer"],
)
def test_of_several_contents_the_newest_counts_or_all(sent: list[dict[str, Any]], read: list[str]) -> None:
    prefetch = {"patient": {"resourceType": "Patient", "id": "p"}, "conditions": sent}
    record = read_prefetch(prefetch, NEEDS, "p")
    assert sorted(each.clinical_status for each in record.conditions) == read
    assert {each.reference for each in record.conditions} == {"Condition/cancer"}
