"""A hook call as the specification names it, read strictly where it says so and tolerantly elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Annotated, Any, Final, TypeVar

import msgspec

from cds_service.errors import HookMismatch, NotConformant, NotJson, TooMuch
from cds_service.hooks.json_text import refuse_other_than_json
from cds_service.hooks.profiles import ClientProfile

ASSESSMENT: Final = "org.imaging-cds.assessment"
"""The extension that carries assessments; set to true in a request it asks for those of every order."""

TEST: Final = "org.imaging-cds.test"
"""The extension that marks a call as a test, which no figure counts."""

ORDERS_AT_MOST: Final = 200
"""Draft orders, and selections, of one call."""

Text = Annotated[str, msgspec.Meta(min_length=1)]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Authorization:
    """The access that the EHR grants to its FHIR server; the token never shows in a repr or a log."""

    access_token: str = field(repr=False)
    scope: str = ""
    subject: str = field(default="", repr=False)
    patient: str = field(default="", repr=False)
    """The one patient that the access is for, where the EHR says so."""


@dataclass(frozen=True, slots=True)
class HookRequest:
    """A hook call; `hook` is the hook that counts, `draft_orders` are the Bundle's entries as received.

    `prefetch` holds each value as its JSON text; a key that the client left out is not in it.
    """

    hook: str
    hook_instance: str
    user_id: str = field(repr=False)
    patient_id: str = field(repr=False)
    encounter_id: str = field(default="", repr=False)
    draft_orders: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    selections: tuple[str, ...] = field(default=(), repr=False)
    prefetch: Mapping[str, msgspec.Raw] = field(default_factory=dict, repr=False)
    fhir_server: str = ""
    authorization: Authorization | None = None
    extension: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def asks_for_assessment(self) -> bool:
        """Whether the answer is to carry the assessment of every order, cards or not."""
        return self.extension.get(ASSESSMENT) is True

    @property
    def is_test(self) -> bool:
        """Whether the call is a trial of the client's, to be left out of all figures."""
        return self.extension.get(TEST) is True


class _Part(msgspec.Struct, frozen=True, rename="camel"):
    """A part of the call; members that no specification names are ignored."""


class _DraftOrders(_Part, frozen=True):
    resource_type: str
    entry: list[dict[str, Any]] | None = None


class _Context(_Part, frozen=True):
    user_id: Text
    patient_id: Text
    encounter_id: str | None = None
    draft_orders: _DraftOrders | None = None
    selections: list[str] | None = None


class _Authorization(msgspec.Struct, frozen=True):
    access_token: Text
    scope: Any = ""
    subject: Any = ""
    patient: Any = ""


class _Call(_Part, frozen=True):
    hook: Text
    hook_instance: Text
    context: _Context
    fhir_server: str | None = None
    fhir_authorization: _Authorization | None = None
    prefetch: dict[str, msgspec.Raw] | None = None
    extension: Any = None


# Decimal keeps the digits of a number that is handed back inside an edited order.
_DECODER: Final = msgspec.json.Decoder(_Call, float_hook=Decimal)


def parse_request(body: bytes, service_hooks: frozenset[str], profile: ClientProfile) -> HookRequest:
    """Read the body of a call to a service that implements these hooks.

    Raises `NotJson` for what is not JSON, `TooMuch` for more than is read, `NotConformant` with the place for
    what is no hook request, and `HookMismatch` for another hook. A lenient profile's call counts as one of
    the service's own hook, and may come without draft orders or selections.
    """
    call = _decode(body)
    hook = _hook_that_counts(call.hook, service_hooks, profile)
    if call.fhir_authorization is not None and not call.fhir_server:
        raise NotConformant(
            "`fhirAuthorization` was sent without `fhirServer`: send both or neither",
            expression=["fhirServer"],
        )
    context = call.context
    return HookRequest(
        hook=hook,
        hook_instance=call.hook_instance,
        user_id=context.user_id,
        patient_id=context.patient_id,
        encounter_id=context.encounter_id or "",
        draft_orders=_draft_orders(context, profile),
        selections=_selections(context, hook, profile),
        prefetch=call.prefetch or {},
        fhir_server=call.fhir_server or "",
        authorization=_authorization(call.fhir_authorization),
        extension=call.extension if isinstance(call.extension, dict) else {},
    )


