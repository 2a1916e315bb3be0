"""What pathology says of axillary nodes: for the needle biopsy it belongs to, or by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cds_service.domain.facts import Evidence
from cds_service.domain.truth import Truth
from cds_service.extraction.axilla import is_by_examination, is_by_imaging
from cds_service.extraction.chart import Chart
from cds_service.extraction.episode import Episode
from cds_service.extraction.evidence import affirms, bear_witness, first_code, name_of
from cds_service.fhir.dates import Day
from cds_service.fhir.resources import DiagnosticReport, Observation, Procedure

AXILLARY: Final = "node-metastasis-axillary"
_NODE_DISEASE: Final = (AXILLARY, "node-metastasis-unspecified")
_POSITIVE_COUNTS: Final = frozenset({"positive", "macrometastasis", "micrometastasis"})
_REGIONAL: Final = "regional"
_UNTIL_RESULT: Final = 30
"""A result within so many days after a biopsy is taken for its result where nothing links the two."""


@dataclass(frozen=True, slots=True)
class Tissue:
    """A pathology result on nodes, `positive` or `benign`; `is_of_axilla`: it says they were axillary.

    `is_loose`: a count that no pathology report holds, to be believed only beside a biopsy.
    """

    result: str
    on: Day | None
    is_of_axilla: bool
    evidence: Evidence
    is_loose: bool = False


def is_sampling_of_axilla(chart: Chart, procedure: Procedure) -> bool:
    """Whether a procedure samples nodes, and those of the axilla by its code, words or body site."""
    entries = [entry for _, entry in chart.look_up(procedure.code, "biopsy-axillary-node")]
    named = any(not entry.properties.get("needs") for entry in entries)
    places = (*procedure.body_sites, *((procedure.code,) if procedure.code else ()))
    worded = any("axill" in place.words.lower() for place in places)
    return bool(entries) and (named or worded or chart.any_in(procedure.body_sites, "axilla-site"))


def result_of(
    chart: Chart, procedure: Procedure, tissue: Iterable[Tissue]
) -> tuple[str, tuple[Evidence, ...]]:
    """Give the result of a biopsy: its outcome or reports, else the tissue examined in the weeks after it."""
    reports = [chart.record.resolve(each, DiagnosticReport) for each in procedure.reports]
    found = [each for report in reports if report for each in _linked(chart, report)]
    if chart.is_in(procedure.outcome, *_NODE_DISEASE, "positive-answers"):
        found.append(("positive", bear_witness(procedure, "outcome", "positive node", on=procedure.on)))
    elif chart.is_in(procedure.outcome, "negative-answers"):
        found.append(("benign", bear_witness(procedure, "outcome", "no metastasis", on=procedure.on)))
    near = [(each.result, each.evidence) for each in tissue if is_soon_after(procedure.on, each.on)]
    for wanted in ("positive", "benign"):
        witnesses = tuple(evidence for result, evidence in found or near if result == wanted)
        if witnesses:
            return wanted, witnesses
    return "", ()


def tissue_before_treatment(chart: Chart, episode: Episode) -> tuple[Tissue, ...]:
    """Give what pathology found in nodes of this side before any treatment, linked to a procedure or not."""
    elsewhere = _of_the_other_side(chart, episode)
    reports = (each for each in chart.record.reports if each.reference not in elsewhere)
    results = (each for each in chart.record.observations if each.reference not in elsewhere)
    found = (
        *(each for report in reports for each in _reported(chart, episode, report)),
        *(each for result in results for each in _observed(chart, episode, result)),
    )
    return tuple(each for each in found if _is_from_needle(episode, each.on))


def _of_the_other_side(chart: Chart, episode: Episode) -> frozenset[str]:
    """Give the reports, and the results in them, that belong to procedures of the other side."""
    sided = (
        (chart.side_of("", *each.body_sites, each.code), each.reports) for each in chart.record.procedures
    )
    linked = [name for side, names in sided if episode.disease.is_other_side(side) for name in names]
    reports = [chart.record.resolve(each, DiagnosticReport) for each in linked]
    return frozenset((*linked, *(result for report in reports if report for result in report.results)))


def _linked(chart: Chart, report: DiagnosticReport) -> Iterator[tuple[str, Evidence]]:
    """Read the report of a node biopsy: coded conclusions and the counts among its results."""
    for concept in report.conclusions:
        entry = chart.entry_of(concept, *_NODE_DISEASE)
        if entry or chart.is_in(concept, "positive-answers"):
            says = f"pathology: {name_of(entry, 'positive node') if entry else 'positive node'}"
            code = entry.code if entry else first_code(concept)
            yield "positive", bear_witness(report, "conclusionCode", says, code=code, on=report.on)
        elif chart.is_in(concept, "negative-answers"):
            says, code = "pathology: no metastasis", first_code(concept)
            yield "benign", bear_witness(report, "conclusionCode", says, code=code, on=report.on)
    for reference in report.results:
        result = chart.record.resolve(reference, Observation)
        said = _read(chart, result) if result else ""
        if result and said:
            yield said, _evidence(chart, result, said)


def _reported(chart: Chart, episode: Episode, report: DiagnosticReport) -> Iterator[Tissue]:
    if not is_pathology(chart, report):
        return
    for concept in report.conclusions:
        for name, entry in chart.look_up(concept, *_NODE_DISEASE):
            side = chart.side_of(entry.properties.get("side", ""), concept)
            if not episode.disease.is_other_side(side):
                says = f"pathology: {name_of(entry, 'positive node')}"
                evidence = bear_witness(
                    report, "conclusionCode", says, code=entry.code, on=report.on, side=side
                )
                yield Tissue("positive", report.on, _is_axillary(name, entry.properties), evidence)


def _observed(chart: Chart, episode: Episode, observation: Observation) -> Iterator[Tissue]:
    said = _read(chart, observation)
    side = chart.side_of("", *observation.body_sites)
    of_another = episode.disease.is_other_side(side) or episode.disease.is_elsewhere(observation.focus)
    if not said or of_another or is_by_imaging(chart, observation) or is_by_examination(chart, observation):
        return
    counted = chart.is_in(observation.code, "node-counts")
    named = any(
        _is_axillary(name, entry.properties)
        for name, entry in chart.look_up(observation.code, *_NODE_DISEASE)
    )
    evidence = _evidence(chart, observation, said)
    held = (each.results for each in chart.record.reports if is_pathology(chart, each))
    loose = counted and not any(observation.reference in results for results in held)
    yield Tissue(said, observation.on, counted or named, evidence, loose)


def _read(chart: Chart, observation: Observation) -> str:
    """Give `positive` or `benign` for a count of involved nodes or a question after node disease."""
    count = chart.entry_of(observation.code, "node-counts")
    quantity = observation.answer.quantity
    if count and quantity and count.properties["counts"] in _POSITIVE_COUNTS:
        return "positive" if quantity.value > 0 else "benign"
    if count or not chart.is_in(observation.code, *_NODE_DISEASE):
        return ""
    affirmed = affirms(chart, observation.answer)
    return {Truth.TRUE: "positive", Truth.FALSE: "benign", Truth.UNKNOWN: ""}[affirmed]


def _evidence(chart: Chart, observation: Observation, said: str) -> Evidence:
    quantity = observation.answer.quantity
    if quantity and chart.is_in(observation.code, "node-counts"):
        says = f"positive nodes in the sample: {quantity.value}"
    else:
        says = "metastasis in the node" if said == "positive" else "no metastasis in the node"
    element = "code" if observation.answer.is_empty else "value"
    side = chart.side_of("", *observation.body_sites)
    return bear_witness(observation, element, says, on=observation.on, side=side)


def _is_axillary(value_set: str, properties: Mapping[str, str]) -> bool:
    """Whether a code names the axilla, or the regional nodes of the breast."""
    return value_set == AXILLARY or properties.get("strength") == _REGIONAL


def is_pathology(chart: Chart, report: DiagnosticReport) -> bool:
    """Whether a report is one of pathology, by its category or code."""
    kinds = {
        entry.properties["kind"]
        for category in report.categories
        for _, entry in chart.look_up(category, "report-categories")
    }
    return "imaging" not in kinds and (
        "pathology" in kinds or chart.is_in(report.code, "pathology-report-codes")
    )


def _is_from_needle(episode: Episode, on: Day | None) -> bool:
    """Whether tissue was surely taken before any treatment, so that it cannot be from the operation."""
    operated = [each.on for each in (*episode.on_axilla, *episode.on_breast) if not each.is_diagnostic]
    after_none = all(on and day and on.is_before(day) is Truth.TRUE for day in operated)
    return episode.is_initial(on) and after_none


def is_soon_after(biopsied: Day | None, resulted: Day | None) -> bool:
    """Whether a result came in the weeks after a biopsy, as far as the dates tell for sure."""
    if biopsied is None or resulted is None:
        return False
    least, most = biopsied.days_until(resulted)
    return least >= 0 and most <= _UNTIL_RESULT
