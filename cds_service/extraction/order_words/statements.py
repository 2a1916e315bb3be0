"""What an order states about the patient, put beside what the chart says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cds_service.domain.facts import Fact, FactSheet, NotRecorded, Recorded
from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import join, meet, settle
from cds_service.extraction.order_words.codes import say_codes
from cds_service.extraction.order_words.disease import say_disease
from cds_service.extraction.order_words.findings import say_findings
from cds_service.extraction.order_words.said import OrderText, Said
from cds_service.extraction.order_words.stages import say_stages
from cds_service.extraction.order_words.symptoms import OF_BREAST, say_symptoms

_ANY_PART: Final = frozenset({"ongoing", "completed"})
_BEFORE_TREATMENT: Final = (
    "axilla.palpable_nodes",
    "axilla.imaging_finding",
    "axilla.ultrasound",
    "axilla.node_biopsy",
)


def state_facts(chart: Chart, order: OrderText, sheet: FactSheet) -> Mapping[str, Fact]:
    """Give the facts of the chart that the order's own words change: fill in, narrow, contradict or open."""
    said: dict[str, list[Said]] = {}
    for read in (say_codes, say_findings, say_disease, say_stages, say_symptoms):
        for each in read(chart, order):
            said.setdefault(each.fact, []).append(each)
    merged = {name: _merge(sheet[name], each) for name, each in said.items() if _is_in_place(name, sheet)}
    return {name: fact for name, fact in merged.items() if fact is not None}


def _is_in_place(name: str, sheet: FactSheet) -> bool:
    """Whether an order written now can speak to a fact: the operated breast, nodes before any treatment."""
    if name == OF_BREAST:
        surgery = sheet["breast_surgery.kind"]
        return isinstance(surgery, Recorded) and "none" not in _values(surgery)
    if name in _BEFORE_TREATMENT:
        phase, surgery = sheet["neoadjuvant_therapy.phase"], sheet["breast_surgery.kind"]
        begun = isinstance(phase, Recorded) and bool(_values(phase) & _ANY_PART)
        return not begun and not isinstance(surgery, Recorded)
    return True


def _merge(charted: Fact, said: list[Said]) -> Fact | None:
    """Put what the order says beside the chart; nothing where that changes nothing."""
    stated = settle(each.claim for each in said)
    if stated is None:
        return None
    agreed = _agree(charted, stated)
    may_be = frozenset(value for each in said for value in each.may_be)
    held = agreed or charted
    if not isinstance(held, Recorded) or may_be <= _values(held):
        return agreed
    # A doubt that the order raises is newer than what the chart says.
    evidence = dict.fromkeys((*held.evidence, *stated.evidence))
    remark = "; ".join(dict.fromkeys(each.claim.remark for each in said if each.may_be))
    return Recorded(_values(held) | may_be, tuple(evidence), conflict=held.conflict, remark=remark)


def _agree(charted: Fact, stated: Recorded) -> Recorded | None:
    """Fill in, narrow or contradict; nothing where the chart says as much already."""
    if isinstance(charted, NotRecorded):
        return stated
    met = meet(charted.possible, stated.possible)
    if charted.conflict or (met == charted.possible and not (charted.presumed and stated.possible == met)):
        return None
    evidence = (*charted.evidence, *stated.evidence)
    if met is None:
        possible = join([charted.possible, stated.possible])
        return Recorded(possible, evidence, conflict=True, remark="the order contradicts the chart")
    return Recorded(met, evidence)


def _values(fact: Recorded) -> frozenset[str]:
    return fact.possible if isinstance(fact.possible, frozenset) else frozenset()
