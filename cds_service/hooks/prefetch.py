"""Prefetch templates made from what the knowledge reads, in the query shapes that real servers support."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from cds_service.domain.needs import DataNeed, Parameters

_PATIENT: Final = "{{context.patientId}}"


def render_templates(needs: Sequence[DataNeed]) -> dict[str, str]:
    """Give the query template of each prefetch key; a need with many codes has several keys."""
    return {
        key: _query(need.resource_type, parameters) for need in needs for key, parameters in need.searches
    }


def needs_supplied(prefetch: Mapping[str, msgspec.Raw], needs: Sequence[DataNeed]) -> bool:
    """Whether anything about the patient came with the call: null and an OperationOutcome are nothing."""
    return any(
        _kind(prefetch[key]) not in ("", "OperationOutcome")
        for need in needs
        for key in need.keys
        if key in prefetch
    )


def _query(resource_type: str, parameters: Parameters) -> str:
    if resource_type == "Patient":
        return f"Patient/{_PATIENT}"
    alternatives = [f"{name}={','.join(tokens)}" for name, tokens in parameters]
    return "&".join((f"{resource_type}?patient={_PATIENT}", *alternatives))


class _Resource(msgspec.Struct, frozen=True):
    resource_type: object = msgspec.field(default=None, name="resourceType")


def _kind(value: msgspec.Raw) -> str:
    """Give the resource type; `list` for a bare list of resources, nothing for what is no FHIR."""
    try:
        found = msgspec.json.decode(value, type=_Resource | list[msgspec.Raw] | None)
    except msgspec.ValidationError:
        return ""
    if isinstance(found, list):
        return "list" if found else ""
    kind = found.resource_type if found else None
    return kind if isinstance(kind, str) else ""
