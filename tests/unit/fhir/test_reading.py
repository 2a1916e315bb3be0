"""What is read of a chart, and what is set aside in it with a note."""

from __future__ import annotations

import pytest

from tests.support.reading import condition, read
from tests.support.results import EMPTY, bundle


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("modifierExtension", [{"url": "negated"}]),
        ("stage", [{"summary": {"text": "I"}, "modifierExtension": [{"url": "negated"}]}]),
        ("implicitRules", "https://ehr.example.org/rules"),
        ("verificationStatus", [7]),
    ],
)
def test_a_resource_that_may_mean_something_else_is_set_aside_and_its_need_not_searched(
    member: str, value: object
) -> None:
    record = read(conditions=bundle(condition(), condition("2", **{member: value})))
    assert [each.reference for each in record.conditions] == ["Condition/1"]
    assert [(each.need, each.reference) for each in record.issues] == [("conditions", "Condition/2")]
    assert "conditions" not in record.searched
    assert "conditions" in record.heard_of


def test_a_resource_that_is_never_read_may_mean_what_it_likes() -> None:
    encounter = {"resourceType": "Encounter", "id": "e", "implicitRules": "https://ehr.example.org/rules"}
    assert "conditions" in read(conditions=bundle(condition(), encounter)).searched


def test_a_missing_key_is_not_searched() -> None:
    assert read().searched == {"patient"}


def test_a_need_is_searched_only_when_all_its_keys_were_answered() -> None:
    assert "staging" not in read(staging=EMPTY).searched
    assert "staging" in read(staging=EMPTY, staging_2=EMPTY).searched


def test_a_resource_under_two_keys_is_one_resource() -> None:
    assert (
        len(read(conditions=bundle(condition(), condition()), medicines=bundle(condition())).conditions) == 1
    )


def test_resources_without_an_id_are_kept_apart() -> None:
    without_id = {name: value for name, value in condition().items() if name != "id"}

    assert len(read(conditions=bundle(without_id, without_id)).conditions) == 2


def test_statuses_of_older_releases_are_read() -> None:
    (found,) = read(
        conditions=bundle(condition(clinicalStatus="resolved", verificationStatus="refuted"))
    ).conditions

    assert (found.clinical_status, found.verification_status) == ("resolved", "refuted")
