"""Writes rows of the store as Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Table

_GROUP: Final = 50_000
"""Rows that are held in memory at a time."""
_TYPES: Final[dict[type, pa.DataType]] = {
    bool: pa.bool_(),
    int: pa.int64(),
    str: pa.string(),
    datetime: pa.timestamp("us", tz="UTC"),
}


def write_parquet(file: Path, table: Table, rows: Iterator[dict[str, Any]]) -> int:
    """Write the rows of a table, with the types of its columns also where there are none; give how many."""
    schema = pa.schema([(each.name, _TYPES[each.type.python_type]) for each in table.columns])
    count = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(rows, _GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema))
            count += len(group)
    return count
