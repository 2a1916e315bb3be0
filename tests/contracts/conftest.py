"""What the contract tests share: a real FHIR server with the chart of `tests/support/completing.py`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.support.completing import CHART
from tests.support.fhir_node import NodeServer, Run, install
from tests.support.fhir_node import run as start


@pytest.fixture(scope="session")
def run_node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Run the real server with options, one process for each set of them."""
    install()
    running: dict[tuple[str, ...], NodeServer] = {}
    with ExitStack() as until_the_end:

        def run(*options: str) -> NodeServer:
            if options not in running:
                work = tmp_path_factory.mktemp("fhir-server")
                running[options] = until_the_end.enter_context(start(CHART, work, *options))
            return running[options]

        yield run
