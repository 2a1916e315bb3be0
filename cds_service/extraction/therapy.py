"""The phase of neoadjuvant systemic therapy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cds_service.domain.facts import Evidence, Recorded
from cds_service.domain.truth import Truth
from cds_service.extraction.care_plans import revoked_plans_of
from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import Claim, claim, settle
from cds_service.extraction.courses import finished_as_a_whole, finished_in_part, left_over
from cds_service.extraction.episode import Episode
from cds_service.extraction.evidence import bear_witness, name_of
from cds_service.extraction.operations import ON_BREAST
from cds_service.extraction.stage_statements import Statement
from cds_service.extraction.treatments import State, Treatment
from cds_service.fhir.dates import Day, latest_of

RECENT: Final = 28
"""A dose within so many days means that therapy is under way."""
LONG_AGO: Final = 180
"""Beyond so many days without surgery or statement nobody can tell what became of the therapy."""

_BEGUN: Final = frozenset({"ongoing", "completed"})
_NOT_BEGUN: Final = frozenset({"not-planned", "planned"})
_STANDING: Final = frozenset({"active", "draft", "on-hold", ""})
_ONE_PART: Final = "one part of the treatment is finished, another may still go on"
_SEARCHED: Final = frozenset({"procedures", "medication_requests"})


def read_therapy(
    chart: Chart, episode: Episode, statements: tuple[Statement, ...]
) -> Mapping[str, Recorded | None]:
    """Give the phase: planned, under way, completed, or not planned where that is stated."""
    treatments = [each for each in episode.treatments if each.intent != "adjuvant"]
    adjuvant = [each for each in episode.treatments if each.intent == "adjuvant"]
    if any(not each.is_diagnostic for each in episode.on_breast):
        phase = _after_surgery(episode, treatments, adjuvant, statements)
    else:
        phase = _before_surgery(chart, episode, treatments, statements)
    return {"neoadjuvant_therapy.phase": settle([phase] if phase else [])}


def _after_surgery(
    episode: Episode,
    treatments: list[Treatment],
    adjuvant: list[Treatment],
    statements: tuple[Statement, ...],
) -> Claim | None:
    """Therapy before the operation was neoadjuvant and is over; therapy only after it was not neoadjuvant."""
    begun = [each for each in treatments if each.has_begun]
    operated = episode.operated_on
    before = [each for each in begun if _is_before(each.began, operated) or each.intent == "neoadjuvant"]
    restaged = [each.evidence for each in statements if each.basis == "post-neoadjuvant"]
    if before or restaged:
        return claim("completed", *_evidence(before), *restaged)
    after = [each for each in begun if _is_since(each.began, operated)]
    unclear = [each for each in begun if each not in after]
    if unclear:
        remark = "whether the systemic therapy came before or after the surgery its date does not say"
        return claim(frozenset({"completed", "not-planned"}), *_evidence(unclear), remark=remark)
    later = [*after, *adjuvant]
    return (
        claim("not-planned", *_evidence(later), remark="systemic therapy only after surgery")
        if later
        else None
    )


def _before_surgery(
    chart: Chart, episode: Episode, treatments: list[Treatment], statements: tuple[Statement, ...]
) -> Claim | None:
    begun = [each for each in treatments if each.has_begun]
    planned = [each for each in treatments if not each.has_begun]
    restaged = [
        each.evidence
        for each in statements
        if each.basis == "post-neoadjuvant" and not episode.disease.is_before(each.on, 0)
    ]
    if restaged:
        return claim("completed", *_evidence(begun), *restaged)
    chemotherapy = [each for each in begun if each.is_chemotherapy]
    if chemotherapy:
        given_up = _given_up(chart, episode, chemotherapy)
        return _how_far(chart, [*chemotherapy, *given_up], [each for each in planned if each.is_chemotherapy])
    if begun:
        remark = "only hormonal treatment is on record, which is not a course of chemotherapy"
        return claim(_BEGUN, *_evidence(begun), remark=remark)
    if history := _history(chart, episode.disease.diagnosed):
        return claim(_BEGUN, *history, remark="a history of chemotherapy is recorded, but no dose and no end")
    surgery = _ordered_surgery(chart)
    if planned:
        return _plan(chart, planned, surgery)
    if not surgery:
        return None
    remark = "surgery is ordered and no systemic therapy before it"
    certain = chart.record.searched >= _SEARCHED
    return claim("not-planned" if certain else _NOT_BEGUN, *surgery, remark=remark)


def _given_up(chart: Chart, episode: Episode, begun: list[Treatment]) -> list[Treatment]:
    """Give the revoked plans of care under which a dose was given, unless another plan was carried out."""
    if finished_as_a_whole(begun, ()):
        return []
    revoked = revoked_plans_of(chart, episode.disease)
    doses = [each.last_given(chart.today) for each in begun]
    return [each for each in revoked if any(dose and not _is_before(dose, each.began) for dose in doses)]


def _how_far(chart: Chart, begun: list[Treatment], planned: list[Treatment]) -> Claim:
    """Say how far a course that has begun has got, as knowledge section 7 decides it."""
    evidence = _evidence(begun)
    last = latest_of(*(each.last_given(chart.today) for each in begun))
    gap = last.days_until(chart.today) if last else None
    if any(each.state is State.CUT_SHORT for each in begun):
        return claim(_BEGUN, *evidence, remark="a treatment was stopped early: it was not a full course")
    if running := [each for each in begun if each.state is State.RUNNING]:
        return claim("ongoing", *_evidence(running))
    if stated := [*_evidence(finished_as_a_whole(begun, planned)), *_history(chart, last)]:
        return claim("completed", *stated)
    if (part := finished_in_part(begun, chart.today)) and (
        partial := _after_part(chart, part, begun, planned)
    ):
        return partial
    if gap is None or last is None:
        return claim(_BEGUN, *evidence, remark="chemotherapy is on record, but not when it was given")
    if gap[1] <= RECENT:
        return claim("ongoing", *evidence)
    if _has_more_to_come(chart, planned):
        return claim("ongoing", *evidence, *_evidence(planned))
    if gap[0] > LONG_AGO:
        remark = "the last chemotherapy on record is more than 180 days old, and no surgery followed"
        return claim(_BEGUN, *evidence, remark=remark)
    if any(each.state is State.OPEN for each in begun) or planned or gap[0] <= RECENT or gap[1] > LONG_AGO:
        remark = "chemotherapy is on record, but not whether it has ended"
        return claim(_BEGUN, *evidence, *_evidence(planned), remark=remark)
    remark = f"no statement of completion; the last dose was {gap[0]} days ago and none is planned"
    return claim("completed", *evidence, remark=remark, presumed=True)


def _after_part(
    chart: Chart, part: Sequence[Treatment], begun: Sequence[Treatment], planned: Sequence[Treatment]
) -> Claim | None:
    """Say how far a course has got of which a part is stated as finished; nothing where only time tells.

    The end of one drug is not the end of a course in which another follows, as a taxane follows
    anthracyclines.
    """
    left = left_over(part, begun, planned, chart.today)
    if not left:
        return claim("completed", *_evidence(part))
    recent = [each for each in left if _is_recent(chart, each)]
    if any(each.drug or each.state is not State.GIVEN for each in recent):
        return claim("ongoing", *_evidence(part), *_evidence(recent))
    if recent or any(each.state is not State.GIVEN for each in left):
        return claim(_BEGUN, *_evidence(part), *_evidence(left), remark=_ONE_PART)
    return None


def _is_recent(chart: Chart, treatment: Treatment) -> bool:
    """Whether it was given, begun or ordered within the last weeks, or is to begin."""
    on = treatment.last_given(chart.today) or treatment.began
    return on is not None and on.days_until(chart.today)[1] <= RECENT


def _history(chart: Chart, last: Day | None) -> tuple[Evidence, ...]:
    """A history of chemotherapy, recorded after the last dose, states that it is over."""
    found = chart.find(chart.record.conditions, "chemotherapy-history")
    return tuple(
        bear_witness(
            each.resource, "code", name_of(each.entry, "history of chemotherapy"), on=each.resource.on
        )
        for each in found
        if last and each.resource.on and each.resource.on.is_after(last) is Truth.TRUE
    )


def _has_more_to_come(chart: Chart, planned: Iterable[Treatment]) -> bool:
    """Whether further doses are ordered for later, or were ordered within the last weeks."""
    return any(each.began is not None and each.began.days_until(chart.today)[0] <= RECENT for each in planned)


def _plan(chart: Chart, planned: list[Treatment], surgery: tuple[Evidence, ...]) -> Claim:
    """Therapy is planned or ordered and none is recorded as begun."""
    evidence = _evidence(planned)
    if not any(each.is_chemotherapy for each in planned):
        return claim(
            frozenset({"planned", "ongoing"}), *evidence, remark="only hormonal treatment is ordered"
        )
    if surgery and not any(each.intent == "neoadjuvant" for each in planned):
        remark = "both surgery and systemic therapy are ordered; which comes first is not said"
        return claim(_NOT_BEGUN, *evidence, *surgery, remark=remark)
    ordered = [each for each in planned if each.state is State.ORDERED]
    if not ordered and chart.record.searched >= _SEARCHED:
        return claim("planned", *evidence)
    since = [each.began.days_until(chart.today)[1] for each in (ordered or planned) if each.began]
    if since and max(since) < 0:
        return claim("planned", *evidence)
    if ordered and since and max(since) > RECENT:
        return claim(_BEGUN, *evidence, remark="chemotherapy was ordered weeks ago; no dose is on record")
    remark = "chemotherapy is planned or ordered; whether it has begun is not on record"
    return claim(frozenset({"planned", "ongoing"}), *evidence, remark=remark)


def _ordered_surgery(chart: Chart) -> tuple[Evidence, ...]:
    """Give the standing orders for surgery of the breast."""
    orders = chart.find(chart.record.service_requests, *ON_BREAST)
    return tuple(
        bear_witness(
            each.resource,
            "code",
            f"{name_of(each.entry, 'breast surgery')} ordered",
            code=each.entry.code,
            on=each.resource.on,
            side=chart.side_of(each.says("side"), *each.resource.body_sites, each.resource.code),
        )
        for each in orders
        if each.resource.status in _STANDING
    )


def _is_before(one: Day | None, other: Day | None) -> bool:
    return bool(one and other and one.is_before(other) is Truth.TRUE)


def _is_since(one: Day | None, other: Day | None) -> bool:
    return bool(one and other and one.is_before(other) is Truth.FALSE)


def _evidence(treatments: Iterable[Treatment]) -> tuple[Evidence, ...]:
    return tuple(each.evidence for each in treatments)
