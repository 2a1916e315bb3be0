"""`cds-service replay`: what another day or another knowledge base says to requests that were kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from cryptography.fernet import Fernet

from cds_service.adapters.kept_requests import SUFFIX, read_kept
from cds_service.advice.advise import answer, deliberate
from cds_service.advice.decisions import OrderDecision, record_orders
from cds_service.advice.keeping import KeptCall, unpack
from cds_service.advice.practice import Practice
from cds_service.advice.replaying import Change, compare
from cds_service.advice.studies import read_drafts
from cds_service.cards.suggestions import Rendering
from cds_service.cli.days import read_day
from cds_service.cli.refusals import plain_errors, refuse
from cds_service.hooks.profiles import PROFILES
from cds_service.hooks.request import parse_request
from cds_service.settings import Settings
from cds_service.wiring import fresh_id, now_here, open_practice

_BOTH_HOOKS = frozenset({"order-select", "order-sign"})
DIFFERS = 1
"""The exit status where any request is answered differently, as with `diff`."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request to replay; `then` is what came of it, where it was kept."""

    name: str
    body: bytes
    day: date
    then: tuple[OrderDecision, ...] | None


def replay(
    files: Annotated[list[Path] | None, typer.Argument(help="Requests: kept ones, or JSON.")] = None,
    knowledge: Annotated[list[Path] | None, typer.Option(help="Knowledge to ask; else as set.")] = None,
    against: Annotated[
        list[Path] | None, typer.Option(help="Knowledge to compare with; else the answer that was kept.")
    ] = None,
    today: Annotated[str, typer.Option(help="The day to judge by; else that of the request.")] = "",
    new_key: Annotated[bool, typer.Option("--new-key", help="Make a key, and leave.")] = False,
) -> None:
    """Answer requests anew and show what differs; exits with 1 where anything does."""
    if new_key:
        typer.echo(Fernet.generate_key().decode())
        return
    if not files:
        refuse("name the requests to replay: kept ones, or JSON files")
    day = read_day(today, "--today") if today else None
    with plain_errors():
        settings = Settings()
        asked = [_read(each, settings, day) for each in files]
        now = _practice(settings, knowledge)
        before = _practice(settings, against) if against else None
        changes = {each.name: _compare(each, now, before, settings) for each in asked}
    _show(changes)
    if any(changes.values()):
        raise typer.Exit(DIFFERS)


def _practice(settings: Settings, knowledge: Sequence[Path] | None) -> Practice:
    return open_practice(
        settings.model_copy(update={"knowledge": tuple(knowledge)}) if knowledge else settings
    )


def _read(file: Path, settings: Settings, day: date | None) -> _Asked:
    try:
        if file.suffix != SUFFIX:
            return _Asked(file.name, file.read_bytes(), day or now_here().date(), None)
        kept: KeptCall = unpack(read_kept(file, settings.request_key.get_secret_value().encode()))
    except OSError as fault:
        refuse(f"`{file}` cannot be read ({fault.strerror}): name a file with a request")
    return _Asked(file.name, kept.request, day or kept.record.at.date(), kept.record.orders)


def _compare(asked: _Asked, now: Practice, before: Practice | None, settings: Settings) -> list[Change]:
    then = _judge(asked, before, settings) if before is not None else asked.then
    if then is None:
        refuse(f"`{asked.name}` holds no earlier answer: name a knowledge base with `--against`")
    return compare(then, _judge(asked, now, settings))


def _judge(asked: _Asked, practice: Practice, settings: Settings) -> tuple[OrderDecision, ...]:
    profile = PROFILES[settings.profile]
    request = parse_request(asked.body, _BOTH_HOOKS, profile)
    deliberation = deliberate(request, read_drafts(request, practice), practice, asked.day)
    return record_orders(
        answer(request, deliberation, Rendering(profile, fresh_id, practice.knowledge)).orders
    )


def _show(changes: dict[str, list[Change]]) -> None:
    """Print a line for each difference, so that it can be searched and counted."""
    for name, found in changes.items():
        if not found:
            typer.echo(f"{name}: the same")
        for each in found:
            typer.echo(f"{name}: {each.order}: {each.about}: {each.before or '-'} -> {each.after or '-'}")
