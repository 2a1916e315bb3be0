"""Reads a value set: a CSV file of codes with one meaning."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from types import MappingProxyType
from typing import Final

from cds_service.domain.knowledge_base import ValueSet, ValueSetEntry
from cds_service.domain.terms import Code, Side
from cds_service.knowledge.problems import Place, ProblemLog, listing
from cds_service.knowledge.text.codes import read_code

_COLUMNS: Final = ("system", "code", "display", "side", "verified")
_NOT_PROPERTIES: Final = frozenset({"system", "code", "display", "verified"})
_SIDES: Final = frozenset(side.value for side in Side)


def read_value_set(file: str, name: str, content: bytes, log: ProblemLog) -> ValueSet:
    """Give the codes of a file, each with what the columns beyond its display say of it."""
    rows = _rows(file, content, log)
    header = tuple(rows[0][1]) if rows else ()
    if log.touches(file):
        return ValueSet(name, MappingProxyType({}))
    if header[: len(_COLUMNS)] != _COLUMNS:
        log.note(Place(file), "a header that is not a value set's", f"begin with `{','.join(_COLUMNS)}`")
        return ValueSet(name, MappingProxyType({}))
    entries: dict[Code, ValueSetEntry] = {}
    for place, row in rows[1:]:
        entry = _read_row(place, header, row, log)
        if entry and entry.code in entries:
            log.note(place, f"`{row[0]}` `{row[1]}` for the second time", "keep one of them")
        elif entry:
            entries[entry.code] = entry
    if len(rows) == 1:
        log.note(Place(file), "a value set without codes", "add one or remove the file")
    return ValueSet(name, MappingProxyType(entries))


def _rows(file: str, content: bytes, log: ProblemLog) -> list[tuple[Place, list[str]]]:
    try:
        reader = csv.reader(content.decode("utf-8-sig").splitlines(keepends=True), strict=True)
        return [(Place(file, reader.line_num), row) for row in reader]
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        log.note(Place(file, line), "a byte that is not UTF-8", "save the file as UTF-8")
    except csv.Error as error:
        log.note(Place(file, reader.line_num), f"a row that cannot be read ({error})", "mend the quotes")
    return []


def _read_row(
    place: Place, header: Sequence[str], row: Sequence[str], log: ProblemLog
) -> ValueSetEntry | None:
    if len(row) != len(header):
        log.note(place, f"{len(row)} columns under a header of {len(header)}", "quote texts with commas")
        return None
    given = dict(zip(header, row, strict=True))
    if not given["code"].strip():
        log.note(place, "a row without a code", "remove it")
        return None
    if given["side"] and given["side"] not in _SIDES:
        log.note(place, f"unknown side `{given['side']}`", f"use one of {listing(sorted(_SIDES))}")
        return None
    if not given["verified"].strip():
        log.note(place, "a code without `verified`", "say where it was seen with this meaning")
    properties = {key: value for key, value in given.items() if value and key not in _NOT_PROPERTIES}
    code = read_code(place, given["system"], given["code"], log)
    return ValueSetEntry(code, given["display"], MappingProxyType(properties)) if code else None
