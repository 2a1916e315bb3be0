"""The failures this service can name.

CdsServiceError
├── KnowledgeRefused      the knowledge has problems and may not serve
└── CallRefused           a hook call that cannot be answered; carries an HTTP status
    ├── NotJson           400: the body is no JSON
    ├── NotConformant     422: JSON, but not a hook request; says where
    ├── UnknownService    404
    ├── HookMismatch      422: the addressed service does not implement the hook
    └── DataMissing       412: nothing about the patient could be obtained; names the prefetch keys

Messages are one line, lower case, name the remedy, and never repeat patient content.
"""

from __future__ import annotations

from collections.abc import Sequence


class CdsServiceError(Exception):
    """Any failure that the service names."""


class KnowledgeRefused(CdsServiceError):
    """The knowledge has problems; `problems` is one line for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(
            f"the knowledge has {len(problems)} problem(s); run `cds-service check` for the list"
        )
        self.problems = tuple(problems)


class CallRefused(CdsServiceError):
    """A hook call that is answered with an error status and an OperationOutcome."""

    status = 400
    issue_code = "invalid"

    def __init__(self, message: str, *, expression: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.expression = tuple(expression)


class NotJson(CallRefused):
    """The body is not JSON."""

    issue_code = "structure"


class NotConformant(CallRefused):
    """The body is JSON but not a request this hook defines."""

    status = 422


class HookMismatch(CallRefused):
    """The request names a hook that the addressed service does not implement."""

    status = 422
    issue_code = "not-supported"


class UnknownService(CallRefused):
    """No service has this id."""

    status = 404
    issue_code = "not-found"


class DataMissing(CallRefused):
    """None of the data that the ordered study needs was supplied."""

    status = 412
    issue_code = "required"

    def __init__(self, keys: Sequence[str]) -> None:
        named = ", ".join(f"`{key}`" for key in keys)
        super().__init__(
            f"nothing about the patient was supplied: send the prefetch keys {named}",
            expression=[f"prefetch.{key}" for key in keys],
        )
        self.keys = tuple(keys)
