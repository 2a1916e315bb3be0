"""Puts the service together from its settings; the one place that knows every part."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import msgspec

from cds_service.adapters.fhir_exchange import Limits
from cds_service.adapters.fhir_server import FhirServers
from cds_service.advice.advise import advise
from cds_service.advice.practice import Practice
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.extraction.sheet import ExtractionSettings
from cds_service.hooks.discovery import describe_services, service_ids
from cds_service.hooks.profiles import PROFILES, ClientProfile
from cds_service.hooks.request import HookRequest
from cds_service.hooks.response import CdsResponse
from cds_service.knowledge.compiler import load_knowledge
from cds_service.settings import Settings

Clock = Callable[[], datetime]
IdMaker = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Service:
    """What the web needs to answer calls; `hooks_of` gives each service id with its hooks."""

    hooks_of: Mapping[str, frozenset[str]]
    discovery: bytes
    digest: str
    profile: ClientProfile
    advise: Callable[[HookRequest], Awaitable[CdsResponse]]
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
    return Practice.of(known, ExtractionSettings(alp_mild_multiple=settings.alp_mild_multiple))


def build_service(
    settings: Settings,
    *,
    now: Clock = now_here,
    new_id: IdMaker = fresh_id,
    knowledge: KnowledgeBase | None = None,
) -> Service:
    """Build the service; `knowledge` saves loading it again.

    Raises:
        KnowledgeRefused: the knowledge has problems.
    """
    practice = open_practice(settings, knowledge)
    profile = PROFILES[settings.profile]
    document = describe_services(practice.needs, shared_id=settings.shared_service_id)

    limits = Limits(budget=settings.fhir_budget_ms / 1000)
    charts = FhirServers(settings.fhir_servers, limits, heed_scope=settings.heed_scope)

    async def answer(request: HookRequest) -> CdsResponse:
        return await advise(request, practice, charts, profile=profile, now=now(), new_id=new_id)

    return Service(
        hooks_of=service_ids(shared_id=settings.shared_service_id),
        discovery=msgspec.json.encode(document),
        digest=practice.knowledge.digest,
        profile=profile,
        advise=answer,
        new_id=new_id,
        settings=settings,
    )
