"""The stores that the contract is held against: a SQLite file and a real PostgreSQL server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4  # noqa: TID251 (a database of its own for each test)

import pytest

from cds_service.adapters.store.engines import open_writer, read_address
from cds_service.adapters.store.schema import upgrade_schema
from tests.support.postgres import Cluster, is_installed, running_cluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    if not is_installed():
        why = "PostgreSQL's server is not installed: run `make postgres`"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    with running_cluster() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty store, ready to be opened."""
    return new_address(request, request.param, tmp_path)


def new_address(request: pytest.FixtureRequest, kind: str, folder: Path) -> str:
    """Make an empty store of this kind, ready to be opened."""
    if kind == "sqlite":
        return f"sqlite:///{folder}/store.db"
    made: str = request.getfixturevalue("cluster").create(uuid4().hex)
    engine = open_writer(read_address(made))
    upgrade_schema(engine)
    engine.dispose()
    return made
