"""Studies that can be ordered, how an order names them, and the codes they are ordered by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from cds_service.domain.terms import Code, Side


class ProcedureKind(Enum):
    """What sort of order it is; only imaging and biopsies are ever rated."""

    IMAGING = "imaging"
    BIOPSY = "biopsy"
    SYSTEMIC_THERAPY = "systemic-therapy"
    AXILLARY_SURGERY = "axillary-surgery"
    BREAST_SURGERY = "breast-surgery"

    @property
    def is_companion(self) -> bool:
        """Whether such orders are watched for pitfalls but never rated."""
        return self not in (ProcedureKind.IMAGING, ProcedureKind.BIOPSY)


@dataclass(frozen=True, slots=True)
class ProcedureCode:
    """A code that orders the study; `needs` and `unless` name the body site that settles a shared code."""

    code: Code
    display: str = ""
    side: Side | None = None
    needs: str = ""
    unless: str = ""
    local: bool = False
    """Of a site's own catalogue, which is what the site orders by."""


@dataclass(frozen=True, slots=True)
class ProtocolLink:
    """Where a site keeps its protocol of a study."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Procedure:
    """A study by its canonical (ACR) name.

    `radiation` is the ACR relative radiation level as its symbol (`O`, `☢☢`), empty for companions.
    """

    id: str
    name: str
    says: str
    kind: ProcedureKind
    radiation: str = ""
    close_to: str = ""
    codes: tuple[ProcedureCode, ...] = ()
    order_as: tuple[ProcedureCode, ...] = ()
    text: tuple[str, ...] = ()
    protocol_link: ProtocolLink | None = None


@dataclass(frozen=True, slots=True)
class OpenProcedure:
    """A code or name that leaves contrast, purpose or extent open, and the studies it could be."""

    id: str
    name: str
    could_be: tuple[str, ...]
    ask: str
    codes: tuple[ProcedureCode, ...] = ()
    text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Combination:
    """One study ordered as several: chest CT and abdomen-pelvis CT."""

    procedure: str
    parts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All studies, and the index by code."""

    procedures: Mapping[str, Procedure]
    open_procedures: Mapping[str, OpenProcedure]
    combinations: tuple[Combination, ...]
    by_code: Mapping[Code, tuple[tuple[str, ProcedureCode], ...]]
    """Every code with the procedures (or open procedures) that it may order."""
    by_text: Mapping[str, str]
    """Whole-phrase names, lower case, with the procedure (or open procedure) they name."""
