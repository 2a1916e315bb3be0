"""A second evaluation of the scenario files that shares no code with the first: SQL with NULL for unknown."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import yaml

# A fact as the tests draw it: `None` not searched, "searched" nothing found, a set of values, or an interval
# (low, high, low included, high included).
Drawn = None | str | frozenset[str] | tuple[Decimal, Decimal, bool, bool]

Name = TypeVar("Name")

_UNITS = {"cm": 10, "mm": 1, "years": 1, "days": 1}
_UNBOUNDED = 10**9


@dataclass(frozen=True)
class SqlEvaluator:
    """The scenarios as one SELECT over a table with a row per patient.

    `ratings` are by scenario and study.
    """

    facts: Mapping[str, Any]
    queries: Mapping[str, str]
    ratings: Mapping[tuple[str, str], str]

    def verdicts(self, sheets: Iterable[Mapping[str, Drawn]]) -> list[dict[str, str]]:
        """Give each patient's verdict on each scenario."""
        return self._select(self.queries, sheets)

    def rated(self, sheets: Iterable[Mapping[str, Drawn]]) -> list[dict[tuple[str, str], str]]:
        """Give, for each patient, what each scenario rates each of its studies; else why it does not."""
        return self._select(self.ratings, sheets)

    def _select(
        self, queries: Mapping[Name, str], sheets: Iterable[Mapping[str, Drawn]]
    ) -> list[dict[Name, str]]:
        database = sqlite3.connect(":memory:")
        columns = ", ".join(f"{_column(name)}_{part}" for name in self.facts for part in _PARTS)
        database.execute(f"CREATE TABLE sheet (row INTEGER PRIMARY KEY, {columns})")
        rows = [[place, *self._row(sheet)] for place, sheet in enumerate(sheets)]
        marks = ", ".join("?" for _ in range(1 + len(self.facts) * len(_PARTS)))
        database.executemany(f"INSERT INTO sheet VALUES ({marks})", rows)  # noqa: S608 (names are our own)
        selected = ", ".join(queries.values())
        answers = database.execute(f"SELECT {selected} FROM sheet ORDER BY row").fetchall()  # noqa: S608
        return [dict(zip(queries, answer, strict=True)) for answer in answers]

    def _row(self, sheet: Mapping[str, Drawn]) -> list[object]:
        cells: list[object] = []
        for name, definition in self.facts.items():
            cells.extend(_cells(sheet.get(name), definition))
        return cells


_PARTS = ("searched", "mask", "low", "high", "low_in", "high_in")


def _column(name: str) -> str:
    return name.replace(".", "_").replace("-", "_")


def _cells(drawn: Drawn, definition: Mapping[str, Any]) -> list[object]:
    match drawn:
        case None:
            return [0, None, None, None, None, None]
        case str():
            return [1, None, None, None, None, None]
        case frozenset():
            return [1, _mask(drawn, definition), None, None, None, None]
        case (low, high, low_in, high_in):
            return [1, None, _number(low), _number(high), int(low_in), int(high_in)]
    raise TypeError(drawn)


def _number(value: Decimal) -> float:
    return float(max(min(value, Decimal(_UNBOUNDED)), Decimal(-_UNBOUNDED)))


def _mask(values: Iterable[str], definition: Mapping[str, Any]) -> int:
    order = [str(value) for value in definition["one_of"]]
    return sum(1 << order.index(str(value)) for value in values)


def read_evaluator(knowledge: Path) -> SqlEvaluator:
    """Turn the YAML files, as they stand, into SQL."""
    facts = yaml.safe_load((knowledge / "facts.yaml").read_text("utf-8"))["facts"]
    queries: dict[str, str] = {}
    ratings: dict[tuple[str, str], str] = {}
    for path in sorted((knowledge / "scenarios").rglob("*.yaml")):
        if path.name.endswith(".cases.yaml"):
            continue
        scenario = yaml.safe_load(path.read_text("utf-8"))
        name = scenario["scenario"]
        queries[name] = _verdict(scenario, facts)
        for rated in scenario.get("ratings", ()):
            ratings[name, rated["procedure"]] = _rating(rated, scenario, facts)
    return SqlEvaluator(facts, queries, ratings)


