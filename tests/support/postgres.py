"""A real PostgreSQL server for tests: a fresh cluster in a folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Cluster:
    """A running server; `address` names one of its databases as a setting does."""

    folder: Path
    port: int

    def address(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        _run(
            "psql",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-U",
            "postgres",
            "-qc",
            f'CREATE DATABASE "{database}"',
        )
        return self.address(database)

    def stop(self, mode: str = "immediate") -> None:
        _run("pg_ctl", "stop", "-D", str(self.folder), "-m", mode, "-w")

    def start(self) -> None:
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c unix_socket_directories={self.folder}"
        )
        _run("pg_ctl", "start", "-D", str(self.folder), "-w", "-l", str(self.folder / "log"), "-o", options)


def is_installed() -> bool:
    """Whether a server can be started here."""
    return _program("initdb") is not None


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Start a server on a free port of loopback; root, as which it refuses to run, lends it a user."""
    folder = Path(tempfile.mkdtemp(prefix="cds-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _lent_user())
    try:
        _run("initdb", "-D", str(folder), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        cluster = Cluster(folder, _free_port())
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: str) -> None:
    # A server that pg_ctl leaves behind keeps an inherited pipe open, so its output goes to a file.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(_as_user(program, *arguments), check=False, stdout=said, stderr=said, cwd="/")  # noqa: S603
        if done.returncode:
            said.seek(0)
            raise RuntimeError(f"`{program}` failed: {said.read().decode(errors='replace')}")


def _as_user(program: str, *arguments: str) -> list[str]:
    found = _program(program)
    assert found is not None
    lent = ["runuser", "-u", _lent_user(), "--"] if os.geteuid() == 0 else []
    return [*lent, found, *arguments]


def _lent_user() -> str:
    """Give Debian's user of the server, or one that owns nothing."""
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _program(name: str) -> str | None:
    installed = sorted(_DEBIAN.glob(f"*/bin/{name}"))
    return str(installed[-1]) if installed else shutil.which(name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
