"""Puts the way in together: who may come, and how they are known."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass

from cds_service.adapters.clients_file import read_clients
from cds_service.adapters.destinations import checked_transports
from cds_service.adapters.key_sets import KeySets
from cds_service.adapters.used_tokens import UsedTokensInFile, UsedTokensInMemory
from cds_service.callers.clients import NO_CLIENT, Client, Clients
from cds_service.callers.doorkeeper import Doorkeeper
from cds_service.callers.entrance import USUAL_CALLS, Entrance
from cds_service.hooks.profiles import PROFILES
from cds_service.settings import Settings


@dataclass(frozen=True, slots=True)
class Door:
    """The way in: all who may come (no client among them), and what goes on behind it."""

    entrance: Entrance
    clients: tuple[Client, ...]
    open: Callable[[], Awaitable[None]]
    close: Callable[[], None]


def open_door(settings: Settings, procedures: Collection[str], token_time: Callable[[], float]) -> Door:
    """Give the way in, with a doorkeeper where the site lists its clients; `procedures` are all studies.

    Raises:
        ClientsRefused: the list has problems.
        StoreRefused: the file of used tokens cannot be used.
    """
    unnamed = Client(
        NO_CLIENT,
        PROFILES[settings.profile],
        fhir_servers=settings.fhir_servers,
        private_network=settings.private_network,
    )
    listed = Clients({})
    if settings.clients is not None:
        listed = read_clients(settings.clients, procedures, trying_out=settings.trying_out)
    used = UsedTokensInFile(settings.used_tokens) if settings.used_tokens else UsedTokensInMemory()
    keys = _key_sets(listed)
    guest = unnamed if settings.trying_out else None
    keeper = Doorkeeper(listed, keys, used, token_time, settings.public_url, guest)
    limit = settings.calls_per_second
    is_seen_by_all = not settings.is_on_loopback or bool(settings.trusted_proxies)
    entrance = Entrance(
        unnamed,
        time.monotonic,
        doorkeeper=keeper if settings.clients else None,
        by_client=limit or USUAL_CALLS,
        by_address=limit or (USUAL_CALLS if is_seen_by_all else None),
    )
    return Door(entrance, (unnamed, *listed), open=lambda: keys.fetch_all(listed), close=used.close)


def _key_sets(clients: Clients) -> KeySets:
    transports = {
        each.name: checked_transports(1, private_network=each.private_network, authorities=each.authorities)
        for each in clients
    }
    return KeySets(lambda client: transports[client.name](), time.monotonic)
