"""The CDS Hooks response, field by field as the specification (2.0.1, 3.0.0-ballot) names them.

A response that the specification forbids cannot be built: making one raises `ValueError`. What is not said is
left out, so the wire never sees a null or an empty member of ours.
"""

from __future__ import annotations

import re
from typing import Any, Final, Literal

import msgspec

Indicator = Literal["info", "warning", "critical"]
ActionType = Literal["create", "update", "delete"]
SelectionBehavior = Literal["", "at-most-one", "any"]

SUMMARY_AT_MOST: Final = 139
"""Characters: the specification asks for fewer than 140."""

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_WEB_ADDRESS: Final = re.compile(r"https?://[^\s/?#]+\S*")
_RELATIVE_REFERENCE: Final = re.compile(r"[A-Z][A-Za-z]+/[^\s/]+")


def _demand(holds: bool, otherwise: str) -> None:  # noqa: FBT001  # reads as the sentence it is
    if not holds:
        raise ValueError(otherwise)


def _demand_uuid(text: str) -> None:
    _demand(_UUID.fullmatch(text) is not None, "a card and a suggestion need an RFC 4122 uuid")


def _is_web_address(text: str) -> bool:
    return _WEB_ADDRESS.fullmatch(text) is not None


class WirePart(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel", forbid_unknown_fields=True
):
    """A part of the response."""


class Coding(WirePart, frozen=True):
    """A code of a code system, with the words people read."""

    code: str
    system: str
    display: str = ""

    def __post_init__(self) -> None:
        """Refuse a coding that names nothing."""
        _demand(bool(self.code and self.system), "a coding needs a code and a system")


class Source(WirePart, frozen=True):
    """Where a card's guidance comes from; `topic` says what it is about."""

    label: str
    url: str = ""
    icon: str = ""
    topic: Coding | None = None

    def __post_init__(self) -> None:
        """Refuse a source without a name, or with an address that is none."""
        _demand(bool(self.label), "a source needs a label")
        for address in (self.url, self.icon):
            _demand(not address or _is_web_address(address), "a source's address is an absolute http(s) URL")


class Link(WirePart, frozen=True):
    """A link to a page, or to a SMART app to be launched."""

    label: str
    url: str
    type: Literal["absolute", "smart"]
    app_context: str = ""
    autolaunchable: bool = False

    def __post_init__(self) -> None:
        """Refuse a link that leads nowhere, or app context without an app (cds-resp-3)."""
        _demand(bool(self.label), "a link needs a label")
        _demand(_is_web_address(self.url), "a link's address is an absolute http(s) URL")
        _demand(not self.app_context or self.type == "smart", "only a smart link has app context")


class Action(WirePart, frozen=True):
    """What a suggestion does: the whole resource to create or update, or `Type/id` to delete."""

    type: ActionType
    description: str
    resource: dict[str, Any] | None = None
    resource_id: str = ""

    def __post_init__(self) -> None:
        """Refuse an action that lacks what its type needs (cds-resp-2, cds-resp-5)."""
        _demand(bool(self.description), "an action needs a description")
        if self.type == "delete":
            _demand(self.resource is None, "a delete carries no resource")
            named = _RELATIVE_REFERENCE.fullmatch(self.resource_id) is not None
            _demand(named, "a delete names what it deletes as `Type/id`")
            return
        typed = self.resource is not None and bool(self.resource.get("resourceType"))
        _demand(typed, "a create or an update carries the whole resource")
        _demand(self.type == "update" or not self.resource_id, "what is created has no id to name")


class Suggestion(WirePart, frozen=True):
    """One thing the user can do by a click; all its actions are taken together."""

    label: str
    uuid: str
    is_recommended: bool | None = None
    actions: tuple[Action, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a suggestion nobody could read or refer to."""
        _demand(bool(self.label), "a suggestion needs a label")
        _demand_uuid(self.uuid)


class Card(WirePart, frozen=True):
    """One piece of guidance; `detail` is GitHub Flavored Markdown without HTML."""

    uuid: str
    summary: str
    indicator: Indicator
    source: Source
    detail: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    selection_behavior: SelectionBehavior = ""
    override_reasons: tuple[Coding, ...] = ()
    links: tuple[Link, ...] = ()
    extension: dict[str, Any] = {}

    def __post_init__(self) -> None:
        """Refuse a card that a client could not show or act on (cds-resp-1)."""
        _demand_uuid(self.uuid)
        _demand(0 < len(self.summary) <= SUMMARY_AT_MOST, "a summary has 1 to 139 characters")
        paired = bool(self.suggestions) == bool(self.selection_behavior)
        _demand(paired, "a card has a selection behavior exactly when it has suggestions")
        recommended = sum(1 for each in self.suggestions if each.is_recommended)
        exclusive = self.selection_behavior == "at-most-one"
        _demand(
            not exclusive or recommended <= 1, "of suggestions that exclude one another one is recommended"
        )
        readable = all(reason.display for reason in self.override_reasons)
        _demand(readable, "an override reason needs a display")


class CdsResponse(WirePart, frozen=True):
    """The answer to a hook call; without guidance its `cards` are empty, and said to be."""

    cards: tuple[Card, ...]
    system_actions: tuple[Action, ...] = ()
    extension: dict[str, Any] = {}

    def __post_init__(self) -> None:
        """Refuse ids that occur twice."""
        ids = [id_ for card in self.cards for id_ in (card.uuid, *(each.uuid for each in card.suggestions))]
        _demand(len(ids) == len(set(ids)), "no two cards or suggestions have the same uuid")


SILENCE: Final = CdsResponse(cards=())
"""Nothing to say."""

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


def encode(response: CdsResponse) -> bytes:
    """Give the response as JSON; numbers of an order that is handed back keep their digits."""
    return _ENCODER.encode(response)
