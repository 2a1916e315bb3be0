"""What an order's reasons and notes state about the patient, as claims beside those of the chart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cds_service.domain.facts import Evidence, Fact, FactSheet, NotRecorded, Recorded, Strength
from cds_service.domain.knowledge_base import ValueSetEntry
from cds_service.domain.terms import Code, Side
from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import Claim, Possible, claim, join, meet, settle
from cds_service.extraction.evidence import bear_witness, first_code, name_of
from cds_service.extraction.phrases import denies, is_qualified, mentions
from cds_service.extraction.primaries import CANCER, IN_SITU, INVASIVE, RECURRENT
from cds_service.extraction.symptoms import IN_BREAST, NO_FULL_REVIEW, OF_METASTASIS, is_full_review
from cds_service.fhir.elements import Concept
from cds_service.fhir.resources import ServiceRequest

_INSIDE: Final = "contained"
_EITHER: Final = frozenset({"present", "absent"})
_PRESENT: Final = frozenset({"present"})
_ALP_RAISED: Final = frozenset({"alp-mildly-raised-alone", "abnormal"})
"""How far a raised alkaline phosphatase is raised, words and codes do not say."""
_ANY_PART: Final = frozenset({"ongoing", "completed"})
_NEOADJUVANT_GIVEN: Final = "neoadjuvant-completed"
_PAIN_OR_SWELLING: Final = "breast-pain-or-swelling"
_HEALING: Final = {
    "breast-soreness": "soreness in the weeks after surgery may be that of healing",
    _PAIN_OR_SWELLING: "pain, swelling or fluid in the weeks after surgery may be that of healing",
}

_SAID: Final[Mapping[str, tuple[tuple[str, Possible], ...]]] = MappingProxyType(
    {
        "asymptomatic": (
            ("distant_metastasis.symptoms", frozenset({"absent"})),
            ("breast.symptoms", frozenset({"absent"})),
        ),
        "no-distant-symptoms": (("distant_metastasis.symptoms", frozenset({"absent"})),),
        "no-breast-symptoms": (("breast.symptoms", frozenset({"absent"})),),
        **dict.fromkeys(OF_METASTASIS, (("distant_metastasis.symptoms", _PRESENT),)),
        **{kind: (("breast.symptoms", _EITHER if kind in _HEALING else _PRESENT),) for kind in IN_BREAST},
        "liver-tests-abnormal": (("liver_tests.result", frozenset({"abnormal"})),),
        "alp-raised": (("liver_tests.result", _ALP_RAISED),),
        _NEOADJUVANT_GIVEN: (("neoadjuvant_therapy.phase", frozenset({"completed"})),),
        "neoadjuvant-ongoing": (("neoadjuvant_therapy.phase", frozenset({"ongoing"})),),
        "neoadjuvant-planned": (("neoadjuvant_therapy.phase", frozenset({"planned"})),),
        "neoadjuvant-not-planned": (("neoadjuvant_therapy.phase", frozenset({"not-planned"})),),
        "nodes-palpable": (("axilla.palpable_nodes", frozenset({"suspicious"})),),
        "nodes-bulky": (("axilla.palpable_nodes", frozenset({"bulky"})),),
        "nodes-not-palpable": (("axilla.palpable_nodes", frozenset({"none"})),),
        "nodes-suspicious-on-imaging": (("axilla.imaging_finding", frozenset({"suspicious"})),),
        "nodes-suspicious-on-ultrasound": (
            ("axilla.imaging_finding", frozenset({"suspicious"})),
            ("axilla.ultrasound", frozenset({"suspicious"})),
        ),
        "margins-positive": (("margins.status", frozenset({"positive"})),),
        "margins-negative": (("margins.status", frozenset({"negative"})),),
    }
)
"""What each list of phrases claims."""

_REASONS: Final = (
    ("axillary-adenopathy-on-exam", "axilla.palpable_nodes", "suspicious"),
    ("distant-metastasis", "distant_metastasis.status", "present"),
    ("symptom-metastatic", "distant_metastasis.symptoms", "present"),
    ("breast-symptom", "breast.symptoms", "present"),
    ("liver-test-abnormal", "liver_tests.result", "abnormal"),
    ("alp-raised-finding", "liver_tests.result", _ALP_RAISED),
    ("serum-enzyme-abnormal-unspecific", "liver_tests.result", _ALP_RAISED | {"normal"}),
)
"""What a coded reason of each value set claims; a node coded as matted is bulky."""

_STRONGER: Final[Mapping[str, frozenset[str]]] = {
    "nodes-palpable": frozenset({"nodes-bulky"}),
    "asymptomatic": frozenset(_HEALING),
}
"""A phrase that a more exact one in the same order replaces."""

_FINDINGS: Final = frozenset({*OF_METASTASIS, *IN_BREAST, "liver-tests-abnormal", "alp-raised"})
"""What does not count as found where the order asks for it: `rule out liver lesion`."""

_DENIALS: Final = frozenset({"asymptomatic", "no-distant-symptoms", "no-breast-symptoms"})
_QUALIFIED: Final = "the order denies symptoms, but names an exception or speaks of an earlier time"

_OF_BREAST_AFTER_SURGERY: Final = "breast.symptoms"
_BEFORE_TREATMENT: Final = ("axilla.palpable_nodes", "axilla.imaging_finding", "axilla.ultrasound")


@dataclass(frozen=True, slots=True)
class OrderText:
    """An order, what a person wrote in it (each text with its element), and its coded reasons."""

    request: ServiceRequest
    said: tuple[tuple[str, str], ...]
    reasons: tuple[Concept, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that a person wrote in it."""
        return tuple(text for _, text in self.said)

    def place_of(self, phrases: tuple[str, ...]) -> str:
        """Give the element that says one of these phrases, affirmed if any is, else denied."""
        for denied_too in (False, True):
            for element, text in self.said:
                if mentions([text], phrases, even_negated=denied_too):
                    return element
        return "note"

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


