"""Elements are read whatever shape a sender gives them, and what cannot be read is absent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cds_service.domain.terms import SHORT_NAMES, Code
from cds_service.fhir.elements import (
    Answer,
    read_answer,
    read_concept,
    read_concepts,
    read_quantity,
    read_references,
    read_span,
    read_status,
)

SNOMED = SHORT_NAMES["snomed"]
BREAST = Code(SNOMED, "254837009")
CODING = {"system": SNOMED, "code": "254837009", "display": "Malignant neoplasm of breast"}


@pytest.mark.parametrize(
    "written",
    [
        {"coding": [CODING]},
        {"coding": CODING},
        [{"coding": [CODING]}],
        CODING,
        {"concept": {"coding": [CODING]}},
        {"coding": [{"code": "x"}, None, "odd", CODING]},
        {"coding": [{"system": "urn:oid:2.16.840.1.113883.6.96", "code": "254837009"}]},
    ],
)
def test_a_concept_is_read_in_any_of_its_shapes(written: object) -> None:
    concept = read_concept(written)

    assert concept is not None
    assert BREAST in concept.codes


@pytest.mark.parametrize("written", [None, {}, [], 7, "", {"coding": []}, {"coding": "x"}, {"text": "  "}])
def test_an_empty_concept_is_none(written: object) -> None:
    assert read_concept(written) is None


def test_a_plain_string_is_a_concept_of_words() -> None:
    concept = read_concept("lump")

    assert concept is not None
    assert (concept.codes, concept.text) == ((), "lump")


def test_one_category_instead_of_a_list_is_read() -> None:
    assert read_concepts({"coding": [CODING]}) == read_concepts([{"coding": [CODING]}])


def test_a_laterality_extension_qualifies_its_body_site() -> None:
    left = {"coding": [{"system": SNOMED, "code": "7771000"}]}
    site = {"coding": [CODING], "extension": [{"url": "laterality", "valueCodeableConcept": left}]}

    concept = read_concept(site)

    assert concept is not None
    assert concept.qualifiers == (Code(SNOMED, "7771000"),)


def test_a_reason_for_absence_given_as_the_value_is_no_value() -> None:
    reason = {"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "not-applicable"}

    answer = read_answer({"valueCodeableConcept": {"coding": [reason]}})

    assert answer.absent
    assert answer.concept is None


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ({}, Answer()),
        ({"valueBoolean": False}, Answer(flag=False)),
        ({"valueBoolean": "false"}, Answer()),
        ({"valueString": " negative "}, Answer(words="negative")),
        ({"dataAbsentReason": {"text": "unknown"}}, Answer(absent=True)),
    ],
)
def test_an_answer_is_read_by_its_value(raw: dict[str, Any], expected: Answer) -> None:
    assert read_answer(raw) == expected


@pytest.mark.parametrize(
    ("raw", "value", "unit"),
    [
        ({"value": 2.5, "code": "cm", "unit": "centimeters"}, "2.5", "cm"),
        ({"value": "2.5", "unit": "cm"}, "2.5", "cm"),
        ({"value": 0, "unit": None}, "0", ""),
    ],
)
def test_a_quantity_keeps_the_code_of_its_unit(raw: dict[str, Any], value: str, unit: str) -> None:
    quantity = read_quantity(raw)

    assert quantity is not None
    assert (quantity.value, quantity.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("value", [None, True, "many", "NaN", "Infinity", [], {}])
def test_a_quantity_without_a_finite_number_is_none(value: object) -> None:
    assert read_quantity({"value": value, "unit": "cm"}) is None


@pytest.mark.parametrize(
    "raw",
    [
        {"performedDateTime": "2018-04-01"},
        {"performedPeriod": {"start": "2018-04-01", "end": "2018-04-01"}},
        {"occurrenceDateTime": "2018-04-01"},
        {"occurrenceTiming": {"event": ["2018-04-01"]}},
    ],
)
def test_when_something_was_done_is_read_in_any_of_its_shapes(raw: dict[str, Any]) -> None:
    span = read_span(raw, "performed", "occurrence")

    assert span.start is not None
    assert span.end is not None
    assert span.start.written == span.end.written == "2018-04-01"


@pytest.mark.parametrize(
    "written",
    ["active", {"coding": [{"code": "active"}]}, {"text": "Active"}, {"coding": [{}, {"code": "active"}]}],
)
def test_a_status_is_read_as_a_code_or_as_a_concept(written: object) -> None:
    assert read_status(written) == "active"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"reference": "Condition/1"}, "Condition/1"),
        ({"reference": "https://ehr.example.org/fhir/Condition/1/_history/3"}, "Condition/1"),
        ({"reference": {"reference": "Condition/1"}}, "Condition/1"),
        ({"reference": "urn:uuid:1"}, "urn:uuid:1"),
        ({"reference": "#1"}, "Observation/9#1"),
    ],
)
def test_references_are_brought_to_one_form(written: object, expected: str) -> None:
    assert read_references([written], {"resourceType": "Observation", "id": "9"}) == (expected,)
