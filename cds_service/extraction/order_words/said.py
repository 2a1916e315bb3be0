"""One thing that the words of an order say, as a claim beside those of the chart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from cds_service.domain.facts import Choice, Evidence, Strength
from cds_service.domain.terms import Code, Side
from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import Claim, Possible
from cds_service.extraction.evidence import bear_witness, first_code
from cds_service.extraction.words.phrases import Phrases, mentions, states
from cds_service.extraction.words.sentences import Narrative, narrate
from cds_service.fhir.elements import Concept
from cds_service.fhir.resources import ServiceRequest

_INSIDE: Final = "contained"


@dataclass(frozen=True, slots=True)
class OrderText:
    """An order, what was written in it (each text with its element, and all together), its coded reasons."""

    request: ServiceRequest
    said: tuple[tuple[str, Narrative], ...]
    words: Narrative
    reasons: tuple[Concept, ...]

    def place_of(self, phrases: Phrases) -> str:
        """Give the element that says one of these phrases, affirmed if any is, else in any other way."""
        for element, told in self.said:
            if states(told, phrases):
                return element
        spoken = (element for element, told in self.said if mentions(told, phrases, even_negated=True))
        return next(spoken, "note")

    def quote(
        self, element: str, says: str, *, code: Code | None = None, side: Side | None = None
    ) -> Evidence:
        """Make evidence of what this order says; one of its reasons is known by its code."""
        reasons = self.reasons if element in {self.request.reasons_in, _INSIDE} else ()
        return bear_witness(
            self.request,
            element,
            says,
            code=code or first_code(*reasons),
            on=self.request.on,
            side=side,
            strength=Strength.ORDER_TEXT,
        )

    def quote_reason(
        self, reason: Concept, says: str, code: Code | None = None, side: Side | None = None
    ) -> Evidence:
        """Make evidence of one reason, which may be that of a diagnosis inside the order."""
        element = self.request.reasons_in if reason in self.request.reasons else _INSIDE
        return self.quote(element, says, code=code or first_code(reason), side=side)


@dataclass(frozen=True, slots=True)
class Said:
    """What an order claims of a fact.

    `may_be` are values that it raises a doubt about: the chart's word for another value no longer settles it.
    """

    fact: str
    claim: Claim
    may_be: frozenset[str] = frozenset()


def order_text(
    request: ServiceRequest, said: Iterable[tuple[str, str]], reasons: Iterable[Concept]
) -> OrderText:
    """Read what a person wrote in an order, text by text, each with the element that holds it."""
    written = tuple(said)
    each = tuple((element, narrate([text])) for element, text in written)
    return OrderText(request, each, narrate(text for _, text in written), tuple(reasons))


def say(  # a statement has a place, a fact, values, words for people, and what weakens it
    order: OrderText,
    place: str,
    fact: str,
    possible: Possible | str,
    says: str,
    *,
    remark: str = "",
    may_be: frozenset[str] = frozenset(),
) -> Said:
    """Give a statement of the order's words; `place` is the element that holds them."""
    values = frozenset({possible}) if isinstance(possible, str) else possible
    evidence = order.quote(place, f"the order says: {says}")
    return Said(fact, Claim(values, (evidence,), remark=remark), may_be)


def doubt(  # noqa: PLR0917  # as above
    chart: Chart, order: OrderText, place: str, fact: str, may_be: frozenset[str], says: str
) -> Said:
    """Give a doubt of the order's words: it says nothing itself, and opens what the chart had settled."""
    kind = chart.knowledge.facts[fact].type
    anything = frozenset(kind.values) if isinstance(kind, Choice) else may_be
    return say(order, place, fact, anything, says, remark="the order leaves it open", may_be=may_be)
