"""The anatomic stage groups of the AJCC, eighth edition: which T, N and M make which group."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import Final

GROUPS: Final = ("0", "IA", "IB", "IIA", "IIB", "IIIA", "IIIB", "IIIC", "IV")
"""All stage groups of breast cancer."""
ALL_T: Final = ("Tis", "T0", "T1", "T2", "T3", "T4")
ALL_N: Final = ("N0", "N1mi", "N1", "N2", "N3")


def groups_of(t: Iterable[str], n: Iterable[str], m: Iterable[str]) -> frozenset[str]:
    """Give every group that some combination of these categories makes."""
    return frozenset(
        group for each in product(tuple(t), tuple(n), tuple(m)) for group in _groups_of_one(*each)
    )


def _groups_of_one(t: str, n: str, m: str) -> tuple[str, ...]:
    match t, n, m:
        case _, _, "M1":
            return ("IV",)
        case _, "N3", _:
            return ("IIIC",)
        case "T4", _, _:
            return ("IIIB",)
        case (_, "N2", _) | ("T3", "N1" | "N1mi", _):
            return ("IIIA",)
        case "T2", "N1" | "N1mi", _:
            # The AJCC table says IIB; the source on early-stage disease lists it under IIA. Which of them is
            # meant has to be recorded.
            return ("IIA", "IIB")
        case "T3", "N0", _:
            return ("IIB",)
        case ("T2", "N0", _) | ("T0" | "T1", "N1", _):
            return ("IIA",)
        case "T0" | "T1", "N1mi", _:
            return ("IB",)
        case "T1", "N0", _:
            return ("IA",)
        case "Tis", "N0", _:
            return ("0",)
        case _:
            return ()


def letters_of(group: str) -> frozenset[str]:
    """Give the groups that a recorded one may mean: itself, or both groups of a stage `II` without letter."""
    if group in GROUPS:
        return frozenset({group})
    return frozenset(each for each in GROUPS if group and each[:-1] == group)
