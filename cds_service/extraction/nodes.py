"""What was done to the axillary nodes: ultrasound before and after therapy, needle biopsy, clip, surgery."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from cds_service.domain.facts import Evidence, Recorded, Strength
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import Claim, claim, settle
from cds_service.extraction.episode import LOOKBACK, Episode
from cds_service.extraction.evidence import bear_witness, name_of
from cds_service.extraction.node_pathology import (
    Tissue,
    is_sampling_of_axilla,
    result_of,
    tissue_before_treatment,
)
from cds_service.extraction.operations import was_done
from cds_service.extraction.primaries import is_established
from cds_service.extraction.report_texts import ReportTexts
from cds_service.extraction.stage_statements import Statement
from cds_service.extraction.studies import NodeFinding, Study, node_findings
from cds_service.extraction.worded_nodes import RANK, WordedBiopsy, worded_biopsies, worded_clip
from cds_service.fhir.dates import Day, latest_of
from cds_service.fhir.resources import Condition, DiagnosticReport, Observation, Procedure

_ULTRASOUND_RESULTS: Final = frozenset({"normal", "suspicious", "inconclusive"})
_BIOPSY_RESULTS: Final = frozenset({"positive", "benign", "non-diagnostic"})
_NEAR: Final = 30
"""A node metastasis recorded within so many days of a node biopsy is its result."""


@dataclass(frozen=True, slots=True)
class NodeBiopsy:
    """A needle biopsy of an axillary node, by its procedure; `result` is empty where it is not known."""

    procedure: Procedure
    on: Day | None
    evidence: Evidence
    result: str
    result_evidence: tuple[Evidence, ...]


def read_nodes(
    chart: Chart,
    episode: Episode,
    statements: tuple[Statement, ...],
    studies: tuple[Study, ...],
    texts: ReportTexts,
) -> Mapping[str, Recorded | None]:
    """Give what was done to the axillary nodes."""
    worded = worded_biopsies(texts, episode)
    biopsies = [each for each in node_biopsies(chart, episode, studies) if episode.is_initial(each.on)]
    return {
        "axilla.ultrasound": settle(_ultrasound(chart, episode, _before_treatment(episode, studies))),
        "axilla.restaging_ultrasound": settle(_ultrasound(chart, episode, _after_therapy(episode, studies))),
        "axilla.node_biopsy": settle(_biopsy(chart, episode, biopsies, worded, statements)),
        "axilla.clip": settle((*_clip(chart, episode), *worded_clip(texts, episode))),
        "axilla.surgery": settle(claim("done", each.evidence) for each in episode.on_axilla),
    }


def _before_treatment(episode: Episode, studies: tuple[Study, ...]) -> list[Study]:
    return [
        each
        for each in studies
        if not episode.disease.is_other_side(each.side) and episode.is_initial(each.on)
    ]


def _after_therapy(episode: Episode, studies: tuple[Study, ...]) -> list[Study]:
    """Give the studies surely done after the last dose and before the operation."""
    last = episode.last_dose
    return [
        each
        for each in studies
        if last and each.on and each.on.is_after(last) is Truth.TRUE and episode.is_before_surgery(each.on)
        if not episode.disease.is_other_side(each.side)
    ]


def _ultrasound(chart: Chart, episode: Episode, studies: Iterable[Study]) -> Iterator[Claim]:
    """Claim what the last axillary ultrasound showed; one of the breast counts if its findings name nodes."""
    shown = [(study, _on_this_side(episode, node_findings(chart, study))) for study in studies]
    done = [(study, found) for study, found in shown if study.is_us_axilla or (study.is_us_breast and found)]
    last = max((study.on.latest for study, _ in done if study.on), default=None)
    for study, found in done:
        if last and study.on and study.on.latest < last:
            continue
        for each in found:
            yield claim(each.result, each.evidence, rank=each.rank)
        if not found:
            remark = "an axillary ultrasound is on file without a coded result"
            yield claim(_ULTRASOUND_RESULTS, study.witness, rank=1, remark=remark)


def _on_this_side(episode: Episode, findings: Iterable[NodeFinding]) -> list[NodeFinding]:
    return [each for each in findings if not episode.disease.is_other_side(each.side)]


def node_biopsies(chart: Chart, episode: Episode, studies: tuple[Study, ...]) -> Iterator[NodeBiopsy]:
    """Give the needle biopsies of axillary nodes on the cancer's side."""
    known = {id(each.record): each.says for each in studies if each.is_node_biopsy}
    tissue = tissue_before_treatment(chart, episode)
    for procedure in chart.record.procedures:
        entry = chart.entry_of(procedure.code, "biopsy-axillary-node")
        sited = is_sampling_of_axilla(chart, procedure)
        if not was_done(procedure) or not (sited or id(procedure) in known):
            continue
        side = chart.side_of(entry.properties.get("side", "") if entry else "", *procedure.body_sites)
        if episode.disease.is_other_side(side):
            continue
        says = (name_of(entry, "") if entry else "") or known.get(
            id(procedure), "needle biopsy of an axillary node"
        )
        evidence = bear_witness(procedure, "code", says, on=procedure.on, side=side)
        result, witnesses = result_of(chart, procedure, tissue)
        yield NodeBiopsy(procedure, procedure.on, evidence, result, witnesses)


