"""The axilla before treatment: by examination, by imaging, by needle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from cds_service.domain.facts import Evidence, Recorded, Strength
from cds_service.domain.terms import Side
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart, Found
from cds_service.extraction.claims import Claim, claim, settle
from cds_service.extraction.episode import Episode
from cds_service.extraction.evidence import affirms, bear_witness, name_of
from cds_service.extraction.primaries import is_established, is_refuted
from cds_service.extraction.stage_statements import Statement
from cds_service.extraction.staging import initial_statements
from cds_service.extraction.studies import NodeFinding, Study, node_findings, observed_nodes
from cds_service.fhir.dates import Day
from cds_service.fhir.elements import Concept
from cds_service.fhir.resources import Condition, Observation

_ON_EXAM: Final = "axillary-adenopathy-on-exam"
_ENLARGED: Final = "axillary-adenopathy"
_UNSPECIFIC: Final = "adenopathy-unspecific"
_FELT_OR_SEEN: Final = "whether the nodes were felt, or only seen on imaging, is not said"
_HOW_LARGE: Final = "what the N category says of the examination is not exact"
_EITHER: Final = frozenset({"suspicious", "not-suspicious"})
_INCONCLUSIVE: Final = "imaging of the axilla was inconclusive"
_AXILLA_WORD: Final = "axill"

F = TypeVar("F", "Felt", NodeFinding)

_FELT_BY_N: Final = {
    "N0": frozenset({"none"}),
    "N1mi": frozenset({"none", "suspicious"}),
    "N1": frozenset({"suspicious"}),
    "N2": frozenset({"suspicious", "bulky"}),
    "N2a": frozenset({"bulky"}),
    "N3": frozenset({"suspicious", "bulky"}),
}
"""What a clinical N category says of the examination. N2b and N3a to N3c say nothing of the axilla alone."""


@dataclass(frozen=True, slots=True)
class Felt:
    """What an examination says of the axillary nodes: `none`, `suspicious` or `bulky`."""

    result: str
    on: Day | None
    side: Side | None
    relation: str
    evidence: Evidence
    is_of_exam: bool


def read_axilla(
    chart: Chart, episode: Episode, statements: tuple[Statement, ...], studies: tuple[Study, ...]
) -> Mapping[str, Recorded | None]:
    """Give what examination and imaging found in the axilla before treatment."""
    felt = [each for each in _felt(chart) if episode.is_initial(each.on)]
    seen = [*_seen(chart, episode, studies)]
    staged = initial_statements(statements, episode, "N")
    return {
        "axilla.palpable_nodes": settle(_palpable(felt, seen, staged, episode)),
        "axilla.imaging_finding": settle(_on_imaging(seen, staged, episode)),
        "axilla.finding_side": settle(_finding_sides(felt, seen, episode)),
    }


def _palpable(
    felt: list[Felt], seen: list[NodeFinding], staged: list[Statement], episode: Episode
) -> Iterator[Claim]:
    near = _prefer_this_side(felt, episode)
    examined = _last([each for each in near if each.is_of_exam])
    bulky = any(each.result == "bulky" for each in examined)
    for each in examined:
        if not (
            bulky and each.result == "suspicious"
        ):  # bulky nodes are suspicious ones, described more exactly
            yield claim(each.result, each.evidence)
    if examined:
        return
    # Staged or recorded as enlarged, but not as felt: where imaging had found a node, that may be the reason.
    by_imaging = tuple(each.evidence for each in seen if each.result == "suspicious")
    indirect = [(frozenset({each.result}), each.evidence) for each in _last(near)]
    indirect += [(_FELT_BY_N[each.exact], each.evidence) for each in staged if each.exact in _FELT_BY_N]
    for possible, evidence in indirect:
        doubtful = bool(by_imaging) and "none" not in possible
        yield Claim(
            possible | {"none"} if doubtful else possible,
            (replace(evidence, strength=Strength.DERIVED), *(by_imaging if doubtful else ())),
            rank=1,
            remark=_FELT_OR_SEEN if doubtful else _HOW_LARGE if len(possible) > 1 else "",
        )


def _on_imaging(seen: list[NodeFinding], staged: list[Statement], episode: Episode) -> Iterator[Claim]:
    near = _prefer_this_side(seen, episode)
    says = {"suspicious": "suspicious", "normal": "not-suspicious"}
    for finding in near:
        said = says.get(finding.result)
        remark = "" if said else _INCONCLUSIVE
        yield claim(said or _EITHER, finding.evidence, rank=finding.rank, remark=remark)
    direct = [each for each in near if each.result in says and each.rank == 0]
    for each in staged if not direct else ():
        if each.exact == "N0":
            yield claim("not-suspicious", replace(each.evidence, strength=Strength.DERIVED), rank=1)


def _finding_sides(felt: list[Felt], seen: list[NodeFinding], episode: Episode) -> Iterator[Claim]:
    findings: tuple[Felt | NodeFinding, ...] = (*felt, *seen)
    found = [each for each in findings if each.result in {"suspicious", "bulky"}]
    placed = [(_place(each, episode), each.evidence) for each in found]
    near = [evidence for place, evidence in placed if place == "same"]
    for evidence in near:
        yield claim("same", evidence)
    if not near:
        for place, evidence in placed:
            if place:
                yield claim(place, evidence)


def _place(finding: Felt | NodeFinding, episode: Episode) -> str:
    """Say whether a finding lies on the cancer's side: `same`, `other`, or nothing where that is unknown."""
    if finding.relation:
        return "same" if finding.relation == "ipsilateral" else "other"
    if finding.side is None or episode.disease.side is None:
        return ""
    return "same" if finding.side.meets(episode.disease.side) else "other"


