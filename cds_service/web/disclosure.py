"""The addresses that say what the knowledge is made of: the source attributes of each scenario."""

from __future__ import annotations

import msgspec
from fastapi import APIRouter, Response

from cds_service.disclosure.source_attributes import REGULATION, SourceAttribute, list_attributes
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.scenarios import Scenario
from cds_service.web.failures import outcome
from cds_service.wiring import Service

Wire = dict[str, object]


def disclosure_routes(service: Service) -> APIRouter:
    """Give the routes of the source attributes, of all scenarios and of one."""
    routes = APIRouter()

    @routes.get("/source-attributes")
    async def list_all() -> Response:
        knowledge = service.in_force.loaded.knowledge
        told = [_tell(each, knowledge) for each in knowledge.scenarios.values()]
        return _json({"knowledge": knowledge.digest, "regulation": REGULATION, "scenarios": told})

    @routes.get("/source-attributes/{scenario:path}")
    async def show(scenario: str) -> Response:
        knowledge = service.in_force.loaded.knowledge
        found = knowledge.scenarios.get(scenario)
        if found is None:
            return outcome(404, "no scenario has this id: read `/source-attributes` for all of them")
        head = {"knowledge": knowledge.digest, "regulation": REGULATION}
        return _json(head | _tell(found, knowledge))

    return routes


def _tell(scenario: Scenario, knowledge: KnowledgeBase) -> Wire:
    return {
        "scenario": scenario.id,
        "title": scenario.title,
        "status": scenario.status.value,
        "attributes": [_attribute(each) for each in list_attributes(scenario, knowledge)],
    }


def _attribute(attribute: SourceAttribute) -> Wire:
    told: Wire = {
        "number": attribute.number,
        "attribute": attribute.name,
        "asks": attribute.asks,
        "value": attribute.value,
        "stated": attribute.stated,
    }
    if attribute.is_use:
        told["used"] = bool(attribute.places)
        told["readBy"] = [{"fact": fact, "at": place} for fact, place in attribute.places]
    return told


def _json(content: Wire) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")
