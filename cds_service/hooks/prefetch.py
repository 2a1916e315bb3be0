"""Prefetch templates made from what the knowledge reads, in the query shapes that real servers support."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cds_service.domain.needs import DataNeed, Parameters

_PATIENT: Final = "{{context.patientId}}"


def render_templates(needs: Sequence[DataNeed]) -> dict[str, str]:
    """Give the query template of each prefetch key; a need with many codes has several keys."""
    return {
        key: _query(need.resource_type, parameters) for need in needs for key, parameters in need.searches
    }


def _query(resource_type: str, parameters: Parameters) -> str:
    if resource_type == "Patient":
        return f"Patient/{_PATIENT}"
    alternatives = [f"{name}={','.join(tokens)}" for name, tokens in parameters]
    return "&".join((f"{resource_type}?patient={_PATIENT}", *alternatives))
