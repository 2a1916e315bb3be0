"""An order together with everything that was concluded about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cds_service.domain.terms import Side
from cds_service.evaluation.conclusions import Conclusion
from cds_service.evaluation.orders import Assessment


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """An order of ours that is not judged, and why, in words without any patient content."""

    reference: str
    because: str


@dataclass(frozen=True, slots=True)
class JudgedOrder:
    """A judged order.

    `raws` are the resources as received: one, or all the parts of a study that was ordered in parts; the
    first is the one the card speaks of. `references` are their `Type/id` in the same order.
    """

    raws: tuple[Mapping[str, object], ...]
    references: tuple[str, ...]
    side: Side | None
    assessment: Assessment
    conclusion: Conclusion
    editable: bool = True
    """Whether an action can name every one of the orders."""
    open_as: str = ""
    """The id of the open procedure, where the order leaves open which study it asks for."""
