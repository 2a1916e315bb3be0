"""Data a decision needs of the chart, stated as searches that any FHIR server can answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

TOKENS_IN_ONE_SEARCH: Final = 10
"""Servers refuse long lists of alternatives, so a longer one is spread over several searches."""

Parameters = tuple[tuple[str, tuple[str, ...]], ...]
"""Search parameters, each with its alternatives."""


@dataclass(frozen=True, slots=True)
class DataNeed:
    """Resources of one type that some fact is read from.

    `parameters` leave out the patient, which every search names; a Patient need is a read by id. A need that
    is not `required` adds evidence where it can be had, and its absence says nothing.
    """

    name: str
    resource_type: str
    parameters: Parameters = ()
    required: bool = True

    @property
    def searches(self) -> tuple[tuple[str, Parameters], ...]:
        """The searches this need is spread over, each under its own key: `staging`, `staging_2`, ..."""
        return tuple(
            (self.name if number == 1 else f"{self.name}_{number}", parameters)
            for number, parameters in enumerate(_short(self.parameters), start=1)
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the searches, all of which must be answered before absence means anything."""
        return tuple(key for key, _ in self.searches)


def _short(parameters: Parameters) -> Iterator[Parameters]:
    """Cut the one list of alternatives that is too long into searches that are not."""
    for place, (name, tokens) in enumerate(parameters):
        if len(tokens) > TOKENS_IN_ONE_SEARCH:
            for start in range(0, len(tokens), TOKENS_IN_ONE_SEARCH):
                piece = (name, tokens[start : start + TOKENS_IN_ONE_SEARCH])
                yield (*parameters[:place], piece, *parameters[place + 1 :])
            return
    yield parameters
