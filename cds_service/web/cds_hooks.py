"""The addresses of CDS Hooks: discovery and the service call."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from cds_service.errors import UnknownService
from cds_service.hooks.request import parse_request
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
        hooks = service.hooks_of.get(service_id)
        if hooks is None:
            raise UnknownService("no service has this id: read `/cds-services` for the services")
        _refuse_other_media_types(request)
        body = await _read_body(request, service.settings.max_body_bytes)
        response = await service.advise(parse_request(body, hooks, service.profile))
        return Response(encode(response), media_type=_JSON)

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
