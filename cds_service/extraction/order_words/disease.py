"""What the words of an order say of the cancer itself that takes a patient out of early stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart
from cds_service.extraction.metastasis import metastasis_words
from cds_service.extraction.order_words.said import OrderText, Said, doubt, say
from cds_service.extraction.words.mention import Assertion
from cds_service.extraction.words.phrases import Told, assertions
from cds_service.extraction.words.trees import join

STATUS: Final = "distant_metastasis.status"
_SO_OR_PERHAPS: Final = frozenset({Assertion.AFFIRMED, Assertion.DOUBTED})
_SUSPECTED: Final = frozenset({Assertion.DOUBTED, Assertion.ASKED})

_INFLAMMATORY: Final = "breast_cancer.inflammatory"
_COURSE: Final = "breast_cancer.course"
_STAGE: Final = "breast_cancer.clinical_stage"


@dataclass(frozen=True, slots=True)
class _Speech:
    """A list of phrases, and what it says of a fact; longer phrases of `unless` only look like it.

    `claims` are the ways of saying it that claim the values, `doubts` those that leave them possible.
    """

    phrases: str
    says: str
    fact: str
    values: frozenset[str]
    claims: frozenset[Assertion] = frozenset({Assertion.AFFIRMED})
    doubts: frozenset[Assertion] = _SUSPECTED
    unless: tuple[str, ...] = ()


_SPEECH: Final = (
    _Speech("inflammatory", "inflammatory breast cancer", _INFLAMMATORY, frozenset({"yes"})),
    _Speech("recurrence", "recurrence", _COURSE, frozenset({"recurrence"}), unless=("recurrence-expected",)),
    _Speech(
        "recurrence-unplaced",
        "recurrence",
        _COURSE,
        frozenset({"recurrence"}),
        claims=frozenset(),
        doubts=_SO_OR_PERHAPS | _SUSPECTED,
        unless=("recurrence", "recurrence-expected"),
    ),
    _Speech("advanced", "advanced cancer", _STAGE, frozenset({"IIB", "IIIA", "IIIB", "IIIC"})),
    _Speech(
        "advanced-nodes",
        "nodes that are fixed, matted or beyond the axilla",
        _STAGE,
        frozenset({"IIIA", "IIIB", "IIIC"}),
        claims=frozenset(),
        doubts=_SO_OR_PERHAPS,
    ),
)


def say_disease(chart: Chart, order: OrderText) -> Iterator[Said]:
    """Give what the order says of metastasis, recurrence, and inflammatory or advanced cancer."""
    words = metastasis_words(chart.knowledge.phrases)
    place = order.place_of((*words.placed, *words.unplaced))
    match words.speak_in(order.words):
        case Truth.TRUE:
            yield say(order, place, STATUS, "present", "distant metastasis")
        case Truth.UNKNOWN:
            yield doubt(chart, order, place, STATUS, frozenset({"present"}), "metastasis, not certain")
        case Truth.FALSE:
            pass
    for each in _SPEECH:
        spoken = _spoken(chart, order.words, each)
        place = order.place_of(chart.knowledge.phrases[each.phrases]) if spoken else ""
        if spoken & each.claims:
            yield say(order, place, each.fact, each.values, each.says)
        elif spoken & each.doubts:
            yield doubt(chart, order, place, each.fact, each.values, f"{each.says}, not certain")


def _spoken(chart: Chart, told: Told, speech: _Speech) -> frozenset[Assertion]:
    phrases = chart.knowledge.phrases
    return assertions(told, phrases[speech.phrases], unless=join(phrases[each] for each in speech.unless))
