"""What the recorded T, N, M and stage group say of the initial clinical stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from cds_service.domain.facts import Recorded, Strength
from cds_service.extraction.claims import Claim, settle
from cds_service.extraction.episode import Episode
from cds_service.extraction.stage_groups import ALL_N, ALL_T, groups_of
from cds_service.extraction.stage_statements import BASIS_NOT_SAID, IN_DIAGNOSIS, NAMES, Statement

_T2_N1: Final = frozenset({"IIA", "IIB"})


def initial_statements(statements: Iterable[Statement], episode: Episode, axis: str) -> list[Statement]:
    """Give the clinical statements on an axis from before treatment, the latest of each rank."""
    usable = [each for each in statements if each.axis == axis and each.is_clinical and not each.is_recurrent]
    initial = [each for each in usable if each.values and _is_initial(each, episode)]
    explicit = [each for each in initial if each.basis == "clinical"]
    chosen = initial if axis == "stage" and not explicit else explicit or initial
    if axis == "stage" and explicit:
        chosen = [each for each in initial if each.rank != BASIS_NOT_SAID]
    return [each for rank in sorted({each.rank for each in chosen}) for each in _latest(chosen, rank)]


def read_staging(episode: Episode, statements: tuple[Statement, ...]) -> Mapping[str, Recorded | None]:
    """Give the initial clinical T, N and stage group."""
    t, n, m, stage = (initial_statements(statements, episode, axis) for axis in NAMES)
    t_fact, n_fact = settle(_claims(t)), settle(_claims(n))
    recorded = settle(_claims(stage))
    derived = _derive(t_fact, n_fact, settle(_claims(m)), recorded=bool(recorded))
    return {
        "breast_cancer.clinical_t": t_fact,
        "breast_cancer.clinical_n": n_fact,
        "breast_cancer.clinical_stage": _confirm(recorded, derived),
    }


def _is_initial(statement: Statement, episode: Episode) -> bool:
    if statement.rank == IN_DIAGNOSIS:
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
