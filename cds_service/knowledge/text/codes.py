"""Reads code systems by their short names, and codes whose check digit shows a slip of the pen."""

from __future__ import annotations

from typing import Final

from cds_service.domain.terms import SHORT_NAMES, Code
from cds_service.knowledge.problems import Place, ProblemLog, listing, suggest

# Verhoeff's scheme, which SNOMED CT identifiers end with: the dihedral group of ten, and the permutation
# whose powers are applied by position (SNOMED CT Release File Specification, appendix on check digits).
_DIHEDRAL: Final = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTATION: Final = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def read_code(place: Place, system: str, code: str, log: ProblemLog) -> Code | None:
    """Give a code of a system known by this short name; nothing where there is no such system."""
    if system not in SHORT_NAMES:
        remedy = suggest(system, SHORT_NAMES, f"use one of {listing(SHORT_NAMES)}")
        log.note(place, f"unknown code system `{system}`", remedy)
        return None
    sound = {"snomed": _is_snomed, "loinc": _is_loinc}.get(system)
    if sound is not None and not sound(code):
        log.note(place, f"`{code}` is no code of `{system}`: its check digit fails", "look the code up again")
    return Code(SHORT_NAMES[system], code)


def _is_snomed(code: str) -> bool:
    return code.isascii() and code.isdigit() and _verhoeff(code) == "0"


def _verhoeff(digits: str) -> str:
    check = "0"
    for position, digit in enumerate(reversed(digits)):
        permuted = int(digit)
        for _ in range(position % 8):
            permuted = _PERMUTATION[permuted]
        check = _DIHEDRAL[int(check)][permuted]
    return check


def _is_loinc(code: str) -> bool:
    if code.startswith(("LA", "LP")):  # answers and parts have a check digit of another making
        return True
    number, dash, check = code.rpartition("-")
    return bool(dash) and number.isascii() and number.isdigit() and check == _luhn(number)


def _luhn(number: str) -> str:
    """Give the check digit of LOINC (LOINC Users' Guide): digits doubled alternately, from the last."""
    doubled = [int(d) * (2 if place % 2 == 0 else 1) for place, d in enumerate(reversed(number))]
    return str(-sum(each // 10 + each % 10 for each in doubled) % 10)
