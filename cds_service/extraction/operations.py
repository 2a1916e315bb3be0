"""Operations on the breast and axilla of this cancer's side, as they were done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cds_service.domain.facts import Evidence
from cds_service.extraction.chart import Chart, Found
from cds_service.extraction.evidence import bear_witness, name_of
from cds_service.extraction.primaries import Disease, is_established
from cds_service.extraction.standing import NOT_YET_DONE
from cds_service.fhir.dates import Day, earliest_of
from cds_service.fhir.resources import Condition, Procedure

MASTECTOMY: Final = "surgery-mastectomy"
RE_EXCISION: Final = "surgery-re-excision"
EXCISION: Final = "surgery-breast-conserving"
EXTENT_UNCLEAR: Final = "surgery-breast-extent-unclear"
ON_BREAST: Final = (MASTECTOMY, RE_EXCISION, EXCISION, EXTENT_UNCLEAR)
ON_AXILLA: Final = ("surgery-axillary",)

_CALLED: Final = {
    MASTECTOMY: "mastectomy",
    RE_EXCISION: "re-excision",
    EXCISION: "breast-conserving surgery",
    EXTENT_UNCLEAR: "excision in the breast",
    **dict.fromkeys(ON_AXILLA, "surgery of the axilla"),
}
"""What operations are called whose codes have no name of their own here."""

_BEFORE_DIAGNOSIS: Final = 30
"""An excision may come first and prove the cancer, whose diagnosis is then dated by the pathology report."""
_STILL_RUNNING: Final = 274
"""A procedure `in-progress` for longer than nine months is not believed to be running."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation that was done; `kind` is the value set of its code, `why` says why that is unclear."""

    kind: str
    why: str
    on: Day | None
    evidence: Evidence

    @property
    def is_diagnostic(self) -> bool:
        """Whether it may have been done to make the diagnosis only."""
        return self.why == "excisional-biopsy"


def operations_on_breast(chart: Chart, disease: Disease) -> tuple[Operation, ...]:
    """Give the operations on this cancer's breast, the earliest first, undated ones before all."""
    done = [*_procedures(chart, disease, ON_BREAST), *_absent_breasts(chart, disease)]
    return tuple(sorted(done, key=_by_day))


def operations_on_axilla(chart: Chart, disease: Disease) -> tuple[Operation, ...]:
    """Give the operations on the axilla of this cancer's side, the earliest first, undated ones before."""
    return tuple(sorted(_procedures(chart, disease, ON_AXILLA), key=_by_day))


def first_definitive(operations: Iterable[Operation]) -> Day | None:
    """Give the day of the first operation that was not merely diagnostic, where it is dated."""
    return earliest_of(*(each.on for each in operations if not each.is_diagnostic))


def was_done(procedure: Procedure) -> bool:
    """Whether a procedure was carried out, at least in part."""
    return procedure.status not in NOT_YET_DONE


def is_stale(procedure: Procedure, chart: Chart) -> bool:
    """Whether a procedure is said to be in progress for so long that nobody seems to have closed it."""
    if procedure.status != "in-progress" or procedure.performed.end or not procedure.on:
        return False
    return procedure.on.days_until(chart.today)[0] > _STILL_RUNNING


def _procedures(chart: Chart, disease: Disease, value_sets: tuple[str, ...]) -> Iterator[Operation]:
    for found in chart.find(chart.record.procedures, *value_sets):
        procedure = found.resource
        side = chart.side_of(found.says("side"), *procedure.body_sites, procedure.code)
        elsewhere = disease.is_other_side(side) or disease.is_elsewhere(procedure.reason_references)
        if elsewhere or disease.is_before(procedure.on, _BEFORE_DIAGNOSIS) or not was_done(procedure):
            continue
        says = name_of(found.entry, _CALLED[found.value_set])
        evidence = bear_witness(procedure, "code", says, code=found.entry.code, on=procedure.on, side=side)
        yield Operation(found.value_set, found.says("why"), procedure.on, evidence)


def _absent_breasts(chart: Chart, disease: Disease) -> Iterator[Operation]:
    """Give the mastectomies known by the absence of a breast; when they were done is not known."""
    found: Found[Condition]
    for found in chart.find(chart.record.conditions, MASTECTOMY):
        condition = found.resource
        side = chart.side_of(found.says("side"), *condition.body_sites, condition.code)
        before = disease.is_before(condition.on, _BEFORE_DIAGNOSIS)
        if is_established(condition) and not before and not disease.is_other_side(side):
            says = name_of(found.entry, "acquired absence of the breast")
            evidence = bear_witness(
                condition, "code", says, code=found.entry.code, on=condition.on, side=side
            )
            yield Operation(MASTECTOMY, "", None, evidence)


def _by_day(operation: Operation) -> tuple[str, str]:
    return operation.on.earliest.isoformat() if operation.on else "", operation.evidence.reference
