from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.cards import edits
from cds_service.domain.procedures import ProcedureCode
from cds_service.domain.terms import SHORT_NAMES, Code, Side
from cds_service.fhir.strict import problems_in
from tests.support.knowledge import shipped_knowledge

STUDIES = shipped_knowledge().catalogue.procedures


def an_order(**changes: object) -> dict[str, Any]:
    order: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "id": "order-1",
        "meta": {"versionId": "3"},
        "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">PET/CT</div>'},
        "extension": [{"url": "https://example.org/site", "valueString": "kept"}],
        "identifier": [{"system": "https://example.org/orders", "value": "A-1"}],
        "status": "draft",
        "intent": "order",
        "priority": "routine",
        "code": {"coding": [{"system": SHORT_NAMES["cpt"], "code": "78815"}], "text": "PET/CT"},
        "orderDetail": [{"text": "with FDG"}],
        "bodySite": [{"text": "whole trunk"}],
        "subject": {"reference": "Patient/patient-1"},
        "encounter": {"reference": "Encounter/e-1"},
        "occurrenceDateTime": "2026-06-10",
        "requester": {"reference": "Practitioner/p-1"},
        "reasonCode": [{"text": "staging"}],
        "note": [{"text": "first note"}],
    }
    return {**order, **changes}


def test_a_swap_keeps_what_is_about_the_patient_and_drops_what_was_about_the_old_study() -> None:
    before = an_order()
    swapped = edits.replace_study(before, STUDIES["us-axilla"], Side.LEFT)
    about_the_patient = (
        "subject",
        "encounter",
        "requester",
        "reasonCode",
        "priority",
        "occurrenceDateTime",
        "note",
    )
    assert {name: swapped[name] for name in about_the_patient} == {
        name: before[name] for name in about_the_patient
    }
    assert "orderDetail" not in swapped
    assert [each["coding"][0]["code"] for each in swapped["bodySite"]] == ["7771000"]  # type: ignore[attr-defined]
    assert swapped["text"]["div"].endswith(">US axilla</div>")  # type: ignore[index]
    assert swapped["code"] == {
        "coding": [{"system": SHORT_NAMES["loinc"], "code": "72529-1", "display": "Axilla - left US"}],
        "text": "US axilla",
    }


def test_a_swap_without_a_side_says_the_site_that_a_shared_code_leaves_open() -> None:
    swapped = edits.replace_study(an_order(), STUDIES["us-axilla"], None)
    assert swapped["code"]["coding"][0]["code"] == "76882"  # type: ignore[index]
    assert swapped["bodySite"] == [
        {
            "coding": [
                {
                    "system": SHORT_NAMES["snomed"],
                    "code": "68171009",
                    "display": "Axillary lymph node structure",
                }
            ]
        }
    ]


def test_a_side_that_the_new_code_cannot_carry_goes_into_the_body_site() -> None:
    swapped = edits.replace_study(an_order(), STUDIES["us-guided-core-biopsy-axillary-node"], Side.RIGHT)
    codes = [each["coding"][0]["code"] for each in swapped["bodySite"]]  # type: ignore[attr-defined]
    assert "24028007" in codes


def test_a_new_order_takes_neither_the_id_nor_the_identifiers_of_the_old_one() -> None:
    created = edits.as_new_order(edits.replace_study(an_order(status="active"), STUDIES["us-axilla"], None))
    assert {"id", "meta", "identifier"}.isdisjoint(created)
    assert created["status"] == "draft"


def test_a_note_is_added_behind_those_that_are_there() -> None:
    assert edits.add_note(an_order(), "second")["note"] == [{"text": "first note"}, {"text": "second"}]


def test_a_study_is_moved_to_a_day_and_keeps_no_other_time() -> None:
    moved = edits.move_to(an_order(occurrencePeriod={"start": "2026-06-10"}), date(2026, 6, 19))
    assert moved["occurrenceDateTime"] == "2026-06-19"
    assert "occurrencePeriod" not in moved


def test_a_rating_changes_nothing_else_in_the_order() -> None:
    before = an_order()
    rated = edits.add_rating(before, "appropriate", "6f6c6d0e-0000-4000-8000-000000000000")
    added = [each for each in rated["extension"] if each not in before["extension"]]  # type: ignore[attr-defined]
    assert {each["url"].rsplit("/", 1)[1] for each in added} == {"pama-rating", "pama-rating-consult-id"}
    assert {name: value for name, value in rated.items() if name != "extension"} == {
        name: value for name, value in before.items() if name != "extension"
    }


def test_an_earlier_rating_is_replaced_by_the_new_one() -> None:
    once = edits.add_rating(an_order(), "appropriate", "6f6c6d0e-0000-4000-8000-000000000000")
    twice = edits.add_rating(once, "not-appropriate", "6f6c6d0e-0000-4000-8000-000000000001")
    assert str(twice).count("Extension/pama-rating'") == 1
    assert "not-appropriate" in str(twice)


@pytest.mark.parametrize("name", sorted(STUDIES))
@pytest.mark.parametrize("side", [None, *Side])
def test_every_swap_is_valid_fhir(name: str, side: Side | None) -> None:
    assert not problems_in(edits.replace_study(an_order(), STUDIES[name], side))


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ELEMENTS = st.sampled_from(["code", "note", "extension", "bodySite", "reasonCode", "occurrenceDateTime", "x"])


@given(odd=st.dictionaries(ELEMENTS, ODD, max_size=5))
def test_no_edit_fails_on_an_odd_order_or_changes_the_one_received(odd: dict[str, Any]) -> None:
    received = an_order(**odd)
    before = copy.deepcopy(received)
    edits.replace_study(received, STUDIES["us-axilla"], Side.LEFT)
    edits.add_note(received, "note")
    edits.move_to(received, date(2026, 6, 19))
    edits.add_rating(received, "appropriate", "id")
    assert received == before


def _local(code: str, side: Side | None) -> ProcedureCode:
    return ProcedureCode(Code("urn:oid:1.2.3", code), side=side, local=True)


def test_a_study_is_ordered_by_the_sites_code_even_where_only_another_names_the_side() -> None:
    study = STUDIES["us-axilla"]
    local = replace(study, order_as=(*study.order_as, _local("US", None)))
    chosen = edits.choose_code(local, Side.LEFT)
    assert chosen is not None
    assert chosen.code.code == "US"
    order = edits.replace_study(an_order(), local, Side.LEFT)
    left = {"system": SHORT_NAMES["snomed"], "code": "7771000", "display": "Left"}
    assert order["bodySite"] == [{"coding": [left]}]  # the code leaves the side open


def test_of_the_sites_codes_the_one_for_the_side_is_chosen() -> None:
    codes = (_local("US", None), _local("USR", Side.RIGHT), _local("USL", Side.LEFT))
    local = replace(STUDIES["us-axilla"], order_as=codes)
    for side, code in ((Side.LEFT, "USL"), (Side.RIGHT, "USR"), (None, "US"), (Side.BILATERAL, "US")):
        chosen = edits.choose_code(local, side)
        assert chosen is not None
        assert chosen.code.code == code
