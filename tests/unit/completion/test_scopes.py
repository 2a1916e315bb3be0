"""What a scope covers, in the syntaxes of SMART v1 and v2 and in any other."""

from __future__ import annotations

import pytest

from cds_service.adapters.fhir_scopes import covers, parse_scope
from cds_service.domain.needs import Parameters

LAB: Parameters = (("category", ("laboratory",)),)
LAB_AND_EXAM: Parameters = (("category", ("laboratory", "exam")),)


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        ("patient/Observation.read", True),
        ("patient/*.read", True),
        ("user/*.*", True),
        ("system/Observation.rs", True),
        ("patient/Observation.cruds", True),
        ("launch openid fhirUser patient/Observation.s", True),
        ("patient/Observation.write", False),
        ("patient/Observation.r", False),
        ("patient/Observation.c", False),
        ("patient/Condition.read", False),
        ("patient/Observation.rs?category=exam", False),
        ("patient/Observation.rs?category=laboratory", True),
        ("patient/Observation.rs?category=laboratory&status=final", False),
        ("patient/Observation.rs?category=exam patient/*.rs", True),
    ],
)
def test_a_search_is_covered_by_its_type_and_what_it_asks(scope: str, *, covered: bool) -> None:
    assert covers(parse_scope(scope), "Observation", LAB) is covered


def test_every_alternative_must_be_covered() -> None:
    one = "patient/Observation.rs?category=laboratory"
    both = f"{one} patient/Observation.rs?category=exam"
    assert not covers(parse_scope(one), "Observation", LAB_AND_EXAM)
    assert covers(parse_scope(both), "Observation", LAB_AND_EXAM)
    assert not covers(parse_scope(both), "Observation", ())


def test_the_patient_is_read_and_not_searched() -> None:
    assert covers(parse_scope("patient/Patient.r"), "Patient", ())
    assert not covers(parse_scope("patient/Patient.s"), "Patient", ())


@pytest.mark.parametrize(
    "scope",
    [
        "",
        "openid launch",
        "Observation read (Vitals); Conditions",
        "patient/*.read and more",
        "patient/Observation.",
        "patient/Observation.sr",
    ],
)
def test_a_scope_in_another_syntax_forbids_nothing(scope: str) -> None:
    assert parse_scope(scope) is None
    assert covers(None, "Observation", LAB)
