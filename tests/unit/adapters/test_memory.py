"""A chart in memory finds what a FHIR server would find."""

from __future__ import annotations

from typing import Any

import pytest

from cds_service.adapters.memory import InMemoryChart

PATIENT = {"resourceType": "Patient", "id": "p"}


def condition(id_: str, *, patient: str = "Patient/p", **more: Any) -> dict[str, Any]:  # noqa: ANN401  # members
    return {"resourceType": "Condition", "id": id_, "subject": {"reference": patient}} | more


def coded(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


CHART = InMemoryChart(
    [
        PATIENT,
        condition("a", code=coded("http://s", "1"), category=[coded("http://c", "problem-list-item")]),
        condition("b", code=coded("http://t", "1"), category=coded("http://c", "encounter-diagnosis")),
        condition("c", patient="Patient/other", code=coded("http://s", "1")),
        condition("d", patient="https://ehr.example.org/fhir/Patient/p"),
        {
            "resourceType": "MedicationRequest",
            "id": "m",
            "status": "active",
            "intent": "order",
            "subject": {"reference": "urn:uuid:p"},
            "medicationCodeableConcept": coded("http://s", "7"),
        },
        {"resourceType": "AllergyIntolerance", "id": "x", "patient": {"reference": "Patient/p"}},
    ]
)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("Condition?patient=p", ["a", "b", "d"]),
        ("Condition?patient=Patient/p&code=1", ["a", "b"]),
        ("Condition?patient=p&code=http://s|1", ["a"]),
        ("Condition?patient=p&code=http://s|2,http://t|1", ["b"]),
        ("Condition?patient=p&code=http://s|", ["a"]),
        ("Condition?patient=p&code=|1", []),
        ("Condition?patient=p&category=problem-list-item,encounter-diagnosis", ["a", "b"]),
        ("Condition?patient=p&_count=100&_sort=-date", ["a", "b", "d"]),
        ("MedicationRequest?patient=p&intent=order,plan&status=active", ["m"]),
        ("MedicationRequest?patient=p&intent=plan", []),
        ("MedicationRequest?patient=p&code=http://s|7", ["m"]),
        ("AllergyIntolerance?patient=p", ["x"]),
    ],
)
def test_a_search_finds_what_meets_all_its_parameters(query: str, ids: list[str]) -> None:
    bundle = CHART.answer(query)
    assert bundle is not None
    assert [each["resource"]["id"] for each in bundle.get("entry", [])] == ids
    assert bundle["total"] == len(ids)


def test_a_read_gives_the_resource_or_nothing() -> None:
    assert CHART.answer("Patient/p") == PATIENT
    assert CHART.answer("Patient/q") is None


def test_an_unknown_parameter_is_an_error_and_not_an_empty_result() -> None:
    with pytest.raises(ValueError, match="cannot search by `onset-date`"):
        CHART.answer("Condition?patient=p&onset-date=ge2020")


def test_templates_are_filled_from_the_context() -> None:
    found = CHART.prefetch({"patient": "Patient/{{context.patientId}}"}, {"patientId": "p"})
    assert found == {"patient": PATIENT}
