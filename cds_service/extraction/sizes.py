"""The size of the primary tumour before any treatment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cds_service.domain.facts import Evidence, Recorded, Strength
from cds_service.domain.quantities import INFINITE, Interval
from cds_service.domain.terms import Code
from cds_service.extraction.chart import Chart, Found
from cds_service.extraction.claims import Claim, settle
from cds_service.extraction.episode import Episode
from cds_service.extraction.evidence import bear_witness
from cds_service.extraction.stage_statements import Statement
from cds_service.extraction.staging import initial_statements
from cds_service.fhir.elements import Quantity
from cds_service.fhir.resources import Condition, Observation

_MILLIMETRES: Final = {
    "mm": Decimal(1), "millimeter": Decimal(1), "millimeters": Decimal(1), "millimetre": Decimal(1),
    "millimetres": Decimal(1),
    "cm": Decimal(10), "centimeter": Decimal(10), "centimeters": Decimal(10), "centimetre": Decimal(10),
    "centimetres": Decimal(10),
    "[in_i]": Decimal("25.4"), "in": Decimal("25.4"), "inch": Decimal("25.4"), "inches": Decimal("25.4"),
}  # fmt: skip
_LARGEST: Final = Decimal(300)
"""A size beyond 30 cm is a slip of the unit."""

_METHODS: Final = ("mri", "ultrasound", "mammography", "exam", "")
"""How sizes were taken, the most telling method first; an unstated one comes last."""
_BY_CATEGORY: Final = len(_METHODS)
_AFTER_EXCISION: Final = "gross-pathology"
_SHOWN: Final = 3
"""Decimals of a size in words, whatever its unit; what is compared keeps them all."""

_T_SIZES: Final = {
    "T1mi": (0, 1), "T1a": (1, 5), "T1b": (5, 10), "T1c": (10, 20), "T1": (0, 20), "T2": (20, 50),
}  # fmt: skip
"""The size in mm of each T category (AJCC): more than the first, at most the second. T4 is of any size."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A size in mm, with the place of its method in the order of precedence."""

    size: Interval
    method: int
    evidence: Evidence


def read_size(
    chart: Chart, episode: Episode, statements: tuple[Statement, ...]
) -> Mapping[str, Recorded | None]:
    """Give the size at diagnosis: as measured, else as far as the clinical T category tells."""
    measured = [*_measurements(chart, episode)]
    claims = [*_claims(measured), *_from_category(statements, episode)]
    return {"breast_cancer.size_at_diagnosis": settle(claims)}


def _claims(measured: list[Measurement]) -> Iterator[Claim]:
    """Claim the largest size that the best method found; where the next best disagrees, what lies between."""
    methods = sorted({each.method for each in measured})
    best = [_largest(measured, method) for method in methods[:2]]
    if not best:
        return
    size, remark = best[0].size, ""
    if len(best) > 1 and best[1].size != size:
        size, remark = size.spanning(best[1].size), "the methods of measurement disagree"
    yield Claim(size, tuple(each.evidence for each in best), remark=remark)


def _largest(measured: list[Measurement], method: int) -> Measurement:
    """Give the largest of the sizes that a method found before treatment, of several foci or days."""
    peers = (each for each in measured if each.method == method)
    return max(peers, key=lambda each: (each.size.high, each.size.low))


def _from_category(statements: tuple[Statement, ...], episode: Episode) -> Iterator[Claim]:
    for each in initial_statements(statements, episode, "T"):
        size = _size_of(each.exact)
        if size:
            evidence = Evidence(
                each.evidence.reference, each.evidence.element, each.evidence.says, each.evidence.code,
                each.evidence.on, each.evidence.side, Strength.DERIVED,
            )  # fmt: skip
            yield Claim(size, (evidence,), rank=_BY_CATEGORY)


def _size_of(category: str) -> Interval | None:
    if category == "T3":
        return Interval.more_than(Decimal(50))
    bounds = _T_SIZES.get(category)
    return Interval(Decimal(bounds[0]), Decimal(bounds[1]), low_in=False) if bounds else None


def _measurements(chart: Chart, episode: Episode) -> Iterator[Measurement]:
    for found in chart.find(chart.record.observations, "tumour-size-codes"):
        observation = found.resource
        method = _method(chart, observation)
        if (
            method is None
            or not episode.is_initial(observation.on)
            or _is_elsewhere(chart, episode, observation)
        ):
            continue
        for element, code, quantity in _dimensions(chart, found):
            size = in_millimetres(quantity)
            if size:
                side = chart.side_of("", *observation.body_sites)
                evidence = bear_witness(
                    observation, element, _words(quantity), code=code, on=observation.on, side=side
                )
                yield Measurement(size, method, evidence)


def _method(chart: Chart, observation: Observation) -> int | None:
    """Give the rank of the method; none where the tumour had been removed."""
    entry = chart.entry_of(observation.method, "size-method")
    method = entry.properties["method"] if entry else ""
    if method == _AFTER_EXCISION or observation.specimens:
        return None
    return _METHODS.index(method)


def _is_elsewhere(chart: Chart, episode: Episode, observation: Observation) -> bool:
    """Whether what was measured is on the other side, or another diagnosis."""
    focus = [chart.record.resolve(each, Condition) for each in observation.focus]
    known = [each.reference for each in focus if each]
    another = bool(known) and episode.disease.references.isdisjoint(known)
    return another or episode.disease.is_other_side(chart.side_of("", *observation.body_sites))


def _dimensions(chart: Chart, found: Found[Observation]) -> Iterator[tuple[str, Code, Quantity]]:
    """Give the longest dimension, whether it is the Observation's own value or one of its components."""
    observation = found.resource
    if found.says("role") in {"longest", "panel"} and observation.answer.quantity:
        yield "value", found.entry.code, observation.answer.quantity
    for part in observation.components:
        entry = chart.entry_of(part.code, "tumour-size-codes")
        if entry and entry.properties["role"] == "longest" and part.answer.quantity:
            yield "component.value", entry.code, part.answer.quantity


def in_millimetres(quantity: Quantity) -> Interval | None:
    """Give a length in mm; none without a known unit, or where it cannot be the size of a tumour."""
    factor = _MILLIMETRES.get(quantity.unit.strip().lower())
    if factor is None:
        return None
    size = quantity.value * factor
    if not 0 < size <= _LARGEST:
        return None
    match quantity.comparator:
        case "<":
            return Interval(Decimal(0), size, low_in=False, high_in=False)
        case "<=":
            return Interval(Decimal(0), size, low_in=False)
        case ">":
            return Interval(size, INFINITE, low_in=False, high_in=False)
        case ">=":
            return Interval(size, INFINITE, high_in=False)
        case _:
            return Interval.exactly(size)


def _words(quantity: Quantity) -> str:
    amount = format(round(quantity.value, _SHOWN).normalize(), "f")
    return f"tumour size {quantity.comparator}{amount} {quantity.unit}"
