"""The service as tests call it: the shipped knowledge, a fixed day, ids in sequence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from itertools import count
from uuid import UUID

from starlette.testclient import TestClient

from cds_service.settings import Settings
from cds_service.web.app import create_app
from cds_service.wiring import Service, Store, build_service
from tests.support.knowledge import shipped_knowledge


def ids_in_sequence() -> Callable[[], str]:
    """Give a maker of version 4 UUIDs that are the same in every run."""
    numbers = count(1)
    return lambda: str(UUID(int=next(numbers), version=4))


def service(today: date = date(2026, 6, 1), **settings: object) -> Service:
    """Build the service as of noon of this day; it keeps nothing."""
    return service_with(None, today, **settings)


def service_with(store: Store | None, today: date = date(2026, 6, 1), **settings: object) -> Service:
    """Build the service as of noon of this day, with this store; with `knowledge`, not the shipped one."""
    noon = datetime.combine(today, time(12), UTC)
    return build_service(
        Settings.model_validate(settings),
        store=store,
        now=lambda: noon,
        new_id=ids_in_sequence(),
        knowledge=None if "knowledge" in settings else shipped_knowledge(),
        token_time=noon.timestamp,
    )


def client(today: date = date(2026, 6, 1), **settings: object) -> TestClient:
    """Give a client of the service as of this day."""
    return TestClient(create_app(service(today, **settings)))
