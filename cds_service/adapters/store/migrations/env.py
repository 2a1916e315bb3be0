"""Runs the migrations inside the transaction of the caller."""

from __future__ import annotations

from alembic import context

from cds_service.adapters.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
