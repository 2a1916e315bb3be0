"""T, N, M and stage group as recorded, with the basis, day and descriptors that each has."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from cds_service.domain.facts import Evidence
from cds_service.domain.terms import Code, Side
from cds_service.extraction.chart import Chart, Found
from cds_service.extraction.episode import Episode
from cds_service.extraction.evidence import bear_witness, first_code
from cds_service.extraction.primaries import Cancer
from cds_service.extraction.stage_groups import letters_of
from cds_service.extraction.tnm import Reading, read_categories, read_value
from cds_service.fhir.dates import Day
from cds_service.fhir.elements import Answer, Concept
from cds_service.fhir.resources import Condition, Observation, Stage

NAMES: Final = {"T": "T category", "N": "N category", "M": "M category", "stage": "stage group"}
"""The axes, as people call them."""
OBSERVED, IN_DIAGNOSIS, BASIS_NOT_SAID = 0, 1, 2
"""The order of precedence among places that state a stage."""
_SUBDIVIDED: Final = 2


@dataclass(frozen=True, slots=True)
class Statement:
    """One category or stage group as recorded.

    `exact` is the value as staged (`T1c`), empty where one answer is coded with several; `values` the values
    of the fact it leaves possible (`T1`; `IIA` and `IIB` for a stage II without letter). `rank` is its place
    in the order of precedence.
    """

    axis: str
    exact: str
    values: frozenset[str]
    basis: str
    on: Day | None
    rank: int
    evidence: Evidence
    is_recurrent: bool = False
    is_contradictory: bool = False
    is_by_needle: bool = False

    @property
    def is_clinical(self) -> bool:
        """Whether it is clinical, or does not say that it is anything else."""
        return self.basis in {"clinical", "unspecified"}


def read_statements(chart: Chart, episode: Episode) -> tuple[Statement, ...]:
    """Give everything recorded of T, N, M and stage group that may be of this cancer."""
    after_therapy, recurred = (_days_described_by(chart, letter) for letter in "yr")
    elsewhere = _members_elsewhere(chart, episode)
    found = [
        each
        for each in chart.find(chart.record.observations, "tnm-codes")
        if each.resource.reference not in elsewhere and not _is_of_another(chart, episode, each.resource)
    ]
    observed = [
        replace(statement, is_recurrent=True) if _is_of_day(statement.on, recurred) else statement
        for each in _current_versions(found)
        for statement in _observed(chart, each, after_therapy)
    ]
    index = episode.disease.index
    diagnosed = [
        statement for each in (index.diagnoses if index else ()) for statement in _in_diagnosis(chart, each)
    ]
    return (*observed, *diagnosed)


def _observed(chart: Chart, found: Found[Observation], after_therapy: frozenset[str]) -> Iterator[Statement]:
    observation = found.resource
    axis, code_basis = found.says("axis"), _basis_asked(chart, found)
    whole = read_value(chart, observation.answer, axis)
    inside = read_categories(observation.answer) if axis == "stage" else ()
    side = chart.side_of("", *observation.body_sites)
    said = _Said(observation, "value", first_code(observation.answer.concept, observation.code), side)
    for reading in (*((whole,) if whole else ()), *inside):
        basis = reading.basis or code_basis
        if _is_of_day(observation.on, after_therapy):
            basis = "post-neoadjuvant"
        yield _statement(
            said,
            reading,
            basis,
            BASIS_NOT_SAID if basis == "unspecified" else OBSERVED,
            # The value's own prefix outweighs the question's; that they differ makes the statement doubtful.
            is_contradictory={basis, code_basis} == {"clinical", "pathologic"},
        )


def _basis_asked(chart: Chart, found: Found[Observation]) -> str:
    """Say what basis the question asks for: by its code, or by the prefix that qualifies a UICC code."""
    code = found.resource.code
    prefix = chart.entry_of(Concept(codes=code.qualifiers), "staging-basis") if code else None
    said = (found.says("basis"), prefix.properties["basis"] if prefix else "")
    return next((each for each in said if each in {"clinical", "pathologic"}), "unspecified")


def _in_diagnosis(chart: Chart, cancer: Cancer) -> Iterator[Statement]:
    condition = cancer.condition
    for each in condition.stages:
        summary = Answer(concept=each.summary)
        whole = read_value(chart, summary, "stage")
        for reading in (*((whole,) if whole else ()), *read_categories(summary)):
            basis = _basis_of(chart, each, reading)
            # Categories of the specimen are not from the day of the diagnosis.
            if reading is whole or basis != "pathologic":
                said = _Said(condition, "stage.summary", first_code(each.summary), cancer.side)
                yield _statement(said, reading, basis, IN_DIAGNOSIS)
    for entry in (entry for _, entry in chart.look_up(condition.code, "breast-cancer-invasive")):
        if stage := entry.properties.get("stage"):
            said = _Said(condition, "code", entry.code, cancer.side)
            yield _statement(said, Reading("stage", stage), "unspecified", IN_DIAGNOSIS)


def _basis_of(chart: Chart, stage: Stage, reading: Reading) -> str:
    """Say whether a stage within a diagnosis is clinical: by itself, its type, or what it rests on."""
    assessed = [chart.record.resolve(each, Observation) for each in stage.assessments]
    codes = [each.code for each in assessed if each]
    said = [
        entry.properties["basis"]
        for code in (stage.basis, *codes)
        for _, entry in chart.look_up(code, "tnm-codes", "staging-basis")
    ]
    return reading.basis or next((each for each in said if each in {"clinical", "pathologic"}), "unspecified")


@dataclass(frozen=True, slots=True)
class _Said:
    """Where a statement stands."""

    resource: Observation | Condition
    element: str
    code: Code | None
    side: Side | None


def _statement(
    said: _Said, reading: Reading, basis: str, rank: int, *, is_contradictory: bool = False
) -> Statement:
    resource = said.resource
    kind = "" if basis == "unspecified" else f"{basis} "
    several = (reading.exact, *reading.rivals)
    name = f"{kind}{NAMES[reading.axis]} {' and '.join(several)}"
    return Statement(
        axis=reading.axis,
        exact="" if reading.rivals else reading.exact,
        values=frozenset().union(*(_values(reading.axis, each) for each in several)),
        basis=basis,
        on=resource.on,
        rank=rank,
        evidence=bear_witness(resource, said.element, name, code=said.code, on=resource.on, side=said.side),
        is_recurrent=reading.is_recurrent,
        is_contradictory=is_contradictory,
        is_by_needle=reading.is_by_needle,
    )


def _values(axis: str, exact: str) -> frozenset[str]:
    """Give the values of the fact: subdivisions are left out, save the micrometastasis; X says nothing."""
    if axis == "stage":
        return letters_of(exact)
    if exact.endswith("X"):
        return frozenset()
    return frozenset({exact if exact in {"Tis", "N1mi"} else exact[:_SUBDIVIDED]})


def _days_described_by(chart: Chart, letter: str) -> frozenset[str]:
    """Give the days staged with a descriptor: y after therapy, r of a recurrence. It holds for the day."""
    descriptor = f"staging-descriptor-{letter}"
    return frozenset(
        each.resource.on.written
        for each in chart.find(chart.record.observations, descriptor)
        if each.resource.on and each.says("role") == "question"
        if chart.is_in(each.resource.answer.concept, descriptor)
    )


def _is_of_day(on: Day | None, days: frozenset[str]) -> bool:
    return on is not None and on.written in days


def _current_versions(found: Iterable[Found[Observation]]) -> list[Found[Observation]]:
    """Leave out the answers of a day that a later version of the same answer replaced."""
    everything = list(found)
    best: dict[Hashable, int] = {}
    for each in everything:
        best[_question(each)] = max(best.get(_question(each), 0), _standing(each))
    return [each for each in everything if _standing(each) == best[_question(each)]]


def _question(found: Found[Observation]) -> Hashable:
    observation = found.resource
    return observation.code, observation.on and observation.on.written, observation.focus


def _standing(found: Found[Observation]) -> int:
    status = found.resource.status
    return 0 if status == "preliminary" else 2 if status in {"amended", "corrected"} else 1


def _members_elsewhere(chart: Chart, episode: Episode) -> frozenset[str]:
    """Give the Observations that a stage of another tumour is made of."""
    stages = (each for each in chart.record.observations if each.members)
    return frozenset(
        member for each in stages if _is_of_another(chart, episode, each) for member in each.members
    )


def _is_of_another(chart: Chart, episode: Episode, observation: Observation) -> bool:
    """Whether the staged tumour is another one than this cancer: on the other side, or by its focus.

    Where all diagnoses were read, one that is not among them is no diagnosis of this cancer.
    """
    if episode.disease.is_other_side(chart.side_of("", *observation.body_sites)):
        return True
    all_read = "conditions" in chart.record.searched
    known = {each.reference for name in observation.focus if (each := chart.record.resolve(name, Condition))}
    named = known or {each for each in observation.focus if all_read and each.startswith("Condition/")}
    return bool(named) and episode.disease.references.isdisjoint(named)
