"""Single GET requests to one FHIR server, within limits that hold for all requests of one call."""

from __future__ import annotations

import asyncio
import re
from codecs import BOM_UTF8
from dataclasses import dataclass, field
from typing import Final

import httpx

_TOKEN: Final = re.compile(r"[!-~]+")
_PLAIN: Final = frozenset({"", "identity"})
_OK: Final = 200
TOO_LATE: Final = "the FHIR server took longer than the call may wait"
_TOO_LARGE: Final = "the answer is larger than this service reads"
_REFUSED_AS_ASKED: Final = frozenset({400, 414, 422, 431})


@dataclass(frozen=True, slots=True)
class Limits:
    """What the reads of one call may cost: seconds, bytes of content, requests, pages of one result.

    `parts_each` bounds the objects and lists of one answer: a chart has one for every fifty bytes or more,
    and what is made of nothing else takes long to read.
    """

    budget: float = 0.8
    bytes_each: int = 4 * 1024 * 1024
    parts_each: int = 200_000
    bytes_in_all: int = 8 * 1024 * 1024
    requests: int = 200
    pages: int = 10
    at_once: int = 8


class Unread(Exception):
    """A read that brought no answer; the message tells why without address, token or content.

    `asked_wrongly`: the server refused the request itself, and might take a simpler one.
    """

    def __init__(self, what: str, *, asked_wrongly: bool = False) -> None:
        super().__init__(what)
        self.asked_wrongly = asked_wrongly


@dataclass(slots=True)
class Exchange:
    """The requests of one call, to the one origin that its token is for.

    `deadline`, on the clock of the event loop, is when the call no longer waits for them.

    The transport is used by itself: a client around it would keep cookies, follow the environment's proxies
    and write each address, and so the patient's id, to the log.
    """

    transport: httpx.AsyncBaseTransport
    token: str = field(repr=False)
    limits: Limits
    deadline: float
    _turns: asyncio.Semaphore = field(init=False, repr=False)
    _requests: int = field(init=False, default=0)
    _bytes: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Refuse a token that no header can carry."""
        self._turns = asyncio.Semaphore(self.limits.at_once)
        if self.token and not _TOKEN.fullmatch(self.token):
            raise Unread("the access token cannot be sent")

    async def get(self, url: str) -> bytes:
        """Give the body of the answer to a GET.

        Raises:
            Unread: there was none in time, it was not a plain 200, or it was larger than a limit.
        """
        async with self._turns:
            self._refuse_when_late()
            self._requests += 1
            if self._requests > self.limits.requests:
                raise Unread("the chart would take too many requests")
            try:
                response = await self.transport.handle_async_request(self._request(url))
                try:
                    body = await self._body(response)
                finally:
                    await response.aclose()
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError):
                # Its message may name the address, so only that it happened is told.
                raise Unread("the FHIR server could not be reached") from None
        # Reading a large body takes time of its own: nobody does so for a call that no longer waits.
        self._refuse_when_late()
        return body

    def _refuse_when_late(self) -> None:
        if asyncio.get_running_loop().time() > self.deadline:
            raise Unread(TOO_LATE)

    def _request(self, url: str) -> httpx.Request:
        headers = {
            "Accept": "application/fhir+json",
            "Accept-Encoding": "identity",  # a small compressed answer can hold an endless one
            "User-Agent": "cds-service",
        }
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return httpx.Request("GET", url, headers=headers)

    async def _body(self, response: httpx.Response) -> bytes:
        status = response.status_code
        if status != _OK:
            raise Unread(f"the FHIR server answered {status}", asked_wrongly=status in _REFUSED_AS_ASKED)
        if response.headers.get("content-encoding", "").strip().lower() not in _PLAIN:
            raise Unread("the FHIR server encoded its answer")
        self._refuse_more_than_fits(_declared_length(response), self._bytes)
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            self._bytes += len(chunk)
            self._refuse_more_than_fits(len(body), self._bytes)
        if body.count(b"{") + body.count(b"[") > self.limits.parts_each:
            raise Unread(_TOO_LARGE)
        return _checked(bytes(body))

    def _refuse_more_than_fits(self, of_this: int, in_all: int) -> None:
        if of_this > self.limits.bytes_each or in_all > self.limits.bytes_in_all:
            raise Unread(_TOO_LARGE)


def _checked(body: bytes) -> bytes:
    """Give the body if it is UTF-8, without the mark that some servers begin it with."""
    try:
        body.decode()
    except UnicodeDecodeError:
        raise Unread("the answer is not in UTF-8") from None
    return body.removeprefix(BOM_UTF8)


def _declared_length(response: httpx.Response) -> int:
    """Give the length that the server announces, as far as an announcement can be believed."""
    declared = response.headers.get("content-length", "")[:18]
    return int(declared) if declared.isascii() and declared.isdecimal() else 0
