"""Where a chart does not say what a fact sheet has."""

from __future__ import annotations

from collections.abc import Mapping

from cds_service.analysis.wording import say_fact
from cds_service.domain.facts import Fact, FactDefinition, FactSheet, Recorded


def find_departures(
    wanted: FactSheet, read: FactSheet, facts: Mapping[str, FactDefinition]
) -> Mapping[str, str]:
    """Give each fact of the sheet that was read otherwise: `not-done in the sheet, not found in it`."""
    return {
        name: f"{say_fact(wanted[name], facts[name])} in the sheet, "
        f"{say_fact(read[name], facts[name])} in the chart"
        for name in wanted
        if not _is_same(wanted[name], read[name])
    }


def say_departures(departures: Mapping[str, str]) -> str:
    """Say them in one line."""
    return "; ".join(f"`{name}`: {said}" for name, said in departures.items()) or "the facts are the same"


def _is_same(wanted: Fact, read: Fact) -> bool:
    if isinstance(wanted, Recorded) and isinstance(read, Recorded):
        return wanted.possible == read.possible
    return wanted == read
