"""Writes what is proposed for a person to confirm, and leaves alone what a person has decided."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cds_service.errors import CatalogueUnreadable
from cds_service.knowledge.readers.order_codes import COLUMNS, CodeState
from cds_service.site_catalogue.proposing import Proposal

Row = Mapping[str, str]

_IN_ORDER: Final = (CodeState.PROPOSED, CodeState.CONFIRMED, CodeState.UNMATCHED)


@dataclass(frozen=True, slots=True)
class Merged:
    """The rows of the new file, and what became of the old ones."""

    rows: tuple[Row, ...]
    kept: int
    renamed: tuple[str, ...]
    """Codes whose name is another than when they were confirmed, which are to be confirmed again."""
    gone: tuple[str, ...]
    """Codes that the catalogue no longer has; their rows stay."""

    def count(self, state: CodeState) -> int:
        """Give the number of rows in a state."""
        return sum(row["state"] == state.value for row in self.rows)


def read_proposals(content: str) -> tuple[Row, ...]:
    """Give the rows of an earlier proposal.

    Raises:
        CatalogueUnreadable: it is no such file, so nothing of it would be kept.
    """
    reader = csv.DictReader(io.StringIO(content.removeprefix("\N{BYTE ORDER MARK}")))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise CatalogueUnreadable("the file to write to is no list of order codes: name another `--output`")
    return tuple({column: row[column] or "" for column in COLUMNS} for row in reader)


def merge(earlier: Sequence[Row], proposals: Iterable[Proposal], system: str) -> Merged:
    """Give the rows of an earlier file with new proposals beside them.

    What a person has decided or left in the list stays as it is, unless the catalogue has renamed the code.
    """
    known = {row["code"]: row for row in earlier if row["system"] == system}
    rows: list[Row] = [row for row in earlier if row["system"] != system]
    renamed: list[str] = []
    kept = 0
    for each in proposals:
        old = known.pop(each.orderable.code, None)
        if old is not None and old["name"] == each.orderable.name and not _is_ours(old):
            rows.append(old)
            kept += 1
        elif old is not None and old["name"] != each.orderable.name and not _is_ours(old):
            rows.append(_row(each, system, f"was `{old['name']}`, {_decided(old)}; now "))
            renamed.append(each.orderable.code)
        else:
            rows.append(_row(each, system))
    rows.extend(known.values())
    return Merged(tuple(sorted(rows, key=_place)), kept, tuple(renamed), tuple(known))


def write_proposals(rows: Iterable[Row]) -> str:
    """Give the file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _is_ours(row: Row) -> bool:
    """Whether nobody has looked at a row yet that said that nothing matches."""
    return row["state"] == CodeState.UNMATCHED.value and not row["procedure"]


def _decided(row: Row) -> str:
    if row["state"] == CodeState.CONFIRMED.value:
        return f"confirmed as `{row['procedure']}` by {row['confirmed_by']}"
    return f"{row['state']} as `{row['procedure']}`"


def _row(proposal: Proposal, system: str, before: str = "") -> Row:
    state = CodeState.PROPOSED if proposal.procedure else CodeState.UNMATCHED
    return {
        "state": state.value,
        "system": system,
        "code": proposal.orderable.code,
        "name": proposal.orderable.name,
        "procedure": proposal.procedure,
        "side": proposal.side.value if proposal.side else "",
        "confidence": str(proposal.confidence),
        "why": f"{before}{proposal.why}",
        "confirmed_by": "",
        "confirmed_on": "",
    }


def _place(row: Row) -> tuple[int, int, str, str]:
    states = [state.value for state in _IN_ORDER]
    state = states.index(row["state"]) if row["state"] in states else -1
    confidence = int(row["confidence"]) if row["confidence"].isdecimal() else 0
    return state, -confidence, row["name"], row["code"]
