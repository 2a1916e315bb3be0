"""A call comes with a token; its client is found, the token is checked, and it is good for this one call."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from cds_service.callers.clients import Client, Clients, TokenRules
from cds_service.callers.ports import KeySource, UsedTokens
from cds_service.callers.tokens import (
    Claims,
    Doubt,
    Token,
    TokenDoubted,
    addresses_of,
    check_claims,
    check_header,
    read_token,
)
from cds_service.errors import CallerUnknown

LOG: Final = logging.getLogger("cds_service")
_SCHEME: Final = "bearer "


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Tells which client a call is from; `public_url` is the address by which clients reach the service.

    `unnamed` is who a call without any token is from, where the site allows such calls.
    """

    clients: Clients
    keys: KeySource
    used: UsedTokens
    now: Callable[[], float]
    public_url: str
    unnamed: Client | None = None

    async def identify(self, authorization: Sequence[str], path: str) -> Client:
        """Give the client that a call to this path is from, by its `Authorization` headers.

        Raises:
            CallerUnknown: no client; the same for every reason, which the log tells.
            StoreUnavailable: whether the token was used before cannot be told.
        """
        if not authorization and self.unnamed is not None:
            return self.unnamed
        name = "nobody"
        try:
            token = read_token(_only_token(authorization))
            client, rules = self._client_of(token.claims)
            name = client.name
            await self._check(token, client, rules, path)
        except TokenDoubted as doubted:
            LOG.warning("a call as `%s` was refused: %s", name, doubted.doubt.value)
            raise CallerUnknown from None
        return client

    def _client_of(self, claims: Claims) -> tuple[Client, TokenRules]:
        """Give the client that the token says it is from, which its key is then to prove."""
        client = self.clients.find(claims.iss, claims.tenant if isinstance(claims.tenant, str) else "")
        if client is None or client.tokens is None:
            raise TokenDoubted(Doubt.UNKNOWN_ISSUER)
        return client, client.tokens

    async def _check(self, token: Token, client: Client, rules: TokenRules, path: str) -> None:
        """Check in the order that costs least; a token is remembered only when all else is right."""
        check_header(token.header, rules)
        await self._check_signature(token, client)
        claims, now = token.claims, self.now()
        check_claims(claims, rules, addresses_of(path, (self.public_url, *rules.public_urls)), now)
        if not rules.may_reuse:
            until = claims.exp + rules.leeway
            if not await self.used.remember(claims.iss, claims.jti, until, now):
                raise TokenDoubted(Doubt.REPLAYED)

    async def _check_signature(self, token: Token, client: Client) -> None:
        key = await self.keys.find(client, token.header.kid)
        if key is None:
            raise TokenDoubted(Doubt.UNKNOWN_KEY)
        if not key.has_signed(token.header.alg, token.signed, token.signature):
            raise TokenDoubted(Doubt.SIGNATURE)


def _only_token(authorization: Sequence[str]) -> str:
    if len(authorization) != 1 or not authorization[0].lower().startswith(_SCHEME):
        raise TokenDoubted(Doubt.ABSENT)
    return authorization[0][len(_SCHEME) :].strip()
