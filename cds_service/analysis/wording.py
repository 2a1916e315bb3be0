"""Writes a patient down the way cases do, in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, assert_never

from cds_service.domain.facts import Fact, FactDefinition, FactSheet, Measure, NotRecorded, Recorded
from cds_service.domain.quantities import Interval

_NOT_TEXT: Final = frozenset({"yes", "no", "on", "off", "true", "false", "null"})
"""Words that YAML takes for something else than text unless they are quoted."""


def say_patient(sheet: FactSheet, facts: Mapping[str, FactDefinition]) -> str:
    """Say what is known: `{patient.age: 17 years, axilla.clip: not found}`; `not read`: nobody looked."""
    return f"{{{', '.join(f'{name}: {say_fact(sheet[name], facts[name])}' for name in sheet)}}}"


def say_fact(fact: Fact, definition: FactDefinition) -> str:
    """Say one fact as cases write it, with its unit."""
    match fact:
        case NotRecorded(searched=True):
            return "not found"
        case NotRecorded():
            return "not read"
        case Recorded(possible=Interval() as possible):
            unit = definition.type.dimension.value if isinstance(definition.type, Measure) else ""
            return f"{possible.low} {unit}".rstrip()
        case Recorded(possible=frozenset() as possible):
            named = [_quote(value) for value in sorted(possible)]
            return named[0] if len(named) == 1 else f"[{', '.join(named)}]"
        case Recorded():
            message = "a recorded fact has a set of choices or an interval"
            raise TypeError(message)
        case _:
            assert_never(fact)


def _quote(value: str) -> str:
    return f'"{value}"' if value in _NOT_TEXT or value.isdigit() else value
