"""What is still to be read: missing, null, failed, paged and empty are five different things."""

from __future__ import annotations

import json

import msgspec
import pytest

from cds_service.advice.completion import (
    OpenSearch,
    needs_of_studies,
    open_searches,
    refuse_without_data,
)
from cds_service.domain.needs import DataNeed
from cds_service.errors import DataMissing
from tests.support.completing import CHART, NEEDS, PATIENT, read_supplied, supplied
from tests.support.knowledge import shipped_knowledge
from tests.support.results import ERROR

BUNDLE = {"resourceType": "Bundle", "type": "searchset"}
PAGE = BUNDLE | {"entry": [{"resource": CHART[2]}], "link": [{"relation": "next", "url": "?page=2"}]}
PROCEDURES = NEEDS[4]


def raw(value: object) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


def open_for(prefetch: dict[str, msgspec.Raw]) -> OpenSearch | None:
    return next(iter(open_searches(prefetch, (PROCEDURES,))), None)


def test_missing_null_and_a_failure_are_searched_for() -> None:
    anew = OpenSearch("procedures", "Procedure")
    assert open_for({}) == open_for({"procedures": raw(None)}) == open_for({"procedures": raw(ERROR)}) == anew


def test_a_page_is_gone_on_with() -> None:
    assert open_for({"procedures": raw(PAGE)}) == OpenSearch(
        "procedures", "Procedure", (), raw(PAGE), "?page=2"
    )


def test_an_empty_result_is_not_searched_for_again() -> None:
    assert open_for({"procedures": raw(BUNDLE)}) is None


def test_each_key_of_a_need_is_looked_at_by_itself() -> None:
    assert [each.key for each in open_searches(supplied("staging_2"), NEEDS)] == ["staging_2"]
    assert not open_searches(supplied(), NEEDS)


def test_what_is_required_is_read_first() -> None:
    needs = (DataNeed("plans", "CarePlan", required=False), *NEEDS)
    assert [each.key for each in open_searches({}, needs)][-2:] == ["plans", "service_requests"]


def test_412_is_for_a_call_that_has_nothing_of_what_is_required() -> None:
    prefetch = {"service_requests": raw(BUNDLE), "patient": raw(None), "problems": raw(ERROR)}
    with pytest.raises(DataMissing) as refused:
        refuse_without_data(read_supplied(prefetch), NEEDS)
    assert refused.value.keys == tuple(key for need in NEEDS if need.required for key in need.keys)


@pytest.mark.parametrize(
    "values", [[], [None], [[]], [[ERROR]], [BUNDLE | {"entry": [{"resource": ERROR}]}], [5, "", {}]]
)
def test_412_is_for_values_that_tell_nothing(values: list[object]) -> None:
    prefetch = dict(zip(("procedures", "problems", "patient"), map(raw, values), strict=False))
    with pytest.raises(DataMissing):
        refuse_without_data(read_supplied(prefetch), NEEDS)


def test_412_is_for_a_chart_of_another_patient_alone() -> None:
    other = CHART[2] | {"subject": {"reference": f"Patient/not-{PATIENT}"}}
    with pytest.raises(DataMissing):
        refuse_without_data(
            read_supplied({"problems": raw(BUNDLE | {"entry": [{"resource": other}]})}), NEEDS
        )


@pytest.mark.parametrize("value", [BUNDLE, PAGE, [CHART[2]], CHART[2]])
def test_anything_of_what_is_required_is_enough(value: object) -> None:
    refuse_without_data(read_supplied({"problems": raw(value)}), NEEDS)


def test_a_study_that_requires_nothing_is_not_refused() -> None:
    refuse_without_data(read_supplied({}), ())


def names(study: str, *needs: str) -> set[str]:
    knowledge = shipped_knowledge()
    offered = [DataNeed(each, "Observation") for each in needs]
    chosen = needs_of_studies(knowledge, [knowledge.catalogue.procedures[study]], offered)
    return {each.name for each in chosen}


def test_a_study_asks_for_laboratory_values_and_allergies_only_where_its_scenarios_read_them() -> None:
    assert names("us-axilla", "liver_tests", "allergies", "findings") == {"allergies", "findings"}
    assert names("bone-scan-whole-body", "liver_tests", "allergies", "findings") == {
        "liver_tests",
        "findings",
    }


def test_a_study_asks_for_everything_else_for_any_of_it_may_hold_evidence() -> None:
    others = {need.name for need in NEEDS}
    assert names("us-axilla", *others) == names("systemic-therapy", *others) == others


def test_a_study_to_which_no_scenario_speaks_asks_for_nothing() -> None:
    assert not names("lymphoscintigraphy", "patient", "staging", "liver_tests")
