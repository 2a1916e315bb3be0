"""Reads one scenario file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from cds_service.domain.facts import Choice
from cds_service.domain.scenarios import Review, Scenario, Status
from cds_service.knowledge.problems import listing
from cds_service.knowledge.readers.conditions import (
    ALTERNATIVES,
    CONDITIONS,
    Cited,
    read_alternatives,
    read_conditions,
)
from cds_service.knowledge.readers.entries import (
    CAUTION,
    COMPANION,
    FIRST_CHOICE,
    LATER_STEP,
    LOOK_ALIKE,
    NEXT_STEP,
    RATING,
    TEMPER,
    WRONG_PURPOSE,
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
from cds_service.knowledge.readers.sources import REVIEW, read_review
from cds_service.knowledge.readers.vocabulary import Vocabulary
from cds_service.knowledge.text.shapes import (
    AnyWord,
    Either,
    Kind,
    ListOf,
    NameOf,
    Names,
    Prose,
    Scalar,
    Shape,
    words_of,
)
from cds_service.knowledge.text.strict_yaml import Node
from cds_service.knowledge.text.tables import Table

_Entry = TypeVar("_Entry")

_RATING: Final[Mapping[str, Kind]] = {
    "first_choice": ListOf(FIRST_CHOICE, says="the study to order; `[]` where no imaging is right"),
    "ratings": ListOf(RATING, says="what each study is rated, and why"),
}
_SPEAKING: Final[Mapping[str, Kind]] = {
    "tempered": ListOf(TEMPER, says="when a warning becomes an information"),
    "wrong_purpose": ListOf(WRONG_PURPOSE, says="a study ordered where another of its kind is meant"),
    "cautions": ListOf(CAUTION, says="what to say about an order when a condition holds"),
    "later_steps": ListOf(LATER_STEP, says="orders that presuppose an earlier step"),
    "companion_orders": ListOf(COMPANION, says="therapy or surgery on which the source states a pitfall"),
    "after_the_study": ListOf(NEXT_STEP, says="what follows each result of the recommended study"),
}
_SOURCE: Final = Shape(
    required={
        "document": NameOf(Names.DOCUMENT, says="the source, as `sources.yaml` names it"),
        "topic": Prose(says="the topic of the guideline, or of the site's policy"),
    },
    optional={"article_reviewed": REVIEW},
    says="where every line comes from",
)
SCENARIO: Final = Shape(
    required={
        "scenario": Scalar(says="the id: the path under `scenarios/`, without `.yaml`"),
        "title": Prose(120, says="the patients, in a few words"),
        "status": AnyWord(
            words_of(Status),
            says="`active` rates, `routing` says where a patient belongs, `draft` and `retired` are silent",
        ),
        "source": _SOURCE,
        "encoding_reviewed": Either(
            REVIEW.ways, says="who reviewed this file, and when; `none` until a clinician has"
        ),
        "question": NameOf(Names.VALUE, says="the question its ratings answer: a value of `order.question`"),
        "applies_when": Either(CONDITIONS.ways, says="the criteria, all of which must hold"),
        "unless": ALTERNATIVES,
    },
    optional={
        **_RATING,
        **_SPEAKING,
        "not_to_be_confused_with": ListOf(
            LOOK_ALIKE, says="who resembles these patients, and belongs elsewhere"
        ),
    },
    says="a clinical scenario",
)
_QUESTION: Final = "order.question"


def read_scenario(node: Node, scenario_id: str, words: Vocabulary) -> Scenario:
    """Give the scenario of a file whose path makes this id."""
    table = Table(node, words.log, SCENARIO)
    _check_id(table, scenario_id)
    status = table.choice("status", Status)
    _check_status(table, status)
    source = table.table("source")
    page = Page(words.document(source.text("document")) if source else "", words)
    ratings = _read(table, "ratings", read_rating, page)
    return Scenario(
        id=scenario_id,
        title=table.prose("title"),
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
    table: Table, key: str, read: Callable[[Table, str, Page], _Entry], page: Page
) -> tuple[_Entry, ...]:
    return tuple(
        read(each, f"{key}/{number}", page) for number, each in enumerate(table.tables(key), start=1)
    )


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
