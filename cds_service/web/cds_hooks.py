"""The addresses of CDS Hooks: discovery and the service call."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from cds_service.errors import UnknownService
from cds_service.hooks.response import encode
from cds_service.wiring import Service

_JSON: Final = "application/json"


def cds_hooks_routes(service: Service) -> APIRouter:
    """Give the routes of discovery and service calls."""
    routes = APIRouter()

    @routes.get("/cds-services")
    async def discover() -> Response:
        return Response(service.discovery, media_type=_JSON)

    @routes.post("/cds-services/{service_id}")
    async def call(service_id: str, request: Request) -> Response:
        body = await _read(service_id, request)
        return Response(encode(await service.answer(service_id, body)), media_type=_JSON)

    if (take_feedback := service.take_feedback) is not None:

        @routes.post("/cds-services/{service_id}/feedback")
        async def receive_feedback(service_id: str, request: Request) -> Response:
            await take_feedback(service_id, await _read(service_id, request))
            return Response(b"{}", media_type=_JSON)

    async def _read(service_id: str, request: Request) -> bytes:
        if service_id not in service.hooks_of:
            raise UnknownService("no service has this id: read `/cds-services` for the services")
        _refuse_other_media_types(request)
        return await _read_body(request, service.settings.max_body_bytes)

    return routes


def _refuse_other_media_types(request: Request) -> None:
    """Accept JSON and its relatives, and a body without a type; nothing compressed."""
    named = request.headers.get("content-type", _JSON).split(";", 1)[0].strip().lower()
    if named != _JSON and not named.endswith("+json"):
        raise HTTPException(415, "the body has another media type: send `Content-Type: application/json`")
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise HTTPException(415, "the body is encoded: send it without `Content-Encoding`")


async def _read_body(request: Request, at_most: int) -> bytes:
    """Read the whole body, as long as it stays within the limit."""
    refusal = HTTPException(413, f"the body is larger than {at_most} bytes: send fewer prefetched resources")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > at_most:
        raise refusal
    chunks = bytearray()
    async for chunk in request.stream():
        chunks += chunk
        if len(chunks) > at_most:
            raise refusal
    return bytes(chunks)
