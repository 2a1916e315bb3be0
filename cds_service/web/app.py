"""The web application: routes, failures and the layers around them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from fastapi import APIRouter, FastAPI, Response
from starlette.exceptions import HTTPException

from cds_service.errors import CallRefused
from cds_service.web.bodies import BodyBounds
from cds_service.web.cds_hooks import cds_hooks_routes
from cds_service.web.disclosure import disclosure_routes
from cds_service.web.failures import answer_http_error, answer_refusal
from cds_service.web.gate import Gate
from cds_service.web.guard import Cors, Guard
from cds_service.web.headers import SafeHeaders
from cds_service.web.health import health_routes
from cds_service.web.people import page_routes
from cds_service.wiring import Service


def create_app(service: Service) -> FastAPI:
    """Make the application that serves this service."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await service.open()
        yield
        await asyncio.to_thread(service.close)

    app = FastAPI(openapi_url=None, redirect_slashes=False, lifespan=lifespan)
    app.include_router(cds_hooks_routes(service))
    app.include_router(health_routes(service))
    app.include_router(disclosure_routes(service))
    pages = page_routes(service) if service.settings.serves_pages else APIRouter()
    app.include_router(pages)
    _add_pointers(app, service)
    app.add_exception_handler(CallRefused, answer_refusal)
    app.add_exception_handler(HTTPException, answer_http_error)
    # Each layer is put around those before it: the last is the first to see a call.
    app.add_middleware(
        BodyBounds, at_most=service.settings.max_body_bytes, seconds=service.settings.body_seconds
    )
    app.add_middleware(Gate, entrance=service.entrance, pages=pages.routes)
    app.add_middleware(Guard, new_id=service.new_id)
    if service.settings.cors_origins:
        app.add_middleware(
            Cors,
            allow_origins=service.settings.cors_origins,
            allow_methods=["GET", "POST", "OPTIONS"],
            allow_headers=["Authorization", "Content-Type"],
            allow_private_network=True,
            max_age=3600,
        )
    app.add_middleware(SafeHeaders)
    return app


def _add_pointers(app: FastAPI, service: Service) -> None:
    """Add where to look next."""

    @app.get("/")
    async def point() -> Response:
        told = {
            "discovery": f"{service.settings.public_url}/cds-services",
            "sourceAttributes": f"{service.settings.public_url}/source-attributes",
            "knowledge": service.in_force.loaded.knowledge.digest,
        }
        return Response(msgspec.json.encode(told), media_type="application/json")
