"""`cds-service serve`: run the service."""

from __future__ import annotations

import gc
import os
from typing import Annotated, Any

import typer
import uvicorn

from cds_service.cli.refusals import plain_errors, refuse
from cds_service.settings import Settings, unknown_settings
from cds_service.web.app import create_app
from cds_service.wiring import Service, build_service, find_figures, open_records

_LEVELS = ("critical", "error", "warning", "info", "debug")


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes any free one.")] = None,
    log_level: Annotated[str, typer.Option(help=f"One of {', '.join(_LEVELS)}.")] = "info",
) -> None:
    """Run the service; settings come from the environment (CDS_SERVICE_...)."""
    if log_level not in _LEVELS:
        refuse(f"`--log-level {log_level}` is not known: use one of {', '.join(_LEVELS)}")
    given: dict[str, Any] = {
        name: value for name, value in (("host", host), ("port", port)) if value is not None
    }
    with plain_errors():
        settings = Settings(**given)
        app = create_app(_build(settings))
    for name in unknown_settings(os.environ):  # an orchestrator may add some of its own, so only a note
        typer.echo(f"note: `{name}` is no setting and has no effect", err=True)
    if not settings.is_on_loopback:
        typer.echo(
            f"note: callers are not authenticated, and `{settings.host}` may be reachable by others", err=True
        )
    # The knowledge lives as long as the process, so the garbage collector need not look at it again.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level=log_level,
        server_header=False,
        access_log=False,  # it would write the query of a mistaken call, which may name a patient
    )


def _build(settings: Settings) -> Service:
    store = open_records(settings)  # first, because it makes the file that figures are read from
    return build_service(settings, store=store, figures=find_figures(settings))
