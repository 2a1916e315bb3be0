"""Who is possible: the anatomic stage table, sizes, what comes before what; every line excludes somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from cds_service.analysis.formulas import every
from cds_service.analysis.patients import Patients
from cds_service.domain.criteria import Citation, Criterion, Impossibility, OneOf, Within
from cds_service.domain.quantities import Interval
from tests.support.knowledge import shipped_knowledge

BASE = shipped_knowledge()
Value = str | int

T = "breast_cancer.clinical_t"
N = "breast_cancer.clinical_n"
STAGE = "breast_cancer.clinical_stage"
SIZE = "breast_cancer.size_at_diagnosis"

# The anatomic groups without distant metastasis (AJCC). T2 N1 is IIB there, and IIA in one of the articles.
GROUPS: Mapping[str, Mapping[str, str]] = {
    "Tis": {"N0": "0"},
    "T0": {"N1mi": "IB", "N1": "IIA", "N2": "IIIA", "N3": "IIIC"},
    "T1": {"N0": "IA", "N1mi": "IB", "N1": "IIA", "N2": "IIIA", "N3": "IIIC"},
    "T2": {"N0": "IIA", "N1mi": "IIA IIB", "N1": "IIA IIB", "N2": "IIIA", "N3": "IIIC"},
    "T3": {"N0": "IIB", "N1mi": "IIIA", "N1": "IIIA", "N2": "IIIA", "N3": "IIIC"},
    "T4": {"N0": "IIIB", "N1mi": "IIIB", "N1": "IIIB", "N2": "IIIB", "N3": "IIIC"},
}
STAGES = ("0", "IA", "IB", "IIA", "IIB", "IIIA", "IIIB", "IIIC", "IV")

OTHERS: tuple[tuple[Mapping[str, Value], bool], ...] = (
    ({T: "T1", SIZE: 20}, True),
    ({T: "T1", SIZE: 21}, False),
    ({T: "T2", SIZE: 20}, False),
    ({T: "T2", SIZE: 21}, True),
    ({T: "T2", SIZE: 50}, True),
    ({T: "T2", SIZE: 51}, False),
    ({T: "T3", SIZE: 50}, False),
    ({T: "T3", SIZE: 51}, True),
    ({T: "T4", SIZE: 10}, True),
    ({STAGE: "IA", SIZE: 21}, False),
    ({STAGE: "IIA", SIZE: 50}, True),
    ({STAGE: "IIA", N: "N0", SIZE: 51}, False),
    ({STAGE: "IIB", SIZE: 51}, True),
    ({STAGE: "IV", "distant_metastasis.status": "absent"}, False),
    ({STAGE: "IV", "distant_metastasis.status": "present"}, True),
    ({STAGE: "IIA", "distant_metastasis.status": "absent"}, True),
    ({STAGE: "IIA", "distant_metastasis.status": "present"}, True),
    ({"breast_cancer.behaviour": "in-situ", T: "Tis"}, True),
    ({"breast_cancer.behaviour": "in-situ", T: "T1"}, False),
    ({"breast_cancer.behaviour": "in-situ", STAGE: "IIA"}, False),
    ({"breast_cancer.behaviour": "invasive", T: "Tis"}, False),
    ({"breast_cancer.behaviour": "invasive", STAGE: "0"}, False),
    ({"breast_cancer.inflammatory": "yes", T: "T3"}, False),
    ({"breast_cancer.inflammatory": "yes", STAGE: "IIIA"}, False),
    ({"breast_cancer.inflammatory": "yes", STAGE: "IIIB"}, True),
    ({"neoadjuvant_therapy.phase": "planned", "breast_surgery.kind": "none"}, True),
    ({"neoadjuvant_therapy.phase": "planned", "breast_surgery.kind": "excision"}, False),
    ({"neoadjuvant_therapy.phase": "ongoing", "breast_surgery.kind": "mastectomy"}, False),
    ({"neoadjuvant_therapy.phase": "completed", "breast_surgery.kind": "excision"}, True),
    ({"neoadjuvant_therapy.phase": "not-planned", "breast_surgery.kind": "excision"}, True),
    ({"axilla.restaging_ultrasound": "normal", "neoadjuvant_therapy.phase": "ongoing"}, False),
    ({"axilla.restaging_ultrasound": "normal", "neoadjuvant_therapy.phase": "completed"}, True),
    ({"axilla.ultrasound": "suspicious", "axilla.imaging_finding": "not-suspicious"}, False),
    ({"axilla.ultrasound": "suspicious", "axilla.imaging_finding": "suspicious"}, True),
    ({"axilla.ultrasound": "normal", "axilla.imaging_finding": "suspicious"}, True),
    ({"axilla.ultrasound": "normal", "axilla.imaging_finding": "not-suspicious"}, True),
    ({"breast_surgery.kind": "none", "margins.status": "positive"}, False),
    ({"breast_surgery.kind": "excision", "margins.status": "positive"}, True),
    ({"breast_surgery.kind": "none", "margins.status": "negative"}, True),
    ({"breast_surgery.kind": "none", "breast.symptoms": "present"}, False),
    ({"breast_surgery.kind": "mastectomy", "breast.symptoms": "present"}, True),
    ({"breast_surgery.kind": "none", "breast.post_operative_mammogram": "done"}, False),
    ({"breast_surgery.kind": "excision", "breast.post_operative_mammogram": "done"}, True),
    ({"breast_surgery.kind": "none", "radiotherapy.after_surgery": "given"}, False),
    ({"breast_surgery.kind": "excision", "radiotherapy.after_surgery": "given"}, True),
)
TABLE: tuple[tuple[Mapping[str, Value], bool], ...] = tuple(
    ({T: t, N: n, STAGE: stage}, stage == "IV" or stage in GROUPS[t].get(n, "").split())
    for t, n, stage in product(GROUPS, ("N0", "N1mi", "N1", "N2", "N3"), STAGES)
)


def is_possible(patient: Mapping[str, Value], rules: Iterable[Impossibility] = BASE.impossible) -> bool:
    criteria = [_criterion(name, value) for name, value in patient.items()]
    rules = tuple(rules)
    compared = [*criteria, *(each for rule in rules for each in rule.together)]
    patients = Patients(BASE.facts, compared, rules)
    return patients.exists(every(*(patients.meanings.of(each).holds for each in criteria)))


def _criterion(name: str, value: Value) -> Criterion:
    test = (
        OneOf(frozenset({value})) if isinstance(value, str) else Within(Interval.exactly(Decimal(value)), "")
    )
    return Criterion(name, name, test, Citation("", ""))


@pytest.mark.parametrize(
    ("patient", "possible"), [*TABLE, *OTHERS], ids=lambda each: str(each).replace("'", "")
)
def test_a_patient_is_possible_as_the_table_has_it(patient: Mapping[str, Value], possible: bool) -> None:  # noqa: FBT001
    assert is_possible(patient) is possible


@pytest.mark.parametrize("impossibility", BASE.impossible, ids=lambda each: each.path)
def test_every_impossibility_is_missed_when_it_is_gone(impossibility: Impossibility) -> None:
    rest = [each for each in BASE.impossible if each is not impossibility]
    excluded = [patient for patient, possible in (*TABLE, *OTHERS) if not possible]

    assert any(is_possible(patient, rest) for patient in excluded)


@pytest.mark.parametrize("impossibility", BASE.impossible, ids=lambda each: each.path)
def test_an_impossibility_that_says_less_excludes_too_many(impossibility: Impossibility) -> None:
    included = [patient for patient, possible in (*TABLE, *OTHERS) if possible]
    for criterion in impossibility.together:
        fewer = tuple(each for each in impossibility.together if each is not criterion)
        rules = [replace(each, together=fewer) if each is impossibility else each for each in BASE.impossible]
        assert not all(is_possible(patient, rules) for patient in included)
