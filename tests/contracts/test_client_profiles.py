"""One advice, rendered for each kind of client: what it gets is what it can carry out, and safe alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

import pytest
from starlette.testclient import TestClient

from cds_service.hooks.profiles import CERNER, EPIC, PROFILES, ClientProfile
from tests.contracts.test_calls import DROP, SWAP, request_of, send
from tests.support.knowledge import shipped_knowledge
from tests.support.service import client

Raw = dict[str, Any]

LISTED: Final = replace(
    EPIC,
    name="a site's own",
    ordered_as=MappingProxyType({name: f"P-{name}" for name in shipped_knowledge().catalogue.procedures}),
)
TOLD: Final = [SWAP, DROP, "A02", "A05", "B05", "B31"]


def cards_for(profile: ClientProfile, vignette: str, monkeypatch: pytest.MonkeyPatch) -> list[Raw]:
    monkeypatch.setattr("cds_service.wiring.door.PROFILES", {**PROFILES, profile.name: profile})
    monkeypatch.setattr("cds_service.settings.PROFILES", {**PROFILES, profile.name: profile})
    service: TestClient = client(profile=profile.name)
    cards: list[Raw] = send(service, request_of(service, vignette)).json()["cards"]
    return cards


def actions(card: Raw) -> Iterator[Raw]:
    for suggestion in card.get("suggestions", ()):
        yield from suggestion["actions"]


@pytest.mark.parametrize("vignette", TOLD)
@pytest.mark.parametrize("profile", [*PROFILES.values(), LISTED], ids=lambda each: each.name)
def test_every_client_is_told_the_same_and_gets_only_what_it_can_carry_out(
    profile: ClientProfile, vignette: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = cards_for(PROFILES["generic"], vignette, monkeypatch)
    cards = cards_for(profile, vignette, monkeypatch)
    told = [(each["summary"], each["indicator"], each["detail"]) for each in cards]
    assert told == [(each["summary"], each["indicator"], each["detail"]) for each in plain]
    for card in cards:
        assert {each["type"] for each in actions(card)} <= profile.action_types
        for suggestion in card.get("suggestions", ()):
            assert profile.actions_per_suggestion in (None, len(suggestion["actions"]))


def test_epic_with_a_map_gets_the_new_study_and_the_removal_as_two_suggestions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [card] = cards_for(LISTED, SWAP, monkeypatch)
    assert [(each["label"], each["actions"][0]["type"]) for each in card["suggestions"]] == [
        ("Order US axilla", "create"),
        ("Remove this order", "delete"),
    ]
    ordered = card["suggestions"][0]["actions"][0]["resource"]
    listed = ordered["code"]["coding"][0]
    assert listed == {"system": EPIC.order_list, "code": "P-us-axilla"}
    assert ("id" in ordered, ordered["status"]) == (False, "draft")
    assert card["selectionBehavior"] == "any"


def test_epic_without_a_map_is_offered_no_study_it_could_not_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [card] = cards_for(EPIC, SWAP, monkeypatch)
    assert [each["type"] for each in actions(card)] == ["delete"]


def test_epic_is_told_that_the_detail_is_markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    [card] = cards_for(EPIC, SWAP, monkeypatch)
    assert card["extension"]["com.epic.cdshooks.card.detail.content-type"] == "text/markdown"


def test_epic_gets_topics_of_letters_and_digits_and_each_scenario_keeps_one_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    [card] = cards_for(EPIC, SWAP, monkeypatch)
    code = card["source"]["topic"]["code"]
    assert code.isalnum()
    assert len(code) <= 100
    ids = ["".join(each for each in name if each.isalnum()) for name in shipped_knowledge().scenarios]
    assert len(ids) == len(set(ids))


def test_cerner_gets_cards_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    [card] = cards_for(CERNER, SWAP, monkeypatch)
    assert {"suggestions", "selectionBehavior", "links"} & set(card) == set()


def test_a_client_that_shows_links_to_some_hosts_gets_those(monkeypatch: pytest.MonkeyPatch) -> None:
    [plain] = cards_for(PROFILES["generic"], SWAP, monkeypatch)
    if not plain.get("links"):
        pytest.skip("the source of this card has no address")
    host = plain["links"][0]["url"].split("/")[2]
    shown = replace(CERNER, name="shown", link_hosts=frozenset({host}))
    assert cards_for(shown, SWAP, monkeypatch)[0]["links"] == plain["links"]