def _prefer_this_side(findings: Iterable[F], episode: Episode) -> list[F]:
    """Leave out findings of the other side where there are others."""
    everything = list(findings)
    near = [each for each in everything if _place(each, episode) != "other"]
    return near or everything


def _last(felt: list[Felt]) -> list[Felt]:
    """Give the findings of the last examination; undated ones count with it."""
    last = max((each.on.latest for each in felt if each.on), default=None)
    return [each for each in felt if last is None or each.on is None or each.on.latest >= last]


def _felt(chart: Chart) -> Iterator[Felt]:
    """Give every record of nodes felt, or not felt, or enlarged without a word on how that was found."""
    for found in chart.find(chart.record.conditions, _ON_EXAM, _ENLARGED, _UNSPECIFIC):
        condition = found.resource
        certain = is_established(condition) or is_refuted(condition)
        if certain and (found.value_set != _UNSPECIFIC or _names_axilla(chart, condition)):
            yield _felt_once(
                chart, found, present=is_established(condition), is_of_exam=found.value_set == _ON_EXAM
            )
    for observed in chart.find(chart.record.observations, _ON_EXAM, _ENLARGED):
        affirmed = affirms(chart, observed.resource.answer)
        on_exam = observed.value_set == _ON_EXAM or is_by_examination(chart, observed.resource)
        if affirmed is not Truth.UNKNOWN and not is_by_imaging(chart, observed.resource):
            yield _felt_once(chart, observed, present=affirmed is Truth.TRUE, is_of_exam=on_exam)


def _felt_once(
    chart: Chart, found: Found[Condition] | Found[Observation], *, present: bool, is_of_exam: bool
) -> Felt:
    resource = found.resource
    side = chart.side_of(found.says("side"), *resource.body_sites, resource.code)
    name = name_of(found.entry, "axillary adenopathy")
    evidence = bear_witness(
        resource, "code", name if present else f"no {name}", code=found.entry.code, on=resource.on, side=side
    )
    result = ("bulky" if found.says("bulky") else "suspicious") if present else "none"
    return Felt(result, resource.on, side, chart.relation_of(*resource.body_sites), evidence, is_of_exam)


def _seen(chart: Chart, episode: Episode, studies: tuple[Study, ...]) -> Iterator[NodeFinding]:
    """Give what imaging before treatment says of the nodes, in reports and in findings of their own."""
    reported: set[str] = set()
    for study in studies:
        if episode.is_initial(study.on):
            for finding in node_findings(chart, study):
                reported.add(finding.evidence.reference)
                yield finding
    for observation in chart.record.observations:
        alone = observation.reference not in reported
        if alone and is_by_imaging(chart, observation) and episode.is_initial(observation.on):
            yield from observed_nodes(chart, observation)


def is_by_imaging(chart: Chart, observation: Observation) -> bool:
    """Whether a finding is said to come from imaging, by its category or its method."""
    method = chart.entry_of(observation.method, "size-method")
    imaged = method is not None and method.properties["method"] in {"ultrasound", "mri", "mammography"}
    return imaged or "imaging" in _category_codes(observation)


def is_by_examination(chart: Chart, observation: Observation) -> bool:
    """Whether a finding is said to come from physical examination."""
    method = chart.entry_of(observation.method, "size-method")
    examined = method is not None and method.properties["method"] == "exam"
    return examined or "exam" in _category_codes(observation)


def _category_codes(observation: Observation) -> set[str]:
    return {code.code for category in observation.categories for code in category.codes}


def _names_axilla(chart: Chart, condition: Condition) -> bool:
    """Whether enlarged nodes of unstated place are said, by body site or in words, to be axillary."""
    places: tuple[Concept, ...] = (*condition.body_sites, *((condition.code,) if condition.code else ()))
    coded = chart.any_in(condition.body_sites, "axilla-site")
    return coded or any(_AXILLA_WORD in place.words.lower() for place in places)