def _biopsy(
    chart: Chart,
    episode: Episode,
    biopsies: list[NodeBiopsy],
    worded: tuple[WordedBiopsy, ...],
    statements: tuple[Statement, ...],
) -> Iterator[Claim]:
    """Claim what needle biopsies before treatment showed: one positive sample proves the metastasis."""
    diagnosed = list(_diagnosed_metastasis(chart, episode, biopsies))
    examined = [each for each in tissue_before_treatment(chart, episode) if not each.is_loose]
    tissue = [each for each in examined if each.result == "positive"]
    positive = [each for each in biopsies if each.result == "positive"]
    yield from diagnosed
    if not positive:
        yield from _proven_by_tissue(tissue, biopsies)
    for each in positive:
        yield claim("positive", each.evidence, *each.result_evidence)
    yield from _staged_by_pathology(statements, episode)
    proven = positive or any(each.is_of_axilla for each in tissue)
    if proven or any(each.possible == frozenset({"positive"}) for each in diagnosed):
        return
    yield from _worded(worded, biopsies)
    last = max((each.on.latest for each in biopsies if each.on), default=None)
    for each in biopsies:
        if last and each.on and each.on.latest < last:
            continue
        if each.result:
            yield claim(each.result, each.evidence, *each.result_evidence)
        else:
            remark = "a node biopsy is on file without a coded result"
            yield claim(_BIOPSY_RESULTS, each.evidence, remark=remark)


def _worded(worded: tuple[WordedBiopsy, ...], biopsies: list[NodeBiopsy]) -> Iterator[Claim]:
    """Claim what reports say of biopsies in words: any metastasis, else the result of the last biopsy."""
    positive = [each for each in worded if each.result == "positive"]
    for each in positive:
        yield claim("positive", each.evidence, rank=RANK)
    if positive or any(each.result for each in biopsies):
        return
    last = latest_of(*(each.on for each in biopsies))
    for each in worded[:1]:
        if last is None or (each.on and each.on.is_before(last) is not Truth.TRUE):
            yield claim(each.result, each.evidence, rank=RANK)


def _proven_by_tissue(tissue: list[Tissue], biopsies: list[NodeBiopsy]) -> Iterator[Claim]:
    """A pathology result from before treatment proves the metastasis, with or without a procedure on file."""
    certain = [each for each in tissue if each.is_of_axilla]
    for each in certain:
        yield claim("positive", each.evidence)
    for each in tissue if not certain and not biopsies else ():
        remark = "pathology found a node metastasis; that the node was axillary it does not say"
        yield claim(frozenset({"positive", "not-done"}), each.evidence, remark=remark)


def _diagnosed_metastasis(chart: Chart, episode: Episode, biopsies: list[NodeBiopsy]) -> Iterator[Claim]:
    """A diagnosed metastasis of an axillary node is proven by its evidence or by a biopsy near it.

    Without either it may rest on suspicion; the code that is entered on suspicion too then claims nothing.
    """
    for found in chart.find(chart.record.conditions, "node-metastasis-axillary"):
        condition = found.resource
        side = chart.side_of(found.says("side"), *condition.body_sites)
        mine = episode.is_initial(condition.on) and not episode.disease.is_other_side(side)
        if not is_established(condition) or not mine:
            continue
        says = name_of(found.entry, "metastasis of an axillary node")
        evidence = bear_witness(condition, "code", says, code=found.entry.code, on=condition.on, side=side)
        sampled = [each for each in biopsies if not each.result and _is_near(each.on, condition.on)]
        stated = found.says("strength") == "stated"
        if (stated and _has_pathology(chart, condition)) or sampled:
            yield claim("positive", evidence, *(each.evidence for each in sampled))
        elif stated and not any(each.result for each in biopsies):
            remark = "a node metastasis is recorded, but no biopsy that proves it"
            yield claim(frozenset({"positive", "not-done"}), evidence, remark=remark)


def _has_pathology(chart: Chart, condition: Condition) -> bool:
    """Whether the diagnosis points to a report or result that was sent along."""
    targets = [chart.record.by_reference.get(each) for each in condition.evidence]
    return any(isinstance(each, DiagnosticReport | Observation | Procedure) for each in targets)


def _staged_by_pathology(statements: tuple[Statement, ...], episode: Episode) -> Iterator[Claim]:
    """A pathologic N before any treatment rests on tissue, a clinical one where it says so."""
    for each in statements:
        involved = each.axis == "N" and bool(each.values & {"N1mi", "N1", "N2", "N3"})
        sampled = each.basis == "pathologic" or (each.is_clinical and each.is_by_needle)
        if involved and sampled and each.on and episode.is_initial(each.on):
            yield claim("positive", replace(each.evidence, strength=Strength.DERIVED), rank=1)


def _is_near(one: Day | None, other: Day | None) -> bool:
    if one is None or other is None:
        return False
    return all(abs(days) <= _NEAR for days in one.days_until(other))


def _clip(chart: Chart, episode: Episode) -> Iterator[Claim]:
    """Claim the clip by a procedure that places one, or that used one in sampling a node."""
    for procedure in chart.record.procedures:
        entry = chart.entry_of(procedure.code, "clip-placement")
        used = chart.is_in(procedure.code, "biopsy-axillary-node") and chart.any_in(
            procedure.used, "clip-placement"
        )
        if not was_done(procedure) or not (entry or used) or episode.is_outdated(procedure.on, LOOKBACK):
            continue
        side = chart.side_of("", *procedure.body_sites)
        in_breast = chart.any_in(procedure.body_sites, "breast-site")
        if not in_breast and not episode.disease.is_other_side(side):
            says = (name_of(entry, "") if entry else "") or "marker clip placed in the axilla"
            yield claim("placed", bear_witness(procedure, "code", says, on=procedure.on, side=side))
