"""A report of what the published FHIR definitions (R4B) find wrong with a resource; it decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError


def problems_in(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Say what is wrong with a resource, as `path: kind of problem`; values are never repeated."""
    kind = raw.get("resourceType")
    if not isinstance(kind, str):
        return ("resourceType: missing",)
    try:
        model = get_fhir_model_class(kind)
    except (KeyError, LookupError, ValueError):
        return ("resourceType: unknown",)
    try:
        model.model_validate_json(msgspec.json.encode(raw))
    except ValidationError as found:
        errors = found.errors(include_url=False, include_context=False, include_input=False)
        return tuple(
            f"{'.'.join(str(step) for step in each['loc']) or kind}: {each['type']}" for each in errors
        )
    return ()
