"""T, N, M and stage group as recorded, and what they say of the initial clinical stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from cds_service.domain.facts import Evidence, Recorded, Strength
from cds_service.domain.terms import Code, Side
from cds_service.extraction.chart import Chart, Found
from cds_service.extraction.claims import Claim, settle
from cds_service.extraction.episode import Episode
from cds_service.extraction.evidence import bear_witness, first_code
from cds_service.extraction.primaries import Cancer
from cds_service.extraction.stage_groups import ALL_N, ALL_T, groups_of, letters_of
from cds_service.extraction.tnm import Reading, read_categories, read_value
from cds_service.fhir.dates import Day
from cds_service.fhir.elements import Answer, Concept
from cds_service.fhir.resources import Condition, Observation, Stage

_NAMES: Final = {"T": "T category", "N": "N category", "M": "M category", "stage": "stage group"}
_SUBDIVIDED: Final = 2
_OBSERVED, _IN_DIAGNOSIS, _BASIS_NOT_SAID = 0, 1, 2
_T2_N1: Final = frozenset({"IIA", "IIB"})


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
    after_therapy = _days_of_staging_after_therapy(chart)
    elsewhere = _members_elsewhere(chart, episode)
    observed = [
        statement
        for found in chart.find(chart.record.observations, "tnm-codes")
        if found.resource.reference not in elsewhere and not _is_of_another(chart, episode, found.resource)
        for statement in _observed(chart, found, after_therapy)
    ]
    index = episode.disease.index
    diagnosed = [
        statement for each in (index.diagnoses if index else ()) for statement in _in_diagnosis(chart, each)
    ]
    return (*observed, *diagnosed)


def initial_statements(statements: Iterable[Statement], episode: Episode, axis: str) -> list[Statement]:
    """Give the clinical statements on an axis from before treatment, the latest of each rank."""
    usable = [each for each in statements if each.axis == axis and each.is_clinical and not each.is_recurrent]
    initial = [each for each in usable if each.values and _is_initial(each, episode)]
    explicit = [each for each in initial if each.basis == "clinical"]
    chosen = initial if axis == "stage" and not explicit else explicit or initial
    if axis == "stage" and explicit:
        chosen = [each for each in initial if each.rank != _BASIS_NOT_SAID]
    return [each for rank in sorted({each.rank for each in chosen}) for each in _latest(chosen, rank)]


def read_staging(episode: Episode, statements: tuple[Statement, ...]) -> Mapping[str, Recorded | None]:
    """Give the initial clinical T, N and stage group."""
    t, n, m, stage = (initial_statements(statements, episode, axis) for axis in _NAMES)
    t_fact, n_fact = settle(_claims(t)), settle(_claims(n))
    recorded = settle(_claims(stage))
    derived = _derive(t_fact, n_fact, settle(_claims(m)), recorded=bool(recorded))
    return {
        "breast_cancer.clinical_t": t_fact,
        "breast_cancer.clinical_n": n_fact,
        "breast_cancer.clinical_stage": _confirm(recorded, derived),
    }


def _observed(chart: Chart, found: Found[Observation], after_therapy: frozenset[str]) -> Iterator[Statement]:
    observation = found.resource
    axis, code_basis = found.says("axis"), _basis_asked(chart, found)
    whole = read_value(chart, observation.answer, axis)
    inside = read_categories(observation.answer) if axis == "stage" else ()
    side = chart.side_of("", *observation.body_sites)
    said = _Said(observation, "value", first_code(observation.answer.concept, observation.code), side)
    for reading in (*((whole,) if whole else ()), *inside):
        basis = reading.basis or code_basis
        if observation.on and observation.on.written in after_therapy:
            basis = "post-neoadjuvant"
        yield _statement(
            said,
            reading,
            basis,
            _BASIS_NOT_SAID if basis == "unspecified" else _OBSERVED,
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
                yield _statement(said, reading, basis, _IN_DIAGNOSIS)
    for entry in (entry for _, entry in chart.look_up(condition.code, "breast-cancer-invasive")):
        if stage := entry.properties.get("stage"):
            said = _Said(condition, "code", entry.code, cancer.side)
            yield _statement(said, Reading("stage", stage), "unspecified", _IN_DIAGNOSIS)


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
    name = f"{kind}{_NAMES[reading.axis]} {' and '.join(several)}"
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


def _days_of_staging_after_therapy(chart: Chart) -> frozenset[str]:
    """Give the days on which a stage was recorded with the descriptor y, which holds for all of that day."""
    found = chart.find(chart.record.observations, "staging-descriptor-y")
    return frozenset(
        each.resource.on.written
        for each in found
        if each.resource.on and each.says("role") == "question"
        if chart.is_in(each.resource.answer.concept, "staging-descriptor-y")
    )


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


def _is_initial(statement: Statement, episode: Episode) -> bool:
    if statement.rank == _IN_DIAGNOSIS:
        # A stage within the diagnosis has no date of its own; it is the stage at diagnosis.
        return True
    if statement.basis == "clinical" and statement.on is None:
        return episode.first_dose is None and not any(each.has_begun for each in episode.treatments)
    return episode.is_initial(statement.on)


def _latest(statements: Iterable[Statement], rank: int) -> list[Statement]:
    """Give the statements of a rank that no other of it surely comes after."""
    peers = [each for each in statements if each.rank == rank]
    last = max((each.on.latest for each in peers if each.on), default=None)
    return [each for each in peers if last is None or each.on is None or each.on.latest >= last]


def _claims(statements: Iterable[Statement]) -> Iterator[Claim]:
    for each in statements:
        yield Claim(
            each.values,
            (each.evidence,),
            each.rank,
            remark=_doubt(each),
            doubtful=each.is_contradictory or not each.exact,
        )


def _confirm(recorded: Recorded | None, derived: Claim | None) -> Recorded | None:
    """Hold what T, N and M say against the recorded group: it narrows the group, or contradicts it."""
    if recorded is None or derived is None or recorded.conflict:
        return recorded or (settle([derived]) if derived else None)
    # Doubt about T or N is no doubt about a group that was recorded.
    known = Claim(recorded.possible, recorded.evidence, remark=recorded.remark)
    return settle([known, replace(derived, doubtful=False)])


def _doubt(statement: Statement) -> str:
    if statement.is_contradictory:
        return "question and answer disagree on whether the stage is clinical or pathologic"
    if not statement.exact:
        return "one answer is coded with several values"
    if len(statement.values) > 1:
        return f"stage {statement.exact} is recorded without its letter"
    return "it is not said whether the stage is clinical" if statement.basis == "unspecified" else ""


def _derive(t: Recorded | None, n: Recorded | None, m: Recorded | None, *, recorded: bool) -> Claim | None:
    """Give what T, N and M say of the stage group: alone where none is recorded, else to hold it against."""
    t_values, n_values = _possible(t), _possible(n)
    m_values = _possible(m) or frozenset({"M0"})  # AJCC: M0 needs no imaging; there is no MX
    if not (t_values and n_values) and not (recorded and (t_values or n_values)):
        return None
    groups = groups_of(t_values or ALL_T, n_values or ALL_N, m_values)
    if not groups:
        return None
    sources = [evidence for each in (t, n, m) if each for evidence in each.evidence]
    evidence = tuple(replace(each, strength=Strength.DERIVED) for each in sources)
    doubtful = any(each.conflict for each in (t, n, m) if each)
    return Claim(groups, evidence, rank=1, remark=_why_open(groups, doubtful=doubtful), doubtful=doubtful)


def _why_open(groups: frozenset[str], *, doubtful: bool) -> str:
    if groups == _T2_N1:
        return "T2 N1 is IIB by the anatomic table, but IIA in the source: the group has to be recorded"
    if doubtful:
        return "the records of T or N contradict one another"
    return "T and N do not settle the stage group" if len(groups) > 1 else ""


def _possible(fact: Recorded | None) -> frozenset[str]:
    return fact.possible if fact and isinstance(fact.possible, frozenset) else frozenset()
