"""Who calls is settled before anything of a call is read; whatever is not left open needs a client."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fastapi import Request
from starlette.datastructures import Headers
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from cds_service.callers.clients import Client
from cds_service.callers.entrance import Entrance
from cds_service.errors import CallRefused
from cds_service.web.failures import answer_refusal

OPEN: Final = frozenset({"/", "/healthz", "/readyz"})
"""Addresses for everybody: they hold nothing of patients or clients."""

_CALLER: Final = "caller"


class Gate:
    """Lets in who may call, and notes who it is.

    INVARIANT: an address is guarded unless it is `OPEN` or a page for people, so a new one is guarded by
    being new. Pages are served or not by a setting of their own: a browser has no token to show. A preflight
    (`OPTIONS`) has none either, and is answered without looking at anything.
    """

    def __init__(self, app: ASGIApp, entrance: Entrance, pages: Sequence[BaseRoute]) -> None:
        self._app = app
        self._entrance = entrance
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on if its caller may come in, and answer it otherwise."""
        if scope["type"] == "http" and self._is_guarded(scope):
            try:
                scope.setdefault("state", {})[_CALLER] = await self._admit(scope)
            except CallRefused as refused:
                await answer_refusal(Request(scope), refused)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_guarded(self, scope: Scope) -> bool:
        if scope["method"] == "OPTIONS" or scope["path"] in OPEN:
            return False
        return not any(page.matches(scope)[0] is Match.FULL for page in self._pages)

    async def _admit(self, scope: Scope) -> Client:
        authorization = Headers(scope=scope).getlist("authorization")
        # As it was called, escapes and all: that is what a token's `aud` names.
        path = scope.get("raw_path", scope["path"].encode()).decode("ascii", "replace")
        address = scope["client"][0] if scope.get("client") else ""
        return await self._entrance.admit(authorization, path, address)


def caller_of(request: Request) -> Client:
    """Give the client whose call this is."""
    caller: Client = request.scope["state"][_CALLER]
    return caller
