"""Memories of used tokens: the same for one process and for several (JWT-12)."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cds_service.adapters.used_tokens import UsedTokensInFile, UsedTokensInMemory
from cds_service.callers.ports import UsedTokens
from cds_service.errors import StoreRefused, StoreUnavailable

ISSUER = "https://ehr.example.org"
Maker = Callable[[int], UsedTokens]


@pytest.fixture(params=["memory", "file"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Maker:
    def made(at_most: int = 1000) -> UsedTokens:
        if request.param == "memory":
            return UsedTokensInMemory(at_most)
        store = UsedTokensInFile(tmp_path / "used.sqlite3", at_most)
        request.addfinalizer(store.close)
        return store

    return made


def remember(
    store: UsedTokens, jti: str = "a", until: float = 100, now: float = 0, issuer: str = ISSUER
) -> bool:
    return asyncio.run(store.remember(issuer, jti, until, now))


def test_a_token_is_new_once(make: Maker) -> None:
    store = make(10)
    assert [remember(store) for _ in range(3)] == [True, False, False]


def test_of_many_calls_at_once_one_is_first(make: Maker) -> None:
    store = make(10)

    async def at_once() -> list[bool]:
        return await asyncio.gather(*(store.remember(ISSUER, "a", 100, 0) for _ in range(50)))

    assert sorted(asyncio.run(at_once())) == [False] * 49 + [True]


def test_issuers_do_not_share_their_ids(make: Maker) -> None:
    store = make(10)
    assert [remember(store, issuer=each) for each in ("a", "b")] == [True, True]
    assert [remember(store, "bc", issuer="a"), remember(store, "c", issuer="ab")] == [True, True]


def test_a_token_is_forgotten_when_it_has_expired_and_not_before(make: Maker) -> None:
    store = make(10)
    assert remember(store, until=100, now=0)
    assert not remember(store, until=300, now=99.9)
    assert remember(store, until=300, now=100)
    assert not remember(store, until=300, now=299)


def test_when_it_is_full_it_refuses_rather_than_forgets(make: Maker) -> None:
    store = make(3)
    assert all(remember(store, str(number), until=100, now=0) for number in range(3))
    with pytest.raises(StoreUnavailable):  # a shared file counts only now and then
        [remember(store, str(number), until=200, now=11 + number / 100) for number in range(3, 100)]
    assert remember(store, "later", until=300, now=201)


def test_a_file_remembers_across_restarts(tmp_path: Path) -> None:
    first = UsedTokensInFile(tmp_path / "used.sqlite3")
    assert remember(first)
    first.close()
    again = UsedTokensInFile(tmp_path / "used.sqlite3")
    assert not remember(again)
    again.close()


_WORKER = """
import asyncio, sys
from pathlib import Path
from cds_service.adapters.used_tokens import UsedTokensInFile
store = UsedTokensInFile(Path(sys.argv[1]))
print(sum(asyncio.run(store.remember("issuer", str(number), 1e9, 0)) for number in range(200)))
store.close()
"""


def test_processes_that_share_a_file_take_each_token_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _WORKER, str(tmp_path / "used.sqlite3")]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]  # noqa: S603
    taken = [int(worker.communicate()[0]) for worker in workers]
    assert sum(taken) == 200


def test_a_file_holds_neither_issuer_nor_id_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "used.sqlite3"
    store = UsedTokensInFile(path)
    remember(store, "Canary-Id", issuer="Canary-Issuer")
    for each in tmp_path.iterdir():
        assert b"Canary" not in each.read_bytes()
        assert each.stat().st_mode & 0o077 == 0
    store.close()


def test_while_another_writes_for_too_long_the_call_is_refused_and_later_ones_are_not(tmp_path: Path) -> None:
    path = tmp_path / "used.sqlite3"
    store = UsedTokensInFile(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        remember(store)
    other.execute("ROLLBACK")
    other.close()
    assert remember(store)
    store.close()


def test_a_slow_file_does_not_hold_up_other_calls(tmp_path: Path) -> None:
    path = tmp_path / "used.sqlite3"
    store = UsedTokensInFile(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def longest_pause() -> float:
        loop = asyncio.get_running_loop()
        waiting = asyncio.create_task(store.remember(ISSUER, "a", 100, 0))
        longest, before = 0.0, loop.time()
        while not waiting.done():
            await asyncio.sleep(0.001)
            longest, before = max(longest, loop.time() - before), loop.time()
        with pytest.raises(StoreUnavailable):
            await waiting
        return longest

    assert asyncio.run(longest_pause()) < 0.15
    other.close()
    store.close()


@pytest.mark.parametrize("path", ["nowhere/used.sqlite3", "."])
def test_a_file_that_cannot_be_written_is_told_at_once(tmp_path: Path, path: str) -> None:
    with pytest.raises(StoreRefused, match="cannot keep the used tokens"):
        UsedTokensInFile(tmp_path / path)


def test_a_file_of_something_else_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "used.sqlite3").write_bytes(b"something else" * 100)
    with pytest.raises(StoreRefused, match="file is not a database"):
        UsedTokensInFile(tmp_path / "used.sqlite3")
