"""Distant metastasis: diagnoses by code or in words, M categories, and what is said of a history of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cds_service.domain.facts import Evidence, Recorded
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart, Found
from cds_service.extraction.claims import Claim, claim, settle
from cds_service.extraction.evidence import affirms, bear_witness, name_of
from cds_service.extraction.primaries import is_established, is_refuted, is_suspected
from cds_service.extraction.stage_statements import Statement
from cds_service.extraction.words.mention import Assertion
from cds_service.extraction.words.phrases import Phrases, Told, assertions
from cds_service.extraction.words.trees import join
from cds_service.fhir.dates import Day
from cds_service.fhir.resources import Condition, Observation

_PRESENT_OR_NOT: Final = frozenset({"present", "absent"})
_SECONDARY: Final = ("distant-metastasis", "metastasis-unspecified")
_OF_NODES: Final = (
    "node-metastasis-axillary",
    "node-metastasis-regional-other",
    "node-metastasis-unspecified",
    "node-metastasis-elsewhere",
    "secondary-of-breast",
)
_OPEN: Final = "the site of the metastasis is not stated, or it is only suspected"
_LIKE_IT: Final = ("metastasis-regional", "metastasis-searched")
"""Longer phrases that only look like one of a metastasis."""


def read_metastasis(chart: Chart, statements: tuple[Statement, ...]) -> Mapping[str, Recorded | None]:
    """Known metastases outweigh an earlier M0; a later or undated M0 contradicts them."""
    found = [each for each in _secondaries(chart) if not is_refuted(each.resource)]
    certain = [
        each for each in found if each.value_set == "distant-metastasis" and is_established(each.resource)
    ]
    named = list(_named(chart))
    in_words = [each for each, spoken in named if spoken is Truth.TRUE]
    known = [*(each.resource for each in certain), *in_words]
    staged = [each for each in statements if each.axis == "M" and each.values]
    known_on = [*(each.on for each in known), *(each.on for each in staged if "M1" in each.values)]
    claims = [
        claim("present", _state(each.resource, name_of(each.entry, "metastasis"), each)) for each in certain
    ]
    claims += [claim("present", _in_words(each)) for each in in_words]
    claims += [claim("present", each.evidence) for each in staged if "M1" in each.values]
    claims += [
        claim("absent", each.evidence)
        for each in staged
        if "M0" in each.values and not any(_came_later(on, each.on) for on in known_on)
    ]
    claims += _denials(chart, known_on, is_known=bool(claims and known_on))
    claims += [claim("present", each.evidence, rank=1) for each in statements if each.values == {"IV"}]
    uncertain = [_state(each.resource, name_of(each.entry, "metastasis"), each) for each in found]
    uncertain += [_in_words(each) for each, _ in named]
    return {
        "distant_metastasis.status": settle(
            claims or [claim(_PRESENT_OR_NOT, each, remark=_OPEN) for each in uncertain]
        )
    }


@dataclass(frozen=True, slots=True)
class MetastasisWords:
    """The phrases for a distant metastasis, for one without a place, and those that only look like them."""

    placed: Phrases
    unplaced: Phrases
    like_it: Phrases
    like_unplaced: Phrases

    def speak_in(self, told: Told) -> Truth:
        """Say whether words speak of a distant metastasis: true where they do, unknown where they may.

        Nodes of the breast's own region are none, and a search for metastases has not found any.
        """
        stated = assertions(told, self.placed, unless=self.like_it)
        if Assertion.AFFIRMED in stated:
            return Truth.TRUE
        unplaced = assertions(told, self.unplaced, unless=self.like_unplaced)
        perhaps = Assertion.DOUBTED in stated or unplaced & {Assertion.AFFIRMED, Assertion.DOUBTED}
        return Truth.UNKNOWN if perhaps else Truth.FALSE


def metastasis_words(phrases: Mapping[str, Phrases]) -> MetastasisWords:
    """Give the phrases of the knowledge for metastases."""
    placed = phrases["metastasis"]
    like_it = join(phrases[each] for each in _LIKE_IT)
    return MetastasisWords(placed, phrases["metastasis-unplaced"], like_it, (*placed, *like_it))


def _named(chart: Chart) -> Iterator[tuple[Condition, Truth]]:
    """Give the problems that name a metastasis in words; a code that is one of ours goes before its words."""
    words = metastasis_words(chart.knowledge.phrases)
    for condition in chart.record.conditions:
        code = condition.code
        if code is None or is_refuted(condition) or chart.is_in(code, *_SECONDARY, *_OF_NODES):
            continue
        spoken = words.speak_in((code.text, *code.displays))
        if spoken is not Truth.FALSE:
            yield condition, Truth.UNKNOWN if is_suspected(condition) else spoken


def _in_words(condition: Condition) -> Evidence:
    says = "metastasis, by the words of the problem"
    return bear_witness(condition, "code", says, on=condition.on)


def _secondaries(chart: Chart) -> Iterable[Found[Condition]]:
    return chart.find(chart.record.conditions, *_SECONDARY)


def _came_later(one: Day | None, other: Day | None) -> bool:
    return bool(one and other and one.is_after(other) is Truth.TRUE)


def _denials(chart: Chart, known_on: Sequence[Day | None], *, is_known: bool) -> Iterator[Claim]:
    """Give what Observations say of a history of metastasis, affirming or denying it.

    Who had no metastases earlier may have them now, so a denial from before they were known says nothing.
    """
    for found in chart.find(chart.record.observations, "metastasis-history"):
        answer, role = found.resource.answer, found.says("role")
        affirmed = affirms(chart, answer)
        evidence = _state(found.resource, name_of(found.entry, "history of metastasis"), found)
        if affirmed is Truth.FALSE or chart.is_in(answer.concept, "metastasis-absent"):
            if any(_came_later(on, found.resource.on) for on in known_on):
                continue
            denied = bear_witness(found.resource, "value", "no distant metastasis", on=found.resource.on)
            yield claim("absent", denied, rank=2 if is_known else 0)
        elif affirmed is Truth.TRUE and role != "question":
            yield claim("present", evidence)


def _state(
    resource: Condition | Observation, says: str, found: Found[Condition] | Found[Observation]
) -> Evidence:
    return bear_witness(resource, "code", says, code=found.entry.code, on=resource.on)
