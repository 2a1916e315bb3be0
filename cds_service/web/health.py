"""How a platform learns that the service lives, that it can answer, and what knowledge is in force."""

from __future__ import annotations

from typing import Final

import msgspec
from fastapi import APIRouter, Response

from cds_service.adapters.in_force import Refusal
from cds_service.wiring import Service

_PROBLEMS_AT_MOST: Final = 20


def health_routes(service: Service) -> APIRouter:
    """Give the routes of health and readiness."""
    routes = APIRouter()

    @routes.get("/healthz")
    async def live() -> Response:
        return _json({"status": "alive"})

    @routes.get("/readyz")
    async def ready() -> Response:
        state = service.in_force.state
        knowledge = state.loaded.knowledge
        told: dict[str, object] = {
            "status": "ready",
            "knowledge": knowledge.digest,
            "layers": [layer.name for layer in knowledge.layers],
            "since": state.since,
        }
        return _json(told | ({"refused": _tell(state.refused)} if state.refused else {}))

    return routes


def _tell(refused: Refusal) -> dict[str, object]:
    """Say why the knowledge that was to take over did not; what is in force is served all the same."""
    return {
        "at": refused.at,
        "count": len(refused.problems),
        "problems": refused.problems[:_PROBLEMS_AT_MOST],
    }


def _json(content: dict[str, object]) -> Response:
    return Response(
        msgspec.json.encode(content), media_type="application/json", headers={"Cache-Control": "no-store"}
    )
