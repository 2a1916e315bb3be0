"""Puts facts, criteria and judgements into the words a clinician reads; escaping is the card's business."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cds_service.domain.criteria import Criterion, OneOf, Within
from cds_service.domain.facts import Choice, Evidence, Fact, FactDefinition, Measure, NotRecorded, Recorded
from cds_service.domain.quantities import Dimension, Interval

_MM_PER_CM = 10


def say_value(fact: Fact, definition: FactDefinition) -> str:
    """Say what is recorded of a fact: `IIA`, `1.8 cm`, `planned, not started or under way`."""
    match fact:
        case NotRecorded():
            return "not recorded"
        case Recorded(possible=frozenset() as possible):
            words = definition.type.values if isinstance(definition.type, Choice) else {}
            return " or ".join(words.get(value, value) for value in _in_order(possible, words))
        case Recorded(possible=Interval() as possible):
            dimension = (
                definition.type.dimension if isinstance(definition.type, Measure) else Dimension.LENGTH
            )
            return say_interval(possible, dimension)
        case Recorded():
            message = "a recorded fact has a set of choices or an interval"
            raise TypeError(message)


def _in_order(possible: frozenset[str], words: Mapping[str, str]) -> list[str]:
    authored = [value for value in words if value in possible]
    return authored + sorted(possible - set(authored))


def say_interval(interval: Interval, dimension: Dimension) -> str:
    """Say a measured value or a range of it in the unit people use."""
    if interval.point is not None:
        return _measure(interval.point, dimension)
    if interval.high == Decimal("Infinity"):
        return f"{'at least' if interval.low_in else 'more than'} {_measure(interval.low, dimension)}"
    if interval.low == Decimal("-Infinity") or (interval.low == 0 and not interval.low_in):
        return f"{'at most' if interval.high_in else 'less than'} {_measure(interval.high, dimension)}"
    upper = f"{'at most' if interval.high_in else 'less than'} {_measure(interval.high, dimension)}"
    return f"{'at least' if interval.low_in else 'more than'} {_measure(interval.low, dimension)} and {upper}"


def _measure(value: Decimal, dimension: Dimension) -> str:
    match dimension:
        case Dimension.LENGTH:
            return f"{_plain(value / _MM_PER_CM)} cm"
        case Dimension.AGE:
            return f"{_plain(value)} years"
        case Dimension.DURATION:
            return f"{_plain(value)} {'day' if value == 1 else 'days'}"


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")


def say_criterion(criterion: Criterion, definition: FactDefinition, *, negated: bool = False) -> str:
    """Say what a criterion asks: `the clinical stage group: IA, IB or IIA`; negated, `...: not IA or IB`."""
    match criterion.test:
        case OneOf(values=values):
            words = definition.type.values if isinstance(definition.type, Choice) else {}
            listed = [words.get(value, value) for value in _in_order(values, words)]
            wanted = " or ".join((", ".join(listed[:-1]), listed[-1])) if len(listed) > 1 else listed[0]
        case Within(wording=wording):
            wanted = wording
    return f"{definition.says}: {'not ' if negated else ''}{wanted}"


def say_evidence(evidence: Evidence) -> str:
    """Say where the chart states a fact: `clinical stage group IA, 2026-05-02 (Observation/stage-1)`."""
    parts = [evidence.says]
    if evidence.on:
        parts.append(evidence.on[:10])
    place = f" ({evidence.reference})" if evidence.reference else ""
    return ", ".join(parts) + place
