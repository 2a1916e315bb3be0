"""`cds-service facts`: what a chart says of each fact, and where it says so."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from cds_service.advice.advise import deliberate
from cds_service.advice.practice import Practice
from cds_service.advice.studies import read_drafts
from cds_service.cards.judged import JudgedOrder
from cds_service.cli.chart_input import GivenChart, read_given_chart
from cds_service.cli.days import read_day
from cds_service.cli.fact_sheets import ReadChart, show_facts, write_facts
from cds_service.cli.refusals import plain_errors, refuse
from cds_service.errors import DataMissing
from cds_service.extraction.sheet import extract_facts
from cds_service.fhir.reading import read_prefetch
from cds_service.hooks.profiles import PROFILES
from cds_service.hooks.request import parse_request
from cds_service.settings import Settings
from cds_service.wiring import now_here, open_practice

_OUR_HOOKS: Final = frozenset({"order-select", "order-sign"})
_STANDARD_INPUT: Final = "-"


def facts(
    chart: Annotated[
        str, typer.Argument(help="JSON: a Bundle, a list of resources, a CDS Hooks request; `-` reads it.")
    ],
    as_of: Annotated[str, typer.Option(help="The day to read it on, as 2026-06-01; without it, today.")] = "",
    patient: Annotated[str, typer.Option(help="Whose facts, where the chart is of several patients.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for machines.")] = False,
) -> None:
    """Print each fact of a chart with its value, or that it is not recorded, and every place that says so."""
    day = read_day(as_of, "--as-of") if as_of else now_here().date()
    body, name = _read(chart)
    with plain_errors():
        settings = Settings()
        practice = open_practice(settings)
        given = read_given_chart(body, name, practice.needs, patient)
        record = read_prefetch(given.prefetch, practice.needs, given.patient_id)
        sheet = extract_facts(record, practice.knowledge, day, practice.reading)
        judged = _judge(body, given, practice, day, settings.profile) if given.hook in _OUR_HOOKS else ()
    read = ReadChart(given.patient_id, day, given.counted_as, record, sheet, judged)
    if as_json:
        typer.echo(write_facts(read, practice.knowledge))
    else:
        show_facts(Console(), read, practice.knowledge)


def _read(chart: str) -> tuple[bytes, str]:
    """Give what the user named, and what to call it."""
    if chart == _STANDARD_INPUT:
        return sys.stdin.buffer.read(), "standard input"
    try:
        return Path(chart).read_bytes(), chart
    except OSError:
        refuse(f"`{chart}` cannot be read: name a file with a chart, or `-` for standard input")


def _judge(
    body: bytes, given: GivenChart, practice: Practice, day: date, profile: str
) -> tuple[JudgedOrder, ...]:
    """Judge the draft orders of a hook request, whose words are facts too; none where nothing is known."""
    call = parse_request(body, frozenset({given.hook}), PROFILES[profile])
    with suppress(DataMissing):
        return deliberate(call, read_drafts(call, practice), practice, day).judged
    return ()
