"""What the check of callers asks of the world outside: keys, and a memory of the tokens that were used."""

from __future__ import annotations

from typing import Protocol

from cds_service.callers.clients import Client
from cds_service.callers.keys import PublicKey


class KeySource(Protocol):
    """Where the public keys of clients come from."""

    async def find(self, client: Client, kid: str) -> PublicKey | None:
        """Give the client's key of this name; nothing where it has none, or none can be had in time."""


class UsedTokens(Protocol):
    """The tokens that were used and could be used again."""

    async def remember(self, issuer: str, jti: str, until: float, now: float) -> bool:
        """Remember a token until it expires (seconds since 1970); false where it was remembered before.

        Of several calls at once with one token, in whatever process, one alone gets true.

        Raises:
            StoreUnavailable: whether it was used before cannot be told.
        """
