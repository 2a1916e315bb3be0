"""The examples as cases of the conformance script.

`python -m tests.conformance.cases FILE` writes them for a run by hand:
`conformance.py http://127.0.0.1:8000 --no-auth --delete-alone --case FILE`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

EXAMPLES: Final = Path(__file__).parents[2] / "examples"

Raw = dict[str, Any]


def cases() -> list[Raw]:
    """Give each example that the strict profile answers with 200, and what its answer must be."""
    found = [_case(folder.parent) for folder in sorted(EXAMPLES.glob("*/request.json"))]
    return [case for case in found if case is not None]


def _case(folder: Path) -> Raw | None:
    request = json.loads((folder / "request.json").read_text("utf-8"))
    response = json.loads((folder / "response.json").read_text("utf-8"))
    rated_on_the_order = "systemActions" in response or "systemActions" in response.get("extension", {})
    if "cards" not in response or rated_on_the_order:
        return None
    expect = {
        "status": 200,
        "cards": len(response["cards"]),
        "indicators": [card["indicator"] for card in response["cards"]],
        "actionTypes": [action["type"] for action in _actions(response)],
    }
    return {"name": folder.name, "request": request, "expect": expect}


def _actions(response: Raw) -> Iterator[Raw]:
    for card in response["cards"]:
        for suggestion in card.get("suggestions", []):
            yield from suggestion.get("actions", [])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(cases(), indent=1, ensure_ascii=False), "utf-8")
