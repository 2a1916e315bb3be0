"""Every answer that is not a success: an OperationOutcome that says what to do and repeats nothing."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
from fastapi import Request, Response
from starlette.exceptions import HTTPException

from cds_service.errors import CallRefused

LOG: Final = logging.getLogger("cds_service")

_ISSUE_CODES: Final[Mapping[int, str]] = {
    404: "not-found",
    408: "timeout",
    405: "not-supported",
    413: "too-long",
    415: "not-supported",
    500: "exception",
}
_REMEDIES: Final[Mapping[int, str]] = {
    404: "there is nothing at this address: read `/cds-services` for the services",
    405: "this address does not take this method: see the `Allow` header",
}
_PACKAGE: Final = Path(__file__).parents[1]


def outcome(
    status: int,
    message: str,
    *,
    code: str = "",
    expression: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Give an answer with this status whose body is an OperationOutcome."""
    issue: dict[str, object] = {
        "severity": "error",
        "code": code or _ISSUE_CODES.get(status, "invalid"),
        "diagnostics": message,
    }
    if expression:
        issue["expression"] = list(expression)
    body = msgspec.json.encode({"resourceType": "OperationOutcome", "issue": [issue]})
    return Response(body, status, headers=dict(headers or {}), media_type="application/json")


def answer_refusal(_: Request, refused: Exception) -> Response:
    """Answer a call that was refused, with the reason that the refusal names."""
    if not isinstance(refused, CallRefused):
        raise refused
    return outcome(
        refused.status,
        str(refused),
        code=refused.issue_code,
        expression=refused.expression,
        headers=refused.headers,
    )


def answer_http_error(_: Request, error: Exception) -> Response:
    """Answer what is refused before a call is read: unknown addresses and methods, bodies not to be read."""
    if not isinstance(error, HTTPException):
        raise error
    message = _REMEDIES.get(error.status_code, error.detail)
    return outcome(error.status_code, message, headers=error.headers)


def answer_fault(fault: Exception, correlation: str) -> Response:
    """Log a fault of ours without its message, which may hold patient data, and answer 500."""
    LOG.error("call %s failed: %s at %s", correlation, type(fault).__name__, _our_frame(fault))
    return outcome(500, f"the service failed: report `{correlation}` to whoever runs it")


def _our_frame(fault: Exception) -> str:
    """Give the innermost place in this package that the fault passed through."""
    for frame in reversed(traceback.extract_tb(fault.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE):
            return f"{path.relative_to(_PACKAGE).as_posix()}:{frame.lineno}"
    return "a place outside this package"
