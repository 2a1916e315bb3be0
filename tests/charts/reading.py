"""Reads the charts of this room, whole or as they stood on a day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

PATIENTS: Final = Path(__file__).parent / "patients"

Raw = dict[str, Any]


def resources_in(path: str) -> list[Raw]:
    """Give the resources of a file: a Bundle, a list, a hook request with prefetch, or one resource."""
    content = json.loads((PATIENTS / path).read_text("utf-8"))
    given = [*content["prefetch"].values()] if "prefetch" in content else content
    return [each for one in (given if isinstance(given, list) else [given]) for each in _unwrapped(one)]


def _unwrapped(one: Raw | None) -> list[Raw]:
    if one is None or "resourceType" not in one:
        return []
    return [each["resource"] for each in one["entry"]] if one["resourceType"] == "Bundle" else [one]
