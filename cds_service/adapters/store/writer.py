"""One thread that writes: calls never wait for the disk, feedback waits for the commit."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from cds_service.errors import StoreUnavailable

LOG: Final = logging.getLogger("cds_service.store")

Write = Callable[[Connection], None]

_TOGETHER: Final = 100
"""Writes that share one commit."""


@dataclass(frozen=True, slots=True)
class WriterState:
    """How the writer stands: writes `waiting`, records `lost` so far, whether the last try failed."""

    waiting: int
    lost: int
    failing: bool


@dataclass(slots=True)
class _Job:
    write: Write
    promise: Future[None] | None = field(default=None)
    """None for a record, of which nobody waits to hear."""


class Writer:
    """Writes in the order of arrival, many writes to a commit; at most `capacity` wait.

    A record that cannot be written for now is kept and tried again, as long as there is room; else it is
    lost, and counted.
    """

    def __init__(self, engine: Engine, *, capacity: int = 1000, pause: float = 0.5) -> None:
        self._engine = engine
        self._capacity = capacity
        self._pause = pause
        self._jobs: deque[_Job] = deque()
        self._under_way = 0
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._lost = 0
        self._failing = False
        self._thread = threading.Thread(target=self._run, name="store-writer", daemon=True)
        self._thread.start()

    @property
    def state(self) -> WriterState:
        """How the writer stands now."""
        with self._changed:
            return WriterState(self._waiting(), self._lost, self._failing)

    def record(self, write: Write) -> None:
        """Have this written some time soon; lost, and counted, where too much waits already."""
        with self._changed:
            if self._closing.is_set() or self._waiting() >= self._capacity:
                self._lost += 1
                return
            self._jobs.append(_Job(write))
            self._changed.notify()

    def submit(self, write: Write) -> Future[None]:
        """Have this written; the promise is kept once it is committed, and broken with `StoreUnavailable`.

        Raises:
            StoreUnavailable: too much waits already, or the service is stopping.
        """
        promise: Future[None] = Future()
        with self._changed:
            if self._closing.is_set() or self._waiting() >= self._capacity:
                raise StoreUnavailable("too much waits to be written: send it again later")
            self._jobs.append(_Job(write, promise))
            self._changed.notify()
        return promise

    def close(self, within: float = 5.0) -> None:
        """Write what waits, for at most so many seconds, and stop."""
        self._closing.set()
        with self._changed:
            self._changed.notify()
        self._thread.join(within)
        self._engine.dispose()

    def _waiting(self) -> int:
        """Count what is not written yet, under the lock."""
        return len(self._jobs) + self._under_way

    def _run(self) -> None:
        while True:
            with self._changed:
                self._under_way = 0
                while not self._jobs and not self._closing.is_set():
                    self._changed.wait()
                taken = [self._jobs.popleft() for _ in range(min(len(self._jobs), _TOGETHER))]
                self._under_way = len(taken)
            if not taken:
                return  # closing, and all is written
            # A write that nobody waits for any more was answered as not written, and is not made.
            jobs = [job for job in taken if job.promise is None or job.promise.set_running_or_notify_cancel()]
            if jobs and not self._write(jobs) and self._closing.wait(self._pause):
                self._give_up()
                return

    def _write(self, jobs: Sequence[_Job]) -> bool:
        """Write these; say whether the database took part at all."""
        try:
            self._commit(jobs)
        except (OperationalError, InterfaceError) as fault:
            self._put_back(jobs, fault)
            return False
        except Exception as fault:  # noqa: BLE001  # one bad write must not end the thread that makes all others
            if len(jobs) > 1:  # one of them is at fault: find out which
                taken_part = [self._write([job]) for job in jobs]
                return all(taken_part)
            self._refuse(jobs[0], fault)
        return True

    def _commit(self, jobs: Sequence[_Job]) -> None:
        with self._engine.begin() as connection:
            for job in jobs:
                job.write(connection)
        # INVARIANT: a promise is kept only behind the commit.
        for job in jobs:
            if job.promise is not None:
                job.promise.set_result(None)
        self._failing = False

    def _put_back(self, jobs: Sequence[_Job], fault: DBAPIError) -> None:
        """Keep the records for the next try; whoever waits for a commit hears that there is none."""
        if not self._failing:
            LOG.error("the store does not take writes: %s", type(fault).__name__)
        self._failing = True
        for job in jobs:
            if job.promise is not None:
                job.promise.set_exception(StoreUnavailable("the store takes no writes now: send it again"))
        with self._changed:
            self._jobs.extendleft(reversed([job for job in jobs if job.promise is None]))

    def _refuse(self, job: _Job, fault: Exception) -> None:
        """Give up one write that the database will never take."""
        LOG.error("the store refused a write: %s", type(fault).__name__)
        if job.promise is not None:
            job.promise.set_exception(StoreUnavailable("it could not be written down"))
            return
        with self._changed:
            self._lost += 1

    def _give_up(self) -> None:
        """Let nobody wait for a writer that has stopped."""
        with self._changed:
            for job in self._jobs:
                if job.promise is not None:
                    job.promise.set_exception(StoreUnavailable("the service is stopping: send it again"))
                else:
                    self._lost += 1
            self._jobs.clear()
