"""`cds-service report`: what became of the advice, as a table, CSV or a page."""

from __future__ import annotations

import csv
import io
from dataclasses import fields
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.table import Table

from cds_service.adapters.store.questions import Answers, Selection, ask
from cds_service.cli.days import read_day
from cds_service.cli.db import Store, open_for_reading
from cds_service.cli.refusals import plain_errors, refuse
from cds_service.figures.episodes import Episode, follow
from cds_service.figures.figures import By, Figures, break_down, count
from cds_service.figures.shares import Share
from cds_service.settings import Settings
from cds_service.web.pages.figures import FigurePage, write_figures
from cds_service.web.pages.words import say_seconds, say_share, say_top
from cds_service.wiring import now_here

_ALL: Final = "all"
_FILE_WIDTH: Final = 160
_FORMS: Final = ("table", "csv", "html")
_SHARES: Final = tuple(each.name for each in fields(Figures) if each.type == "Share")

Text = Annotated[str | None, typer.Option()]


def report(  # noqa: PLR0913, PLR0917  # one for each thing that can be chosen
    since: Annotated[str, typer.Option(help="First day, as 2026-06-01.")] = "",
    until: Annotated[str, typer.Option(help="Last day.")] = "",
    by: Annotated[By, typer.Option(help="What to break the figures down by.")] = By.SCENARIO,
    client: Text = None,
    service: Text = None,
    scenario: Text = None,
    study: Text = None,
    form: Annotated[str, typer.Option("--format", help="`table`, `csv` or `html`.")] = "table",
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of printing.")] = None,
    store: Store = "",
) -> None:
    """Count orders, ratings before and after the advice, cards and what users did with them."""
    if form not in _FORMS:
        refuse(f"`--format {form}` is not known: use one of {', '.join(_FORMS)}")
    selection = Selection(_begin(since, "--since"), _end(until), client, service, scenario, study)
    with plain_errors():
        heard_within = timedelta(hours=Settings().ignored_after_hours)
    with open_for_reading(store) as engine:
        answers = ask(engine, selection)
    episodes = follow(answers.judged, answers.reactions, now=now_here(), heard_within=heard_within)
    if form == "table" and out is None:
        _print_tables(Console(), episodes, by)
        return
    text = {
        "table": lambda: _as_text(episodes, by),
        "csv": lambda: _as_csv(episodes, by),
        "html": lambda: _as_html(episodes, by, answers, since, until),
    }[form]()
    _give(text, out)


def _give(text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        out.write_text(text, "utf-8")
    except OSError as fault:
        refuse(f"`{out}` cannot be written ({fault.strerror}): name another file")


def _begin(day: str, option: str) -> datetime | None:
    return datetime.combine(read_day(day, option), time(), now_here().tzinfo) if day else None


def _end(day: str) -> datetime | None:
    last = _begin(day, "--until")
    return last + timedelta(days=1) if last is not None else None


def _print_tables(console: Console, episodes: list[Episode], by: By) -> None:
    """Print what was ordered, what users did with cards, and what is most often missing or said."""
    groups = (*break_down(episodes, by).items(), (_ALL, count(episodes)))
    for title, heads, cells in _TABLES:
        table = Table(title=title, title_justify="left")
        table.add_column(by.value, overflow="fold")
        for head in heads:
            table.add_column(head, justify="right")
        for name, each in groups:
            table.add_row(name or "none", *cells(each))
        console.print(table)
    console.print("Shares with their 95 % intervals; every order counts once.")


def _as_text(episodes: list[Episode], by: By) -> str:
    text = io.StringIO()
    _print_tables(Console(file=text, width=_FILE_WIDTH), episodes, by)
    return text.getvalue()


def _order_cells(each: Figures) -> list[str]:
    shares = (each.rated, each.undetermined, each.appropriate_before, each.appropriate_after)
    return [str(each.orders), *(say_share(share) for share in shares)]


def _card_cells(each: Figures) -> list[str]:
    shares = (each.accepted, each.overridden, each.ignored)
    answered = say_seconds(each.answered_in.median) if each.answered_in else "-"
    return [str(each.cards), *(say_share(share) for share in shares), answered]


def _word_cells(each: Figures) -> list[str]:
    return [say_top(each.missing), say_top(each.reasons)]


_TABLES: Final = (
    ("Orders", ("orders", "rated", "undetermined", "appropriate", "after advice"), _order_cells),
    ("Cards", ("shown", "accepted", "overridden", "ignored", "answered in"), _card_cells),
    ("Most often", ("missing", "given as reason"), _word_cells),
)


def _as_csv(episodes: list[Episode], by: By) -> str:
    """Give one line per group: counts, and each share as part, whole, value and the ends of its interval."""
    head = [by.value, "orders", "cards", "pending"]
    for name in _SHARES:
        head += [f"{name}_part", f"{name}_whole", f"{name}_share", f"{name}_low", f"{name}_high"]
    head += ["answered_in_median_s", "answered_in_p90_s", "took_median_s", "took_p90_s", "missing", "reasons"]
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(head)
    for name, each in (*break_down(episodes, by).items(), (_ALL, count(episodes))):
        lines.writerow([_harmless(name), each.orders, each.cards, each.pending, *_numbers(each)])
    return text.getvalue()


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a client's word for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def _numbers(each: Figures) -> list[object]:
    numbers: list[object] = []
    for name in _SHARES:
        share: Share = getattr(each, name)
        low, high = share.interval or ("", "")
        numbers += [share.part, share.whole, "" if share.value is None else share.value, low, high]
    for spread in (each.answered_in, each.took):
        numbers += [spread.median, spread.p90] if spread else ["", ""]
    for found in (each.missing, each.reasons):
        numbers.append(_harmless(" ".join(f"{name}:{number}" for name, number in found)))
    return numbers


def _as_html(episodes: list[Episode], by: By, answers: Answers, since: str, until: str) -> str:
    period = f"From {since or 'the beginning'} until {until or 'now'}"
    return write_figures(FigurePage(episodes, period, by, answers.statements, knowledge="see each card"))
