"""Writes the cancer: its diagnosis, histology, course and spread."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from cds_service.witnesses.resources import Raw, breast, choose, concept, condition, observation
from cds_service.witnesses.wanted import CANCER_SIDE, OTHER_SIDE, Wanted

_OF_A_DIAGNOSIS: Final = (
    "breast_cancer.behaviour",
    "breast_cancer.lobular",
    "breast_cancer.inflammatory",
    "breast_cancer.course",
)
"""Facts that a chart states with the diagnosis."""
_CERTAINTY: Final = {"established": "confirmed", "suspected": "provisional", "none": "refuted"}


def write_disease(wanted: Wanted) -> Iterator[Raw]:
    """Give the diagnosis and what is recorded with it; nothing where the chart is to be silent on it."""
    certainty = wanted.value("breast_cancer.diagnosis") or _presupposed(wanted)
    if certainty:
        status = "recurrence" if wanted.value("breast_cancer.course") == "recurrence" else "active"
        diagnosis = condition(
            "cancer", _code(wanted), wanted.diagnosed, status=status, certain=_CERTAINTY[certainty]
        )
        yield diagnosis | {"bodySite": [breast(wanted.knowledge, CANCER_SIDE)]}
        yield from _histology(wanted)
    if wanted.value("breast_cancer.course") == "second-primary":
        earlier = wanted.diagnosed - timedelta(days=5 * 365)
        code = concept(choose(wanted.knowledge, "breast-cancer-invasive"))
        other = condition("earlier-cancer", code, earlier, status="resolved")
        yield other | {"bodySite": [breast(wanted.knowledge, OTHER_SIDE)]}
    if wanted.value("distant_metastasis.status") == "present":
        code = concept(choose(wanted.knowledge, "distant-metastasis"))
        yield condition("metastasis", code, wanted.after_diagnosis(20))


def _presupposed(wanted: Wanted) -> str:
    """Where the sheet does not speak of a diagnosis, what it says of the cancer presupposes one."""
    spoken_of = "breast_cancer.diagnosis" in wanted.sheet
    return "" if spoken_of or not any(wanted.value(each) for each in _OF_A_DIAGNOSIS) else "established"


def _code(wanted: Wanted) -> Raw:
    """Give the most telling code; in situ disease is neither lobular nor inflammatory here."""
    if wanted.value("breast_cancer.behaviour") == "in-situ":
        return concept(choose(wanted.knowledge, "breast-cancer-in-situ"))
    if wanted.value("breast_cancer.inflammatory") == "yes":
        return concept(choose(wanted.knowledge, "breast-cancer-inflammatory"))
    if wanted.value("breast_cancer.lobular") == "yes":
        return concept(choose(wanted.knowledge, "breast-cancer-lobular"))
    return concept(choose(wanted.knowledge, "breast-cancer-invasive"))


def _histology(wanted: Wanted) -> Iterator[Raw]:
    lobular = wanted.value("breast_cancer.lobular")
    if lobular == "no" or (lobular == "yes" and wanted.value("breast_cancer.inflammatory") == "yes"):
        question = concept(choose(wanted.knowledge, "histology-codes"))
        name = "histology-lobular" if lobular == "yes" else "histology-invasive"
        answer = concept(choose(wanted.knowledge, name))
        day = wanted.after_diagnosis(3)
        yield observation("histology", question, day, "laboratory", valueCodeableConcept=answer)
