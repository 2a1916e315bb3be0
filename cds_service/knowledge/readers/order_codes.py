"""Reads `order_codes/*.csv`: what each code of a site orders, once a person has confirmed it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from cds_service.domain.procedures import ProcedureCode
from cds_service.domain.terms import SHORT_NAMES, Code, Side
from cds_service.knowledge.problems import Place, ProblemLog, listing
from cds_service.knowledge.readers.vocabulary import Vocabulary
from cds_service.knowledge.text.codes import read_code
from cds_service.knowledge.text.rows import Row, read_rows
from cds_service.knowledge.text.shapes import words_of
from cds_service.knowledge.text.strict_yaml import Text
from cds_service.knowledge.text.tables import as_choice

COLUMNS: Final = (
    *("state", "system", "code", "name", "procedure", "side"),
    *("confidence", "why", "confirmed_by", "confirmed_on"),
)
_ADDRESS: Final = re.compile(r"(?:https?://|urn:)[^\s|]+")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class CodeState(Enum):
    """How far the mapping of a code has come; only what is confirmed is used."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class LocalCode:
    """A code of a site's catalogue that a person has confirmed, and the study it orders."""

    place: Place
    procedure: str
    code: ProcedureCode


def read_order_codes(file: str, content: bytes, words: Vocabulary) -> Iterator[LocalCode]:
    """Give the confirmed codes of a file; what is only proposed waits."""
    _, rows = read_rows(file, content, COLUMNS, "order codes", words.log)
    for row in rows:
        state = as_choice(Text(row.place, row.cells["state"]), CodeState, words.log)
        if state is CodeState.CONFIRMED and (local := _read_confirmed(row, words)) is not None:
            yield local


def _read_confirmed(row: Row, words: Vocabulary) -> LocalCode | None:
    cells = {column: cell.strip() for column, cell in row.cells.items()}
    _check_confirmation(row.place, cells["confirmed_by"], cells["confirmed_on"], words.log)
    if not cells["code"]:
        words.log.note(row.place, "a row without a code", "remove it")
        return None
    if cells["side"] and cells["side"] not in words_of(Side):
        words.log.note(row.place, f"unknown side `{cells['side']}`", f"use one of {listing(words_of(Side))}")
        return None
    code = _read_code(row.place, cells["system"], cells["code"], words.log)
    procedure = words.procedure(Text(row.place, cells["procedure"]))
    if code is None:
        return None
    side = Side(cells["side"]) if cells["side"] else None
    return LocalCode(row.place, procedure, ProcedureCode(code, display=cells["name"], side=side, local=True))


def _read_code(place: Place, system: str, code: str, log: ProblemLog) -> Code | None:
    """Give a code of a system known by its address; those of public systems have their check digit tested."""
    short = next((name for name, address in SHORT_NAMES.items() if address == system), "")
    if short:
        return read_code(place, short, code, log)
    if not _ADDRESS.fullmatch(system):
        found = f"`{system}` is no address of a code system"
        log.note(place, found, "write it as orders carry it: `urn:oid:1.2.3` or `https://...`")
        return None
    return Code(system, code)


def _check_confirmation(place: Place, by: str, on: str, log: ProblemLog) -> None:
    if not by or not _DAY.fullmatch(on):
        log.note(
            place,
            "a confirmed code without who and when",
            "fill `confirmed_by`, and `confirmed_on` as 2026-05-29",
        )
