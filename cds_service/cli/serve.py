"""`cds-service serve`: run the service."""

from __future__ import annotations

import gc
import logging
import os
from typing import Annotated, Any

import typer
import uvicorn

from cds_service.adapters.reload_triggers import ReloadThread
from cds_service.cli.refusals import plain_errors, refuse
from cds_service.settings import PREFIX, Settings, unknown_settings
from cds_service.web.app import create_app
from cds_service.web.serving import configure
from cds_service.wiring import Service, build_service, find_figures, open_records

_NOT_STARTED = 3
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
        _refuse_strangers(settings)
        service = _build(settings)
    for name in unknown_settings(os.environ):  # an orchestrator may add some of its own, so only a note
        typer.echo(f"note: `{name}` is no setting and has no effect", err=True)
    _say_who_may_call(settings)
    _spare_the_collector()
    _tell_about_knowledge(log_level)
    _load_when_asked(service)
    server = uvicorn.Server(configure(create_app(service), settings, log_level))
    server.run()
    if not server.started:
        raise typer.Exit(_NOT_STARTED)


def _build(settings: Settings) -> Service:
    store = open_records(settings)  # first, because it makes the file that figures are read from
    return build_service(settings, store=store, figures=find_figures(settings))


def _refuse_strangers(settings: Settings) -> None:
    """Refuse to let the network in while nobody is asked who they are, unless the site has said so."""
    if settings.clients is None and not settings.is_on_loopback and not settings.allow_unauthenticated:
        refuse(
            f"`{settings.host}` can be reached by others, and callers are not authenticated: name a file "
            f"that lists the clients in `{PREFIX}CLIENTS`, or set `{PREFIX}ALLOW_UNAUTHENTICATED=true`"
        )


def _say_who_may_call(settings: Settings) -> None:
    if settings.clients is None:
        reached = "any caller on this machine" if settings.is_on_loopback else "any caller who reaches it"
        typer.echo(f"note: callers are not authenticated; `{settings.host}` answers {reached}", err=True)
    elif settings.trying_out:
        typer.echo("note: for trying out, callers on this machine need no token", err=True)


def _spare_the_collector() -> None:
    """Set apart what lives long, such as the knowledge: the garbage collector need not look at it again."""
    gc.collect()
    gc.freeze()


def _load_when_asked(service: Service) -> None:
    """Load the knowledge anew on the signal, and when a file changes where the settings say so."""

    def load_anew() -> None:
        if service.in_force.load_anew():
            _spare_the_collector()

    reloads = ReloadThread(load_anew)
    reloads.start()
    reloads.heed_signal()
    if service.settings.knowledge_watch:
        reloads.watch(service.settings.knowledge)


def _tell_about_knowledge(log_level: str) -> None:
    """Show our own log lines as uvicorn shows its own; other libraries stay silent, some log addresses."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    ours = logging.getLogger("cds_service")
    ours.addHandler(handler)
    ours.setLevel(log_level.upper())
