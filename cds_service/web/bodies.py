"""What a body may be: JSON, no larger than the limit, and here in time."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import Request
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_JSON: Final = "application/json"


class BodyBounds:
    """Bounds what any route reads of a body, by bytes and by seconds from the first look at it."""

    def __init__(self, app: ASGIApp, at_most: int, seconds: float) -> None:
        self._app = app
        self._at_most = at_most
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on with a body that ends."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        declared = Headers(scope=scope).get("content-length", "")
        known = int(declared) if declared.isdecimal() and len(declared) < 20 else 0  # noqa: PLR2004  # as uvicorn
        clock = asyncio.get_running_loop().time
        read, due, whole = 0, 0.0, False

        async def receive_bounded() -> Message:
            nonlocal read, due, whole
            if whole:
                return await receive()
            if known > self._at_most:
                raise self._too_large()
            due = due or clock() + self._seconds
            try:
                async with asyncio.timeout_at(due):
                    message = await receive()
            except TimeoutError:
                raise _too_slow(self._seconds) from None
            read += len(message.get("body", b""))
            if read > self._at_most:
                raise self._too_large()
            whole = not message.get("more_body", False)
            return message

        await self._app(scope, receive_bounded, send)

    def _too_large(self) -> HTTPException:
        return HTTPException(
            413, f"the body is larger than {self._at_most} bytes: send fewer prefetched resources"
        )


def _too_slow(seconds: float) -> HTTPException:
    message = f"the body did not arrive within {seconds:g} seconds: send it again, and faster"
    return HTTPException(408, message, headers={"Connection": "close"})


async def read_json_body(request: Request) -> bytes:
    """Read the whole body of a call.

    Raises:
        HTTPException: 415 for what is not sent as JSON, or is compressed; 413 and 408 beyond the bounds.
    """
    named = request.headers.get("content-type", _JSON).split(";", 1)[0].strip().lower()
    if named != _JSON and not named.endswith("+json"):
        raise HTTPException(415, "the body has another media type: send `Content-Type: application/json`")
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise HTTPException(415, "the body is encoded: send it without `Content-Encoding`")
    return await request.body()
