"""Whether the reasons that an order gives were understood at all."""

from __future__ import annotations

from typing import Final

from cds_service.domain.facts import Fact, known
from cds_service.domain.terms import SHORT_NAMES
from cds_service.extraction.chart import Chart
from cds_service.extraction.order_statements import OrderText
from cds_service.extraction.phrases import mentions, without
from cds_service.fhir.elements import Concept

_ICD: Final = SHORT_NAMES["icd10cm"]
_NO_SIGN: Final = "Z"
"""Chapter Z of ICD-10 holds circumstances and history, no sign or symptom."""
_NOT_SAID_BY_ORDERS: Final = ("answer-", "report-", "names-", "neoadjuvant-partly")
"""Lists of other places, and those that say nothing by themselves."""


def read_reason(chart: Chart, order: OrderText) -> Fact:
    """Say whether every reason of the order was understood; an order without one leaves none to miss.

    Notes do not count. A reason not understood may be a sign or symptom that no list of ours holds.
    """
    missed = [each for each in order.reasons if not _is_understood(chart, each)]
    if not missed:
        return known("understood")
    says = "the order gives a reason that is not understood here"
    return known("not-understood", *(order.quote_reason(each, says) for each in missed))


def _is_understood(chart: Chart, reason: Concept) -> bool:
    if reason.absent or any(_is_known(chart, reason, place) for place in range(len(reason.codes))):
        return True
    words = [each for each in (reason.text, *reason.displays) if each]
    phrases = chart.knowledge.phrases
    lists = [each for name, each in phrases.items() if not name.startswith(_NOT_SAID_BY_ORDERS)]
    lists.append(phrases["names-cancer-or-staging"])
    if any(mentions(words, each, even_negated=True) for each in lists):
        return True
    return bool(words) and not any(without(each, phrases["names-study"]) for each in words)


def _is_known(chart: Chart, reason: Concept, place: int) -> bool:
    code = reason.codes[place]
    if code.system == _ICD and code.code.startswith(_NO_SIGN):
        return True
    return any(code in known.entries for known in chart.knowledge.value_sets.values())
