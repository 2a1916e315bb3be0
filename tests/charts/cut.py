"""The rule by which the longest charts were cut: whole resource types left out, all else as it was.

`python -m tests.charts.cut LONG.json SHORT.json` applies it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

LEFT_OUT: Final = frozenset(
    {
        *("Claim", "ExplanationOfBenefit", "Immunization"),
        *("Encounter", "Organization", "Practitioner", "CareTeam"),
    }
)
"""Billing, vaccinations, visits, and who works where: nothing of the cancer."""


def cut(content: Any) -> Any:  # noqa: ANN401  # a Bundle or a list, as the source has it
    """Give a Bundle or a list of resources without the resources of these types."""
    if isinstance(content, list):
        return [each for each in content if each["resourceType"] not in LEFT_OUT]
    kept = [each for each in content["entry"] if each["resource"]["resourceType"] not in LEFT_OUT]
    return {**content, "entry": kept}


def write(content: Any) -> str:  # noqa: ANN401  # as for `cut`
    """Write it as JSON with one resource on a line, so that a difference shows which."""
    entries = content if isinstance(content, list) else content["entry"]
    lines = ",\n".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in entries)
    if isinstance(content, list):
        return f"[\n{lines}\n]\n"
    head = json.dumps({**content, "entry": []}, ensure_ascii=False)
    return head.replace('"entry": []', f'"entry": [\n{lines}\n]') + "\n"


if __name__ == "__main__":
    long, short = (Path(each) for each in sys.argv[1:])
    short.write_text(write(cut(json.loads(long.read_text("utf-8")))), "utf-8")
