"""Reads the rows of a CSV file strictly, each with its line and under its header."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from cds_service.knowledge.problems import Place, ProblemLog


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its columns."""

    place: Place
    cells: Mapping[str, str]


def read_rows(
    file: str, content: bytes, columns: tuple[str, ...], what: str, log: ProblemLog
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Give the header, which begins with these columns, and the rows; nothing where they cannot be read.

    `what` names the kind of file in its problems: `a value set`.
    """
    lines = _lines(file, content, log)
    if log.touches(file):
        return (), ()
    header = tuple(lines[0][1]) if lines else ()
    if header[: len(columns)] != columns:
        log.note(Place(file), f"a header that does not fit {what}", f"begin with `{','.join(columns)}`")
        return (), ()
    found: list[Row] = []
    for place, cells in lines[1:]:
        if len(cells) == len(header):
            found.append(Row(place, dict(zip(header, cells, strict=True))))
        else:
            given = f"{len(cells)} columns under a header of {len(header)}"
            log.note(place, given, "quote texts with commas")
    return header, tuple(found)


def _lines(file: str, content: bytes, log: ProblemLog) -> list[tuple[Place, list[str]]]:
    try:
        reader = csv.reader(content.decode("utf-8-sig").splitlines(keepends=True), strict=True)
        return [(Place(file, reader.line_num), row) for row in reader]
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        log.note(Place(file, line), "a byte that is not UTF-8", "save the file as UTF-8")
    except csv.Error as error:
        log.note(Place(file, reader.line_num), f"a row that cannot be read ({error})", "mend the quotes")
    return []
