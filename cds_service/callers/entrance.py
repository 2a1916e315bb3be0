"""Who comes in: a client by its token or, where the site asks for none, anybody; each so often."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cds_service.callers.allowance import Allowance
from cds_service.callers.clients import Client
from cds_service.callers.doorkeeper import Doorkeeper
from cds_service.errors import CallerUnknown, TooManyCalls

USUAL_CALLS: Final = 100
"""Calls a second: twice what five large hospitals make at their busiest."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """Lets callers in; without a doorkeeper everybody is `unnamed`.

    `by_client` is how many calls a second a client may make that has no limit of its own, `by_address` how
    many may come without a client from one address (none: any number). `clock` does not go back, in seconds.
    """

    unnamed: Client
    clock: Callable[[], float]
    doorkeeper: Doorkeeper | None = None
    by_client: int = USUAL_CALLS
    by_address: int | None = None
    _allowance: Allowance = field(default_factory=Allowance, repr=False)

    async def admit(self, authorization: Sequence[str], path: str, address: str) -> Client:
        """Give the client whose call this is; `path` is the path called, `address` where the call is from.

        Raises:
            CallerUnknown: it is no client's.
            TooManyCalls: the client, or the address where the call is no client's, has to wait.
            StoreUnavailable: it cannot be told whose it is.
        """
        if self.doorkeeper is None:
            self._count_address(address)
            return self.unnamed
        try:
            client = await self.doorkeeper.identify(authorization, path)
        except CallerUnknown:
            self._count_address(address)
            raise
        if client is self.unnamed:
            self._count_address(address)
        else:
            self._count(f"client {client.name}", client.calls_per_second or self.by_client)
        return client

    def _count_address(self, address: str) -> None:
        if self.by_address is not None:
            self._count(f"address {address}", self.by_address)

    def _count(self, caller: str, limit: int) -> None:
        wait = self._allowance.spend(caller, limit, self.clock())
        if wait > 0:
            raise TooManyCalls(wait)
