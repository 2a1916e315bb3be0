"""Reads the order catalogue that a site exports: code, name and, where it has them, standard codes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cds_service.domain.terms import SHORT_NAMES
from cds_service.errors import CatalogueUnreadable
from cds_service.fhir.order_words import Coding

CODE: Final = "code"
NAME: Final = "name"
_SYSTEMS: Final[Mapping[str, str]] = {
    "cpt": SHORT_NAMES["cpt"],
    "loinc": SHORT_NAMES["loinc"],
    "snomed": SHORT_NAMES["snomed"],
}
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    CODE: (
        *("code", "local code", "order code", "procedure code", "proc code", "orderable code", "item code"),
        *("charge code", "service code", "eap id", "procedure id", "orderable id", "id"),
    ),
    NAME: (
        *("name", "procedure name", "order name", "orderable name", "description", "display", "desc"),
        *("procedure description", "item name", "code description", "long description"),
    ),
    "cpt": ("cpt", "cpt code", "cpt codes", "cpt4", "cpt 4", "cpt hcpcs", "hcpcs", "hcpcs code"),
    "loinc": ("loinc", "loinc code", "loinc num", "loinc number"),
    "snomed": ("snomed", "snomed code", "snomed ct", "sctid"),
}
"""What each column may be called; case and punctuation do not matter."""

_CODE_SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    "cpt": re.compile(r"\b(?:\d{4}[0-9A-Z]|[A-V]\d{4})(?![0-9])", re.IGNORECASE),
    "loinc": re.compile(r"\b\d{1,7}-\d\b"),
    "snomed": re.compile(r"\b\d{6,18}\b"),
}
_DELIMITERS: Final = ",;\t|"


@dataclass(frozen=True, slots=True)
class Orderable:
    """One line of a catalogue."""

    line: int
    code: str
    name: str
    codings: tuple[Coding, ...] = ()


def read_catalogue_file(content: bytes, columns: Mapping[str, str]) -> tuple[Orderable, ...]:
    """Give the orderables; `columns` name those whose headings are not usual (`code`, `name`, `cpt`, ...).

    Raises:
        CatalogueUnreadable: there is no code or no name, or a code stands twice.
    """
    rows = _rows(_decode(content))
    header = rows[0][1] if rows else []
    places = {role: _find(header, role, columns.get(role, "")) for role in HEADINGS}
    for role in (CODE, NAME):
        if places[role] is None:
            named = ", ".join(f"`{each}`" for each in header[:10]) or "nothing"
            raise CatalogueUnreadable(
                f"no column for the {role}: say `--column {role}=HEADING` with one of {named}"
            )
    found = tuple(_read(rows[1:], places))
    _refuse_twice(found)
    return found


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # what spreadsheets of the site may save


def _rows(text: str) -> list[tuple[int, list[str]]]:
    lines = text.splitlines(keepends=True)
    heading = lines[0] if lines else ""
    delimiter = max(_DELIMITERS, key=heading.count)
    reader = csv.reader(lines, delimiter=delimiter)
    return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]


def _find(header: Sequence[str], role: str, given: str) -> int | None:
    headings = [_plain(each) for each in header]
    wanted = (_plain(given),) if given else HEADINGS[role]
    found = next((headings.index(each) for each in wanted if each in headings), None)
    if given and found is None:
        raise CatalogueUnreadable(f"no column is called `{given}`: name it as the first line does")
    return found


def _plain(heading: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", heading.lower()))


def _read(rows: Sequence[tuple[int, list[str]]], places: Mapping[str, int | None]) -> Iterator[Orderable]:
    for line, row in rows:
        cells = {role: _cell(row, place) for role, place in places.items()}
        if cells[CODE]:
            yield Orderable(line, cells[CODE], cells[NAME], tuple(_codings(cells)))


def _cell(row: Sequence[str], place: int | None) -> str:
    return " ".join(row[place].split()) if place is not None and place < len(row) else ""


def _codings(cells: Mapping[str, str]) -> Iterator[Coding]:
    """Give the standard codes of a line; a cell may hold several, and modifiers behind them."""
    for role, system in _SYSTEMS.items():
        for code in _CODE_SHAPES[role].findall(cells[role]):
            yield Coding(system, code.upper(), "")


def _refuse_twice(orderables: Sequence[Orderable]) -> None:
    seen: dict[str, int] = {}
    for each in orderables:
        if each.code in seen:
            raise CatalogueUnreadable(
                f"the code `{each.code}` stands in lines {seen[each.code]} and {each.line}: export each once"
            )
        seen[each.code] = each.line
