"""Three-valued truth (Kleene's strong logic), its tables written out as tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final


class Truth(Enum):
    """Whether something holds, as far as the record can tell."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


_T, _F, _U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

AND: Final[Mapping[tuple[Truth, Truth], Truth]] = MappingProxyType(
    {
        (_T, _T): _T, (_T, _F): _F, (_T, _U): _U,
        (_F, _T): _F, (_F, _F): _F, (_F, _U): _F,
        (_U, _T): _U, (_U, _F): _F, (_U, _U): _U,
    }
)  # fmt: skip

OR: Final[Mapping[tuple[Truth, Truth], Truth]] = MappingProxyType(
    {
        (_T, _T): _T, (_T, _F): _T, (_T, _U): _T,
        (_F, _T): _T, (_F, _F): _F, (_F, _U): _U,
        (_U, _T): _T, (_U, _F): _U, (_U, _U): _U,
    }
)  # fmt: skip


def conjoin(truths: Iterable[Truth]) -> Truth:
    """All of them; true of nothing."""
    result = Truth.TRUE
    for truth in truths:
        result = AND[result, truth]
    return result


def disjoin(truths: Iterable[Truth]) -> Truth:
    """At least one of them; false of nothing."""
    result = Truth.FALSE
    for truth in truths:
        result = OR[result, truth]
    return result
