"""Facts of the diagnosis: certainty, behaviour, histology, course, distant metastasis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cds_service.domain.facts import Evidence, Recorded, Strength
from cds_service.domain.terms import SHORT_NAMES, Side
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart, Found
from cds_service.extraction.claims import Claim, claim, settle
from cds_service.extraction.episode import Episode
from cds_service.extraction.evidence import bear_witness, name_of
from cds_service.extraction.primaries import (
    RECURRENT,
    UNCLEAR,
    Cancer,
    find_cancers,
    is_established,
    is_over,
    is_refuted,
    is_suspected,
)
from cds_service.extraction.stage_statements import Statement
from cds_service.extraction.staging import initial_statements
from cds_service.fhir.coding import normalise
from cds_service.fhir.elements import Answer, Concept
from cds_service.fhir.resources import Condition, Observation

_RETURNED: Final = frozenset({"recurrence", "relapse"})
_EITHER: Final = frozenset({"invasive", "in-situ"})
_BENIGN: Final = "breast-benign-or-atypical"


def read_diagnosis(
    chart: Chart, episode: Episode, statements: tuple[Statement, ...]
) -> Mapping[str, Recorded | None]:
    """Give the facts that the diagnoses state."""
    cancers = find_cancers(chart)
    return {
        "breast_cancer.diagnosis": _certainty(chart, cancers, episode),
        "breast_cancer.behaviour": settle(_behaviour(chart, episode, statements)),
        "breast_cancer.lobular": settle(_lobular(chart, episode)),
        "breast_cancer.inflammatory": settle(_inflammatory(chart, episode, statements)),
        "breast_cancer.course": settle(_course(chart, episode, statements)),
    }


def _certainty(chart: Chart, cancers: tuple[Cancer, ...], episode: Episode) -> Recorded | None:
    index = episode.disease.index
    if index:
        return settle(claim("established", _witness(each, chart)) for each in index.diagnoses)
    suspected = [each for each in cancers if is_suspected(each.condition)]
    if suspected:
        return settle(claim("suspected", _witness(each, chart)) for each in suspected)
    refuted = [each for each in cancers if is_refuted(each.condition)]
    if refuted:
        return settle(claim("none", _witness(each, chart)) for each in refuted)
    return settle(_benign_specimen(chart, episode))


def _benign_specimen(chart: Chart, episode: Episode) -> Iterator[Claim]:
    """Breast tissue was excised, and the diagnosis recorded of it is benign or atypical, with no cancer."""
    if not episode.on_breast or "conditions" not in chart.record.searched:
        return
    for found in chart.find(chart.record.conditions, _BENIGN):
        if is_established(found.resource):
            says = name_of(found.entry, "benign breast disease")
            yield claim("none", _state(found.resource, says, found, Strength.DERIVED))


def _behaviour(chart: Chart, episode: Episode, statements: tuple[Statement, ...]) -> Iterator[Claim]:
    index = episode.disease.index
    yield from _histology_claims(chart, episode)
    if index:
        invasive = [each for each in index.diagnoses if each.says_invasive]
        # In situ disease beside an invasive cancer of the same breast is part of it.
        for each in invasive or index.diagnoses:
            unclear = each.found.value_set == UNCLEAR
            remark = "intraductal carcinoma: in situ or invasive is not said" if unclear else ""
            value = _EITHER if unclear else frozenset({"invasive" if invasive else "in-situ"})
            yield Claim(value, (_witness(each, chart),), rank=1, remark=remark)
    for staged in statements:
        if staged.axis == "T" and staged.is_clinical and staged.values == {"Tis"}:
            yield claim("in-situ", staged.evidence, rank=2)


def _histology_claims(chart: Chart, episode: Episode) -> Iterator[Claim]:
    found = list(_histologies(chart, episode))
    invasive = [each for each in found if chart.is_in(each[0], "histology-invasive")]
    in_situ = [each for each in found if chart.is_in(each[0], "histology-in-situ")]
    # In situ disease beside an invasive tumour is part of it, here as well.
    for _, evidence in invasive or in_situ:
        yield claim("invasive" if invasive else "in-situ", evidence)


def _histologies(chart: Chart, episode: Episode) -> Iterator[tuple[Concept, Evidence]]:
    """Give each statement of histology: of the diagnosis itself, or an Observation of it."""
    index = episode.disease.index
    for each in index.diagnoses if index else ():
        for concept in each.condition.morphology:
            yield concept, _histology_evidence(chart, each.condition, "extension", concept, each.side)
    for found in chart.find(chart.record.observations, "histology-codes"):
        observation = found.resource
        answer = _morphology(observation.answer)
        if answer is not None and not episode.disease.is_elsewhere(observation.focus):
            side = chart.side_of("", *observation.body_sites)
            yield answer, _histology_evidence(chart, observation, "value", answer, side)


def _morphology(answer: Answer) -> Concept | None:
    """Give the histology of an answer; a bare string such as `8500/3` is a code of ICD-O-3."""
    spelled = normalise(SHORT_NAMES["icdo3"], answer.words)
    return answer.concept or (Concept(codes=(spelled,)) if spelled else None)


def _histology_evidence(
    chart: Chart, resource: Condition | Observation, element: str, concept: Concept, side: Side | None
) -> Evidence:
    entry = chart.entry_of(concept, "histology-lobular", "histology-invasive", "histology-in-situ")
    says = name_of(entry, "histology") if entry else "histology"
    code = entry.code if entry else next(iter(concept.codes), None)
    return bear_witness(resource, element, says, code=code, on=resource.on, side=side)


def _lobular(chart: Chart, episode: Episode) -> Iterator[Claim]:
    index = episode.disease.index
    lobular = (
        [each for each in index.diagnoses if each.found.value_set == "breast-cancer-lobular"] if index else []
    )
    for concept, evidence in _histologies(chart, episode):
        if chart.is_in(concept, "histology-lobular"):
            yield claim("yes", evidence)
        elif chart.is_in(concept, "histology-invasive") and not lobular:
            yield claim("no", evidence)
    for each in lobular:
        yield claim("yes", _witness(each, chart))


def _inflammatory(chart: Chart, episode: Episode, statements: tuple[Statement, ...]) -> Iterator[Claim]:
    index = episode.disease.index
    for each in index.diagnoses if index else ():
        if chart.is_in(each.condition.code, "breast-cancer-inflammatory"):
            yield claim("yes", _witness(each, chart))
    for concept, evidence in _histologies(chart, episode):
        if chart.is_in(concept, "histology-inflammatory"):
            yield claim("yes", evidence)
    clinical = [each for each in statements if each.axis == "T" and each.is_clinical]
    yield from (claim("yes", each.evidence) for each in clinical if each.exact == "T4d")
    for staged in initial_statements(statements, episode, "T"):
        if staged.exact not in {"", "T4", "T4d"}:
            # Inflammatory cancer is T4d by definition.
            yield claim("no", staged.evidence, rank=1)


def _course(chart: Chart, episode: Episode, statements: tuple[Statement, ...]) -> Iterator[Claim]:
    index = episode.disease.index
    returned = list(_recurrences(chart, episode, statements))
    yield from returned
    if not index or returned:
        return
    second = [each for other in episode.disease.others for each in other.diagnoses]
    both = [each for each in index.diagnoses if each.side is Side.BILATERAL]
    for each in (*second, *both):
        yield claim("second-primary", _witness(each, chart))
    history = list(_histories(chart, episode))
    yield from history
    if not (second or history or both):
        for each in index.diagnoses:
            yield claim("first", _witness(each, chart))


def _histories(chart: Chart, episode: Episode) -> Iterator[Claim]:
    """A history of breast cancer is of an earlier one, unless it was recorded after this one was treated."""
    diagnosed = episode.disease.diagnosed
    for found in chart.find(chart.record.conditions, "breast-cancer-history"):
        condition = found.resource
        if not is_established(condition):
            continue
        evidence = _state(condition, name_of(found.entry, "history of breast cancer"), found)
        since = diagnosed and condition.on and condition.on.is_before(diagnosed) is Truth.FALSE
        if since and episode.was_treated:
            remark = "a history of breast cancer is recorded, which may be this one"
            yield claim(frozenset({"first", "second-primary"}), evidence, remark=remark)
        else:
            yield claim("second-primary", evidence)


def _recurrences(chart: Chart, episode: Episode, statements: tuple[Statement, ...]) -> Iterator[Claim]:
    index = episode.disease.index
    for each in index.diagnoses if index else ():
        if each.found.value_set == RECURRENT or each.condition.clinical_status in _RETURNED:
            yield claim("recurrence", _witness(each, chart))
    for staged in statements:
        if staged.is_recurrent:
            yield claim("recurrence", staged.evidence)
    for found in chart.find(chart.record.observations, "staging-descriptor-r"):
        answer = found.resource.answer.concept
        asked = found.says("role") == "question" and chart.is_in(answer, "staging-descriptor-r")
        if asked and not episode.disease.is_elsewhere(found.resource.focus):
            yield claim("recurrence", _state(found.resource, "staging after recurrence", found))


def _witness(cancer: Cancer, chart: Chart) -> Evidence:
    """Make evidence of a diagnosis, with what its status adds."""
    condition = cancer.condition
    says = name_of(cancer.found.entry, "breast cancer")
    if is_suspected(condition) or is_refuted(condition):
        says = f"{says} ({condition.verification_status})"
    elif is_over(condition, chart.today):
        says = f"{says} (no longer active)"
    return bear_witness(
        condition, "code", says, code=cancer.found.entry.code, on=condition.on, side=cancer.side
    )


def _state(
    resource: Condition | Observation,
    says: str,
    found: Found[Condition] | Found[Observation],
    strength: Strength = Strength.STATED,
) -> Evidence:
    return bear_witness(resource, "code", says, code=found.entry.code, on=resource.on, strength=strength)
