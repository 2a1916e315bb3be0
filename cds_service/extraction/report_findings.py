"""What the text of a report was found to say: of what, which value, on which side, and where it says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum

from cds_service.domain.terms import Side


class ReportKind(Enum):
    """Who wrote the report; each is read for its own findings only."""

    IMAGING = "imaging"
    PATHOLOGY = "pathology"


class ReportFact(Enum):
    """What a finding is about, and the values it can have (those of `facts.yaml`)."""

    AXILLARY_NODES = "axillary nodes on imaging"
    """`suspicious`, `not-suspicious`, `inconclusive`."""
    NODE_CLIP = "marker clip in the axillary node"
    """`placed`, `not-placed`."""
    NODE_BIOPSY = "needle biopsy of an axillary node"
    """`positive`, `benign`, `non-diagnostic`."""
    INVASIVE_MARGINS = "margins of the invasive cancer"
    """`positive`, `negative`."""
    IN_SITU_MARGINS = "margins of the carcinoma in situ"
    """`positive`, `negative`."""
    MARGINS = "margins, the kind of tumour not stated"
    """`positive`, `negative`."""


class Certainty(Enum):
    """How firmly the report stands behind a finding."""

    CONCLUDED = "concluded"
    """In its impression, conclusion, diagnosis or addendum."""
    DESCRIBED = "described"
    """Elsewhere in the text."""


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """One finding of one sentence; `sentence_span` is (start, end) in characters of the text as given."""

    what: ReportFact
    value: str
    side: Side | None
    sentence_span: tuple[int, int]
    certainty: Certainty


_STRONGER = {
    "suspicious": frozenset({"not-suspicious", "inconclusive"}),
    "inconclusive": frozenset({"not-suspicious"}),
    "positive": frozenset({"negative", "benign", "non-diagnostic"}),
    "non-diagnostic": frozenset({"benign"}),
}
"""A value that leaves the other true of another node, margin or core, and yet decides for the whole."""


def weigh(findings: Iterable[ReportFinding]) -> tuple[ReportFinding, ...]:
    """Keep what counts: conclusions before descriptions, then the abnormal before the normal, side by side.

    What is left on one side may still contradict itself (a clip placed and not placed): that is a
    conflict for the caller.
    """
    every = tuple(dict.fromkeys(findings))
    firm = _without(every, _is_overruled)
    return _without(firm, _is_outdone)


def is_about_the_same(one: ReportFinding, other: ReportFinding) -> bool:
    """Whether both speak of one thing on one side; a side that is not stated may be either."""
    sides_meet = one.side is None or other.side is None or one.side.meets(other.side)
    return one.what is other.what and sides_meet


def _without(
    findings: tuple[ReportFinding, ...], yields_to: Callable[[ReportFinding, ReportFinding], bool]
) -> tuple[ReportFinding, ...]:
    # However long a text is, it can say only few different things: they are compared, not the sentences.
    kinds = {replace(each, sentence_span=(0, 0)) for each in findings}
    gone = {
        one
        for one in kinds
        if any(is_about_the_same(one, other) and yields_to(one, other) for other in kinds)
    }
    return tuple(each for each in findings if replace(each, sentence_span=(0, 0)) not in gone)


def _is_overruled(one: ReportFinding, other: ReportFinding) -> bool:
    return one.certainty is Certainty.DESCRIBED and other.certainty is Certainty.CONCLUDED


def _is_outdone(one: ReportFinding, other: ReportFinding) -> bool:
    return one.value in _STRONGER.get(other.value, frozenset())
