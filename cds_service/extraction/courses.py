"""Whether therapy is stated as finished, as a whole or in part, and what of it is still to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from cds_service.domain.truth import Truth
from cds_service.extraction.treatments import State, Treatment
from cds_service.fhir.dates import Day, latest_of

SETTLED: Final = 14
"""A prescription that ended so many days ago may stand for a finished course."""


def finished_as_a_whole(begun: Sequence[Treatment], planned: Sequence[Treatment]) -> tuple[Treatment, ...]:
    """Give the plans of care that state that all of their therapy is finished.

    A plan with steps left, or with a dose surely given after its end, states that of a part at most.
    """
    steps = [each for each in (*begun, *planned) if each.state is not State.FINISHED]
    unfinished = {each.evidence.reference for each in steps}
    plans = [each for each in _finished(begun) if each.evidence.record == "CarePlan"]
    return tuple(
        each
        for each in plans
        if each.evidence.reference not in unfinished
        and not any(_is_after(step.span.start, each.span.end) for step in steps if step.has_begun)
    )


def finished_in_part(begun: Sequence[Treatment], today: Day) -> tuple[Treatment, ...]:
    """Give the finished courses, else the finished prescriptions.

    A finished prescription may be one cycle of several, so it counts only once some time has passed.
    """
    finished = _finished(begun)
    courses = [each for each in finished if each.evidence.record != "MedicationRequest"]
    if courses:
        return tuple(finished)
    last = latest_of(*(each.last_given(today) for each in begun))
    settled = last is not None and last.days_until(today)[0] >= SETTLED
    return tuple(finished) if settled else ()


def left_over(
    finished: Sequence[Treatment], begun: Iterable[Treatment], planned: Iterable[Treatment], today: Day
) -> tuple[Treatment, ...]:
    """Give what goes on beside or after the finished part: later doses, and treatments left open or ordered.

    One whose drug is itself stated as finished later on is not left over.
    """
    last = latest_of(*(each.last_given(today) for each in finished))
    given = [each for each in begun if each.state is State.GIVEN]
    later = [each for each in given if _is_after(each.last_given(today), last)]
    still_open = [each for each in begun if each.state in (State.OPEN, State.RUNNING)]
    return tuple(each for each in (*later, *still_open, *planned) if not _is_superseded(each, finished))


def _is_superseded(treatment: Treatment, finished: Sequence[Treatment]) -> bool:
    """Whether the same drug was finished: a dose up to its end, an order by a record made since."""
    same = [each for each in finished if each.drug and each.drug == treatment.drug]
    if treatment.state is State.GIVEN:
        return any(not _is_after(treatment.span.start, each.span.end) for each in same)
    return any(_is_after(each.began, treatment.began) for each in same)


def _finished(begun: Iterable[Treatment]) -> list[Treatment]:
    return [each for each in begun if each.state is State.FINISHED]


def _is_after(one: Day | None, other: Day | None) -> bool:
    return bool(one and other and one.is_after(other) is Truth.TRUE)
