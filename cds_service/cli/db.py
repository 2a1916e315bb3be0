"""`cds-service db`: make, thin out and take out the store of decisions and feedback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine, Table
from sqlalchemy.exc import SQLAlchemyError

from cds_service.adapters.store.engines import make_file, open_reader, open_writer, read_address
from cds_service.adapters.store.schema import check_schema, upgrade_schema
from cds_service.adapters.store.upkeep import TABLES, prune, read_rows
from cds_service.cli.refusals import plain_errors, refuse
from cds_service.settings import Settings
from cds_service.wiring import now_here

db = typer.Typer(help="Make, thin out and take out the store of decisions.", no_args_is_help=True)

Store = Annotated[
    str, typer.Option("--store", help="Its address; without it, the one of the settings (CDS_SERVICE_STORE).")
]


@db.command()
def upgrade(store: Store = "") -> None:
    """Make the tables, or bring them up to this version; all of it or nothing."""
    with _engine(store, writing=True, checked=False) as engine:
        typer.echo(f"the store is in revision {upgrade_schema(engine)}")


@db.command("prune")
def prune_(
    store: Store = "",
    days: Annotated[int | None, typer.Option(min=1, help="Keep so many days; else as set.")] = None,
) -> None:
    """Delete calls and feedback that are older than the site keeps them."""
    with plain_errors():
        kept = days or Settings().keep_days
    if kept is None:
        refuse("nothing says how long to keep: give `--days`, or set CDS_SERVICE_KEEP_DAYS")
    with _engine(store, writing=True) as engine:
        gone = prune(engine, now_here() - timedelta(days=kept))
    typer.echo(f"deleted {gone['call']} calls and {gone['feedback']} entries of feedback")


@db.command()
def export(
    folder: Annotated[Path, typer.Argument(help="An empty or new folder; it gets one file per table.")],
    store: Store = "",
    form: Annotated[str, typer.Option("--format", help="`ndjson` or `parquet`.")] = "ndjson",
) -> None:
    """Write every table to a file: one JSON object per line, or Parquet."""
    writers = {"ndjson": _write_ndjson, "parquet": _write_parquet}
    if form not in writers:
        refuse(f"`--format {form}` is not known: use `ndjson` or `parquet`")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        refuse(f"`{folder}` cannot be made ({fault.strerror}): name another folder")
    if any(folder.iterdir()):
        refuse(f"`{folder}` is not empty: name an empty or a new folder")
    with _engine(store, writing=False) as engine:
        for table in TABLES:
            count = writers[form](folder, table, read_rows(engine, table))
            typer.echo(f"{table.name}: {count}")


@contextmanager
def open_for_reading(address: str) -> Iterator[Engine]:
    """Open the store of this address, or of the settings, and close it again."""
    with _engine(address, writing=False) as engine:
        yield engine


@contextmanager
def _engine(address: str, *, writing: bool, checked: bool = True) -> Iterator[Engine]:
    """Open the store, and close it again; `checked` refuses one of another version."""
    with plain_errors():
        named = address or Settings().store
        if named == "off":
            refuse("the settings keep no store: give `--store`, or set CDS_SERVICE_STORE")
        url = read_address(named)
        if url.drivername == "sqlite" and not checked:
            make_file(url)
        engine = (open_writer if writing else open_reader)(url)
        try:
            if checked:
                check_schema(engine)
            yield engine
        except SQLAlchemyError as fault:
            refuse(f"the store failed ({type(fault).__name__}): see that it is up and has room")
        finally:
            engine.dispose()


def _write_ndjson(folder: Path, table: Table, rows: Iterator[dict[str, Any]]) -> int:
    count = 0
    with (folder / f"{table.name}.ndjson").open("w", encoding="utf-8") as file:
        for count, row in enumerate(rows, start=1):  # noqa: B007  # the last one is the count
            file.write(json.dumps(row, default=_as_text) + "\n")
    return count


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _write_parquet(folder: Path, table: Table, rows: Iterator[dict[str, Any]]) -> int:
    try:
        from cds_service.adapters.store.parquet import write_parquet  # noqa: PLC0415  # an extra that few need
    except ImportError:
        refuse("Parquet needs an extra: install `cds-service[parquet]`, or use `--format ndjson`")
    return write_parquet(folder / f"{table.name}.parquet", table, rows)
