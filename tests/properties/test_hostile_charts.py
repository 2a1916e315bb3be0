"""Whatever somebody writes into a chart, a card shows it as text: no markup, no address, no link but ours."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.support.knowledge import shipped_knowledge
from tests.support.markup import HOSTILE, RENDERERS, addresses_in, tags_in, text_of
from tests.support.service import client

Raw = dict[str, Any]

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = (
    "axilla-restaging-after-neoadjuvant-chemotherapy",
    "axilla-suspicious-node-on-imaging",
    "breast-positive-margins-after-lumpectomy",
    "known-by-text-only",
    "one-fact-missing",
    "two-orders-one-study",
)
REQUESTS = [json.loads((EXAMPLES / name / "request.json").read_text("utf-8")) for name in NAMES]

FREE_TEXT = frozenset(
    {"display", "text", "family", "given", "prefix", "title", "description", "comment", "conclusion", "name"}
)
"""Members that anybody who writes into a chart can fill; what the service decides by is left as it is."""

OURS = frozenset({"p", "ul", "li", "strong", "table", "thead", "tbody", "tr", "th", "td"})
"""The elements that cards are made of."""

LINKS = {each.url for each in shipped_knowledge().sources.values()} - {""}


@pytest.fixture(scope="module")
def service() -> TestClient:
    return client()


def planted(value: Any, text: str) -> Any:  # noqa: ANN401  # any JSON
    """Give the same with this text added to every free text."""
    if isinstance(value, list):
        return [planted(each, text) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: f"{inner} {text}" if name in FREE_TEXT and isinstance(inner, str) else planted(inner, text)
        for name, inner in value.items()
    }


def with_notes(request: Raw, text: str) -> Raw:
    """Add a note to every resource, and the text to its id and to its dates, from which cards quote."""
    changed = copy.deepcopy(request)
    for resource in resources(changed):
        resource["note"] = [{"text": text}]
        if resource["resourceType"] != "Patient":
            resource["id"] = f"{resource['id']}{text}"
        for name in ("onsetDateTime", "recordedDate", "effectiveDateTime", "performedDateTime", "issued"):
            if isinstance(resource.get(name), str):
                resource[name] += text
    return changed


def resources(value: Any) -> Iterator[Raw]:  # noqa: ANN401  # any JSON
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from resources(each)
    if isinstance(value, dict) and isinstance(value.get("resourceType"), str) and "id" in value:
        yield value


def cards_of(service: TestClient, request: Raw) -> list[Raw]:
    answer = service.post(f"/cds-services/breast-imaging-{request['hook']}", json=request)
    assert answer.status_code == 200, answer.text
    cards: list[Raw] = answer.json()["cards"]
    return cards


def plain_texts(card: Raw) -> Iterator[str]:
    """Give what clients show as it is."""
    yield card["summary"]
    yield card["source"]["label"]
    for suggestion in card.get("suggestions", ()):
        yield suggestion["label"]
        yield from (action["description"] for action in suggestion["actions"])
    yield from (link["label"] for link in card.get("links", ()))


def test_the_charts_that_hostile_ones_are_made_of_have_cards_with_our_elements(service: TestClient) -> None:
    for request in REQUESTS:
        (card,) = cards_of(service, request)
        for render in RENDERERS.values():
            assert {"p", "strong"} <= tags_in(render(card["detail"])) <= OURS


@given(request=st.sampled_from(REQUESTS), text=HOSTILE.filter(str.strip))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_card_holds_more_than_our_own_markup_and_links(
    service: TestClient, request: Raw, text: str
) -> None:
    cards = cards_of(service, with_notes(planted(request, text), text))
    for card in cards:
        for render in RENDERERS.values():
            html = render(card["detail"])
            assert tags_in(html) <= OURS
            assert addresses_in(text_of(html)) == []
        for shown in plain_texts(card):
            assert not addresses_in(shown)
            assert not tags_in(shown)
            assert shown.isprintable()
        addresses = {card["source"].get("url", ""), *(each["url"] for each in card.get("links", ()))}
        assert addresses <= LINKS | {""}
        assert "icon" not in card["source"]


def test_cards_quote_where_they_know_a_thing_from_and_no_free_text(service: TestClient) -> None:
    """So the law above is about something; and what a card says is said in our own words."""
    for request in REQUESTS:
        (quoting,) = cards_of(service, with_notes(request, "Canary"))
        assert "Canary" in quoting["detail"]
        for card in cards_of(service, planted(request, "Canary")):
            assert "Canary" not in json.dumps(card | {"suggestions": []})
