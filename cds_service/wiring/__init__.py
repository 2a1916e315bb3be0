"""Puts the service together from its settings; the one place that knows every part."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from cds_service.adapters.fhir_exchange import Limits
from cds_service.adapters.fhir_server import FhirServers
from cds_service.adapters.in_force import InForce
from cds_service.adapters.kept_requests import RequestArchive
from cds_service.adapters.memory_store import NoLog
from cds_service.adapters.pseudonyms import Pseudonyms
from cds_service.adapters.store.engines import open_reader, read_address
from cds_service.adapters.store.questions import Selection, ask, list_choices
from cds_service.adapters.store.store import SqlStore, open_store
from cds_service.advice.calls import Caller, Surroundings, answer_call
from cds_service.advice.decisions import DecisionLog
from cds_service.advice.feedback import FeedbackStore, take_feedback
from cds_service.advice.practice import Practice
from cds_service.advice.repetition import PastReactions
from cds_service.callers.clients import Client
from cds_service.callers.entrance import Entrance
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.errors import StoreUnavailable
from cds_service.extraction.sheet import ExtractionSettings
from cds_service.figures.episodes import Episode, follow
from cds_service.hooks.discovery import describe_services, service_ids
from cds_service.hooks.feedback import parse_feedback
from cds_service.hooks.response import CdsResponse
from cds_service.knowledge.compiler import load_knowledge
from cds_service.settings import Settings
from cds_service.wiring.door import open_door

Clock = Callable[[], datetime]
IdMaker = Callable[[], str]


@dataclass(frozen=True, slots=True)
class FoundFigures:
    """The orders of a selection, the queries they were found by, and what else could be selected."""

    episodes: Sequence[Episode]
    statements: Sequence[str]
    choices: Mapping[str, Sequence[str]]


FigureSource = Callable[[Selection], FoundFigures]
"""Asks the store; it waits for the database, so it is called in a thread. Raises `StoreUnavailable`."""


class Store(DecisionLog, FeedbackStore, PastReactions, Protocol):
    """Where decisions and feedback are kept."""

    def close(self) -> None:
        """Write what waits, and stop."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything that follows from one knowledge, and is replaced with it."""

    practice: Practice
    discovery: bytes

    @property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge it follows from."""
        return self.practice.knowledge


@dataclass(frozen=True, slots=True)
class Service:
    """What the web needs to answer calls.

    `entrance` tells whose a call is. `hooks_of` gives each service id with its hooks. `answer` takes a
    service id, the body of a call and whose it is; `take_feedback` the same of a feedback message; it and
    `figures` are none where nothing is kept. `open` is awaited before the first call.
    """

    hooks_of: Mapping[str, frozenset[str]]
    in_force: InForce[Loaded]
    entrance: Entrance
    answer: Callable[[str, bytes, Client], Awaitable[CdsResponse]]
    take_feedback: Callable[[str, bytes, Client], Awaitable[None]] | None
    figures: FigureSource | None
    open: Callable[[], Awaitable[None]]
    close: Callable[[], None]
    now: Clock
    new_id: IdMaker
    settings: Settings


def now_here() -> datetime:
    """Give the instant, in the zone of this machine: today is the site's today."""
    return datetime.now(tz=UTC).astimezone()


def fresh_id() -> str:
    """Give a random UUID."""
    return str(uuid.uuid4())


def read_knowledge(settings: Settings) -> KnowledgeBase:
    """Load the knowledge that the settings name, with the site's limit on questions.

    Raises:
        KnowledgeRefused: it has problems.
    """
    knowledge = load_knowledge(settings.knowledge)
    if settings.questions_at_most is None:
        return knowledge
    return replace(knowledge, policy=replace(knowledge.policy, questions_at_most=settings.questions_at_most))


def open_practice(settings: Settings, knowledge: KnowledgeBase | None = None) -> Practice:
    """Give what every call is answered with; `knowledge` saves loading it.

    Raises:
        KnowledgeRefused: the knowledge has problems.
    """
    known = knowledge if knowledge is not None else read_knowledge(settings)
    reading = ExtractionSettings(
        alp_mild_multiple=settings.alp_mild_multiple, read_report_text=settings.read_report_text
    )
    return Practice.of(known, reading)


def open_records(settings: Settings) -> SqlStore | None:
    """Open the store that the settings name; none where nothing is to be kept.

    Raises:
        StoreRefused: it cannot be used.
    """
    if settings.store == "off":
        return None
    key = settings.store_key.get_secret_value().encode() or secrets.token_bytes(32)
    return open_store(settings.store, Pseudonyms(key))


