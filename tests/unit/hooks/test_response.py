"""A response that the specification forbids cannot be built."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cds_service.hooks.response import (
    SILENCE,
    Action,
    Card,
    CdsResponse,
    Coding,
    Link,
    Source,
    Suggestion,
    encode,
)

ID, OTHER_ID = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", "0f2ae7f2-1b54-4a0c-9ef0-6a1d8c2a7f11"
ORDER = {"resourceType": "ServiceRequest", "id": "1"}


def suggestion(uuid: str = OTHER_ID, **more: Any) -> Suggestion:  # noqa: ANN401  # members of a suggestion
    return Suggestion(label="Do it", uuid=uuid, **more)


def card(**more: Any) -> Card:  # noqa: ANN401  # members of a card
    base: dict[str, Any] = {"uuid": ID, "summary": "s", "indicator": "info", "source": Source(label="ACR")}
    return Card(**(base | more))


@pytest.mark.parametrize(
    "build",
    [
        pytest.param(lambda: card(summary=""), id="CARD-01 empty summary"),
        pytest.param(lambda: card(summary="x" * 140), id="CARD-01 140 characters"),
        pytest.param(lambda: Source(label=""), id="CARD-04"),
        pytest.param(lambda: Source(label="x", url="/relative"), id="CARD-05"),
        pytest.param(lambda: Coding(code="", system="x"), id="CARD-06"),
        pytest.param(lambda: card(uuid="1"), id="CARD-09"),
        pytest.param(lambda: card(override_reasons=(Coding(code="a", system="b"),)), id="CARD-12"),
        pytest.param(lambda: card(suggestions=(suggestion(),)), id="CARD-13 cds-resp-1"),
        pytest.param(lambda: card(selection_behavior="any"), id="CARD-13 without suggestions"),
        pytest.param(lambda: Suggestion(label="", uuid=ID), id="SUG-01"),
        pytest.param(lambda: suggestion("no uuid"), id="SUG-02"),
        pytest.param(
            lambda: card(
                selection_behavior="at-most-one",
                suggestions=(suggestion(is_recommended=True), suggestion(is_recommended=True)),
            ),
            id="SUG-04 cds-resp-1",
        ),
        pytest.param(lambda: Action(type="update", description="", resource=ORDER), id="ACT-02 cds-resp-5"),
        pytest.param(lambda: Action(type="create", description="d"), id="ACT-03"),
        pytest.param(lambda: Action(type="update", description="d", resource={}), id="GEN-04"),
        pytest.param(lambda: Action(type="delete", description="d"), id="ACT-07 cds-resp-2"),
        pytest.param(lambda: Action(type="delete", description="d", resource_id="1"), id="ACT-07 bare id"),
        pytest.param(
            lambda: Action(type="delete", description="d", resource_id="A/1", resource=ORDER),
            id="ACT-07 with a resource",
        ),
        pytest.param(
            lambda: Action(type="create", description="d", resource_id="ServiceRequest/1", resource=ORDER),
            id="ACT-11",
        ),
        pytest.param(lambda: Link(label="", url="https://a.org", type="absolute"), id="LINK-01"),
        pytest.param(lambda: Link(label="x", url="a.org", type="absolute"), id="LINK-02"),
        pytest.param(
            lambda: Link(label="x", url="https://a.org", type="absolute", app_context="y"),
            id="LINK-04 cds-resp-3",
        ),
        pytest.param(lambda: CdsResponse(cards=(card(), card())), id="CARD-10"),
    ],
)
def test_it_cannot_be_built(build: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"^[a-z]"):
        build()


def test_resp_01_silence_says_that_there_are_no_cards() -> None:
    assert encode(SILENCE) == b'{"cards":[]}'


def test_gen_03_nothing_that_was_not_said_is_on_the_wire() -> None:
    response = CdsResponse(cards=(card(),))
    assert encode(response) == (
        b'{"cards":[{"uuid":"' + ID.encode() + b'","summary":"s","indicator":"info",'
        b'"source":{"label":"ACR"}}]}'
    )


def test_a_summary_of_139_characters_is_allowed() -> None:
    assert len(card(summary="x" * 139).summary) == 139
