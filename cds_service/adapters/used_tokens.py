"""The tokens that were used and have not expired: in this process, or in a file that processes share."""

from __future__ import annotations

import asyncio
import hashlib
import heapq
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from cds_service.errors import StoreRefused, StoreUnavailable

AT_MOST: Final = 200_000
"""Tokens remembered. Beyond, calls are refused rather than a token forgotten that could be used again."""

_SWEEP_EVERY: Final = 10.0
_WAIT_FOR_OTHERS: Final = 0.25
"""Seconds: how often what has expired is removed, and how long another process's write is waited for."""

_OPEN: Final = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS used (token BLOB PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS used_until ON used (until);
"""
# One statement, so that of several processes with one token a single one changes a row.
_REMEMBER: Final = """
    INSERT INTO used VALUES (:token, :until)
    ON CONFLICT (token) DO UPDATE SET until = :until WHERE until <= :now
"""


class UsedTokensInMemory:
    """Remembers for one process, until it ends."""

    def __init__(self, at_most: int = AT_MOST) -> None:
        self._at_most = at_most
        self._used: dict[bytes, float] = {}
        self._expiring: list[tuple[float, bytes]] = []

    async def remember(self, issuer: str, jti: str, until: float, now: float) -> bool:
        """Remember a token until it expires; false where it was remembered before."""
        while self._expiring and self._expiring[0][0] <= now:
            _, gone = heapq.heappop(self._expiring)
            del self._used[gone]
        token = _short(issuer, jti)
        if token in self._used:
            return False
        if len(self._used) >= self._at_most:
            raise _full()
        self._used[token] = until
        heapq.heappush(self._expiring, (until, token))
        return True

    def close(self) -> None:
        """Forget everything."""
        self._used.clear()
        self._expiring.clear()


class UsedTokensInFile:
    """Remembers in an SQLite file, for every process that opens it and across restarts.

    The file holds hashes of issuer and `jti`, and when they expire. It is written by a thread of its own,
    so that no call waits for the disk in the place of others.
    """

    def __init__(self, path: Path, at_most: int = AT_MOST) -> None:
        self._at_most = at_most
        self._is_full = False
        self._swept = 0.0
        self._thread = ThreadPoolExecutor(1, "used-tokens")
        try:
            path.touch(mode=0o600)
            self._file = sqlite3.connect(
                path, timeout=_WAIT_FOR_OTHERS, isolation_level=None, check_same_thread=False
            )
            self._file.executescript(_OPEN)
        except (OSError, sqlite3.Error) as failure:
            reason = failure.strerror if isinstance(failure, OSError) else str(failure)
            message = f"`{path}` cannot keep the used tokens ({reason}): name a file that may be written"
            raise StoreRefused(message) from None

    async def remember(self, issuer: str, jti: str, until: float, now: float) -> bool:
        """Remember a token until it expires; false where it was remembered before."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, self._remember, _short(issuer, jti), until, now)
        except sqlite3.Error:
            raise StoreUnavailable("the memory of used tokens cannot be written: try again") from None

    def close(self) -> None:
        """Close the file after what is under way."""
        self._thread.submit(self._file.close).result()
        self._thread.shutdown()

    def _remember(self, token: bytes, until: float, now: float) -> bool:
        if now - self._swept >= _SWEEP_EVERY:
            self._sweep(now)
        if self._is_full:
            raise _full()
        changed = self._file.execute(_REMEMBER, {"token": token, "until": until, "now": now})
        return changed.rowcount == 1

    def _sweep(self, now: float) -> None:
        self._file.execute("DELETE FROM used WHERE until <= ?", (now,))
        (held,) = self._file.execute("SELECT count(*) FROM used").fetchone()
        self._is_full = held >= self._at_most
        self._swept = now


def _short(issuer: str, jti: str) -> bytes:
    return hashlib.sha256(f"{issuer}\0{jti}".encode()).digest()[:16]


def _full() -> StoreUnavailable:
    return StoreUnavailable("too many tokens are in use: try again when some have expired")