def state_facts(chart: Chart, order: OrderText, sheet: FactSheet) -> Mapping[str, Fact]:
    """Give the facts of the chart that the order's own words change: fill in, narrow or contradict."""
    claims: dict[str, list[Claim]] = {}
    for name, each in (*_by_reason(chart, order), *_by_phrase(chart, order), *_by_denial(chart, order)):
        claims.setdefault(name, []).append(each)
    usable = {name: each for name, each in claims.items() if _is_in_place(name, sheet)}
    merged = {name: _merge(sheet[name], settle(each)) for name, each in usable.items()}
    return {name: fact for name, fact in merged.items() if fact is not None}


def _is_in_place(name: str, sheet: FactSheet) -> bool:
    """Whether an order written now can speak to a fact: the operated breast, nodes before any treatment."""
    if name == _OF_BREAST_AFTER_SURGERY:
        surgery = sheet["breast_surgery.kind"]
        return isinstance(surgery, Recorded) and "none" not in _values(surgery)
    if name in _BEFORE_TREATMENT:
        phase, surgery = sheet["neoadjuvant_therapy.phase"], sheet["breast_surgery.kind"]
        begun = isinstance(phase, Recorded) and bool(_values(phase) & _ANY_PART)
        return not begun and not isinstance(surgery, Recorded)
    return True


def _values(fact: Recorded) -> frozenset[str]:
    return fact.possible if isinstance(fact.possible, frozenset) else frozenset()


def _merge(charted: Fact, stated: Recorded | None) -> Fact | None:
    """Put what the order states beside the chart; nothing where that changes nothing."""
    if stated is None:
        return None
    if isinstance(charted, NotRecorded):
        return stated
    if stated.remark == _HEALING[_PAIN_OR_SWELLING] and charted.possible == frozenset({"absent"}):
        # A complaint that the order makes is newer than the visit at which there was none.
        return Recorded(_EITHER, (*charted.evidence, *stated.evidence), remark=stated.remark)
    met = meet(charted.possible, stated.possible)
    if charted.conflict or (met == charted.possible and not (charted.presumed and stated.possible == met)):
        return None
    evidence = (*charted.evidence, *stated.evidence)
    if met is None:
        possible = join([charted.possible, stated.possible])
        return Recorded(possible, evidence, conflict=True, remark="the order contradicts the chart")
    return Recorded(met, evidence)


