"""Where a server's name leads: looked up once, checked, and connected to as it was checked."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Final

import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
LookUp = Callable[[str, int], Awaitable[Sequence[str]]]

_LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of this machine; only a site's own list can bring one of them here."""

_SITE: Final = tuple(
    ipaddress.ip_network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
"""Networks of a site, of its provider, and of private use in IPv6."""

_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL: Final = ipaddress.ip_network("2000::/3")
"""Where IPv6 has its servers: other prefixes are translations, or of one link or site."""

_METADATA: Final = frozenset(map(ipaddress.ip_address, ("fd00:ec2::254", "100.100.100.200")))
"""Where clouds tell a machine its credentials, besides link-local addresses, which are refused anyway."""


class Destinations(httpx.AsyncBaseTransport):
    """Sends requests to checked addresses only, each name looked up once while this transport lives.

    The certificate is still checked against the name. With `private_network` addresses of the site's own
    network may be connected to; this machine only ever under one of its plain names.
    """

    def __init__(
        self, inner: httpx.AsyncBaseTransport, *, private_network: bool = False, look_up: LookUp | None = None
    ) -> None:
        self._inner = inner
        self._private_network = private_network
        self._look_up = look_up or look_up_name
        self._found: dict[tuple[str, int], asyncio.Task[tuple[str, ...]]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the first address of its server that takes it.

        Raises:
            httpx.ConnectError: none does, or one of them is not to be connected to.
        """
        failure = httpx.ConnectError("the name has no address")
        for address in await self._addresses(request.url):
            try:
                return await self._inner.handle_async_request(_at(request, address))
            except httpx.ConnectError as refusal:
                failure = refusal
        raise failure

    async def aclose(self) -> None:
        """Close the connections."""
        for search in self._found.values():
            search.cancel()
        await self._inner.aclose()

    async def _addresses(self, url: httpx.URL) -> tuple[str, ...]:
        named = (url.host, url.port or (443 if url.scheme == "https" else 80))
        if named not in self._found:
            self._found[named] = asyncio.create_task(self._resolve(*named))
        return await asyncio.shield(self._found[named])

    async def _resolve(self, host: str, port: int) -> tuple[str, ...]:
        try:
            found = tuple(await self._look_up(host, port))
        except OSError:
            raise httpx.ConnectError("the name cannot be looked up") from None
        allowed = [may_be_reached(each, host, private_network=self._private_network) for each in found]
        # One address out of place makes the whole answer suspect.
        if not all(allowed):
            raise httpx.ConnectError("the name leads to an address that is not to be connected to")
        return found


def may_be_reached(address: str, host: str, *, private_network: bool) -> bool:
    """Whether a server of this name may have this address."""
    real = _real(ipaddress.ip_address(address.partition("%")[0]))
    if real.is_loopback:
        return host in _LOCAL_NAMES
    if real in _METADATA or real.is_link_local or real.is_multicast or real.is_unspecified:
        return False
    if any(real in network for network in _SITE if network.version == real.version):
        return private_network
    is_server = isinstance(real, ipaddress.IPv4Address) or real in _GLOBAL
    return is_server and real.is_global and not real.is_reserved


def _real(address: Address) -> Address:
    """Give the IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def checked_transports(
    at_once: int, *, private_network: bool = False, authorities: Path | None = None
) -> Callable[[], httpx.AsyncBaseTransport]:
    """Give a maker of transports to checked addresses, whose certificates are checked too.

    `authorities` is a file of certificates that vouch for servers, besides the usual ones. No proxy of the
    environment is used, no redirect followed, no cookie kept.

    Raises:
        OSError: the file cannot be read, or holds no certificates (`ssl.SSLError`).
    """
    # At its most talkative the transport writes the headers of answers, which may name the patient.
    logging.getLogger("httpcore").setLevel(logging.INFO)
    context = httpx.create_ssl_context(trust_env=False)
    if authorities is not None:
        context.load_verify_locations(authorities)
    limits = httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once)

    def open_one() -> httpx.AsyncBaseTransport:
        inner = httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=limits)
        return Destinations(inner, private_network=private_network)

    return open_one


async def look_up_name(host: str, port: int) -> Sequence[str]:
    """Give the addresses of a name, as this machine looks it up; an address is its own."""
    with contextlib.suppress(ValueError):
        return (str(ipaddress.ip_address(host)),)
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def _at(request: httpx.Request, address: str) -> httpx.Request:
    """Give the request as one to this address; `Host` and the certificate's name stay."""
    extensions = {**request.extensions, "sni_hostname": request.url.host}
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions=extensions,
    )
