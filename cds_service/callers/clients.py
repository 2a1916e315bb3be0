"""The clients that may call, and what each of them may do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cds_service.callers.keys import KeySet
from cds_service.hooks.profiles import ClientProfile

NO_CLIENT: Final = "no client"
"""The name of whoever calls without a token; with its blank it is no name a client can have."""


@dataclass(frozen=True, slots=True)
class TokenRules:
    """What a client's tokens must be like, beyond what CDS Hooks asks of every token.

    `jku` is the only address of a key set that a token may name. Keys are fetched from there, unless
    `pinned` are given. `audiences` are values of `aud` that count at every endpoint of this service;
    `public_urls` are further addresses by which the client reaches the service. Times are in seconds.
    """

    issuer: str
    algorithms: frozenset[str] = frozenset({"ES384", "RS384"})
    jku: str = ""
    pinned: KeySet | None = None
    tenants: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    public_urls: tuple[str, ...] = ()
    lifetime: int = 3600
    leeway: int = 60
    may_reuse: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """A client by the site's own name for it: how it is answered, and what is read on its behalf.

    `fhir_servers` are the servers that may be read for its calls; with `private_network` they may have
    addresses of the site's own network, and `authorities` is a file of certificates that vouch for them
    besides the usual ones. `calls_per_second` of none is the service's own limit.
    """

    name: str
    profile: ClientProfile
    tokens: TokenRules | None = field(default=None, repr=False)
    fhir_servers: tuple[str, ...] = ()
    private_network: bool = False
    authorities: Path | None = None
    calls_per_second: int | None = None

    @property
    def recorded_as(self) -> str:
        """What decisions and feedback are kept under; empty for no client."""
        return "" if self.name == NO_CLIENT else self.name


@dataclass(frozen=True, slots=True)
class Clients:
    """All clients of a site, by issuer.

    INVARIANT: clients that share an issuer have tenants, and no tenant in common.
    """

    of_issuer: Mapping[str, tuple[Client, ...]]

    def __iter__(self) -> Iterator[Client]:
        """Give each client."""
        return (client for clients in self.of_issuer.values() for client in clients)

    def find(self, issuer: str, tenant: str) -> Client | None:
        """Give the one client that a token can be from; a client without tenants takes any."""
        for client in self.of_issuer.get(issuer, ()):
            rules = client.tokens
            if rules is not None and (not rules.tenants or tenant in rules.tenants):
                return client
        return None
