"""What the words of an order say of treatment, nodes, margins and liver tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import Possible
from cds_service.extraction.order_words.said import OrderText, Said, say
from cds_service.extraction.words.mention import Assertion
from cds_service.extraction.words.phrases import assertions, mentions, states

_PHASE: Final = "neoadjuvant_therapy.phase"
_COMPLETED: Final = "neoadjuvant-completed"
_PLANNED: Final = "neoadjuvant-planned"
_ANY_PART: Final = frozenset({"ongoing", "completed"})
_NOT_OVER: Final = frozenset({"planned", "ongoing"})
_BEFORE_IT: Final = frozenset({"planned", "not-planned"})
_ALP_RAISED: Final = frozenset({"alp-mildly-raised-alone", "abnormal"})
"""How far a raised alkaline phosphatase is raised, words and codes do not say."""
_PARTLY: Final = "the order speaks of a part of the neoadjuvant therapy"
_UNDECIDED: Final = "the order leaves open whether neoadjuvant therapy is planned"
_NOT_DONE: Final = frozenset({Assertion.DENIED, Assertion.SUPPOSED})
_NOT_SURE: Final = frozenset({Assertion.DENIED, Assertion.SUPPOSED, Assertion.DOUBTED, Assertion.ASKED})


_STATED: Final[Mapping[str, tuple[tuple[str, Possible], ...]]] = MappingProxyType(
    {
        "liver-tests-abnormal": (("liver_tests.result", frozenset({"abnormal"})),),
        "alp-raised": (("liver_tests.result", _ALP_RAISED),),
        "neoadjuvant-ongoing": ((_PHASE, frozenset({"ongoing"})),),
        "neoadjuvant-unfinished": ((_PHASE, _NOT_OVER),),
        "neoadjuvant-not-planned": ((_PHASE, frozenset({"not-planned"})),),
        "nodes-palpable": (("axilla.palpable_nodes", frozenset({"suspicious"})),),
        "nodes-bulky": (("axilla.palpable_nodes", frozenset({"bulky"})),),
        "nodes-not-palpable": (("axilla.palpable_nodes", frozenset({"none"})),),
        "nodes-suspicious-on-imaging": (("axilla.imaging_finding", frozenset({"suspicious"})),),
        "nodes-suspicious-on-ultrasound": (
            ("axilla.imaging_finding", frozenset({"suspicious"})),
            ("axilla.ultrasound", frozenset({"suspicious"})),
        ),
        "node-biopsy-positive": (("axilla.node_biopsy", frozenset({"positive"})),),
        "breast-excised": (("breast_surgery.kind", frozenset({"excision", "re-excision"})),),
        "breast-removed": (("breast_surgery.kind", frozenset({"mastectomy"})),),
        "axilla-operated": (("axilla.surgery", frozenset({"done"})),),
        "margins-positive": (("margins.status", frozenset({"positive"})),),
        "margins-negative": (("margins.status", frozenset({"negative"})),),
    }
)
"""What each list of phrases claims where it is stated; a question, doubt or supposition claims nothing."""
_STRONGER: Final[Mapping[str, str]] = MappingProxyType({"nodes-palpable": "nodes-bulky"})
"""A phrase that a more exact one in the same order replaces."""


def say_findings(chart: Chart, order: OrderText) -> Iterator[Said]:
    """Give what the order states of treatment so far, nodes, margins and liver tests."""
    said = [name for name in _STATED if states(order.words, chart.knowledge.phrases[name])]
    for name in said:
        if _STRONGER.get(name) not in said:
            for fact, possible in _STATED[name]:
                place = order.place_of(chart.knowledge.phrases[name])
                yield say(order, place, fact, possible, name.replace("-", " "))
    yield from _completed(chart, order)
    yield from _planned(chart, order)


def _completed(chart: Chart, order: OrderText) -> Iterator[Said]:
    """Read the end of the therapy: it may be a part that is over, or an end still to come."""
    phrases = chart.knowledge.phrases
    spoken = assertions(order.words, phrases[_COMPLETED], unless=phrases["neoadjuvant-unfinished"])
    place = order.place_of(phrases[_COMPLETED])
    if Assertion.AFFIRMED in spoken:
        partly = mentions(order.words, phrases["neoadjuvant-partly"], even_negated=True)
        if partly:
            says, behind = "a part of the neoadjuvant therapy", frozenset({"ongoing"})
            yield say(order, place, _PHASE, _ANY_PART, says, remark=_PARTLY, may_be=behind)
        else:
            yield say(order, place, _PHASE, "completed", "neoadjuvant completed")
    elif spoken & _NOT_DONE:
        yield say(order, place, _PHASE, _NOT_OVER, "neoadjuvant therapy not completed")


def _planned(chart: Chart, order: OrderText) -> Iterator[Said]:
    """Read the plan; one that is denied, asked or discussed is open."""
    phrases = chart.knowledge.phrases
    unless = phrases["neoadjuvant-not-planned"]
    spoken = assertions(order.words, phrases[_PLANNED], unless=unless)
    place = order.place_of(phrases[_PLANNED])
    if Assertion.AFFIRMED in spoken:
        yield say(order, place, _PHASE, "planned", "neoadjuvant planned")
    elif spoken & _NOT_SURE:
        says = "neoadjuvant therapy perhaps planned"
        yield say(order, place, _PHASE, _BEFORE_IT, says, remark=_UNDECIDED, may_be=_BEFORE_IT)
