"""The key sets that clients publish: fetched in bounds, kept, and fetched anew when that can help."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import httpx

from cds_service.callers.clients import Client
from cds_service.callers.keys import PublicKey, read_key_set

LOG: Final = logging.getLogger("cds_service")

_OK: Final = 200
_HEADERS: Final = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",  # a small compressed answer can hold an endless one
    "User-Agent": "cds-service",
}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long key sets are waited for and kept: seconds, and bytes of one set.

    A set older than `fresh` is fetched again while it goes on being used, and is used up to `stale` where it
    cannot be had again. Between two fetches of one set lie `floor` seconds at least, whatever is asked for.
    """

    fetch: float = 2.0
    fresh: float = 600.0
    stale: float = 86_400.0
    floor: float = 30.0
    floor_without: float = 1.0
    bytes_at_most: int = 1024 * 1024


@dataclass(slots=True)
class _Held:
    """What is known of one key set, and the fetch that is under way."""

    keys: Mapping[str, PublicKey] = field(default_factory=lambda: MappingProxyType({}))
    fetched: float = float("-inf")
    tried: float = float("-inf")
    fetch: asyncio.Task[None] | None = None


class KeySets:
    """The key sets of clients, a `KeySource`; keys that a site has pinned are never fetched.

    `open_transport` gives a connection for the fetch of one client's set; `now` is a clock that does not
    go back, in seconds.
    """

    def __init__(
        self,
        open_transport: Callable[[Client], httpx.AsyncBaseTransport],
        now: Callable[[], float],
        patience: Patience | None = None,
    ) -> None:
        self._open_transport = open_transport
        self._now = now
        self._patience = patience or Patience()
        self._held: dict[str, _Held] = {}

    async def find(self, client: Client, kid: str) -> PublicKey | None:
        """Give the client's key of this name; nothing where it has none, or none can be had in time."""
        rules = client.tokens
        if rules is None or rules.pinned is not None:
            return rules.pinned.keys.get(kid) if rules and rules.pinned else None
        held = self._held.setdefault(rules.jku, _Held())
        key = self._usable(held).get(kid)
        if key is not None:
            if self._now() - held.fetched > self._patience.fresh:
                self._fetch(client, rules.jku, held)  # without waiting for it
            return key
        fetch = self._fetch(client, rules.jku, held)
        if fetch is not None:
            await asyncio.shield(fetch)  # others wait for the same fetch
        return self._usable(held).get(kid)

    async def fetch_all(self, clients: Iterable[Client]) -> None:
        """Fetch what these clients publish, so that the first call of each need not wait."""
        for client in clients:
            if client.tokens is not None and client.tokens.pinned is None:
                held = self._held.setdefault(client.tokens.jku, _Held())
                self._fetch(client, client.tokens.jku, held)
                held.tried = float("-inf")  # nobody waited for it, so the first call may try again

    def _usable(self, held: _Held) -> Mapping[str, PublicKey]:
        return held.keys if self._now() - held.fetched <= self._patience.stale else {}

    def _fetch(self, client: Client, jku: str, held: _Held) -> asyncio.Task[None] | None:
        """Give the fetch that is under way, or begin one unless the last is too recent."""
        if held.fetch is None or held.fetch.done():
            floor = self._patience.floor if self._usable(held) else self._patience.floor_without
            if self._now() - held.tried < floor:
                return None
            held.tried = self._now()
            held.fetch = asyncio.create_task(self._renew(client, jku, held))
        return held.fetch

    async def _renew(self, client: Client, jku: str, held: _Held) -> None:
        """Put the keys published now in the place of the old; keep those where there is no answer."""
        try:
            content = await self._get(client, jku)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as failure:
            LOG.warning("the key set of `%s` was not fetched: %s", client.name, type(failure).__name__)
            return
        found = read_key_set(content) if content is not None else None
        if found is None:
            LOG.warning("the key set of `%s` was not fetched: the answer is no key set", client.name)
            return
        for doubt in found.doubts:
            LOG.warning("a key of `%s` is not used: %s", client.name, doubt)
        held.keys = found.keys
        held.fetched = self._now()

    async def _get(self, client: Client, jku: str) -> bytes | None:
        """Give the content at the address; nothing for a redirect, an error, or more than is read."""
        transport = self._open_transport(client)
        try:
            async with asyncio.timeout(self._patience.fetch):
                response = await transport.handle_async_request(httpx.Request("GET", jku, headers=_HEADERS))
                try:
                    return await self._content(response)
                finally:
                    await response.aclose()
        finally:
            await transport.aclose()

    async def _content(self, response: httpx.Response) -> bytes | None:
        if response.status_code != _OK or "content-encoding" in response.headers:
            return None
        content = bytearray()
        async for chunk in response.aiter_raw():
            content += chunk
            if len(content) > self._patience.bytes_at_most:
                return None
        return bytes(content)
