"""What every answer has to be, whatever it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from cds_service.fhir.strict import problems_in

MAY_BE_EMPTY: Final = {"$.cards"}


def check_form(answer: dict[str, Any]) -> None:
    """Refuse nulls, empty elements, invalid resources, HTML and summaries that are too long."""
    empty = [path for path, each in _members(answer) if each is None or each in ("", [], {})]
    assert set(empty) <= MAY_BE_EMPTY
    problems = [problem for resource in _resources(answer) for problem in problems_in(resource)]
    assert not problems
    for card in answer.get("cards", []):
        assert "<" not in card["detail"], "no HTML"
        assert len(card["summary"]) < 140


def _members(value: object, path: str = "$") -> Iterator[tuple[str, object]]:
    yield path, value
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _members(each, f"{path}.{name}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _members(each, f"{path}[{number}]")


def _resources(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for _, value in _members(answer):
        if isinstance(value, dict) and isinstance(value.get("resource"), dict):
            yield value["resource"]
