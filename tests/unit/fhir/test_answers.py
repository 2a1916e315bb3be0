"""Every answer an EHR may give to a search: its state, what is read of it, whether it counts as searched."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec
import pytest

from cds_service.fhir.answers import MOST, Supply, join_pages, read_answer
from cds_service.fhir.raw import reference_of
from tests.support.reading import PATIENT, condition, read
from tests.support.results import EMPTY, ERROR, WARNING, bundle

Raw = dict[str, Any]

NEXT: Final[Raw] = {"link": [{"relation": "self", "url": "?page=1"}, {"relation": "next", "url": "?page=2"}]}
PAGE: Final = bundle(condition()) | NEXT
INCLUDED: Final = {"resource": PATIENT, "search": {"mode": "include"}}
NOT_UTF_8: Final = (
    b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Condition","id":"\xe4"}}]}'
)
DEEP: Final = b'{"resourceType":"Bundle","entry":' + b"[" * 100_000
INCOMPLETE: Final[Raw] = {"severity": "warning", "code": "incomplete"}
SUPPRESSED: Final[Raw] = {"severity": "information", "code": "suppressed"}


def outcome(*issues: Raw) -> Raw:
    return {"resourceType": "OperationOutcome", "issue": list(issues)}


def nested(content: Raw, times: int) -> Raw:
    for _ in range(times):
        content = bundle(content)
    return content


SHAPES: Final[dict[str, tuple[object, Supply, int]]] = {
    # nothing
    "left out": (None, Supply.ABSENT, 0),
    "null": (b"null", Supply.NULL, 0),
    "an empty list": ([], Supply.NULL, 0),
    # no FHIR
    "no JSON": (b"{not json", Supply.UNREADABLE, 0),
    "JSON cut short": (json.dumps(PAGE).encode()[:-9], Supply.UNREADABLE, 0),
    "no bytes at all": (b"", Supply.UNREADABLE, 0),
    "not in UTF-8": (NOT_UTF_8, Supply.UNREADABLE, 0),
    "nested without end": (DEEP, Supply.UNREADABLE, 0),
    "a number": (b"7", Supply.UNREADABLE, 0),
    "a string": (b'"text"', Supply.UNREADABLE, 0),
    "an object without a type": ({}, Supply.UNREADABLE, 0),
    "a type that is no string": ({"resourceType": 5}, Supply.UNREADABLE, 0),
    # failures
    "an OperationOutcome": (ERROR, Supply.FAILED, 0),
    "an OperationOutcome that only warns": (WARNING, Supply.FAILED, 0),
    "a list that holds only a failure": ([ERROR], Supply.FAILED, 0),
    "a list that holds only a warning": ([WARNING], Supply.FAILED, 0),
    "a list with a failure beside a resource": ([condition(), ERROR], Supply.FAILED, 1),
    "a list with a failure beside a Bundle": ([EMPTY, ERROR], Supply.FAILED, 0),
    "a failure inside a Bundle": (bundle(condition(), ERROR), Supply.FAILED, 1),
    "a failure inside a Bundle of a list": ([bundle(ERROR)], Supply.FAILED, 0),
    "a warning that results are incomplete": (bundle(outcome(INCOMPLETE)), Supply.FAILED, 0),
    "a remark that results are held back": (bundle(condition(), outcome(SUPPRESSED)), Supply.FAILED, 1),
    "a part of a batch that failed": (
        EMPTY | {"type": "batch-response", "entry": [{"response": {"status": "403 Forbidden"}}]},
        Supply.FAILED,
        0,
    ),
    # other answers
    "one resource where many may be": (condition(), Supply.UNREADABLE, 1),
    "resources of another type alone": (bundle(PATIENT), Supply.UNREADABLE, 1),
    "a history": (bundle(condition(), type="history"), Supply.UNREADABLE, 0),
    "a document": (bundle(condition(), type="document"), Supply.UNREADABLE, 0),
    "a list of a number": ([1], Supply.UNREADABLE, 0),
    "a list of nulls": ([None], Supply.UNREADABLE, 0),
    "an entry that is none": (EMPTY | {"entry": [7, {"resource": condition()}]}, Supply.UNREADABLE, 1),
    "an entry without a resource": (
        EMPTY | {"entry": [{"fullUrl": "urn:uuid:1"}, {"resource": condition()}]},
        Supply.UNREADABLE,
        1,
    ),
    "an entry with a resource of no type": (bundle(condition(), {"id": "2"}), Supply.UNREADABLE, 1),
    "entries that are no list": (EMPTY | {"entry": "none"}, Supply.UNREADABLE, 0),
    "more resources than anyone reads": (bundle(*[condition()] * (MOST + 1)), Supply.UNREADABLE, 0),
    "more parts of a list than anyone reads": ([EMPTY] * (MOST + 1), Supply.UNREADABLE, 0),
    "Bundles inside Bundles without end": (nested(condition(), 9), Supply.UNREADABLE, 0),
    # parts of a result
    "a page with more to come": (PAGE, Supply.PAGED, 1),
    "a page in a list": ([PAGE], Supply.PAGED, 1),
    "a page inside a Bundle": (bundle(PAGE), Supply.PAGED, 1),
    "a page that goes on nobody knows where": (
        bundle(condition(), link={"relation": "next"}),
        Supply.PAGED,
        1,
    ),
    "fewer resources than in total": (bundle(condition(), total=2), Supply.PAGED, 1),
    "fewer resources than in total, as text": (bundle(condition(), total="2"), Supply.PAGED, 1),
    "a total met by what was only included": (
        EMPTY | {"total": 2, "entry": [{"resource": condition()}, INCLUDED]},
        Supply.PAGED,
        2,
    ),
    "a total met by a warning": (bundle(WARNING, total=1), Supply.PAGED, 0),
    # results
    "an empty Bundle": (EMPTY, Supply.WHOLE, 0),
    "an empty Bundle with a null": (EMPTY | {"entry": None}, Supply.WHOLE, 0),
    "an empty Bundle with a warning": (bundle(WARNING, total=0), Supply.WHOLE, 0),
    "an empty Bundle in a list": ([EMPTY], Supply.WHOLE, 0),
    "a Bundle": (bundle(condition(), total=1), Supply.WHOLE, 1),
    "a Bundle with a resource twice": (bundle(condition(), condition(), total=2), Supply.WHOLE, 2),
    "a Bundle as bytes": (json.dumps(bundle(condition())).encode(), Supply.WHOLE, 1),
    "a Bundle as raw JSON": (msgspec.Raw(json.dumps(bundle(condition())).encode()), Supply.WHOLE, 1),
    "a Bundle without a type": (bundle(condition(), type=None), Supply.WHOLE, 1),
    "a collection": (bundle(condition(), type="collection"), Supply.WHOLE, 1),
    "a Bundle with a warning": (bundle(condition(), WARNING), Supply.WHOLE, 1),
    "a Bundle of one entry, not in a list": (EMPTY | {"entry": {"resource": condition()}}, Supply.WHOLE, 1),
    "a total that is none": (bundle(condition(), total=True), Supply.WHOLE, 1),
    "a result that brings others along": (
        EMPTY | {"total": 1, "entry": [{"resource": condition()}, INCLUDED]},
        Supply.WHOLE,
        2,
    ),
    "as many resources as may be": (bundle(*[condition()] * (MOST - 1)), Supply.WHOLE, MOST - 1),
    "a list of resources": ([condition(), condition("2")], Supply.WHOLE, 2),
    "a list of resources with a warning": ([condition(), WARNING], Supply.WHOLE, 1),
    "a list of Bundles": ([bundle(condition()), bundle(condition("2"))], Supply.WHOLE, 2),
    "a batch": (
        EMPTY
        | {
            "type": "batch-response",
            "entry": [{"resource": bundle(condition()), "response": {"status": "200 OK"}}],
        },
        Supply.WHOLE,
        1,
    ),
}


@pytest.mark.parametrize(("value", "supply", "held"), SHAPES.values(), ids=SHAPES)
def test_each_shape_of_an_answer_has_one_state(value: object, supply: Supply, held: int) -> None:
    answer = read_answer(value, "Condition")
    assert answer.supply is supply
    assert len(answer.resources) == held
    assert answer.tells_anything is (held > 0 or supply is Supply.WHOLE)


@pytest.mark.parametrize(("value", "supply"), [each[:2] for each in SHAPES.values()], ids=SHAPES)
def test_only_a_whole_answer_counts_as_searched(value: object, supply: Supply) -> None:
    answer, record = read_answer(value, "Condition"), read(conditions=value)
    assert ("conditions" in record.searched) is (supply is Supply.WHOLE)
    assert ("conditions" in record.heard_of) is answer.tells_anything
    kept = {reference_of(each.resource) for each in answer.resources}
    assert {each.reference for each in record.conditions} == kept - {"Patient/p"}


PATIENTS: Final[dict[str, tuple[object, Supply]]] = {
    "the patient": (PATIENT, Supply.WHOLE),
    "the patient in a Bundle": (bundle(PATIENT), Supply.WHOLE),
    "the patient in a list": ([PATIENT], Supply.WHOLE),
    "another resource": (condition(), Supply.UNREADABLE),
    "an empty Bundle": (EMPTY, Supply.UNREADABLE),
    "a failure": (ERROR, Supply.FAILED),
    "null": (b"null", Supply.NULL),
}


@pytest.mark.parametrize(("value", "supply"), PATIENTS.values(), ids=PATIENTS)
def test_a_read_is_answered_by_the_patient_alone(value: object, supply: Supply) -> None:
    assert read_answer(value, "Patient").supply is supply
    assert ("patient" in read(patient=value).searched) is (supply is Supply.WHOLE)


@pytest.mark.parametrize(
    ("searched", "kind"),
    [
        ("ServiceRequest", "ProcedureRequest"),
        ("ServiceRequest", "DiagnosticOrder"),
        ("MedicationRequest", "MedicationOrder"),
    ],
)
def test_what_an_older_release_calls_a_resource_answers_the_search_for_it(searched: str, kind: str) -> None:
    assert read_answer(bundle({"resourceType": kind, "id": "1"}), searched).supply is Supply.WHOLE


@pytest.mark.parametrize(
    ("value", "leads"),
    [(PAGE, "?page=2"), (bundle(link={"relation": "next"}), "#"), ([PAGE], ""), (bundle(total=2), "")],
)
def test_a_page_says_where_the_result_goes_on(value: object, leads: str) -> None:
    assert read_answer(value, "Condition").next_page == leads


def test_pages_are_joined_to_one_result_with_the_entries_as_they_were_written() -> None:
    pages = (
        b'{"resourceType":"Bundle","total":2,"entry":[{"a":1.50}],"link":[{"relation":"next","url":"x"}]}',
        b'{"resourceType":"Bundle"}',
        b'{"resourceType":"Bundle","total":"3","entry":[{"b":"\\u00e4"}]}',
    )
    joined = join_pages([msgspec.Raw(each) for each in pages])
    assert joined is not None
    assert bytes(joined) == (
        b'{"resourceType":"Bundle","type":"searchset","total":3,"entry":[{"a":1.50},{"b":"\\u00e4"}]}'
    )


def test_what_two_pages_hold_counts_once() -> None:
    first, second = bundle(condition("1"), condition("2"), total=4), bundle(condition("2"), condition("3"))
    joined = join_pages([msgspec.Raw(json.dumps(each).encode()) for each in (first, second)])
    answer = read_answer(joined, "Condition")
    assert [each.resource["id"] for each in answer.resources] == ["1", "2", "3"]
    assert answer.supply is Supply.PAGED  # the fourth slipped past between the two


@pytest.mark.parametrize("odd", [b'{"entry":{"resource":{}}}', b'{"entry":[{"resource":7}]}', b"[]", b"{cut"])
def test_pages_without_a_list_of_entries_are_not_joined(odd: bytes) -> None:
    assert join_pages([msgspec.Raw(b'{"resourceType":"Bundle"}'), msgspec.Raw(odd)]) is None