def open_archive(settings: Settings) -> RequestArchive | None:
    """Open the folder of kept requests; none where none are kept.

    Raises:
        StoreRefused: the folder or the key cannot be used.
    """
    if settings.keep_requests is None:
        return None
    return RequestArchive(settings.keep_requests, settings.request_key.get_secret_value().encode())


def build_service(
    settings: Settings,
    *,
    store: Store | None,
    figures: FigureSource | None = None,
    now: Clock = now_here,
    new_id: IdMaker = fresh_id,
    knowledge: KnowledgeBase | None = None,
    token_time: Callable[[], float] = time.time,
) -> Service:
    """Build the service; without a `store` nothing is kept; `knowledge` saves loading it again.

    `token_time` is the instant by which clients' tokens are valid or not, in seconds since 1970.

    Raises:
        KnowledgeRefused: the knowledge has problems.
        ClientsRefused: the list of clients has problems.
        StoreRefused: the file of used tokens cannot be used.
    """
    in_force = InForce(
        _load(settings, knowledge),
        lambda: _load(settings),
        name=lambda loaded: loaded.knowledge.digest,
        now=now,
    )
    hooks_of = service_ids(shared_id=settings.shared_service_id)
    door = open_door(settings, in_force.loaded.knowledge.catalogue.procedures, token_time)
    archive = open_archive(settings)
    charts = {client.name: _charts_of(client, settings) for client in door.clients}

    def around(client: Client, practice: Practice) -> Surroundings:
        return Surroundings(
            practice,
            charts[client.name],
            store or NoLog(),
            now,
            time.perf_counter,
            new_id,
            archive=archive,
            past=store,
            quiet=timedelta(hours=settings.quiet_hours),
        )

    async def answer(service: str, body: bytes, client: Client) -> CdsResponse:
        silent = service in settings.silent_services
        caller = Caller(service, hooks_of[service], client.profile, client.recorded_as, silent=silent)
        # INVARIANT: a call ends on the knowledge it began with.
        return await answer_call(body, caller, around(client, in_force.loaded.practice))

    def close() -> None:
        for each in (store, archive, door):
            if each is not None:
                each.close()

    return Service(
        hooks_of=hooks_of,
        in_force=in_force,
        entrance=door.entrance,
        answer=answer,
        take_feedback=_feedback_taker(store, settings, now) if store is not None else None,
        figures=figures,
        open=door.open,
        close=close,
        now=now,
        new_id=new_id,
        settings=settings,
    )


def _load(settings: Settings, knowledge: KnowledgeBase | None = None) -> Loaded:
    practice = open_practice(settings, knowledge)
    document = describe_services(
        practice.needs,
        practice.knowledge.digest,
        shared_id=settings.shared_service_id,
        asks_for_tokens=settings.clients is not None and not settings.trying_out,
    )
    return Loaded(practice, msgspec.json.encode(document))


def _charts_of(client: Client, settings: Settings) -> FhirServers:
    return FhirServers(
        client.fhir_servers,
        Limits(budget=settings.fhir_budget_ms / 1000),
        heed_scope=settings.heed_scope,
        private_network=client.private_network,
        authorities=client.authorities,
    )


def find_figures(settings: Settings, now: Clock = now_here) -> FigureSource | None:
    """Give what the page of figures asks; none where nothing is kept.

    Raises:
        StoreRefused: the address of the store cannot be read.
    """
    if settings.store == "off":
        return None
    engine = open_reader(read_address(settings.store))
    heard_within = timedelta(hours=settings.ignored_after_hours)

    def find(selection: Selection) -> FoundFigures:
        try:
            answers, choices = ask(engine, selection), list_choices(engine)
        except SQLAlchemyError as fault:
            raise StoreUnavailable(f"the store does not answer ({type(fault).__name__}): try again") from None
        episodes = follow(answers.judged, answers.reactions, now=now(), heard_within=heard_within)
        return FoundFigures(episodes, answers.statements, choices)

    return find


def _feedback_taker(
    store: FeedbackStore, settings: Settings, now: Clock
) -> Callable[[str, bytes, Client], Awaitable[None]]:
    async def take(service: str, body: bytes, client: Client) -> None:
        await take_feedback(
            parse_feedback(body),
            store,
            client=client.recorded_as,
            service=service,
            now=now(),
            keep_comments=settings.keep_comments,
        )

    return take
