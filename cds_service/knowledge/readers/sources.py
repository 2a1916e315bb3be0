"""Reads `sources.yaml`, `ratings.yaml`, `radiation.yaml` and `phrases.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from cds_service.domain.ratings import OverrideReason, Policy, RadiationLevel, Rating
from cds_service.domain.scenarios import Review, SourceDocument
from cds_service.knowledge.problems import Place, ProblemLog
from cds_service.knowledge.readers.vocabulary import Vocabulary
from cds_service.knowledge.text.strict_yaml import Node, Text
from cds_service.knowledge.text.tables import Table, as_choice, as_count, as_prose, as_text


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


def read_review(table: Table, key: str) -> Review | None:
    """Give who reviewed and when; `none` says that nobody has."""
    node = table.node(key)
    if node is None or (isinstance(node, Text) and node.text == "none"):
        return None
    inner = Table(node, table.log, required=("by", "on"))
    day = inner.day("on")
    return Review(inner.prose("by"), day) if day != date.min else None


def read_sources(node: Node, log: ProblemLog) -> Iterable[tuple[Place, SourceDocument]]:
    """Give each source article with the line that names it."""
    table = Table(node, log, required=("documents",))
    for key, entry in table.entries("documents"):
        inner = Table(entry, log, required=("title", "publisher", "sections"), optional=("url", "reviewed"))
        sections = {
            section.text: as_count(count, log)
            for section, value in inner.entries("sections")
            if (count := as_text(value, log))
        }
        yield (
            key.place,
            SourceDocument(
                id=key.text,
                title=inner.prose("title"),
                publisher=inner.prose("publisher"),
                reviewed=read_review(inner, "reviewed"),
                sections=MappingProxyType(sections),
                url=inner.prose("url"),
            ),
        )


def read_card_policy(node: Node, log: ProblemLog) -> CardPolicy:
    """Give the words for ratings, the limit of questions and the override reasons."""
    table = Table(node, log, required=("ratings", "questions_at_most", "topic_system", "override_reasons"))
    words: dict[Rating, str] = {}
    for key, entry in table.entries("ratings"):
        words[as_choice(key, Rating, log)] = Table(entry, log, required=("words",)).prose("words")
    for rating in Rating:
        if "ratings" in table and rating not in words:
            log.note(table.at("ratings"), f"no words for `{rating.value}`", "add them")
    reasons = (
        Table(each, log, required=("system", "code", "display")) for each in table.items("override_reasons")
    )
    return CardPolicy(
        words=MappingProxyType(words),
        questions_at_most=table.count("questions_at_most"),
        override_reasons=tuple(
            OverrideReason(each.prose("system"), each.prose("code"), each.prose("display"))
            for each in reasons
        ),
        topic_system=table.prose("topic_system"),
    )


def read_radiation(node: Node, log: ProblemLog) -> Iterable[tuple[Place, RadiationLevel]]:
    """Give each radiation level with the line that names it."""
    table = Table(node, log, required=("levels",), optional=("typical_doses",))
    for key, entry in table.entries("levels"):
        yield key.place, RadiationLevel(key.text, Table(entry, log, required=("says",)).prose("says"))


def check_typical_doses(node: Node, words: Vocabulary) -> None:
    """Check the doses that sources state; pages show them, no decision rests on them."""
    table = Table(node, ProblemLog(), required=("levels",), optional=("typical_doses",))
    for each in table.items("typical_doses"):
        inner = Table(each, words.log, required=("procedure", "msv", "source"))
        words.procedure(inner.text("procedure"))
        inner.number("msv")
        inner.prose("source")


def read_phrases(node: Node, log: ProblemLog) -> Iterable[tuple[Place, tuple[str, tuple[str, ...]]]]:
    """Give each named list of phrases with the line that names it."""
    table = Table(node, log, required=("phrases",))
    keys = [key for key, _ in table.entries("phrases")]
    inner = table.table("phrases", required=[key.text for key in keys])
    for key in keys:
        texts = inner.texts(key.text) if inner else ()
        yield key.place, (key.text, tuple(lower_case(text, log) for text in texts))


def lower_case(text: Text, log: ProblemLog) -> str:
    """Give a phrase as orders are matched against it: in lower case."""
    if text.text != text.text.lower():
        log.note(text.place, f"`{text.text}` is not in lower case", f"write `{text.text.lower()}`")
    return as_prose(text, log)
