"""The pages for people, and the style they share."""

from __future__ import annotations

from fastapi import APIRouter, Response

from cds_service.web.figures import figure_routes
from cds_service.web.pages.rendering import read_style
from cds_service.wiring import Service


def page_routes(service: Service) -> APIRouter:
    """Give the routes of every page that this service can fill."""
    routes = APIRouter()
    if service.figures is not None:
        routes.include_router(figure_routes(service, service.figures))

    @routes.get("/static/style.css")
    async def style() -> Response:
        return Response(read_style(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})

    return routes
