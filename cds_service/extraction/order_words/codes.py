"""What the coded reasons of an order say of the patient."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cds_service.domain.knowledge_base import ValueSetEntry
from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import claim
from cds_service.extraction.evidence import name_of
from cds_service.extraction.order_words.said import OrderText, Said
from cds_service.extraction.primaries import CANCER, IN_SITU, INVASIVE, RECURRENT
from cds_service.extraction.stage_groups import ALL_N, ALL_T, groups_of
from cds_service.fhir.elements import Concept

_ALP_RAISED: Final = frozenset({"alp-mildly-raised-alone", "abnormal"})
_PRESENT: Final = frozenset({"present"})
_PRESENT_OR_NOT: Final = frozenset({"present", "absent"})
_NODE_POSITIVE: Final = groups_of(ALL_T, set(ALL_N) - {"N0"}, {"M0"})

_CLAIMED: Final = (
    ("axillary-adenopathy-on-exam", "axilla.palpable_nodes", "suspicious"),
    ("distant-metastasis", "distant_metastasis.status", "present"),
    ("symptom-metastatic", "distant_metastasis.symptoms", "present"),
    ("breast-symptom", "breast.symptoms", "present"),
    ("liver-test-abnormal", "liver_tests.result", "abnormal"),
    ("alp-raised-finding", "liver_tests.result", _ALP_RAISED),
    ("serum-enzyme-abnormal-unspecific", "liver_tests.result", _ALP_RAISED | {"normal"}),
    ("node-metastasis-axillary", "breast_cancer.clinical_stage", _NODE_POSITIVE),
)
"""What a coded reason of each value set claims; a node coded as matted is bulky."""

PERHAPS_METASTATIC: Final = ("metastasis-unspecified", "node-metastasis-elsewhere", "secondary-of-breast")
"""Codes of metastases that may be distant ones."""


def say_codes(chart: Chart, order: OrderText) -> Iterator[Said]:
    """Give what each coded reason claims of the patient, or raises a doubt about."""
    for concept in order.reasons:
        yield from _cancer(chart, order, concept)
        for value_set, fact, value in _CLAIMED:
            for _, entry in chart.look_up(concept, value_set):
                side = chart.side_of(entry.properties.get("side", ""), concept)
                stated = "bulky" if entry.properties.get("bulky") else value
                evidence = order.quote_reason(concept, _says(entry, "finding"), entry.code, side)
                yield Said(fact, claim(stated, evidence))
        for _, entry in chart.look_up(concept, *PERHAPS_METASTATIC):
            evidence = order.quote_reason(concept, _says(entry, "metastasis"), entry.code)
            remark = "the reason names a metastasis without saying that it is a distant one"
            open_claim = claim(_PRESENT_OR_NOT, evidence, remark=remark)
            yield Said("distant_metastasis.status", open_claim, may_be=_PRESENT)
        for _, entry in chart.look_up(concept, "margin-answers"):
            result = "positive" if entry.properties["value"] == "positive" else "negative"
            evidence = order.quote_reason(concept, f"the order says: surgical margin {result}", entry.code)
            yield Said("margins.status", claim(result, evidence))


def _cancer(chart: Chart, order: OrderText, concept: Concept) -> Iterator[Said]:
    for name, entry in chart.look_up(concept, *CANCER):
        side = chart.side_of(entry.properties.get("side", ""), concept)
        evidence = order.quote_reason(concept, _says(entry, "breast cancer"), entry.code, side)
        yield Said("breast_cancer.diagnosis", claim("established", evidence))
        if name in (*INVASIVE, IN_SITU):
            behaviour = "in-situ" if name == IN_SITU else "invasive"
            yield Said("breast_cancer.behaviour", claim(behaviour, evidence))
        if name == "breast-cancer-inflammatory":
            yield Said("breast_cancer.inflammatory", claim("yes", evidence))
        if name == RECURRENT:
            yield Said("breast_cancer.course", claim("recurrence", evidence))


def _says(entry: ValueSetEntry, otherwise: str) -> str:
    return f"the order says: {name_of(entry, otherwise)}"
