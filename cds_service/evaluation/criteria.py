"""Judges one criterion against what is known, and says on what basis."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cds_service.domain.criteria import AnyOf, Condition, Criterion, OneOf, Within
from cds_service.domain.facts import Fact, FactSheet, NotRecorded, Recorded
from cds_service.domain.quantities import Interval
from cds_service.domain.truth import Truth, disjoin


class Basis(Enum):
    """What a judgement rests on."""

    RECORDED = "recorded"
    ASSUMED = "assumed"
    NOT_RECORDED = "not recorded"
    UNCERTAIN = "uncertain"
    """Recorded, but partly, or in conflict."""
    SOURCE_SILENT = "the source does not say"


@dataclass(frozen=True, slots=True)
class Finding:
    """A criterion, what it came to, and the fact it was judged on."""

    criterion: Criterion
    truth: Truth
    basis: Basis
    fact: Fact


@dataclass(frozen=True, slots=True)
class GroupFinding:
    """An `any` of criteria and what each came to."""

    group: AnyOf
    truth: Truth
    findings: tuple[Finding, ...]


Judgement = Finding | GroupFinding


def judge(condition: Condition, sheet: FactSheet) -> Judgement:
    """Judge a criterion or an `any` of criteria."""
    match condition:
        case Criterion():
            return _judge_criterion(condition, sheet[condition.fact])
        case AnyOf():
            findings = tuple(_judge_criterion(each, sheet[each.fact]) for each in condition.criteria)
            return GroupFinding(condition, disjoin(each.truth for each in findings), findings)


def findings_of(judgement: Judgement) -> tuple[Finding, ...]:
    """Give the findings a judgement is made of."""
    return judgement.findings if isinstance(judgement, GroupFinding) else (judgement,)


def _judge_criterion(criterion: Criterion, fact: Fact) -> Finding:
    match fact:
        case NotRecorded(searched=searched):
            # INVARIANT: the only step from unknown to known is an assumption that the knowledge states,
            # and only once every place the fact lives in was read.
            if criterion.assumption is not None and searched:
                truth = Truth.TRUE if criterion.assumption.holds else Truth.FALSE
                return Finding(criterion, truth, Basis.ASSUMED, fact)
            return Finding(criterion, Truth.UNKNOWN, Basis.NOT_RECORDED, fact)
        case Recorded(possible=possible):
            truth, basis = _compare(criterion, possible)
            return Finding(criterion, truth, basis, fact)


def _compare(criterion: Criterion, possible: frozenset[str] | Interval) -> tuple[Truth, Basis]:
    silent = criterion.silence.values if criterion.silence else frozenset[str]()
    if isinstance(possible, frozenset) and possible & silent:
        # A value of which the source says nothing is neither a match nor a mismatch.
        return Truth.UNKNOWN, Basis.SOURCE_SILENT if possible <= silent else Basis.UNCERTAIN
    truth = holds(criterion.test, possible)
    return truth, Basis.UNCERTAIN if truth is Truth.UNKNOWN else Basis.RECORDED


def holds(test: OneOf | Within, possible: frozenset[str] | Interval) -> Truth:
    """Whether a test holds of every, of no, or only of some possible value."""
    match test, possible:
        case OneOf(values=values), frozenset():
            inside, touching = possible <= values, bool(possible & values)
        case Within(interval=interval), Interval():
            inside, touching = possible.lies_within(interval), possible.meets(interval)
        case _:
            message = "a criterion compares a fact with a value of another type"
            raise TypeError(message)
    if inside:
        return Truth.TRUE
    return Truth.UNKNOWN if touching else Truth.FALSE
