"""How the service listens: what a connection may send before it is known what it wants."""

from __future__ import annotations

import asyncio
from asyncio import TimerHandle
from typing import Final

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cds_service.settings import Settings
from cds_service.web.failures import outcome
from cds_service.web.headers import EVERYWHERE

HEAD_SECONDS: Final = 10.0
HEAD_BYTES: Final = 64 * 1024
"""What the head of a request may take to arrive, and hold."""


def configure(app: FastAPI, settings: Settings, log_level: str) -> uvicorn.Config:
    """Give the server's configuration; nothing of a call is logged, and nothing tells what the server is."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level=log_level,
        http=BoundedConnection,
        ws="none",
        server_header=False,
        access_log=False,  # it would write the query of a mistaken call, which may name a patient
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
    )


class BoundedConnection(HttpToolsProtocol):
    """A connection on which a request's head has to arrive in time and in bounds.

    What is no HTTP is answered with an OperationOutcome like everything else.
    """

    _due: TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Wait for the first request."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what has arrived."""
        super().data_received(data)
        if self._due is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("the head of the request is too large: send fewer or shorter headers")

    def on_message_begin(self) -> None:
        """Wait for the head of another request."""
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        """Go on without the bounds of a head."""
        self._stop_waiting()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what cannot be a request, and close the connection."""
        answer = outcome(400, msg[:1].lower() + msg[1:], headers={**EVERYWHERE, "Connection": "close"})
        head = b"".join(b"%b: %b\r\n" % each for each in answer.raw_headers)
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + head + b"\r\n" + bytes(answer.body))
        self.transport.close()

    def _await_head(self) -> None:
        self._stop_waiting()
        self._head_bytes = 0
        self._due = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _give_up(self) -> None:
        self._due = None
        if not self.transport.is_closing():
            self.transport.close()
