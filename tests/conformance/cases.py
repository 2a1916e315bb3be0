"""The examples as cases of the conformance script, each for both hooks.

`python -m tests.conformance.cases FILE` writes them for a run by hand against `cds-service serve`:
`conformance.py http://127.0.0.1:8000 --no-auth --delete-alone --case FILE`. Their answers are as of the day
of the examples.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

EXAMPLES: Final = Path(__file__).parents[2] / "examples"

Raw = dict[str, Any]


def cases(*, removing: bool = True) -> list[Raw]:
    """Give each example that the strict profile answers with 200, and what its answer must be.

    Without `removing`, those whose answer can remove an order are left out.
    """
    found = [case for folder in sorted(EXAMPLES.glob("*/request.json")) for case in _cases(folder.parent)]
    return [case for case in found if removing or "delete" not in case["expect"]["actionTypes"]]


def _cases(folder: Path) -> Iterator[Raw]:
    request = json.loads((folder / "request.json").read_text("utf-8"))
    response = json.loads((folder / "response.json").read_text("utf-8"))
    rated_on_the_order = "systemActions" in response or "systemActions" in response.get("extension", {})
    if "cards" not in response or rated_on_the_order:
        return
    expect = {
        "status": 200,
        "cards": len(response["cards"]),
        "indicators": [card["indicator"] for card in response["cards"]],
        "actionTypes": [action["type"] for action in _actions(response)],
    }
    yield {"name": folder.name, "request": request, "expect": expect}
    if request["hook"] == "order-sign":
        selecting = {"name": f"{folder.name}, selected", "request": _as_order_select(request)}
        yield selecting | {"expect": expect}


def _as_order_select(request: Raw) -> Raw:
    """Ask about the same drafts while they are being chosen."""
    drafts = [entry["resource"] for entry in request["context"]["draftOrders"]["entry"]]
    selections = [f"{draft['resourceType']}/{draft['id']}" for draft in drafts]
    return request | {"hook": "order-select", "context": request["context"] | {"selections": selections}}


def _actions(response: Raw) -> Iterator[Raw]:
    for card in response["cards"]:
        for suggestion in card.get("suggestions", []):
            yield from suggestion.get("actions", [])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(cases(), indent=1, ensure_ascii=False), "utf-8")