def _by_phrase(chart: Chart, order: OrderText) -> Iterator[tuple[str, Claim]]:
    said = [name for name in _SAID if _says(chart, order, name)]
    partly = mentions(order.texts, chart.knowledge.phrases["neoadjuvant-partly"])
    for name in said:
        if _STRONGER.get(name, frozenset()) & {*said}:
            continue
        place = order.place_of(chart.knowledge.phrases[name])
        evidence = order.quote(place, f"the order says: {name.replace('-', ' ')}")
        if name == _NEOADJUVANT_GIVEN and partly:
            remark = "the order speaks of a part of the neoadjuvant therapy"
            yield "neoadjuvant_therapy.phase", Claim(_ANY_PART, (evidence,), remark=remark)
            continue
        if name in _DENIALS and is_qualified(order.texts, chart.knowledge.phrases[name]):
            yield from ((fact, Claim(_EITHER, (evidence,), remark=_QUALIFIED)) for fact, _ in _SAID[name])
            continue
        for fact, possible in _SAID[name]:
            yield fact, Claim(possible, (evidence,), remark=_HEALING.get(name, ""))


def _says(chart: Chart, order: OrderText, name: str) -> bool:
    return mentions(order.texts, chart.knowledge.phrases[name], even_asked=name not in _FINDINGS)


def _by_denial(chart: Chart, order: OrderText) -> Iterator[tuple[str, Claim]]:
    """Read symptoms that the order denies; a few of them are no review of all."""
    phrases = chart.knowledge.phrases
    for fact, kinds in (("distant_metastasis.symptoms", OF_METASTASIS), ("breast.symptoms", IN_BREAST)):
        denied = [kind for kind in kinds if denies(order.texts, phrases[kind])]
        if not denied or any(_says(chart, order, kind) for kind in kinds):
            continue
        place = order.place_of(phrases[denied[0]])
        said = ", ".join(f"no {kind.replace('-', ' ')}" for kind in denied)
        evidence = order.quote(place, f"the order says: {said}")
        if any(is_qualified(order.texts, phrases[kind]) for kind in denied):
            yield fact, claim(_EITHER, evidence, remark=_QUALIFIED)
        elif is_full_review(denied):
            yield fact, claim("absent", evidence)
        else:
            yield fact, claim(_EITHER, evidence, remark=NO_FULL_REVIEW[fact])


def _by_reason(chart: Chart, order: OrderText) -> Iterator[tuple[str, Claim]]:
    """Read coded reasons as a diagnosis or finding that the orderer states."""
    for concept in order.reasons:
        yield from _cancer_as_reason(chart, order, concept)
        for value_set, fact, value in _REASONS:
            for _, entry in chart.look_up(concept, value_set):
                side = chart.side_of(entry.properties.get("side", ""), concept)
                stated = "bulky" if entry.properties.get("bulky") else value
                yield (
                    fact,
                    claim(
                        stated, order.quote_reason(concept, _says_order(entry, "finding"), entry.code, side)
                    ),
                )
        for _, entry in chart.look_up(concept, "margin-answers"):
            result = "positive" if entry.properties["value"] == "positive" else "negative"
            yield (
                "margins.status",
                claim(
                    result,
                    order.quote_reason(concept, f"the order says: surgical margin {result}", entry.code),
                ),
            )


def _says_order(entry: ValueSetEntry, otherwise: str) -> str:
    return f"the order says: {name_of(entry, otherwise)}"


def _cancer_as_reason(chart: Chart, order: OrderText, concept: Concept) -> Iterator[tuple[str, Claim]]:
    for name, entry in chart.look_up(concept, *CANCER):
        side = chart.side_of(entry.properties.get("side", ""), concept)
        evidence = order.quote_reason(concept, _says_order(entry, "breast cancer"), entry.code, side)
        yield "breast_cancer.diagnosis", claim("established", evidence)
        if name in (*INVASIVE, IN_SITU):
            yield "breast_cancer.behaviour", claim("in-situ" if name == IN_SITU else "invasive", evidence)
        if name == "breast-cancer-inflammatory":
            yield "breast_cancer.inflammatory", claim("yes", evidence)
        if name == RECURRENT:
            yield "breast_cancer.course", claim("recurrence", evidence)
