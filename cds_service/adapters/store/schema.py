"""Brings the tables of a store up to this version, or says that they are not."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from cds_service.errors import StoreRefused

_MIGRATIONS: Final = Path(__file__).parent / "migrations"


def upgrade_schema(engine: Engine) -> str:
    """Make or change the tables, all in one transaction; give the revision they are then in.

    Raises:
        StoreRefused: the database cannot be opened or changed, or is of a newer version; it is as it was.
    """
    scripts = ScriptDirectory(str(_MIGRATIONS))
    try:
        with engine.begin() as connection:
            _refuse_newer(MigrationContext.configure(connection).get_current_revision(), scripts)
            config = Config()
            config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except (DatabaseError, OSError) as fault:
        raise _unusable(fault) from None
    return scripts.get_current_head() or ""


def check_schema(engine: Engine) -> None:
    """Let pass a database whose tables are those of this version.

    Raises:
        StoreRefused: they are not, or it cannot be reached.
    """
    scripts = ScriptDirectory(str(_MIGRATIONS))
    try:
        with engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except (SQLAlchemyError, OSError) as fault:
        raise _unusable(fault) from None
    _refuse_newer(found, scripts)
    if found != scripts.get_current_head():
        raise StoreRefused("the tables of the store are of an older version: run `cds-service db upgrade`")


def _refuse_newer(found: str | None, scripts: ScriptDirectory) -> None:
    if found is not None and found not in {each.revision for each in scripts.walk_revisions()}:
        raise StoreRefused(
            f"the store is in revision `{found}`, which this version does not know: run the newer version"
        )


def _unusable(fault: Exception) -> StoreRefused:
    """Name the kind of fault; its own text may hold the address with its password."""
    return StoreRefused(
        f"the store cannot be used ({type(fault).__name__}): see that the database is there, whole, and that "
        "this service may write to it"
    )
