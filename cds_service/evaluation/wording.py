"""Puts facts, criteria and judgements into the words a clinician reads; escaping is the card's business."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from cds_service.domain.criteria import Criterion, OneOf, Within
from cds_service.domain.facts import (
    Choice,
    Evidence,
    Fact,
    FactDefinition,
    Measure,
    NotRecorded,
    Recorded,
    Strength,
)
from cds_service.domain.quantities import Dimension, Interval

_MM_PER_CM = 10
_AS_WORDED = "by its wording, please check: "
"""Before evidence that rests on the text of a report, which is weaker than a coded finding."""
_SHOWN = 3
"""Decimals of a length in cm: a hundredth of a millimetre, finer than anyone measures."""


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
            return f"{_plain(round(value / _MM_PER_CM, _SHOWN))} cm"
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


def say_evidence(evidence: Evidence, *, with_code: bool = False) -> str:
    """Say what is stated, on which side, in which kind of record, when and where; with its code if asked.

    `carcinoma of breast, left, diagnosis of 2026-05-12 (Condition/1, SNOMED CT 254838004)`
    """
    side = evidence.side.value if evidence.side and evidence.side.value not in evidence.says else ""
    weaker = _AS_WORDED if evidence.strength is Strength.REPORT_TEXT else ""
    stated = weaker + ", ".join(each for each in (evidence.says, side, _say_record(evidence)) if each)
    code = evidence.code.in_words if with_code and evidence.code else ""
    where = ", ".join(each for each in (evidence.reference, code) if each)
    return f"{stated} ({where})" if where else stated


def _say_record(evidence: Evidence) -> str:
    """Say in which kind of record it stands, and of which day."""
    named = _RECORDS.get(f"{evidence.record}.{evidence.element}", "")
    on = (evidence.on or "")[:10]
    return f"{named} {on}".strip() if on else named.rpartition(" ")[0]


_RECORDS: Final = {
    "Patient.birthDate": "born on",
    "Condition.code": "diagnosis of",
    "Condition.extension": "histology in the diagnosis of",
    "Condition.stage.summary": "stage in the diagnosis of",
    "Observation.code": "finding of",
    "Observation.value": "result of",
    "Observation.component.code": "finding of",
    "Observation.component.value": "result of",
    "Observation.interpretation": "the laboratory's interpretation of",
    "Procedure.code": "procedure of",
    "Procedure.outcome": "outcome of the procedure of",
    "DiagnosticReport.code": "report of",
    "DiagnosticReport.conclusionCode": "conclusion of the report of",
    "DiagnosticReport.text.div": "report of",
    "DiagnosticReport.presentedForm": "report of",
    "DiagnosticReport.conclusion": "report of",
    "DiagnosticReport.result": "report of",
    "MedicationRequest.medication": "prescription from",
    "MedicationAdministration.medication": "dose given on",
    "MedicationStatement.medication": "medicine taken on",
    "AllergyIntolerance.code": "allergy recorded on",
    "AllergyIntolerance.reaction.substance": "allergic reaction recorded on",
    "ServiceRequest.code": "order of",
    "ServiceRequest.priority": "order of",
    "ServiceRequest.reasonCode": "reason of the order of",
    "ServiceRequest.reason": "reason of the order of",
    "ServiceRequest.reasonCodeableConcept": "reason of the order of",
    "ServiceRequest.reasonReference": "reason of the order of",
    "ServiceRequest.contained": "reason of the order of",
    "ServiceRequest.orderDetail": "detail of the order of",
    "ServiceRequest.note": "note on the order of",
    "ServiceRequest.patientInstruction": "instruction in the order of",
    "ServiceRequest.description": "description in the order of",
}
"""What a clinician calls a record by the element that speaks, before its day; others give the day alone."""
