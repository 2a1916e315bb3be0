"""A real browser, and the real service with a year of made-up orders to look at."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from cds_service.adapters.pseudonyms import Pseudonyms
from cds_service.adapters.store.store import open_store
from cds_service.settings import Settings
from cds_service.web.app import create_app
from cds_service.wiring import build_service, find_figures
from tests.support.history import fill
from tests.support.knowledge import shipped_knowledge
from tests.support.records import NOON
from tests.support.service import ids_in_sequence

# What the browser would ask the network for at every start, which a closed network answers with long waits.
_QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


# Playwright's event loop runs in this thread while it is open, and other tests start loops of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        why = "no Chromium is installed: run `make chromium`"
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    sandbox = () if os.geteuid() else ("--no-sandbox",)  # its sandbox refuses root
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=[*_QUIET, *sandbox])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running service."""
    address = f"sqlite:///{tmp_path_factory.mktemp('store') / 'store.db'}"
    store = open_store(address, Pseudonyms(b"k"))
    with ThreadPoolExecutor() as aside:  # Playwright's own event loop runs in this thread
        aside.submit(fill, store, 500, until=NOON).result()
    settings = Settings.model_validate({"store": address})
    service = build_service(
        settings,
        store=store,
        figures=find_figures(settings, lambda: NOON),
        now=lambda: NOON,
        new_id=ids_in_sequence(),
        knowledge=shipped_knowledge(),
    )
    server = uvicorn.Server(uvicorn.Config(create_app(service), port=0, log_level="critical"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(params=[(1280, 900), (360, 740)], ids=["desk", "phone"])
def page(browser: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Page]:
    """A page of either size; whatever the browser complains of fails the test."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    opened = context.new_page()
    complaints: list[str] = []
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("requestfailed", lambda failed: complaints.append(failed.url))
    yield opened
    context.close()
    assert complaints == []
