"""The addresses of CDS Hooks: discovery and the service call."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response

from cds_service.errors import UnknownService
from cds_service.hooks.response import encode
from cds_service.web.bodies import read_json_body
from cds_service.web.gate import caller_of
from cds_service.wiring import Service

_JSON: Final = "application/json"


def cds_hooks_routes(service: Service) -> APIRouter:
    """Give the routes of discovery and service calls."""
    routes = APIRouter()

    @routes.get("/cds-services")
    async def discover() -> Response:
        return Response(service.in_force.loaded.discovery, media_type=_JSON)

    @routes.post("/cds-services/{service_id}")
    async def call(service_id: str, request: Request) -> Response:
        body = await _read(service_id, request)
        return Response(encode(await service.answer(service_id, body, caller_of(request))), media_type=_JSON)

    if (take_feedback := service.take_feedback) is not None:

        @routes.post("/cds-services/{service_id}/feedback")
        async def receive_feedback(service_id: str, request: Request) -> Response:
            await take_feedback(service_id, await _read(service_id, request), caller_of(request))
            return Response(b"{}", media_type=_JSON)

    async def _read(service_id: str, request: Request) -> bytes:
        if service_id not in service.hooks_of:
            raise UnknownService("no service has this id: read `/cds-services` for the services")
        return await read_json_body(request)

    return routes
