"""The comparison of answer and expectation notices every way in which an answer can be wrong."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

import pytest

from tests.spec.vignettes.answer import EXTENSION, answers, hold_against
from tests.spec.vignettes.vignette import (
    AX_PRE_NAC,
    DISTANT_EARLY,
    DROP,
    NO_CARD,
    NODE_BX,
    NOTE,
    UA,
    UN,
    UNDETERMINED,
    WARNING,
    Expect,
    not_enough,
    postpone,
    rated,
    silence,
    swap,
)
from tests.support.chart import Raw, order

CORE: Final = order("us-guided-core-biopsy-axillary-node")
EXPECTED: Final = rated(AX_PRE_NAC, UN, WARNING, swap("us-axilla"), DROP, mentions=("ultrasound",))


def _entry(scenario: str, rating: str, **more: object) -> Raw:
    return {"order": f"ServiceRequest/{CORE['id']}", "scenario": scenario, "rating": rating} | more


def _swap(study: str) -> Raw:
    resource = CORE | {"code": order(study)["code"]}
    return {
        "label": "Replace",
        "actions": [{"type": "update", "description": "Replace", "resource": resource}],
    }


def _edit(**changes: object) -> Raw:
    return {
        "label": "Edit",
        "actions": [{"type": "update", "description": "Edit", "resource": CORE | changes}],
    }


def _drop() -> Raw:
    return {"label": "Remove", "actions": [{"type": "delete", "description": "Remove", "resourceId": "x"}]}


def _right() -> dict[str, Any]:
    entries = [_entry(AX_PRE_NAC, UN), _entry(NODE_BX, "not-rated")]
    card = {
        "summary": "Core biopsy: usually not appropriate",
        "indicator": "warning",
        "detail": "Ultrasound comes first.",
        "suggestions": [_swap("us-axilla"), _drop()],
        "extension": {EXTENSION: entries},
    }
    return {"cards": [card], "extension": {EXTENSION: entries}}


def _hold(response: Raw, expect: Expect) -> None:
    (answer,) = answers(response, [CORE])
    hold_against(answer, expect)


def test_the_right_answer_passes() -> None:
    _hold(_right(), EXPECTED)


def test_another_rating_fails() -> None:
    response = deepcopy(_right())
    response["extension"][EXTENSION][0]["rating"] = UA
    with pytest.raises(AssertionError, match="says usually-appropriate"):
        _hold(response, EXPECTED)


def test_a_rating_by_another_scenario_fails() -> None:
    response = deepcopy(_right())
    response["extension"][EXTENSION][1]["rating"] = UN
    with pytest.raises(AssertionError, match="should not"):
        _hold(response, EXPECTED)


def test_no_entry_at_all_fails_where_a_rating_is_due() -> None:
    with pytest.raises(AssertionError, match="says not-rated"):
        _hold(_right() | {"extension": {}}, EXPECTED)


def test_another_indicator_fails() -> None:
    response = deepcopy(_right())
    response["cards"][0]["indicator"] = "info"
    with pytest.raises(AssertionError, match="card is info"):
        _hold(response, EXPECTED)


def test_no_card_fails_where_one_is_due() -> None:
    with pytest.raises(AssertionError, match="card is none"):
        _hold(_right() | {"cards": []}, EXPECTED)


def test_a_card_fails_where_silence_is_due() -> None:
    with pytest.raises(AssertionError, match="card is warning"):
        _hold(_right(), rated(AX_PRE_NAC, UN, NO_CARD))


def test_two_cards_for_one_order_fail() -> None:
    response = _right()
    with pytest.raises(AssertionError, match="one card is due"):
        _hold(response | {"cards": response["cards"] * 2}, EXPECTED)


def test_a_missing_offer_fails() -> None:
    response = deepcopy(_right())
    del response["cards"][0]["suggestions"][0]
    with pytest.raises(AssertionError, match="lack"):
        _hold(response, EXPECTED)


@pytest.mark.parametrize(
    "more",
    [
        _swap("mammography-diagnostic"),
        _edit(code={"text": "something else"}),
        _edit(note=[{"text": "clip"}]),
        _edit(occurrenceDateTime="2026-06-22"),
    ],
)
def test_an_offer_that_nobody_expects_fails(more: Raw) -> None:
    response = deepcopy(_right())
    response["cards"][0]["suggestions"].append(more)
    with pytest.raises(AssertionError, match="nobody expects"):
        _hold(response, EXPECTED)


def test_words_that_are_due_and_do_not_come_fail() -> None:
    response = deepcopy(_right())
    response["cards"][0]["detail"] = ""
    with pytest.raises(AssertionError, match="nothing like"):
        _hold(response, EXPECTED)


def test_words_that_should_not_come_fail() -> None:
    with pytest.raises(AssertionError, match="should not be in"):
        _hold(_right(), rated(AX_PRE_NAC, UN, WARNING, swap("us-axilla"), DROP, silent_on=("ultrasound",)))


def test_doubt_fails_where_no_scenario_should_speak() -> None:
    doubtful = {"cards": [], "extension": {EXTENSION: [_entry(DISTANT_EARLY, "undetermined")]}}
    with pytest.raises(AssertionError, match="no scenario should speak"):
        _hold(doubtful, silence())
    _hold(doubtful, silence(DISTANT_EARLY, UNDETERMINED))


def test_another_missing_fact_fails() -> None:
    entry = _entry(
        DISTANT_EARLY, "undetermined", missing=["breast_cancer.clinical_stage", "liver_tests.result"]
    )
    response = {"cards": [], "extension": {EXTENSION: [entry]}}
    with pytest.raises(AssertionError, match="missing are"):
        _hold(response, not_enough(DISTANT_EARLY, "breast_cancer.clinical_stage", NO_CARD))


def test_facts_of_one_question_count_as_one() -> None:
    entry = _entry(
        DISTANT_EARLY, "undetermined", missing=["breast_cancer.clinical_t", "breast_cancer.clinical_n"]
    )
    response = {"cards": [], "extension": {EXTENSION: [entry]}}
    _hold(response, not_enough(DISTANT_EARLY, "breast_cancer.clinical_stage", NO_CARD))


def test_edits_of_the_order_are_told_from_swaps() -> None:
    response = deepcopy(_right())
    response["cards"][0]["suggestions"] = [
        _edit(note=[{"text": "clip"}]),
        _edit(occurrenceDateTime="2026-06-22"),
    ]
    (answer,) = answers(response, [CORE])
    assert answer.offers == {NOTE, postpone("2026-06-22")}


def test_a_card_that_speaks_of_no_draft_fails() -> None:
    other = order("us-axilla") | {"id": "another"}
    third = order("us-breast") | {"id": "a-third"}
    with pytest.raises(AssertionError, match="speak of no draft"):
        answers(_right(), [other, third])
