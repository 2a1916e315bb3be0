"""The page of figures, as it is served."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Response
from starlette.exceptions import HTTPException

from cds_service.adapters.store.questions import Selection
from cds_service.errors import StoreUnavailable
from cds_service.figures.figures import By
from cds_service.web.pages.figures import FigurePage, render_figures
from cds_service.web.pages.rendering import as_page
from cds_service.wiring import FigureSource, Service

_SHOWN_DAYS: Final = 90
_CHOICES: Final = ("client", "service", "scenario", "study")


def figure_routes(service: Service, source: FigureSource) -> APIRouter:
    """Give the route of the page; without a period it shows the last 90 days."""
    routes = APIRouter()

    @routes.get("/figures")
    async def show(  # noqa: PLR0917  # one for each thing that can be chosen
        since: str = "",
        until: str = "",
        client: str = "",
        service_: Annotated[str, Query(alias="service")] = "",
        scenario: str = "",
        study: str = "",
        by: str = By.SCENARIO.value,
    ) -> Response:
        now = service.now()
        first = _day(since, "since") or now.date() - timedelta(days=_SHOWN_DAYS)
        last = _day(until, "until") or now.date()
        group = next((each for each in By if each.value == by), None)
        if group is None:
            raise HTTPException(422, f"`by` is one of {', '.join(each.value for each in By)}")
        selection = Selection(
            since=_midnight(first, now),
            until=_midnight(last + timedelta(days=1), now),
            client=client or None,
            service=service_ or None,
            scenario=scenario or None,
            study=study or None,
        )
        try:
            found = await asyncio.to_thread(source, selection)
        except StoreUnavailable as refused:
            raise HTTPException(503, str(refused)) from None
        page = FigurePage(
            found.episodes,
            f"From {first} until {last}",
            group,
            found.statements,
            service.in_force.loaded.knowledge.digest,
        )
        chosen = {"since": str(first), "until": str(last), "by": group.value}
        chosen |= {"client": client, "service": service_, "scenario": scenario, "study": study}
        choices = {name: found.choices[name] for name in _CHOICES}
        root = urlsplit(service.settings.public_url).path
        return as_page(render_figures(page, root=root, chosen=chosen, choices=choices))

    return routes


def _day(text: str, name: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HTTPException(422, f"`{name}` is no date: write it as 2026-06-01") from None


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)
