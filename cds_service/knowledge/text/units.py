"""Reads measured values such as `2 cm` and `28 days` into the unit that facts are kept in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from cds_service.domain.quantities import Dimension
from cds_service.knowledge.problems import ProblemLog, listing
from cds_service.knowledge.text.strict_yaml import Text

_VALUE: Final = re.compile(r"(\d{1,5}(?:\.\d{1,4})?) ([a-z]+)")

# Months are left out: they have no fixed number of days.
UNITS: Final[Mapping[Dimension, Mapping[str, int]]] = MappingProxyType(
    {
        Dimension.LENGTH: {"mm": 1, "cm": 10},
        Dimension.AGE: {"years": 1},
        Dimension.DURATION: {"days": 1, "weeks": 7},
    }
)


def read_quantity(text: Text, dimension: Dimension, log: ProblemLog) -> Decimal | None:
    """Give the value in the unit of its dimension, or nothing where it is not such a value."""
    units = UNITS[dimension]
    match = _VALUE.fullmatch(text.text)
    if match is None:
        example = f"2 {next(iter(units))}"
        log.note(text.place, f"`{text.text}` is no measured value", f"write a number and a unit: `{example}`")
        return None
    number, unit = match.groups()
    if unit not in units:
        log.note(text.place, f"`{unit}` does not measure this fact", f"use {listing(units)}")
        return None
    return Decimal(number) * units[unit]
