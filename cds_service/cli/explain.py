"""`cds-service explain`: why a request is answered as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from cds_service.advice.advise import answer, deliberate
from cds_service.advice.studies import read_drafts
from cds_service.cards.suggestions import Rendering
from cds_service.cli.cards import show_response
from cds_service.cli.days import read_day
from cds_service.cli.reasons import show_reasons
from cds_service.cli.refusals import plain_errors, refuse
from cds_service.hooks.discovery import service_ids
from cds_service.hooks.profiles import PROFILES
from cds_service.hooks.request import HookRequest, parse_request
from cds_service.hooks.response import CdsResponse
from cds_service.settings import Settings
from cds_service.wiring import fresh_id, now_here, open_practice

_BOTH_HOOKS = frozenset({"order-select", "order-sign"})


def explain(
    request: Annotated[Path, typer.Argument(help="A CDS Hooks request as JSON.")],
    today: Annotated[str, typer.Option(help="The day to judge by, as 2026-06-01; without it, today.")] = "",
    service: Annotated[str, typer.Option(help="The service id called; without it, any hook will do.")] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="Also list what the FHIR definitions find wrong.")
    ] = False,
) -> None:
    """Print, per order and scenario, each criterion with its truth and evidence, the gaps, and the card."""
    now = datetime.combine(read_day(today, "--today"), time(12), now_here().tzinfo) if today else now_here()
    with plain_errors():
        settings = Settings()
        profile = PROFILES[settings.profile]
        call = parse_request(_read(request), _hooks(service, settings), profile)
        practice = open_practice(settings)
        deliberation = deliberate(call, read_drafts(call, practice), practice, now.date())
        response = answer(call, deliberation, Rendering(profile, fresh_id, practice.knowledge)).response
    console = Console()
    show_reasons(console, deliberation, practice.knowledge)
    console.print()
    show_response(console, response)
    if strict:
        for line in _strict_report(call, response):
            console.print(Text(line))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        refuse(f"`{path}` cannot be read: name a file with a CDS Hooks request")


def _hooks(service: str, settings: Settings) -> frozenset[str]:
    if not service:
        return _BOTH_HOOKS
    known = service_ids(shared_id=settings.shared_service_id)
    return known.get(service) or refuse(f"no service `{service}`: use one of {', '.join(sorted(known))}")


def _strict_report(call: HookRequest, response: CdsResponse) -> Iterator[str]:
    """Report on every resource received and sent; the FHIR models are loaded only when asked for."""
    from cds_service.fhir.strict import problems_in  # noqa: PLC0415  # a tenth of a second nobody else pays

    for entry in call.draft_orders:
        resource = entry.get("resource")
        if isinstance(resource, dict):
            yield from (f"received draft: {problem}" for problem in problems_in(resource))
    for key, value in call.prefetch.items():
        resource = msgspec.json.decode(value)
        if isinstance(resource, dict):
            yield from (f"received {key}: {problem}" for problem in problems_in(resource))
    for card in response.cards:
        for action in (action for each in card.suggestions for action in each.actions):
            if action.resource is not None:
                yield from (f"sent: {problem}" for problem in problems_in(action.resource))
