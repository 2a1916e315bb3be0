"""Writes symptoms asked for, laboratory results, and the margins of the specimen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from cds_service.witnesses.resources import (
    Raw,
    choose,
    concept,
    condition,
    observation,
    reference,
    report,
    status_concept,
)
from cds_service.witnesses.wanted import Wanted

_ASKED: Final = {"symptom-metastatic": ("bone", "cough"), "breast-symptom": ("lump", "discharge")}
"""What is asked for where symptoms are denied: enough to be a review, by the rules of reading."""
_LIMITS: Final = {"alp": (40, 120), "alt": (7, 40)}
_NORMAL: Final = {"alp": 80, "alt": 20}
_RAISED: Final = {"alp-mildly-raised-alone": ("alp", 140), "abnormal": ("alt", 200)}


def write_findings(wanted: Wanted) -> Iterator[Raw]:
    """Give what was found and asked since the diagnosis, and since the operation."""
    yesterday = wanted.today - timedelta(days=1)
    yield from _symptoms(wanted, "distant_metastasis.symptoms", "symptom-metastatic", yesterday)
    since_surgery = max(yesterday, wanted.after_surgery(1))
    yield from _symptoms(wanted, "breast.symptoms", "breast-symptom", since_surgery)
    yield from _liver_tests(wanted, yesterday)
    yield from _margins(wanted)


def _symptoms(wanted: Wanted, fact: str, value_set: str, day: date) -> Iterator[Raw]:
    found = wanted.value(fact)
    asked = [choose(wanted.knowledge, value_set, about=each) for each in _ASKED[value_set]] if found else []
    if found == "present":
        yield condition(f"{value_set}-present", concept(asked[0]), day)
    if found == "absent":
        for number, entry in enumerate(asked, start=1):
            slug = f"{value_set}-{number}"
            yield observation(slug, concept(entry), day, "exam", valueBoolean=False)


def _liver_tests(wanted: Wanted, day: date) -> Iterator[Raw]:
    result = wanted.value("liver_tests.result")
    if not result:
        return
    raised = dict([_RAISED[result]]) if result in _RAISED else {}
    for test, amount in (_NORMAL | raised).items():
        low, high = _LIMITS[test]
        yield observation(
            f"liver-{test}",
            concept(choose(wanted.knowledge, "liver-tests", test=test)),
            day,
            "laboratory",
            valueQuantity=_units(amount),
            interpretation=[status_concept("v3-ObservationInterpretation", "H" if amount > high else "N")],
            referenceRange=[{"low": _units(low), "high": _units(high)}],
        )


def _units(amount: float) -> Raw:
    return {"value": amount, "unit": "U/L", "system": "http://unitsofmeasure.org", "code": "U/L"}


def _margins(wanted: Wanted) -> Iterator[Raw]:
    status = wanted.value("margins.status")
    if not status:
        return
    day = wanted.after_surgery(5)
    answers = "positive-answers" if status == "positive" else "negative-answers"
    finding = observation(
        "margins",
        concept(choose(wanted.knowledge, "margin-questions", component="any")),
        day,
        "laboratory",
        valueCodeableConcept=concept(choose(wanted.knowledge, answers)),
    )
    code = concept(choose(wanted.knowledge, "pathology-report-codes"))
    category = concept(choose(wanted.knowledge, "report-categories", kind="pathology"))
    yield from (finding, report("specimen", code, category, day, result=[reference(finding)]))
