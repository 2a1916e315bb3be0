"""A service that really listens, for what only shows over a socket."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn

from cds_service.web.app import create_app
from cds_service.web.serving import configure
from cds_service.wiring import Service


@contextmanager
def running(service: Service) -> Iterator[str]:
    """Serve on a free port of this machine until the block ends; gives the base URL."""
    settings = service.settings.model_copy(update={"port": 0})
    server = uvicorn.Server(configure(create_app(service), settings, "critical"))
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