def _decode(body: bytes) -> _Call:
    """Read the JSON; what the type of a member tells is told without its value."""
    refuse_other_than_json(body)
    try:
        return _DECODER.decode(body)
    except msgspec.ValidationError as mismatch:
        raise _say_where(str(mismatch)) from None
    except (msgspec.DecodeError, RecursionError):
        raise NotJson("the body is not JSON: send one JSON object in UTF-8") from None


def _hook_that_counts(named: str, service_hooks: frozenset[str], profile: ClientProfile) -> str:
    """Give the named hook where the service implements it; a lenient client means the service's own."""
    if named in service_hooks:
        return named
    if profile.lenient and len(service_hooks) == 1:
        return next(iter(service_hooks))
    ours = " and ".join(f"`{hook}`" for hook in sorted(service_hooks))
    raise HookMismatch(f"`hook` names another hook: this service implements {ours}", expression=["hook"])


def _draft_orders(context: _Context, profile: ClientProfile) -> tuple[Mapping[str, Any], ...]:
    if context.draft_orders is None:
        if profile.lenient:
            return ()
        raise _missing("context.draftOrders", "a Bundle")
    if context.draft_orders.resource_type != "Bundle":
        raise NotConformant(
            "`context.draftOrders` is another resource: send a Bundle", expression=["context.draftOrders"]
        )
    return _counted(context.draft_orders.entry or (), "context.draftOrders")


def _selections(context: _Context, hook: str, profile: ClientProfile) -> tuple[str, ...]:
    if context.selections is None and hook == "order-select" and not profile.lenient:
        raise _missing("context.selections", "an array of references")
    return _counted(context.selections or (), "context.selections")


def _counted(items: Sequence[_Item], path: str) -> tuple[_Item, ...]:
    if len(items) > ORDERS_AT_MOST:
        message = f"`{path}` has more than {ORDERS_AT_MOST} entries: send the orders in several calls"
        raise TooMuch(message, expression=[path])
    return tuple(items)


def _authorization(granted: _Authorization | None) -> Authorization | None:
    """Take the token; what else was granted is a hint, which may be missing or of another shape."""
    if granted is None:
        return None
    hints = (granted.scope, granted.subject, granted.patient)
    scope, subject, patient = (each if isinstance(each, str) else "" for each in hints)
    return Authorization(granted.access_token, scope, subject, patient)


def _missing(path: str, expected: str) -> NotConformant:
    return NotConformant(f"`{path}` is missing: send {expected}", expression=[path])


_KINDS: Final = {
    "str": "a string",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "object": "an object",
    "array": "an array",
    "null": "null",
}
_MISSING: Final = re.compile(r"Object missing required field `(\w+)`")
_MISTYPED: Final = re.compile(r"Expected `([^`]*)`, got `([^`]*)`")
_PLACE: Final = re.compile(r" - at `\$\.?([^`]*)`$")


def _say_where(mismatch: str) -> NotConformant:
    """Turn the decoder's remark into a place and a remedy; only names of members and types are kept."""
    place = _PLACE.search(mismatch)
    path = place[1] if place else ""
    if missing := _MISSING.search(mismatch):
        return _missing(".".join(part for part in (path, missing[1]) if part), "it as the hook defines it")
    shown = f"`{path}`" if path else "the body"
    if mistyped := _MISTYPED.search(mismatch):
        expected = " or ".join(
            _KINDS.get(kind, "a value") for kind in mistyped[1].split(" | ") if kind != "null"
        )
        found = _KINDS.get(mistyped[2], "a value")
        return NotConformant(f"{shown} is {found}: send {expected}", expression=[path] if path else ())
    return NotConformant(
        f"{shown} is not usable: send a value that is not empty", expression=[path] if path else ()
    )
