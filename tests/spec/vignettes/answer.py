"""What the service answered for one order, and how it is held against what a vignette expects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.spec.vignettes.vignette import DROP, NO_CARD, NOT_RATED, NOTE, Expect, postpone, swap
from tests.support.chart import Raw, study_of

EXTENSION = "org.imaging-cds.assessment"
DEFINITE = frozenset({"usually-appropriate", "may-be-appropriate", "usually-not-appropriate"})

# Facts that one question answers count as one, by the name of the first.
_ONE_QUESTION = {
    "breast_cancer.clinical_t": "breast_cancer.clinical_stage",
    "breast_cancer.clinical_n": "breast_cancer.clinical_stage",
}


@dataclass(frozen=True)
class Answer:
    """The assessment entries and cards that speak of one order."""

    order: Raw
    entries: tuple[Raw, ...]
    cards: tuple[Raw, ...]

    @property
    def offers(self) -> frozenset[str]:
        """Every offer of the cards, named as vignettes name them."""
        return frozenset(
            name
            for card in self.cards
            for suggestion in card.get("suggestions", [])
            for name in _offered(suggestion["actions"], self.order)
        )

    @property
    def words(self) -> str:
        """All the cards' text that a person reads."""
        return "\n".join(
            text
            for card in self.cards
            for text in (
                card["summary"],
                card.get("detail", ""),
                *(suggestion["label"] for suggestion in card.get("suggestions", [])),
            )
        )


def answers(response: Raw, drafts: Sequence[Raw]) -> tuple[Answer, ...]:
    """Divide a response among the drafts; a card that speaks of none of several drafts is an error."""
    entries = response.get("extension", {}).get(EXTENSION, [])
    divided = tuple(
        Answer(
            draft,
            tuple(entry for entry in entries if entry["order"] == _name(draft)),
            tuple(card for card in response["cards"] if len(drafts) == 1 or _name(draft) in _spoken_of(card)),
        )
        for draft in drafts
    )
    strays = [
        card["summary"] for card in response["cards"] if not any(card in each.cards for each in divided)
    ]
    assert not strays, f"cards that speak of no draft: {strays}"
    return divided


def _name(resource: Raw) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def _spoken_of(card: Raw) -> set[str]:
    return {entry["order"] for entry in card.get("extension", {}).get(EXTENSION, [])}


def _offered(actions: Sequence[Raw], ordered: Raw) -> Iterator[str]:
    carried = [action["resource"] for action in actions if action["type"] in {"create", "update"}]
    if not carried and any(action["type"] == "delete" for action in actions):
        yield DROP
    for resource in carried:
        study = study_of(resource)
        if resource.get("code") != ordered.get("code"):
            yield swap(study or "a study without a known code")
            continue
        if resource.get("note") != ordered.get("note"):
            yield NOTE
        if resource.get("occurrenceDateTime") != ordered.get("occurrenceDateTime"):
            yield postpone(str(resource.get("occurrenceDateTime"))[:10])


def hold_against(answer: Answer, expect: Expect) -> None:
    """Compare one answer with what is expected of it, ratings first."""
    _hold_ratings(answer, expect)
    _hold_missing(answer, expect)
    _hold_card(answer, expect)
    surplus = answer.offers - expect.offers
    assert expect.offers <= answer.offers, f"offers {sorted(answer.offers)} lack {sorted(expect.offers)}"
    assert not surplus, f"offers that nobody expects: {sorted(surplus)}"


def _hold_ratings(answer: Answer, expect: Expect) -> None:
    said = {entry["scenario"]: entry["rating"] for entry in answer.entries}
    for scenario, due in expect.ratings.items():
        rating = said.get(scenario, NOT_RATED)
        assert rating == due, f"{scenario} says {rating}, not {due}; all say {said}"
    others = {
        name: rating for name, rating in said.items() if name not in expect.ratings and rating in DEFINITE
    }
    assert not others, f"rated by scenarios that should not: {others}"
    if not expect.ratings:
        doubtful = {name: rating for name, rating in said.items() if rating != NOT_RATED}
        assert not doubtful, f"no scenario should speak, but: {doubtful}"


def _hold_missing(answer: Answer, expect: Expect) -> None:
    if not expect.missing:
        return
    named = {
        _ONE_QUESTION.get(fact, fact)
        for entry in answer.entries
        if entry["scenario"] in expect.ratings
        for fact in entry.get("missing", [])
    }
    assert named == expect.missing, f"missing are {sorted(named)}, not {sorted(expect.missing)}"


def _hold_card(answer: Answer, expect: Expect) -> None:
    indicators = [card["indicator"] for card in answer.cards] or [NO_CARD]
    assert len(indicators) == 1, f"one card is due, came: {[card['summary'] for card in answer.cards]}"
    assert indicators[0] == expect.card, f"card is {indicators[0]}, not {expect.card}: {answer.words}"
    for pattern in expect.mentions:
        assert re.search(pattern, answer.words, re.IGNORECASE), f"nothing like {pattern!r} in: {answer.words}"
    for pattern in expect.silent_on:
        assert not re.search(pattern, answer.words, re.IGNORECASE), (
            f"{pattern!r} should not be in: {answer.words}"
        )
