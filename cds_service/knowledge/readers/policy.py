"""Reads `ratings.yaml` and `radiation.yaml`: words, limits, override reasons and radiation levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cds_service.domain.ratings import OverrideReason, Policy, RadiationLevel, Rating
from cds_service.knowledge.problems import Place, ProblemLog
from cds_service.knowledge.readers.vocabulary import Vocabulary
from cds_service.knowledge.text.shapes import (
    AnyWord,
    Count,
    ListOf,
    MapOf,
    NameOf,
    Names,
    Number,
    Prose,
    Shape,
    words_of,
)
from cds_service.knowledge.text.strict_yaml import Node
from cds_service.knowledge.text.tables import Table, as_choice

_WORDS: Final = Shape(required={"words": Prose(says="the rating as cards say it")})
_REASON: Final = Shape(
    required={
        "system": Prose(says="the code system's address"),
        "code": Prose(),
        "display": Prose(says="what the clinician chooses"),
    }
)
RATINGS: Final = Shape(
    required={
        "ratings": MapOf(_WORDS, keys=AnyWord(words_of(Rating))),
        "questions_at_most": Count(says="ask for missing facts only up to so many questions"),
        "topic_system": Prose(says="the address under which scenarios are identified"),
        "override_reasons": ListOf(_REASON, says="reasons for not following a card"),
    },
    says="the words of the ratings, how much may be missing, override reasons",
)
_LEVEL: Final = Shape(required={"says": Prose(says="the dose range in words")})
_DOSE: Final = Shape(
    required={"procedure": NameOf(Names.PROCEDURE), "msv": Number(says="millisievert"), "source": Prose()}
)
RADIATION: Final = Shape(
    required={"levels": MapOf(_LEVEL, says="each relative radiation level by its symbol")},
    optional={"typical_doses": ListOf(_DOSE, says="doses that sources state; no decision rests on them")},
    says="radiation levels and typical doses",
)


@dataclass(frozen=True, slots=True)
class CardPolicy:
    """What `ratings.yaml` says; the radiation levels join it in the domain's policy."""

    words: Mapping[Rating, str]
    questions_at_most: int
    override_reasons: tuple[OverrideReason, ...]
    topic_system: str

    def with_radiation(self, levels: Mapping[str, RadiationLevel]) -> Policy:
        """Give the whole policy."""
        return Policy(
            self.words,
            self.questions_at_most,
            self.override_reasons,
            MappingProxyType(dict(levels)),
            self.topic_system,
        )


def read_card_policy(node: Node, log: ProblemLog) -> CardPolicy:
    """Give the words for ratings, the limit of questions and the override reasons."""
    table = Table(node, log, RATINGS)
    words: dict[Rating, str] = {}
    for key, entry in table.named_tables("ratings"):
        words[as_choice(key, Rating, log)] = entry.prose("words")
    for rating in Rating:
        if "ratings" in table and rating not in words:
            log.note(table.at("ratings"), f"no words for `{rating.value}`", "add them")
    return CardPolicy(
        words=MappingProxyType(words),
        questions_at_most=table.count("questions_at_most"),
        override_reasons=tuple(
            OverrideReason(each.prose("system"), each.prose("code"), each.prose("display"))
            for each in table.tables("override_reasons")
        ),
        topic_system=table.prose("topic_system"),
    )


def read_radiation(node: Node, log: ProblemLog) -> Iterable[tuple[Place, RadiationLevel]]:
    """Give each radiation level with the line that names it."""
    for key, entry in Table(node, log, RADIATION).named_tables("levels"):
        yield key.place, RadiationLevel(key.text, entry.prose("says"))


def check_typical_doses(node: Node, words: Vocabulary) -> None:
    """Check the doses that sources state; pages show them, no decision rests on them."""
    for each in Table(node, ProblemLog(), RADIATION).items("typical_doses"):
        inner = Table(each, words.log, _DOSE)
        words.procedure(inner.text("procedure"))
        inner.number("msv")
        inner.prose("source")
