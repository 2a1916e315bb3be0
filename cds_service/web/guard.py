"""A fault becomes an answer, and who may call from a browser."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cds_service.web.failures import answer_fault, outcome


class Guard:
    """Turns a fault into an answer inside the CORS layer.

    A fault that escaped further would be answered without CORS headers, which a browser reports as a refusal
    by another origin.
    """

    def __init__(self, app: ASGIApp, new_id: Callable[[], str]) -> None:
        self._app = app
        self._new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, and see to it that there is an answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
            await send(message)

        try:
            await self._app(scope, receive, send_guarded)
        except ClientDisconnect:
            return  # nobody is left to answer
        except Exception as fault:  # noqa: BLE001  # the last place that can answer; it logs and answers 500
            answer = answer_fault(fault, self._new_id())
            if not started:
                await answer(scope, receive, send_guarded)


class Cors(CORSMiddleware):
    """CORS whose refusals are OperationOutcomes like every other."""

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer a preflight."""
        answer = super().preflight_response(request_headers)
        if answer.status_code < 400:  # noqa: PLR2004  # first error status
            return answer
        kept = {name: value for name, value in answer.headers.items() if not name.startswith("content-")}
        return outcome(
            answer.status_code,
            "this origin, method or header is not allowed: ask the site to add the origin to its settings",
            code="forbidden",
            headers=kept,
        )
