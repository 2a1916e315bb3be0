"""What happens to charts on their way: resources void, foreign, in a wrong unit, or with unknown parts."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from tests.support.chart_parts import Raw, category
from tests.support.chart_telling import Recipe, Told

FOUR_YEARS: Final = timedelta(days=1461)
_OTHER_SIDE: Final = {"left": "right", "right": "left"}
_DAY: Final = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
_SIZES: Final = frozenset({"21889-1", "33728-7", "384630000"})
_VERIFIED: Final = {
    "Condition": "condition-ver-status",
    "AllergyIntolerance": "allergyintolerance-verification",
}


def name_of(raw: Raw) -> str:
    """Give `Type/id`."""
    return f"{raw['resourceType']}/{raw['id']}"


def without(chart: Sequence[Raw], resource: Raw) -> list[Raw]:
    """Leave one resource out."""
    return [each for each in chart if each is not resource]


def replaced(chart: Sequence[Raw], resource: Raw, other: Raw) -> list[Raw]:
    """Put another in the place of a resource."""
    return [other if each is resource else each for each in chart]


def entered_in_error(raw: Raw) -> Raw | None:
    """Mark a resource as never true; nothing for a patient, who has no such status."""
    kind = raw["resourceType"]
    if kind in _VERIFIED:
        void = {name: value for name, value in raw.items() if name != "clinicalStatus"}
        return void | {"verificationStatus": category(_VERIFIED[kind], "entered-in-error")}
    return raw | {"status": "entered-in-error"} if "status" in raw else None


def of_another_patient(raw: Raw) -> Raw | None:
    """Let a resource be about somebody else; nothing for the patient."""
    named = next((name for name in ("subject", "patient") if name in raw), None)
    return raw | {named: {"reference": "Patient/somebody-else"}} if named else None


def in_another_unit(raw: Raw, unit: str) -> Raw | None:
    """Give every quantity of a size another unit, or none; nothing where there is no size."""
    asked = {each["code"] for each in raw.get("code", {}).get("coding", [])}
    if asked.isdisjoint(_SIZES):
        return None
    written = {"unit": unit, "code": unit} if unit else {}
    changed = copy.deepcopy(dict(raw))
    for holder in (changed, *changed.get("component", [])):
        if measured := holder.get("valueQuantity"):
            holder["valueQuantity"] = {"value": measured["value"]} | written
    return changed


def objects_in(value: object) -> Iterator[Raw]:
    """Give every JSON object inside a value, the value itself among them."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from objects_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from objects_in(each)


def with_more(raw: Raw, add: Callable[[Raw], None]) -> Raw:
    """Add something to every object of a resource."""
    changed = copy.deepcopy(dict(raw))
    for inside in list(objects_in(changed)):
        add(inside)
    return changed


def four_years_later(chart: Iterable[Raw]) -> list[Raw]:
    """Move every day of a chart by four years, leap day and all."""
    return [_moved(each) for each in chart]


def _moved(value: Any) -> Any:  # noqa: ANN401  # JSON has no narrower type
    if isinstance(value, dict):
        return {name: _moved(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_moved(each) for each in value]
    return _DAY.sub(_later, value) if isinstance(value, str) else value


def _later(day: re.Match[str]) -> str:
    return (date.fromisoformat(day[1]) + FOUR_YEARS).isoformat()


def mirrored(chart: Iterable[Raw]) -> tuple[Raw, ...]:
    """Tell a chart with left and right exchanged."""
    recipes = {id(each.recipe): each.recipe for each in chart if isinstance(each, Told)}
    return tuple(raw for recipe in recipes.values() for raw in _mirror(recipe).tell("own"))


def _mirror(recipe: Recipe) -> Recipe:
    args = tuple(_exchanged(each) for each in recipe.args)
    return Recipe(recipe.build, args, {name: _exchanged(each) for name, each in recipe.named.items()})


def _exchanged(argument: object) -> object:
    return _OTHER_SIDE.get(argument, argument) if isinstance(argument, str) else argument
