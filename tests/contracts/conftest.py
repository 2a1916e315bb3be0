"""What the contract tests share: a real FHIR server with a chart and options, and time to read from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest

from cds_service.adapters import fhir_server
from tests.support.completing import CHART
from tests.support.fhir_node import NodeServer, Raw, Run, install
from tests.support.fhir_node import run as start


@pytest.fixture(scope="session")
def run_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Run the real server with options, one process for each set of them and each chart."""
    install()
    running: dict[tuple[object, ...], NodeServer] = {}
    with ExitStack() as until_the_end:

        def run(*options: str, chart: Sequence[Raw] = CHART) -> NodeServer:
            key = (*options, *(each["id"] for each in chart))
            if key not in running:
                work = tmp_path_factory.mktemp("fhir-server")
                running[key] = until_the_end.enter_context(start(chart, work, *options))
            return running[key]

        yield run


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give reads all the time they take, for tests that are not about time: machines may be busy."""
    monkeypatch.setattr(fhir_server, "time_allowed", lambda within, _: 60.0 if within > 0 else 0.0)
