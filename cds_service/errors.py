"""The failures this service can name.

CdsServiceError
├── KnowledgeRefused      the knowledge has problems and may not serve
├── ClientsRefused        the list of clients has problems and may not serve
├── StoreRefused          the store of decisions and feedback, or of used tokens, cannot be used as it is
├── ScaffoldRefused       a new file cannot be begun where it was asked for
├── CatalogueUnreadable   a site's order catalogue, or the proposal made from it, cannot be made sense of
└── CallRefused           a hook call that cannot be answered; carries an HTTP status
    ├── NotJson           400: the body is no JSON
    ├── NotConformant     422: JSON, but not a hook request; says where
    ├── TooMuch           413: JSON, but more of it than is read
    ├── CallerUnknown     401: no client that may call; does not say why
    ├── TooManyCalls      429: the caller is to wait
    ├── UnknownService    404
    ├── HookMismatch      422: the addressed service does not implement the hook
    ├── DataMissing       412: nothing about the patient could be obtained; names the prefetch keys
    ├── FeedbackRefused   422: entries of a feedback message are not usable; names each place
    └── StoreUnavailable  503: what has to be written down could not be, and is not acknowledged

Messages are one line, lower case, name the remedy, and never repeat patient content.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

_FAULTS_SHOWN: Final = 20


class CdsServiceError(Exception):
    """Any failure that the service names."""


class KnowledgeRefused(CdsServiceError):
    """The knowledge has problems; `problems` is one line for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(
            f"the knowledge has {len(problems)} problem(s); run `cds-service check` for the list"
        )
        self.problems = tuple(problems)


class ClientsRefused(CdsServiceError):
    """The list of clients has problems; `problems` is one line for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(f"the list of clients has {len(problems)} problem(s)")
        self.problems = tuple(problems)


class StoreRefused(CdsServiceError):
    """A store of this service cannot be used as it is; the message says what to do."""


class ScaffoldRefused(CdsServiceError):
    """A new file cannot be begun where it was asked for."""


class CatalogueUnreadable(CdsServiceError):
    """A site's order catalogue, or the proposal made from it, cannot be made sense of."""


class CallRefused(CdsServiceError):
    """A hook call that is answered with an error status and an OperationOutcome.

    `headers` are those that the status asks for.
    """

    status = 400
    issue_code = "invalid"

    def __init__(
        self, message: str, *, expression: Sequence[str] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.expression = tuple(expression)
        self.headers = dict(headers or {})


class NotJson(CallRefused):
    """The body is not JSON."""

    issue_code = "structure"


class NotConformant(CallRefused):
    """The body is JSON but not a request this hook defines."""

    status = 422


class TooMuch(CallRefused):
    """The body holds more than this service reads in one call."""

    status = 413
    issue_code = "too-long"


class CallerUnknown(CallRefused):
    """The caller is no client of this service; one answer for every reason, so that none can be guessed."""

    status = 401
    issue_code = "login"

    def __init__(self) -> None:
        super().__init__(
            "this service answers its clients alone: send a token as CDS Hooks defines it",
            headers={"WWW-Authenticate": "Bearer"},
        )


class TooManyCalls(CallRefused):
    """The caller has used up its calls for now; `seconds` is how long to wait."""

    status = 429
    issue_code = "throttled"

    def __init__(self, seconds: float) -> None:
        super().__init__(
            "these are more calls than are answered: wait as `Retry-After` says",
            headers={"Retry-After": str(math.ceil(seconds))},
        )


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


class FeedbackRefused(CallRefused):
    """Entries of a feedback message are not usable; none of the message was kept.

    `faults` are pairs of a place, such as `feedback[2].card`, and what to send there.
    """

    status = 422

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        shown = "; ".join(f"`{place}`: {why}" for place, why in faults[:_FAULTS_SHOWN])
        left = len(faults) - _FAULTS_SHOWN
        more = f"; and {left} more" if left > 0 else ""
        super().__init__(
            f"nothing of this message was kept: {shown}{more}",
            expression=[place for place, _ in faults[:_FAULTS_SHOWN]],
        )
        self.faults = tuple(faults)


class StoreUnavailable(CallRefused):
    """What was sent could not be written down; it is not acknowledged and may be sent again."""

    status = 503
    issue_code = "transient"

    def __init__(self, message: str) -> None:
        super().__init__(message, headers={"Retry-After": "5"})
