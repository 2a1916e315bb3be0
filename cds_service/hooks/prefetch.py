"""Prefetch templates made from what the knowledge reads, in the query shapes that real servers support."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cds_service.domain.needs import DataNeed, Parameters

_PATIENT: Final = "{{context.patientId}}"


def render_templates(needs: Sequence[DataNeed]) -> dict[str, str]:
    """Give the query template of each prefetch key; a need with many codes has several keys."""
    return {
        key: write_query(need.resource_type, parameters, _PATIENT)
        for need in needs
        for key, parameters in need.searches
    }


def write_query(resource_type: str, parameters: Parameters, patient: str) -> str:
    """Give the query of a search for this patient, nothing in it escaped; of a Patient the read."""
    if resource_type == "Patient":
        return f"Patient/{patient}"
    alternatives = [f"{name}={','.join(tokens)}" for name, tokens in parameters]
    return "&".join((f"{resource_type}?patient={patient}", *alternatives))
