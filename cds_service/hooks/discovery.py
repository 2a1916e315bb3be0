"""The discovery document: which services there are, what they need, and what happens without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from cds_service.domain.needs import DataNeed
from cds_service.hooks.prefetch import render_templates
from cds_service.hooks.response import WirePart

Hook = Literal["order-select", "order-sign"]

SPECIFICATION: Final = "3.0.0"
"""The version of CDS Hooks; its answers are valid in 2.0 too."""

HOOK_VERSION: Final = "1.0"

KNOWLEDGE: Final = "org.imaging-cds.knowledge"
"""The member of `extension` that names the knowledge in force by its digest."""

_TITLE: Final = "Appropriateness of imaging in breast cancer"
_DESCRIPTION: Final = (
    "Rates orders of imaging and of image-guided biopsies in breast cancer by the ACR Appropriateness "
    "Criteria, as far as they are encoded here, says why, and offers a better study where there is one."
)
_USAGE: Final = (
    "Needs the draft orders of the hook and the patient's record by prefetch. A prefetch key that is left "
    "out or null is read from the FHIR server that the call names, if the site has allowed that server; else "
    "it counts as not looked up: facts it would show are unknown, never absent, and a card then asks, or "
    "nothing is said. With no data about the patient at all the answer is 412. Orders of other kinds get no "
    "card."
)
_TOKENS: Final = (
    "Every call, discovery included, carries a token as CDS Hooks defines it, made for the address called."
)
_NO_TOKENS: Final = "Callers are not authenticated."
_WHEN: Final[Mapping[Hook, str]] = {
    "order-select": "Speaks while an order is being chosen, about the selected orders.",
    "order-sign": "Speaks before orders are signed, about all of them.",
}


class CdsServiceEntry(WirePart, frozen=True):
    """A service as discovery shows it."""

    hook: Hook
    id: str
    title: str
    description: str
    prefetch: dict[str, str]
    usage_requirements: str
    version: str
    hook_version: str


class DiscoveryDocument(WirePart, frozen=True):
    """The answer of the discovery endpoint."""

    services: tuple[CdsServiceEntry, ...]
    extension: dict[str, Any]


def service_ids(*, shared_id: bool) -> Mapping[str, frozenset[str]]:
    """Give each service id with the hooks it serves.

    A shared id lets a client replace what it showed at selection by what is said at signing; the public
    sandbox loses one of two services with the same id, so separate ids are the rule.
    """
    if shared_id:
        return {"breast-imaging-orders": frozenset(_WHEN)}
    return {f"breast-imaging-{hook}": frozenset({hook}) for hook in _WHEN}


def describe_services(
    needs: Sequence[DataNeed], digest: str, *, shared_id: bool, asks_for_tokens: bool
) -> DiscoveryDocument:
    """Give the discovery document, with prefetch templates for these needs and the knowledge's digest."""
    prefetch = render_templates(needs)
    return DiscoveryDocument(
        extension={KNOWLEDGE: digest},
        services=tuple(
            CdsServiceEntry(
                hook=hook,
                id=id_,
                title=_TITLE,
                description=f"{_DESCRIPTION} {when}",
                prefetch=prefetch,
                usage_requirements=f"{_USAGE} {_TOKENS if asks_for_tokens else _NO_TOKENS}",
                version=SPECIFICATION,
                hook_version=HOOK_VERSION,
            )
            for id_, hooks in service_ids(shared_id=shared_id).items()
            for hook, when in _WHEN.items()
            if hook in hooks
        ),
    )
