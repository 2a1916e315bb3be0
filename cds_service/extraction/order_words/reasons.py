"""Whether the reasons that an order gives were understood at all."""

from __future__ import annotations

from typing import Final

from cds_service.domain.facts import Evidence, Fact, known
from cds_service.domain.terms import SHORT_NAMES
from cds_service.extraction.chart import Chart
from cds_service.extraction.order_words.codes import PERHAPS_METASTATIC
from cds_service.extraction.order_words.disease import STATUS, say_disease
from cds_service.extraction.order_words.said import OrderText
from cds_service.extraction.order_words.stages import say_stages
from cds_service.extraction.symptom_kinds import OF_METASTASIS, UNCERTAIN, kinds_told
from cds_service.extraction.understood import unexplained
from cds_service.extraction.words.mention import Assertion
from cds_service.extraction.words.phrases import is_exactly
from cds_service.fhir.elements import Concept

_ICD: Final = SHORT_NAMES["icd10cm"]
_SO_OR_PERHAPS: Final = frozenset({Assertion.AFFIRMED, Assertion.DOUBTED})
_NO_SIGN: Final = "Z"
"""Chapter Z of ICD-10 holds circumstances and history, no sign or symptom."""


def read_reason(chart: Chart, order: OrderText) -> Fact:
    """Say whether every reason of the order was understood; an order without one leaves none to miss.

    Notes do not count, unless they name a sign or symptom. A reason not understood may be one that no list of
    ours holds.
    """
    missed = [each for each in order.reasons if not _is_understood(chart, each)]
    if missed:
        says = "the order gives a reason that is not understood here"
        return known("not-understood", *(order.quote_reason(each, says) for each in missed))
    if sign := _sign_in(chart, order):
        return known("names-a-sign", sign)
    return known("understood")


def _sign_in(chart: Chart, order: OrderText) -> Evidence | None:
    """Give where the order speaks of a sign or symptom of metastasis, or of a metastasis, certain or not."""
    phrases = chart.knowledge.phrases
    told = kinds_told(order.words, (*OF_METASTASIS, *sorted(UNCERTAIN)), phrases)
    kind = next((kind for kind, spoken in told if spoken in _SO_OR_PERHAPS), "")
    if kind:
        return order.quote(order.place_of(phrases[kind]), "the order names a sign or symptom")
    said = (each for read in (say_disease, say_stages) for each in read(chart, order))
    return next((each.claim.evidence[0] for each in said if each.fact == STATUS), None)


def _is_understood(chart: Chart, reason: Concept) -> bool:
    """Whether every word of it is; a reason without words is where its code is known."""
    if reason.absent:
        return True
    if chart.is_in(reason, *PERHAPS_METASTATIC):
        return False
    places = range(len(reason.codes))
    written = [each for each in (reason.text, *reason.displays) if each]
    named = tuple(name for place in places if (name := _name_of(chart, reason, place)))
    unknown = [each for each in written if not (named and is_exactly(each, named))]
    if not unknown:
        return bool(written) or any(_is_known(chart, reason, place) for place in places)
    return not any(unexplained(each, chart.knowledge.phrases) for each in unknown)


def _name_of(chart: Chart, reason: Concept, place: int) -> str:
    """Give the name under which the value sets know a code."""
    code = reason.codes[place]
    sets = chart.knowledge.value_sets.values()
    return next((known.entries[code].display for known in sets if code in known.entries), "")


def _is_known(chart: Chart, reason: Concept, place: int) -> bool:
    code = reason.codes[place]
    if code.system == _ICD and code.code.startswith(_NO_SIGN):
        return True
    return any(code in known.entries for known in chart.knowledge.value_sets.values())
