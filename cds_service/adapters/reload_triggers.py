"""What asks for the knowledge to be loaded anew: a signal, or a changed file."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event, Thread
from typing import Final

import watchfiles

LOG: Final = logging.getLogger("cds_service")

_LOOK_UP_EVERY: Final = 500
"""Milliseconds after which the watch sees that it is to stop."""

SIGNAL: Final = getattr(signal, "SIGHUP", None)
"""The signal by which services are told to read their files again; some platforms have none."""


class ReloadThread:
    """Loads in a thread of its own while calls are answered; asked during a load, it loads once more."""

    def __init__(self, load_anew: Callable[[], object]) -> None:
        self._load_anew = load_anew
        self._asked = Event()
        self._stopped = Event()
        self._threads: list[Thread] = []

    def start(self) -> None:
        """Begin to wait for requests."""
        self._spawn(self._serve, "reload")

    def ask(self) -> None:
        """Ask for a load; may be called from a signal handler."""
        self._asked.set()

    def heed_signal(self) -> None:
        """Load on the signal, where the platform has it; to be called in the main thread.

        A terminal that is closed sends the same signal, and then nobody is left to serve from it.
        """
        if SIGNAL is None:
            return
        began_at_terminal = _is_at_terminal()

        def heed(*_: object) -> None:
            if began_at_terminal and not _is_at_terminal():
                os.kill(os.getpid(), signal.SIGTERM)
            else:
                self.ask()

        signal.signal(SIGNAL, heed)

    def watch(self, folders: Sequence[Path]) -> None:
        """Load when a file in these folders changes."""
        self._spawn(lambda: self._watch(folders), "watch")

    def stop(self) -> None:
        """End the threads."""
        self._stopped.set()
        self._asked.set()
        for thread in self._threads:
            thread.join()

    def _spawn(self, work: Callable[[], None], name: str) -> None:
        thread = Thread(target=work, name=f"knowledge-{name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self) -> None:
        while True:
            self._asked.wait()
            if self._stopped.is_set():
                return
            self._asked.clear()
            self._load_anew()

    def _watch(self, folders: Sequence[Path]) -> None:
        changes = watchfiles.watch(
            *folders, stop_event=self._stopped, rust_timeout=_LOOK_UP_EVERY, raise_interrupt=False
        )
        try:
            for _ in changes:
                self.ask()
        except OSError:
            LOG.exception("the knowledge folders are watched no longer: restart the service")


def _is_at_terminal() -> bool:
    return any(map(os.isatty, range(3)))
