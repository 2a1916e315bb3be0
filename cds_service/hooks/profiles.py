"""What each kind of client can do with a response, and how strictly its requests are taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from cds_service.hooks.response import ActionType

ALL_ACTIONS: Final[frozenset[ActionType]] = frozenset({"create", "update", "delete"})


@dataclass(frozen=True, slots=True)
class ClientProfile:
    """How a response is rendered for a client, and how its requests are read.

    A `lenient` client may name another hook than the service's and may send no draft orders or selections.
    `actions_per_suggestion` is the most that one suggestion may hold; none means any number.
    `swap` says how another study takes the place of an order: an `update` keeps the order's identity.
    `system_actions` says where ratings go: `top` is the specification's member, `extension` the sandbox's.
    `carries_rating_on_update`: the client applies an update only with a rating extension (and with the list
    of reasons, which goes back as it came).
    """

    name: str
    lenient: bool = False
    action_types: frozenset[ActionType] = ALL_ACTIONS
    actions_per_suggestion: int | None = None
    selection_behavior: Literal["at-most-one", "any"] = "at-most-one"
    swap: Literal["update", "delete-create"] = "update"
    system_actions: Literal["none", "top", "extension", "both"] = "none"
    carries_rating_on_update: bool = False


GENERIC: Final = ClientProfile("generic")
"""The specification, strictly: all actions, nothing that was not agreed upon."""

SANDBOX: Final = ClientProfile("sandbox", lenient=True, system_actions="both", carries_rating_on_update=True)
"""The public CDS Hooks sandbox: applies updates only, reads ratings in the extension."""

DELETE_CREATE: Final = replace(GENERIC, name="delete-create", swap="delete-create")
"""The specification, for clients that take another study as a new order."""

PROFILES: Final[Mapping[str, ClientProfile]] = MappingProxyType(
    {profile.name: profile for profile in (GENERIC, SANDBOX, DELETE_CREATE)}
)
