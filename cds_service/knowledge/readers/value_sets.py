"""Reads value sets, CSV files of codes with one meaning, and joins those of several folders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cds_service.domain.knowledge_base import ValueSet, ValueSetEntry
from cds_service.domain.terms import Code, Side
from cds_service.knowledge.problems import Place, ProblemLog, listing, suggest
from cds_service.knowledge.text.codes import read_code
from cds_service.knowledge.text.rows import Row, read_rows

_COLUMNS: Final = ("system", "code", "display", "side", "verified")
_NOT_PROPERTIES: Final = frozenset({"system", "code", "display", "verified"})
_SIDES: Final = frozenset(side.value for side in Side)


@dataclass(frozen=True, slots=True)
class CodeFile:
    """One file of codes; an entry's place is its line."""

    name: str
    place: Place
    header: tuple[str, ...]
    entries: Mapping[Code, tuple[Place, ValueSetEntry]]

    @property
    def value_set(self) -> ValueSet:
        """The codes without their lines."""
        return ValueSet(self.name, MappingProxyType({code: each for code, (_, each) in self.entries.items()}))


def read_value_set(file: str, name: str, content: bytes, log: ProblemLog) -> CodeFile:
    """Give the codes of a file, each with what the columns beyond its display say of it."""
    header, rows = read_rows(file, content, _COLUMNS, "a value set", log)
    entries: dict[Code, tuple[Place, ValueSetEntry]] = {}
    for row in rows:
        entry = _read_row(row, log)
        if entry and entry.code in entries:
            found = f"`{row.cells['system']}` `{row.cells['code']}` for the second time"
            log.note(row.place, found, "keep one of them")
        elif entry:
            entries[entry.code] = (row.place, entry)
    if header and not rows and not log.touches(file):
        log.note(Place(file), "a value set without codes", "add one or remove the file")
    return CodeFile(name, Place(file), header, entries)


def join_codes(earlier: CodeFile, later: CodeFile, log: ProblemLog, *, replaced: bool) -> CodeFile:
    """Give the codes of both files, or of the later one where it takes the place of the earlier.

    Charts are read by what the columns of the earlier file say; the later one must use the same words.
    """
    if log.touches(earlier.place.file) or log.touches(later.place.file):
        return earlier
    if later.header != earlier.header:
        found = f"another header than that of {earlier.place.file}"
        log.note(later.place, found, f"write `{','.join(earlier.header)}`")
        return earlier
    for column in earlier.header[len(_COLUMNS) :]:
        _check_words(column, earlier, later, log)
    if replaced:
        return later
    for code in later.entries.keys() & earlier.entries.keys():
        place, entry = later.entries[code]
        log.note(place, f"`{entry.code.code}` is in {earlier.place.file} already", "remove it here")
    return CodeFile(earlier.name, earlier.place, earlier.header, {**earlier.entries, **later.entries})


def check_read(code_file: CodeFile, base: Mapping[str, CodeFile], named: set[str], log: ProblemLog) -> None:
    """Check that something reads a value set that a later folder adds."""
    if code_file.name not in named and not code_file.name.endswith("-site"):
        otherwise = "name it in the `value_sets` of a study, or give it the name of the set it adds to"
        found = f"nothing reads the value set `{code_file.name}`"
        log.note(code_file.place, found, suggest(code_file.name, base, otherwise))


def _check_words(column: str, earlier: CodeFile, later: CodeFile, log: ProblemLog) -> None:
    known = [entry.properties.get(column, "") for _, entry in earlier.entries.values()]
    words = sorted(set(known) - {""})
    for place, entry in later.entries.values():
        word = entry.properties.get(column, "")
        if word not in known:
            found = f"`{word}` in the column `{column}`" if word else f"nothing in the column `{column}`"
            log.note(place, found, f"use one of {listing(words)}, which {earlier.place.file} uses")


def _read_row(row: Row, log: ProblemLog) -> ValueSetEntry | None:
    given, place = row.cells, row.place
    if not given["code"].strip():
        log.note(place, "a row without a code", "remove it")
        return None
    if given["side"] and given["side"] not in _SIDES:
        log.note(place, f"unknown side `{given['side']}`", f"use one of {listing(sorted(_SIDES))}")
        return None
    if not given["verified"].strip():
        log.note(place, "a code without `verified`", "say where it was seen with this meaning")
    properties = dict(_properties(given))
    code = read_code(place, given["system"], given["code"], log)
    return ValueSetEntry(code, given["display"], MappingProxyType(properties)) if code else None


def _properties(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((key, value) for key, value in cells.items() if value and key not in _NOT_PROPERTIES)