def _rating(rated: Mapping[str, Any], scenario: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    """Rate a study where the scenario applies, the rating's own condition holds and the question fits."""
    verdict = _verdict(scenario, facts)
    when = _conditions(rated.get("when"), facts)
    asked = _mask([scenario["question"]], facts["order.question"])
    fails = f"({verdict}) = 'applies'" if "left_open" in rated else "0"
    return (
        f"CASE WHEN ({verdict}) = 'does-not-apply' THEN 'not rated' "
        f"WHEN NOT ({when}) AND {fails} THEN 'left open' WHEN NOT ({when}) THEN 'not rated' "
        f"WHEN order_question_mask & {asked} = 0 THEN 'off question' "
        f"WHEN ({verdict}) = 'applies' AND ({when}) THEN '{rated['rating']}' ELSE 'undetermined' END"
    )


def _conditions(when: Mapping[str, Any] | None, facts: Mapping[str, Any]) -> str:
    """Give a `when`: one condition, `all` of several, or none."""
    if when is None:
        return "1"
    return " AND ".join(_condition(each, facts) for each in when.get("all", [when]))


def _verdict(scenario: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    fits = " AND ".join(_condition(each, facts) for each in scenario["applies_when"]["all"])
    unless = scenario["unless"]["any"]
    excluded = " OR ".join(_condition(each, facts) for each in unless) if unless else "0"
    return (
        f"CASE WHEN ({excluded}) OR NOT ({fits}) THEN 'does-not-apply' "
        f"WHEN ({fits}) AND NOT ({excluded}) THEN 'applies' ELSE 'undetermined' END"
    )


def _condition(condition: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    if "any" in condition:
        return "(" + " OR ".join(_condition(each, facts) for each in condition["any"]) + ")"
    name = condition["fact"]
    definition = facts[name]
    column = _column(name)
    assumed = {"assume_so": "1", "assume_not": "0", None: "NULL"}[condition.get("if_not_recorded")]
    if "one_of" in definition:
        accepted = _mask(_accepted(condition, definition), definition)
        silent = _mask(condition.get("undetermined_for", {}).get("values", ()), definition)
        known = (
            f"CASE WHEN {column}_mask & {silent} <> 0 THEN NULL "
            f"WHEN {column}_mask & {accepted} = {column}_mask THEN 1 "
            f"WHEN {column}_mask & {accepted} = 0 THEN 0 ELSE NULL END"
        )
        absent = f"{column}_mask IS NULL"
    else:
        yes, no = _bounds(condition, column)
        known = f"CASE WHEN {yes} THEN 1 WHEN {no} THEN 0 ELSE NULL END"
        absent = f"{column}_low IS NULL"
    return (
        f"(CASE WHEN {absent} THEN CASE WHEN {column}_searched THEN {assumed} ELSE NULL END ELSE {known} END)"
    )


def _accepted(condition: Mapping[str, Any], definition: Mapping[str, Any]) -> list[str]:
    if "is" in condition:
        return [str(condition["is"])]
    if "is_any_of" in condition:
        return [str(each) for each in condition["is_any_of"]]
    refused = {str(each) for each in condition["is_none_of"]}
    return [str(each) for each in definition["one_of"] if str(each) not in refused]


def _bounds(condition: Mapping[str, Any], column: str) -> tuple[str, str]:
    kind = next(each for each in ("more_than", "at_least", "less_than", "at_most") if each in condition)
    value, unit = str(condition[kind]).split()
    bound = float(value) * _UNITS[unit]
    low, high, low_in, high_in = (f"{column}_{part}" for part in ("low", "high", "low_in", "high_in"))
    match kind:
        case "more_than":
            return f"({low} > {bound} OR ({low} = {bound} AND NOT {low_in}))", f"{high} <= {bound}"
        case "at_least":
            return f"{low} >= {bound}", f"({high} < {bound} OR ({high} = {bound} AND NOT {high_in}))"
        case "less_than":
            return f"({high} < {bound} OR ({high} = {bound} AND NOT {high_in}))", f"{low} >= {bound}"
        case _:
            return f"{high} <= {bound}", f"({low} > {bound} OR ({low} = {bound} AND NOT {low_in}))"
