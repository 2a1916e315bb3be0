"""The migrations lead to the tables that the code writes, and nothing is done by halves."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from cds_service.adapters.pseudonyms import Pseudonyms
from cds_service.adapters.store.engines import make_file, open_reader, open_writer, read_address
from cds_service.adapters.store.schema import check_schema, upgrade_schema
from cds_service.adapters.store.store import open_store
from cds_service.adapters.store.tables import METADATA
from cds_service.errors import StoreRefused
from tests.support.postgres import Cluster


def open_new(address: str) -> Engine:
    url = read_address(address)
    if url.drivername == "sqlite":
        make_file(url)
    return open_writer(url)


def test_the_migrations_lead_to_the_tables_of_the_code(address: str) -> None:
    engine = open_new(address)
    upgrade_schema(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(address: str) -> None:
    engine = open_new(address)
    assert upgrade_schema(engine) == upgrade_schema(engine)
    check_schema(engine)
    engine.dispose()


def test_a_store_of_a_newer_version_is_refused(address: str) -> None:
    engine = open_new(address)
    upgrade_schema(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreRefused, match="run the newer version"):
        upgrade_schema(engine)
    engine.dispose()
    with pytest.raises(StoreRefused, match="run the newer version"):
        open_store(address, Pseudonyms(b"k"))


def test_a_server_that_was_never_upgraded_is_refused_with_the_remedy(cluster: Cluster) -> None:
    with pytest.raises(StoreRefused, match="cds-service db upgrade"):
        open_store(cluster.create("never-upgraded"), Pseudonyms(b"k"))


def test_a_migration_that_fails_leaves_the_store_as_it_was(tmp_path: Path, cluster: Cluster) -> None:
    """A table that is in the way lets the first migration fail half way."""
    for address in (f"sqlite:///{tmp_path}/store.db", cluster.create("half")):
        engine = open_new(address)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE feedback (key INTEGER)"))
        with pytest.raises(StoreRefused):
            upgrade_schema(engine)
        engine.dispose()
        reader = open_reader(read_address(address))
        assert inspect(reader).get_table_names() == ["feedback"]
        reader.dispose()
