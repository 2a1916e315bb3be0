"""What is still to be read: missing, null, failed, paged and empty are five different things."""

from __future__ import annotations

import json

import msgspec
import pytest

from cds_service.advice.answers import join_pages, read_page
from cds_service.advice.completion import (
    Supply,
    classify,
    needs_of_studies,
    open_searches,
    refuse_without_data,
    says_anything,
)
from cds_service.domain.needs import DataNeed
from cds_service.errors import DataMissing
from tests.support.completing import CHART, NEEDS, supplied
from tests.support.knowledge import shipped_knowledge

ERROR = {"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}
WARNING = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning"}]}
BUNDLE = {"resourceType": "Bundle", "type": "searchset"}
NEXT = {"link": [{"relation": "self", "url": "?page=1"}, {"relation": "next", "url": "?page=2"}]}
CONDITION = CHART[2]


def raw(value: object) -> msgspec.Raw:
    return msgspec.Raw(json.dumps(value).encode())


@pytest.mark.parametrize(
    ("value", "supply"),
    [
        (None, Supply.NULL),
        (ERROR, Supply.FAILED),
        (WARNING, Supply.FAILED),
        ({**BUNDLE, "entry": [{"resource": CONDITION}, {"resource": ERROR}]}, Supply.FAILED),
        ({**BUNDLE, "entry": [{"resource": CONDITION}], **NEXT}, Supply.PAGED),
        ({**BUNDLE, "entry": [{"resource": CONDITION}], "total": 2}, Supply.PAGED),
        ({**BUNDLE, "link": {"relation": "next"}}, Supply.PAGED),
        ({**BUNDLE, "total": 1, "entry": [{"resource": WARNING}]}, Supply.PAGED),
        (
            {**BUNDLE, "total": 1, "entry": [{"resource": CHART[0], "search": {"mode": "include"}}]},
            Supply.PAGED,
        ),
        (BUNDLE, Supply.WHOLE),
        (
            {**BUNDLE, "total": 0, "entry": [{"resource": WARNING, "search": {"mode": "outcome"}}]},
            Supply.WHOLE,
        ),
        ({**BUNDLE, "total": 1, "entry": {"resource": CONDITION}}, Supply.WHOLE),
        ({"resourceType": "Bundle", "entry": None}, Supply.WHOLE),
        ([CONDITION], Supply.WHOLE),
        (CONDITION, Supply.UNREADABLE),
        ("text", Supply.UNREADABLE),
        (7, Supply.UNREADABLE),
        ({}, Supply.UNREADABLE),
    ],
)
def test_the_answer_to_a_search_is_told_apart(value: object, supply: Supply) -> None:
    assert classify(raw(value), "Condition") is supply


def test_what_was_left_out_is_neither_null_nor_empty() -> None:
    assert classify(None, "Condition") is Supply.ABSENT
    assert classify(msgspec.Raw(b" null "), "Condition") is Supply.NULL


def test_a_read_is_answered_by_the_patient_alone_or_in_a_bundle() -> None:
    assert classify(raw(CHART[0]), "Patient") is Supply.WHOLE
    assert classify(raw({**BUNDLE, "entry": [{"resource": CHART[0]}]}), "Patient") is Supply.WHOLE
    assert classify(raw(CONDITION), "Patient") is Supply.UNREADABLE


def test_each_key_of_a_need_is_looked_at_by_itself() -> None:
    assert [each.key for each in open_searches(supplied("staging_2"), NEEDS)] == ["staging_2"]
    assert not open_searches(supplied(), NEEDS)


def test_what_is_required_is_read_first() -> None:
    needs = (DataNeed("plans", "CarePlan", required=False), *NEEDS)
    assert [each.key for each in open_searches({}, needs)][-2:] == ["plans", "service_requests"]


def test_pages_are_joined_without_a_trace_of_the_paging() -> None:
    texts = (
        b'{"resourceType":"Bundle","total":2,"entry":[{"a":1.50}],"link":[{"relation":"next","url":"x"}]}',
        b'{"resourceType":"Bundle"}',
        b'{"resourceType":"Bundle","entry":[{"b":"\\u00e4"}]}',
    )
    pages = [page for each in texts if (page := read_page(each)) is not None]
    joined = join_pages(pages)
    assert joined is not None
    assert bytes(joined) == (
        b'{"resourceType":"Bundle","type":"searchset","entry":[{"a":1.50},{"b":"\\u00e4"}]}'
    )
    odd = read_page(b'{"resourceType":"Bundle","entry":{"resource":{}}}')
    assert odd is not None
    assert join_pages([*pages, odd]) is None


def test_412_is_for_a_call_that_has_nothing_of_what_is_required() -> None:
    with pytest.raises(DataMissing) as refused:
        refuse_without_data(
            {"service_requests": raw(BUNDLE), "patient": raw(None), "problems": raw(ERROR)}, NEEDS
        )
    assert refused.value.keys == tuple(key for need in NEEDS if need.required for key in need.keys)
    refuse_without_data({"problems": raw(BUNDLE)}, NEEDS)
    refuse_without_data({}, ())


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


FAILED = '{"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]}'


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("null", False),
        (FAILED, False),
        (f'{{"resourceType": "Bundle", "entry": [{{"resource": {FAILED}}}]}}', False),
        ("[]", False),
        ("5", False),
        ('{"resourceType": 5}', False),
        ('{"resourceType": "Bundle"}', True),
        ('[{"resourceType": "Condition"}]', True),
    ],
)
def test_null_and_failed_searches_tell_nothing(value: str, told: bool) -> None:  # noqa: FBT001  # a table
    assert says_anything(msgspec.Raw(value.encode())) is told
