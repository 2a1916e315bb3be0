"""A server on loopback that misbehaves as a test tells it, where no real FHIR server would."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

Behaviour = Callable[["Exchange"], Awaitable[None]]

MEBIBYTE: Final = 1024 * 1024


@dataclass(frozen=True)
class Exchange:
    """One request, and where its answer is written; `elsewhere` is the base of another server."""

    target: str
    headers: Mapping[str, str]
    base: str
    elsewhere: str
    writer: asyncio.StreamWriter

    async def send(self, *parts: bytes) -> None:
        """Write these bytes and wait until they are on their way."""
        for part in parts:
            self.writer.write(part)
        await self.writer.drain()


@dataclass
class Liar:
    """A running server: its base URL, and the requests it got."""

    base: str = ""
    seen: list[Exchange] = field(default_factory=list)

    @property
    def targets(self) -> list[str]:
        """What was asked for."""
        return [each.target for each in self.seen]


@asynccontextmanager
async def serve(behave: Behaviour, elsewhere: str = "", *, host: str = "127.0.0.1") -> AsyncIterator[Liar]:
    """Serve on any free port until the block ends; each connection is good for one request."""
    liar = Liar()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            first, *others = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            named = (line.split(": ", 1) for line in others if line)
            headers = {name.lower(): value for name, value in named}
            exchange = Exchange(first.split(" ")[1], headers, liar.base, elsewhere, writer)
            liar.seen.append(exchange)
            await behave(exchange)
        writer.close()

    server = await asyncio.start_server(answer, host, 0)
    shown = f"[{host}]" if ":" in host else host
    liar.base = f"http://{shown}:{server.sockets[0].getsockname()[1]}/fhir"
    try:
        yield liar
    finally:
        server.close()


def head(status: int = 200, **headers: object) -> bytes:
    """Give the head of an answer; `content_type="text/html"` becomes `content-type: text/html`."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} Any\r\nconnection: close\r\n{lines}\r\n".encode()


async def send_json(exchange: Exchange, content: object, status: int = 200) -> None:
    """Answer with JSON, as an honest server does."""
    body = json.dumps(content).encode()
    await exchange.send(head(status, content_type="application/fhir+json", content_length=len(body)), body)
