"""Writes a patient for every line of the knowledge: fact sheet, chart, request, and an index of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import assert_never

import msgspec

from cds_service.advice.practice import Practice
from cds_service.analysis.wording import say_fact
from cds_service.domain.facts import FactDefinition, FactSheet
from cds_service.witnesses.trials import Nobody, Outcome, Trials, Witness, Wordless

_Entry = dict[str, object]


def write_witnesses(folder: Path, practice: Practice, day: date) -> Iterator[str]:
    """Write every example that a chart can show; gives lines that say what was written and what not."""
    index: list[_Entry] = []
    counted: Counter[str] = Counter()
    for outcome in Trials(practice, day).outcomes():
        entry = _entry(outcome, practice.knowledge.facts)
        counted[type(outcome).__name__] += 1
        match outcome:
            case Witness():
                _write(folder / str(entry["folder"]), outcome, practice.knowledge.facts)
            case Wordless():
                yield f"no chart says: {_title(outcome)}: {outcome.why}"
            case Nobody():
                yield f"no such patient: {_title(outcome)}"
            case _:
                assert_never(outcome)
        index.append(entry)
    _dump(folder / "index.json", index)
    yield (
        f"{counted['Witness']} patients written to `{folder}`; "
        f"{counted['Wordless']} that no chart shows, {counted['Nobody']} that cannot be"
    )


def _title(outcome: Outcome) -> str:
    example = outcome.example
    return f"{example.scenario.id}, {example.path}, {example.showing.value}"


def _entry(outcome: Outcome, facts: Mapping[str, FactDefinition]) -> _Entry:
    example = outcome.example
    entry: _Entry = {
        "scenario": example.scenario.id,
        "line": example.path,
        "shows": example.showing.value,
    }
    match outcome:
        case Witness(sheet=sheet, says=says, departures=departures):
            slug = f"{example.showing.value} {example.path}".replace(" ", "-").replace("/", "-")
            entry |= {"folder": f"{example.scenario.id}/{slug}", "expect": _expect(says)}
            return entry | ({"read otherwise": dict(departures)} if departures else {})
        case Wordless(sheet=sheet, says=says, why=why):
            return entry | {"sheet": _sheet(sheet, facts), "expect": _expect(says), "no chart says it": why}
        case Nobody():
            return entry | {"no such patient": True}
        case _:
            assert_never(outcome)


def _expect(says: object) -> object:
    return msgspec.to_builtins(says)


def _sheet(sheet: FactSheet, facts: Mapping[str, FactDefinition]) -> dict[str, str]:
    return {name: say_fact(sheet[name], facts[name]).strip('"') for name in sheet}


def _write(folder: Path, witness: Witness, facts: Mapping[str, FactDefinition]) -> None:
    _dump(folder / "sheet.json", _sheet(witness.sheet, facts))
    _dump(folder / "chart.json", witness.call.bundle)
    _dump(folder / "request.json", witness.call.request)


def _dump(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
