"""Reads one scenario file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from cds_service.domain.facts import Choice
from cds_service.domain.scenarios import Review, Scenario, Status
from cds_service.knowledge.problems import listing
from cds_service.knowledge.readers.conditions import Cited, read_alternatives, read_conditions
from cds_service.knowledge.readers.entries import (
    Page,
    read_caution,
    read_companion,
    read_first_choice,
    read_later_step,
    read_look_alike,
    read_next_step,
    read_rating,
    read_temper,
    read_wrong_purpose,
)
from cds_service.knowledge.readers.sources import read_review
from cds_service.knowledge.readers.vocabulary import Vocabulary
from cds_service.knowledge.text.strict_yaml import Node
from cds_service.knowledge.text.tables import Table

_Entry = TypeVar("_Entry")

_ALWAYS: Final = (
    "scenario",
    "title",
    "status",
    "source",
    "encoding_reviewed",
    "question",
    "applies_when",
    "unless",
)
_RATING: Final = ("first_choice", "ratings")
_SPEAKING: Final = (
    "tempered",
    "wrong_purpose",
    "cautions",
    "later_steps",
    "companion_orders",
    "after_the_study",
)
_QUESTION: Final = "order.question"


def read_scenario(node: Node, scenario_id: str, words: Vocabulary) -> Scenario:
    """Give the scenario of a file whose path makes this id."""
    table = Table(
        node, words.log, required=_ALWAYS, optional=(*_RATING, *_SPEAKING, "not_to_be_confused_with")
    )
    _check_id(table, scenario_id)
    status = table.choice("status", Status)
    _check_status(table, status)
    source = table.table("source", required=("document", "topic"), optional=("article_reviewed",))
    page = Page(words.document(source.text("document")) if source else "", words)
    ratings = _read(table, "ratings", read_rating, page)
    return Scenario(
        id=scenario_id,
        title=table.prose("title", at_most=120),
        status=status,
        document=page.document,
        topic=source.prose("topic") if source else "",
        article_reviewed=_read_article_review(source, page) if source else None,
        encoding_reviewed=read_review(table, "encoding_reviewed"),
        question=_read_question(table, words),
        applies_when=read_conditions(table.node("applies_when"), "applies_when", Cited(page.document), words),
        unless=read_alternatives(table.node("unless"), "unless", Cited(page.document), words),
        look_alikes=_read(table, "not_to_be_confused_with", read_look_alike, page),
        first_choice=tuple(read_first_choice(each, page, ratings) for each in table.items("first_choice")),
        ratings=ratings,
        tempered=_read(table, "tempered", read_temper, page),
        wrong_purpose=_read(table, "wrong_purpose", read_wrong_purpose, page),
        cautions=_read(table, "cautions", read_caution, page),
        later_steps=_read(table, "later_steps", read_later_step, page),
        companion_pitfalls=_read(table, "companion_orders", read_companion, page),
        after_the_study=_read(table, "after_the_study", read_next_step, page),
    )


def _read(
    table: Table, key: str, read: Callable[[Node, str, Page], _Entry], page: Page
) -> tuple[_Entry, ...]:
    return tuple(read(each, f"{key}/{number}", page) for number, each in enumerate(table.items(key), start=1))


def _check_id(table: Table, scenario_id: str) -> None:
    given = table.text("scenario")
    if given and given.text != scenario_id:
        found = f"the id `{given.text}` in the file of `{scenario_id}`"
        table.log.note(given.place, found, "let the id be the path under `scenarios/`")


def _check_status(table: Table, status: Status) -> None:
    match status:
        case Status.ROUTING:
            for key in (*_RATING, *_SPEAKING):
                if key in table:
                    table.log.note(table.at(key), f"a routing scenario with `{key}`", "remove it")
        case Status.ACTIVE | Status.DRAFT:
            for key in _RATING:
                if key not in table:
                    found = f"`{key}` is missing in a scenario that is not routing"
                    table.log.note(table.place, found, "add it or set `status: routing`")
            if "ratings" in table and not table.items("ratings"):
                table.log.note(table.at("ratings"), "an active scenario without ratings", "add one")
        case Status.RETIRED:
            pass


def _read_article_review(source: Table, page: Page) -> Review | None:
    review = read_review(source, "article_reviewed")
    known = page.words.documents.get(page.document)
    if review and known and review != known.reviewed:
        found = f"another review of `{page.document}` than in `sources.yaml`"
        source.log.note(source.at("article_reviewed"), found, "give the same reviewer and date in both")
    return review


def _read_question(table: Table, words: Vocabulary) -> str:
    text, definition = table.text("question"), words.facts.get(_QUESTION)
    if text is None:
        return ""
    if definition and isinstance(definition.type, Choice) and text.text not in definition.type.values:
        remedy = f"use one of {listing(definition.type.values)}"
        table.log.note(text.place, f"unknown question `{text.text}`", remedy)
    return text.text
