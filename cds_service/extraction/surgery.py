"""Surgery of the breast and what followed it: kind, time since, mammogram, radiotherapy, earlier imaging."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from cds_service.domain.facts import Recorded
from cds_service.domain.quantities import Interval
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import Claim, claim, settle
from cds_service.extraction.episode import Episode
from cds_service.extraction.operations import (
    EXCISION,
    EXTENT_UNCLEAR,
    MASTECTOMY,
    RE_EXCISION,
    Operation,
)
from cds_service.extraction.radiotherapy import radiotherapy_after_surgery
from cds_service.extraction.studies import Study
from cds_service.fhir.dates import Day, latest_of

_UNCLEAR: Final = {
    "excisional-biopsy": (
        frozenset({"none", "excision"}),
        "an excisional biopsy may have been for the diagnosis only, or have removed the tumour",
    ),
    "extent-not-stated": (
        frozenset({"excision", "mastectomy"}),
        "breast tissue was excised; how much is not stated",
    ),
}


def read_surgery(chart: Chart, episode: Episode, studies: tuple[Study, ...]) -> Mapping[str, Recorded | None]:
    """Give the facts of the operation on the breast."""
    return {
        "breast_surgery.kind": _kind(episode.on_breast),
        "breast_surgery.days_before_study": days_before(chart.today, episode),
        "breast.post_operative_mammogram": settle(_mammograms(episode, studies)),
        "radiotherapy.after_surgery": settle(radiotherapy_after_surgery(chart, episode)),
        "prior_imaging.before_treatment": settle(_prior_imaging(episode, studies)),
    }


def days_before(study: Day, episode: Episode) -> Recorded | None:
    """Give the days between the last operation on the breast and a study; none where it has no date."""
    operated = [each for each in episode.on_breast if each.on]
    last = latest_of(*(each.on for each in operated))
    if last is None or last.is_after(study) is Truth.TRUE:
        return None
    least, most = last.days_until(study)
    evidence = tuple(each.evidence for each in operated if each.on == last)
    return Recorded(Interval(Decimal(max(least, 0)), Decimal(most)), evidence)


def _kind(operations: tuple[Operation, ...]) -> Recorded | None:
    """Give what the operations amount to: the most extensive, or a second excision."""
    certain = [each for each in operations if each.kind != EXTENT_UNCLEAR or each.why not in _UNCLEAR]
    evidence = tuple(each.evidence for each in operations)
    if any(each.kind == MASTECTOMY for each in certain):
        return settle([claim("mastectomy", *(each.evidence for each in certain if each.kind == MASTECTOMY))])
    days = {each.on.written for each in certain if each.on}
    if any(each.kind == RE_EXCISION for each in certain) or len(days) > 1:
        return settle([claim("re-excision", *evidence)])
    if any(each.kind in {EXCISION, EXTENT_UNCLEAR} for each in certain):
        return settle([claim("excision", *evidence)])
    unclear = [(each, *_UNCLEAR[each.why]) for each in operations]
    return settle(claim(possible, each.evidence, remark=remark) for each, possible, remark in unclear)


def _mammograms(episode: Episode, studies: tuple[Study, ...]) -> Iterator[Claim]:
    """Claim mammograms after the operation; one of the same day is of the specimen."""
    operated = latest_of(*(each.on for each in episode.on_breast))
    for study in studies:
        if not study.is_mammogram or episode.disease.is_other_side(study.side) or not (operated and study.on):
            continue
        after = study.on.is_after(operated)
        if after is Truth.TRUE:
            yield claim("done", study.witness)
        elif after is Truth.UNKNOWN:
            remark = "a mammogram is on file; whether it was after the surgery its date does not say"
            yield claim(frozenset({"done", "not-done"}), study.witness, rank=1, remark=remark)


def _prior_imaging(episode: Episode, studies: tuple[Study, ...]) -> Iterator[Claim]:
    for study in studies:
        if study.is_of_breast_or_axilla and episode.is_initial(study.on):
            yield claim("on-file", study.witness)
