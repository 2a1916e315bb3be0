"""Radiotherapy after the operation on the breast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from cds_service.domain.facts import Evidence
from cds_service.domain.terms import Side
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart, Found
from cds_service.extraction.claims import Claim, claim
from cds_service.extraction.episode import Episode
from cds_service.extraction.evidence import bear_witness, name_of
from cds_service.extraction.operations import was_done
from cds_service.extraction.primaries import CANCER
from cds_service.extraction.treatments import is_for_this
from cds_service.fhir.dates import Day
from cds_service.fhir.elements import Concept
from cds_service.fhir.resources import Procedure

_SITES: Final = ("breast-site", "axilla-site", "chest-wall-site")
_EITHER: Final = frozenset({"given", "not-given"})
_WHEN: Final = "radiotherapy is on file; whether it was after the surgery its date does not say"
_WHERE: Final = "radiotherapy is on file, of another place than the breast and what lies around it"
_WHICH_SIDE: Final = "radiotherapy is on file, whose reason names the other side than the cancer's"


def radiotherapy_after_surgery(chart: Chart, episode: Episode) -> Iterator[Claim]:
    """Claim radiotherapy of this breast since the operation; what may be of another place leaves it open."""
    if not episode.operated_on:
        return
    claims = [
        _claim(chart, episode, found, episode.operated_on)
        for found in chart.find(chart.record.procedures, "radiotherapy-procedure")
    ]
    certain = [each for each in claims if each and each.rank == 0]
    yield from certain or [each for each in claims if each]


def _claim(chart: Chart, episode: Episode, found: Found[Procedure], operated_on: Day) -> Claim | None:
    procedure = found.resource
    if procedure.on is None or not was_done(procedure):
        return None
    before = procedure.on.is_before(operated_on)
    side = chart.side_of("", *procedure.body_sites, procedure.code)
    for_this = is_for_this(chart, episode.disease, procedure.reasons, procedure.reason_references)
    if before is Truth.TRUE or episode.disease.is_other_side(side) or not for_this:
        return None
    says = name_of(found.entry, "radiotherapy")
    evidence = bear_witness(procedure, "code", says, code=found.entry.code, on=procedure.on, side=side)
    if before is Truth.UNKNOWN:
        return _left_open(evidence, _WHEN)
    if any(episode.disease.is_other_side(each) for each in _sides(chart, procedure.reasons)):
        return _left_open(evidence, _WHICH_SIDE)
    sited = found.says("site") or not procedure.body_sites or chart.any_in(procedure.body_sites, *_SITES)
    return claim("given", evidence) if sited else _left_open(evidence, _WHERE)


def _left_open(evidence: Evidence, remark: str) -> Claim:
    return claim(_EITHER, evidence, rank=1, remark=remark)


def _sides(chart: Chart, reasons: Iterable[Concept]) -> Iterator[Side | None]:
    """Give the side that each reason names, by its code as a diagnosis, or in words."""
    for reason in reasons:
        entry = chart.entry_of(reason, *CANCER)
        yield chart.side_of(entry.properties.get("side", "") if entry else "", reason)
