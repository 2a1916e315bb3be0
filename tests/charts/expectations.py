"""What a person read in a chart on several days, as written in `expected/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import yaml

from cds_service.domain.facts import FactDefinition, Measure
from cds_service.domain.quantities import Interval
from cds_service.knowledge.problems import ProblemLog
from cds_service.knowledge.text.strict_yaml import compose
from tests.charts.reading import PATIENTS
from tests.support.knowledge import shipped_knowledge

EXPECTED: Final = Path(__file__).parent / "expected"
_HEAD: Final = {"charts", "same in", "patient", "names", "days"}
_VALUES: Final = ("is", "any_of", "conflict", "more_than")


class Unusable(Exception):
    """An expectation that cannot be meant as it is written."""


@dataclass(frozen=True, slots=True)
class Named:
    """The resources that a name stands for: one by its reference, or every one of a type and code."""

    reference: str = ""
    type: str = ""
    code: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a fact should be; `possible` is empty where nothing should be recorded."""

    possible: frozenset[str] | Interval = frozenset()
    conflict: bool = False
    presumed: bool = False
    by: tuple[Named, ...] = ()


UNKNOWN: Final = Expected()


@dataclass(frozen=True, slots=True)
class ChartExpectation:
    """One patient: the files that hold the chart, in one or more versions, and the facts on each day.

    A fact that a day does not list is as on the day before; one that no day lists is unknown.
    """

    name: str
    versions: tuple[tuple[str, ...], ...]
    patient: str
    days: Mapping[date, Mapping[str, Expected]]


def all_expectations() -> list[ChartExpectation]:
    """Read every file of `expected/`."""
    return [read_expectation(each) for each in sorted(EXPECTED.glob("*.yaml"))]


def read_expectation(path: Path) -> ChartExpectation:
    """Read one file.

    Raises:
        Unusable: it has a key, fact, value or name that nobody knows, or a name that nothing uses.
    """
    log = ProblemLog()
    compose(path.name, path.read_bytes(), log)
    if log.problems:
        raise Unusable("; ".join(str(each) for each in log.problems))
    content = yaml.safe_load(path.read_text("utf-8"))
    _refuse_unless(set(content) <= _HEAD, f"{path.stem}: unknown key in {sorted(content)}")
    names = {name: _named(said) for name, said in content["names"].items()}
    days: dict[date, Mapping[str, Expected]] = {}
    used: set[str] = set()
    so_far: dict[str, Expected] = {}
    for day, facts in content["days"].items():
        _refuse_unless(isinstance(day, date) and not any(each > day for each in days), f"{path.stem}: {day}")
        so_far |= {fact: _expected(path.stem, fact, said, names, used) for fact, said in facts.items()}
        days[day] = dict(so_far)
    _refuse_unless(used == set(names), f"{path.stem}: nothing uses {sorted(set(names) - used)}")
    versions = (_files(content["charts"]), *((each,) for each in content.get("same in", ())))
    return ChartExpectation(path.stem, versions, content.get("patient", ""), days)


def _files(patterns: Sequence[str]) -> tuple[str, ...]:
    found = [sorted(PATIENTS.glob(each)) for each in patterns]
    _refuse_unless(all(found), f"no file for one of {patterns}")
    return tuple(dict.fromkeys(str(each.relative_to(PATIENTS)) for files in found for each in files))


def _named(said: str) -> Named:
    """Read `Type/id`, or `every Type [code] [before day]`."""
    match said.split():
        case ["every", kind]:
            return Named(type=kind)
        case ["every", kind, code]:
            return Named(type=kind, code=code)
        case ["every", kind, code, "before", day]:
            return Named(type=kind, code=code, before=day)
        case [reference] if "/" in reference:
            return Named(reference)
        case _:
            raise Unusable(f"`{said}` names no resource")


def _expected(chart: str, fact: str, said: Any, names: Mapping[str, Named], used: set[str]) -> Expected:  # noqa: ANN401
    definition = shipped_knowledge().facts.get(fact)
    _refuse_unless(definition is not None, f"{chart}: no fact `{fact}`")
    if said == "unknown":
        return UNKNOWN
    given = [each for each in _VALUES if each in said]
    known = set(said) <= {*_VALUES, "by", "presumed"} and len(given) == 1 and "by" in said
    _refuse_unless(known, f"{chart}: {fact}: `{said}` is no value with `by`")
    by = [said["by"]] if isinstance(said["by"], str) else said["by"]
    _refuse_unless(set(by) <= set(names), f"{chart}: {fact}: no name for one of {by}")
    used.update(by)
    assert definition is not None
    return Expected(
        possible=_possible(given[0], said[given[0]], definition),
        conflict=given[0] == "conflict",
        presumed=said.get("presumed", False),
        by=tuple(names[each] for each in by),
    )


def _possible(test: str, value: Any, definition: FactDefinition) -> frozenset[str] | Interval:  # noqa: ANN401
    """Give the possible values; a measured one in the unit of its fact: mm, years or days."""
    if isinstance(definition.type, Measure):
        amount = Decimal(str(value))
        return Interval.more_than(amount) if test == "more_than" else Interval.exactly(amount)
    values = frozenset(value if isinstance(value, list) else [value])
    strange = values - set(definition.type.values)
    _refuse_unless(not strange, f"{definition.name}: {sorted(map(str, strange))} is no value")
    return values


def _refuse_unless(holds: object, why: str) -> None:
    if not holds:
        raise Unusable(why)


def days_of(expectations: Sequence[ChartExpectation]) -> Iterator[tuple[ChartExpectation, date]]:
    """Give every chart with every day that something is expected on."""
    for each in expectations:
        for day in each.days:
            yield each, day
