"""What is in force until something sound takes its place, and why the last that was offered did not."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final, Generic, Literal, TypeVar

from cds_service.errors import KnowledgeRefused

LOG: Final = logging.getLogger("cds_service")

_Loaded = TypeVar("_Loaded")


@dataclass(frozen=True, slots=True)
class Refusal:
    """An attempt that changed nothing: when it was made, and every problem that was found."""

    at: datetime
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State(Generic[_Loaded]):
    """What is in force, since when, and what was refused since then."""

    loaded: _Loaded
    since: datetime
    refused: Refusal | None = None


class InForce(Generic[_Loaded]):
    """Holds one thing, and loads another in its place.

    INVARIANT: a reader gets the whole of the old or the whole of the new, since only one reference changes.
    """

    def __init__(
        self,
        first: _Loaded,
        load: Callable[[], _Loaded],
        *,
        name: Callable[[_Loaded], str],
        now: Callable[[], datetime],
    ) -> None:
        self._load = load
        self._name = name
        self._now = now
        self._one_at_a_time = Lock()
        self.state = State(first, now())

    @property
    def loaded(self) -> _Loaded:
        """What is in force at this moment; a call takes it once and keeps to it."""
        return self.state.loaded

    def load_anew(self) -> bool:
        """Load, and put what was loaded in force if it is sound; else keep what there is and remember why."""
        with self._one_at_a_time:
            old = self.state
            try:
                new = self._load()
            except KnowledgeRefused as refused:
                return self._keep(old, refused.problems)
            except Exception as fault:  # noqa: BLE001  # whatever fails, what is in force goes on serving
                problem = f"loading failed: {type(fault).__name__}; report it to whoever makes the service"
                return self._keep(old, (problem,))
            self.state = State(new, self._now())
            LOG.info("knowledge %s in force, in the place of %s", self._name(new), self._name(old.loaded))
            return True

    def _keep(self, old: State[_Loaded], problems: tuple[str, ...]) -> Literal[False]:
        self.state = State(old.loaded, old.since, Refusal(self._now(), problems))
        LOG.error("knowledge %s kept: the new one has %d problem(s)", self._name(old.loaded), len(problems))
        for problem in problems:
            LOG.error("%s", problem)
        return False
