"""Axillary nodes as the texts of reports describe them: on imaging, by needle, and with a marker clip."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from cds_service.domain.facts import Evidence
from cds_service.domain.truth import Truth
from cds_service.extraction.claims import Claim, claim
from cds_service.extraction.episode import Episode
from cds_service.extraction.report_findings import ReportFact
from cds_service.extraction.report_texts import ReadReport, ReportTexts
from cds_service.extraction.studies import NodeFinding, Study
from cds_service.fhir.dates import Day
from cds_service.fhir.resources import DiagnosticReport

RANK: Final = 2
"""Words come after codes, and after what codes imply."""
_CURRENT: Final = 183
"""Half a year: words older than that, before treatment or else today, do not tell of the present state."""
_SEEN: Final = {
    "suspicious": ("suspicious", "suspicious axillary node"),
    "not-suspicious": ("normal", "no suspicious axillary node"),
    "inconclusive": ("inconclusive", "axilla or node not clearly shown"),
}
_SAMPLED: Final = {
    "positive": "metastasis in a needle sample of an axillary node",
    "benign": "no metastasis in a needle sample of an axillary node",
    "non-diagnostic": "needle sample of an axillary node not diagnostic",
}
_CLIPPED: Final = {
    "placed": "marker clip in the axillary node",
    "not-placed": "no marker clip placed in the node",
}


@dataclass(frozen=True, slots=True)
class WordedBiopsy:
    """The result of a needle biopsy of an axillary node as a report words it."""

    result: str
    on: Day | None
    evidence: Evidence


def with_words(studies: Iterable[Study], texts: ReportTexts, episode: Episode) -> tuple[Study, ...]:
    """Add to each study what its report says of the nodes in words, where no later one of its kind speaks."""
    said: dict[int, tuple[NodeFinding, ...]] = {}
    spoken: set[Hashable] = set()
    for each in texts.read:
        if each.study is None or not _is_current(each.report, episode):
            continue
        found = tuple(_seen(each, each.study, texts))
        kind = (each.study.could_be or each.report.code, each.study.side, episode.is_initial(each.report.on))
        if found and kind not in spoken:
            spoken.add(kind)
            said[id(each.report)] = found
    return tuple(replace(each, worded=said.get(id(each.record), ())) for each in studies)


def worded_biopsies(texts: ReportTexts, episode: Episode) -> tuple[WordedBiopsy, ...]:
    """Give the results of needle biopsies on this side before treatment, the newest first."""
    return tuple(
        WordedBiopsy(finding.value, read.report.on, read.witness(finding, _SAMPLED[finding.value]))
        for read in texts.read
        for finding in read.about(ReportFact.NODE_BIOPSY)
        if episode.is_initial(read.report.on) and not episode.disease.is_other_side(finding.side)
    )


def worded_clip(texts: ReportTexts, episode: Episode) -> Iterator[Claim]:
    """Claim a clip that was placed; that none was, only where every report was read."""
    found = [
        (finding.value, read.witness(finding, _CLIPPED[finding.value]))
        for read in texts.read
        for finding in read.about(ReportFact.NODE_CLIP)
        if not episode.disease.is_other_side(finding.side)
    ]
    placed = [evidence for value, evidence in found if value == "placed"]
    for evidence in placed:
        yield claim("placed", evidence, rank=RANK)
    if found and not placed and texts.is_complete:
        yield claim("not-placed", found[0][1], rank=RANK)


def _seen(read: ReadReport, study: Study, texts: ReportTexts) -> Iterator[NodeFinding]:
    for finding in read.about(ReportFact.AXILLARY_NODES):
        # Only an ultrasound of the axilla looks at its nodes well enough to find none suspicious.
        ruled_out = finding.value == "not-suspicious" and not (study.is_us_axilla and texts.is_complete)
        not_ultrasound = finding.value == "inconclusive" and not (study.is_us_axilla or study.is_us_breast)
        if not (ruled_out or not_ultrasound):
            result, words = _SEEN[finding.value]
            evidence = read.witness(finding, f"{study.says}: {words}")
            yield NodeFinding(result, evidence.side, "", evidence)


def _is_current(report: DiagnosticReport, episode: Episode) -> bool:
    began = episode.treatment_began if episode.is_initial(report.on) else None
    until = began or episode.today
    return report.on is not None and report.on.is_before(until.shifted(-_CURRENT)) is not Truth.TRUE
