"""What each kind of client can do with a response, and how strictly its requests are taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Literal
from urllib.parse import urlsplit

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
    `ordered_as`: the client orders only what it finds in its own lists, by a coding of `order_list`; a study
    that is not in it cannot be offered. With `order_list` empty any code will do.
    `topic_code`: whether the topic of a card keeps its id, or only the letters and digits of it.
    `detail_type`: the card extension that names the format of `detail`, for clients that take several.
    `link_hosts`: the hosts that links may lead to, for clients that drop others; none for any.
    """

    name: str
    lenient: bool = False
    action_types: frozenset[ActionType] = ALL_ACTIONS
    actions_per_suggestion: int | None = None
    selection_behavior: Literal["at-most-one", "any"] = "at-most-one"
    swap: Literal["update", "delete-create"] = "update"
    system_actions: Literal["none", "top", "extension", "both"] = "none"
    carries_rating_on_update: bool = False
    order_list: str = ""
    ordered_as: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    topic_code: Literal["id", "alphanumeric"] = "id"
    detail_type: str = ""
    link_hosts: frozenset[str] | None = None

    def can_link_to(self, url: str) -> bool:
        """Whether a link to this address would be shown."""
        return self.link_hosts is None or (urlsplit(url).hostname or "") in self.link_hosts

    def can_order(self, procedure: str) -> bool:
        """Whether the client can be offered this study in the place of another."""
        return not self.order_list or procedure in self.ordered_as


GENERIC: Final = ClientProfile("generic")
"""The specification, strictly: all actions, nothing that was not agreed upon."""

SANDBOX: Final = ClientProfile("sandbox", lenient=True, system_actions="both", carries_rating_on_update=True)
"""The public CDS Hooks sandbox: applies updates only, reads ratings in the extension."""

DELETE_CREATE: Final = replace(GENERIC, name="delete-create", swap="delete-create")
"""The specification, for clients that take another study as a new order."""

EPIC: Final = ClientProfile(
    "epic",
    action_types=frozenset({"create", "delete"}),
    actions_per_suggestion=1,
    selection_behavior="any",
    swap="delete-create",
    order_list="urn:com.epic.cdshooks.action.code.system.preference-list-item",
    topic_code="alphanumeric",
    detail_type="com.epic.cdshooks.card.detail.content-type",
)
"""One action per suggestion and no updates; what it orders comes from a site's preference list."""

CERNER: Final = ClientProfile("cerner", action_types=frozenset(), link_hosts=frozenset())
"""Cards alone: its published beta has no suggestions at order time, and drops links to hosts not named."""

PROFILES: Final[Mapping[str, ClientProfile]] = MappingProxyType(
    {profile.name: profile for profile in (GENERIC, SANDBOX, DELETE_CREATE, EPIC, CERNER)}
)
