"""Requests kept for a replay: one encrypted file each, under the site's key."""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final

from cryptography.fernet import Fernet, InvalidToken

from cds_service.errors import StoreRefused

LOG: Final = logging.getLogger("cds_service.store")

SUFFIX: Final = ".kept"
_WAITING_AT_MOST: Final = 100


class RequestArchive:
    """A folder of encrypted requests; a call never waits for it."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._cipher = _cipher(key)
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="request-archive")
        self._room = BoundedSemaphore(_WAITING_AT_MOST)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            raise StoreRefused(
                f"the folder of kept requests cannot be made ({fault.strerror}): name another one"
            ) from None

    def keep(self, name: str, content: bytes) -> None:
        """Have this written some time soon, under a name that tells nothing of the patient."""
        if not self._room.acquire(blocking=False):
            LOG.warning("a request was not kept: too many wait to be written")
            return
        self._writer.submit(self._write, name, content)

    def close(self) -> None:
        """Write what waits, and stop."""
        self._writer.shutdown()

    def _write(self, name: str, content: bytes) -> None:
        """Write to the side and move into place: no half of a file is ever read."""
        try:
            aside = self._folder / f".{name}"
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(self._cipher.encrypt(content))
            aside.rename(self._folder / f"{name}{SUFFIX}")
        except OSError as fault:
            LOG.warning("a request was not kept: %s", type(fault).__name__)
        finally:
            self._room.release()


def read_kept(file: Path, key: bytes) -> bytes:
    """Give what a kept file holds.

    Raises:
        StoreRefused: the key is none, or not the one it was kept under, or the file was changed.
    """
    try:
        return _cipher(key).decrypt(file.read_bytes())
    except InvalidToken:
        raise StoreRefused(
            "the kept request cannot be decrypted: set CDS_SERVICE_REQUEST_KEY to the key it was kept under"
        ) from None


def _cipher(key: bytes) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        raise StoreRefused(
            "`CDS_SERVICE_REQUEST_KEY` is no key: make one with `cds-service replay --new-key`"
        ) from None
