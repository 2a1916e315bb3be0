"""Asks the store what figures are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, select

from cds_service.adapters.store.tables import ACCEPTED, CALL, FEEDBACK, MISSING, ORDER, SUGGESTION
from cds_service.figures.observed import JudgedOnce, Reaction, TakenOffer


@dataclass(frozen=True, slots=True)
class Selection:
    """Which orders to count; what is not said is not asked for. `until` is the first instant left out."""

    since: datetime | None = None
    until: datetime | None = None
    client: str | None = None
    service: str | None = None
    scenario: str | None = None
    study: str | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """What the store holds of a selection, and the statements by which it was asked."""

    judged: tuple[JudgedOnce, ...]
    reactions: tuple[Reaction, ...]
    statements: tuple[str, ...]


def ask(engine: Engine, selection: Selection) -> Answers:
    """Give the judgements of a selection and the reactions to their cards; tests are left out."""
    chosen = _chosen(selection)
    statements = (_judged(chosen), _missing(chosen), _reactions(chosen), _taken(chosen))
    with engine.begin() as connection:
        judged, missing, reactions, taken = (_all(connection, each) for each in statements)
    facts: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in missing:
        facts[row["call"], row["place"]].append(row["fact"])
    offers: dict[str, list[TakenOffer]] = defaultdict(list)
    for row in taken:
        offers[row["feedback"]].append(TakenOffer(row["kind"], row["procedure"], row["rating"]))
    return Answers(
        judged=tuple(_as_judged(row, facts[row["call"], row["place"]]) for row in judged),
        reactions=tuple(
            Reaction(row["card"], row["outcome"], row["at"], row["reason_code"], tuple(offers[row["key"]]))
            for row in reactions
        ),
        statements=tuple(
            str(each.compile(engine, compile_kwargs={"literal_binds": True})) for each in statements
        ),
    )


@dataclass(frozen=True, slots=True)
class Overridden:
    """Advice on an order that a user overrode with a reason."""

    order_hash: str
    procedure: str
    scenario: str
    conclusion: str
    rating: str


def find_overridden(
    engine: Engine, order_hashes: Sequence[str], user_hash: str, since: datetime
) -> list[Overridden]:
    """Give the advice on these orders that this user overrode with a reason since then."""
    columns = (ORDER.c.order_hash, ORDER.c.procedure, ORDER.c.scenario, ORDER.c.conclusion, ORDER.c.rating)
    asked = (
        select(*columns)
        .distinct()
        .join(CALL, CALL.c.id == ORDER.c.call)
        .join(FEEDBACK, FEEDBACK.c.card == ORDER.c.card)
        .where(ORDER.c.order_hash.in_(order_hashes), CALL.c.user_hash == user_hash, CALL.c.at >= since)
        .where(FEEDBACK.c.outcome == "overridden", FEEDBACK.c.reason_code != "")
    )
    with engine.begin() as connection:
        return [Overridden(*row) for row in connection.execute(asked)]


def list_choices(engine: Engine) -> dict[str, list[str]]:
    """Give the clients, services, scenarios and studies that the store knows; tests are left out."""
    columns = {
        "client": CALL.c.client,
        "service": CALL.c.service,
        "scenario": ORDER.c.scenario,
        "study": ORDER.c.procedure,
    }
    with engine.begin() as connection:
        return {
            name: [
                each
                for each in connection.scalars(
                    select(column)
                    .distinct()
                    .select_from(ORDER.join(CALL, CALL.c.id == ORDER.c.call))
                    .where(CALL.c.test.is_(False))
                    .order_by(column)
                )
                if each
            ]
            for name, column in columns.items()
        }


def _chosen(selection: Selection) -> ColumnElement[bool]:
    """Say which orders are meant, for a statement over calls and orders."""
    asked = (
        (CALL.c.at >= selection.since) if selection.since is not None else None,
        (CALL.c.at < selection.until) if selection.until is not None else None,
        (CALL.c.client == selection.client) if selection.client is not None else None,
        (CALL.c.service == selection.service) if selection.service is not None else None,
        (ORDER.c.scenario == selection.scenario) if selection.scenario is not None else None,
        (ORDER.c.procedure == selection.study) if selection.study is not None else None,
    )
    return and_(CALL.c.test.is_(False), *(each for each in asked if each is not None))


def _judged(chosen: ColumnElement[bool]) -> Select[Any]:
    columns = (ORDER.c.call, ORDER.c.place, ORDER.c.order_hash, ORDER.c.procedure, ORDER.c.outcome)
    more = (ORDER.c.scenario, ORDER.c.rating, ORDER.c.card, CALL.c.at, CALL.c.client, CALL.c.service)
    return (
        select(*columns, *more, CALL.c.silent, CALL.c.duration_us)
        .join(CALL, CALL.c.id == ORDER.c.call)
        .where(chosen)
        .order_by(CALL.c.at, ORDER.c.call, ORDER.c.place)
    )


def _missing(chosen: ColumnElement[bool]) -> Select[Any]:
    of_order = and_(ORDER.c.call == MISSING.c.call, ORDER.c.place == MISSING.c.place)
    return (
        select(MISSING.c.call, MISSING.c.place, MISSING.c.fact)
        .distinct()
        .join(ORDER, of_order)
        .join(CALL, CALL.c.id == ORDER.c.call)
        .where(chosen)
    )


def _reactions(chosen: ColumnElement[bool]) -> Select[Any]:
    return (
        select(FEEDBACK.c.key, FEEDBACK.c.card, FEEDBACK.c.outcome, FEEDBACK.c.at, FEEDBACK.c.reason_code)
        .join(ORDER, ORDER.c.card == FEEDBACK.c.card)
        .join(CALL, CALL.c.id == ORDER.c.call)
        .where(chosen)
        .order_by(FEEDBACK.c.at, FEEDBACK.c.received_at)
    )


def _taken(chosen: ColumnElement[bool]) -> Select[Any]:
    return (
        select(ACCEPTED.c.feedback, SUGGESTION.c.kind, SUGGESTION.c.procedure, SUGGESTION.c.rating)
        .join(SUGGESTION, SUGGESTION.c.id == ACCEPTED.c.suggestion)
        .join(ORDER, and_(ORDER.c.call == SUGGESTION.c.call, ORDER.c.place == SUGGESTION.c.place))
        .join(CALL, CALL.c.id == ORDER.c.call)
        .where(chosen)
    )


def _all(connection: Connection, statement: Select[Any]) -> Iterable[dict[str, Any]]:
    return [dict(row) for row in connection.execute(statement).mappings()]


def _as_judged(row: dict[str, Any], missing: list[str]) -> JudgedOnce:
    return JudgedOnce(
        # An order without an id cannot be recognised again.
        order=row["order_hash"] or f"{row['call']}#{row['place']}",
        at=row["at"],
        client=row["client"],
        service=row["service"],
        procedure=row["procedure"],
        outcome=row["outcome"],
        scenario=row["scenario"],
        rating=row["rating"],
        card="" if row["silent"] else row["card"] or "",
        missing=tuple(sorted(missing)),
        took_us=row["duration_us"],
    )
