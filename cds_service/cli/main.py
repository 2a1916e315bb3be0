"""The `cds-service` command."""

from __future__ import annotations

import typer

from cds_service.cli.check import check
from cds_service.cli.codes import codes
from cds_service.cli.coverage import coverage
from cds_service.cli.db import db
from cds_service.cli.demo import demo
from cds_service.cli.diff import diff
from cds_service.cli.explain import explain
from cds_service.cli.facts import facts
from cds_service.cli.new import new
from cds_service.cli.replay import replay
from cds_service.cli.report import report
from cds_service.cli.schema import schema
from cds_service.cli.serve import serve

app = typer.Typer(
    help="CDS Hooks service that rates imaging orders in breast cancer and says why.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for verb in (serve, explain, facts, check, diff, demo, report, replay, schema, coverage):
    app.command()(verb)
app.add_typer(db, name="db")
app.add_typer(codes, name="codes")
app.add_typer(new, name="new")

if __name__ == "__main__":
    app()
