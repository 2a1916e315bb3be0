"""The anatomic stage groups of the AJCC, eighth edition: which T, N and M make which group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Final

GROUPS: Final = ("0", "IA", "IB", "IIA", "IIB", "IIIA", "IIIB", "IIIC", "IV")
"""All stage groups of breast cancer."""
ALL_T: Final = ("Tis", "T0", "T1", "T2", "T3", "T4")
ALL_N: Final = ("N0", "N1mi", "N1", "N2", "N3")


_BY_T_AND_N: Final[Mapping[str, Mapping[str, str]]] = {
    "Tis": {"N0": "0"},
    "T0": {"N1mi": "IB", "N1": "IIA", "N2": "IIIA", "N3": "IIIC"},
    "T1": {"N0": "IA", "N1mi": "IB", "N1": "IIA", "N2": "IIIA", "N3": "IIIC"},
    # T2 N1 is IIB in the AJCC table, but the source on early-stage disease lists it under IIA; which of them
    # is meant has to be recorded.
    "T2": {"N0": "IIA", "N1mi": "IIA IIB", "N1": "IIA IIB", "N2": "IIIA", "N3": "IIIC"},
    "T3": {"N0": "IIB", "N1mi": "IIIA", "N1": "IIIA", "N2": "IIIA", "N3": "IIIC"},
    "T4": {"N0": "IIIB", "N1mi": "IIIB", "N1": "IIIB", "N2": "IIIB", "N3": "IIIC"},
}
"""The group of each T and N without distant metastasis; with it, it is IV."""


def groups_of(t: Iterable[str], n: Iterable[str], m: Iterable[str]) -> frozenset[str]:
    """Give every group that some combination of these categories makes."""
    combinations = product(tuple(t), tuple(n), tuple(m))
    named = ("IV" if m_ == "M1" else _BY_T_AND_N[t_].get(n_, "") for t_, n_, m_ in combinations)
    return frozenset(group for names in named for group in names.split())


def letters_of(group: str) -> frozenset[str]:
    """Give the groups that a recorded one may mean: itself, or the groups of a stage `II` without letter."""
    if group in GROUPS:
        return frozenset({group})
    return frozenset(each for each in GROUPS if group and each.rstrip("ABC") == group)
