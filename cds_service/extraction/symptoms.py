"""Symptoms of metastasis, and symptoms in the operated breast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cds_service.domain.facts import Evidence, Recorded
from cds_service.domain.knowledge_base import ValueSetEntry
from cds_service.domain.terms import Side
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import Claim, claim, settle
from cds_service.extraction.episode import SYMPTOMS_BEFORE, Episode
from cds_service.extraction.evidence import affirms, bear_witness, name_of
from cds_service.extraction.phrases import is_exactly, mentions
from cds_service.extraction.primaries import is_established, is_over, is_refuted, is_suspected
from cds_service.fhir.dates import Day
from cds_service.fhir.elements import Answer, Concept
from cds_service.fhir.resources import Condition, Observation, Resource

_METASTATIC: Final = "symptom-metastatic"
_OF_BREAST: Final = "breast-symptom"
_NO_LUMP: Final = "breast-lump-absent"
_FREE: Final = "symptom-free"
_EITHER: Final = frozenset({"present", "absent"})
_WHEN_OPERATED: Final = "a symptom of the breast is recorded; whether it came after the surgery is not"
_HEALING: Final = 42
"""Pain within six weeks of the operation may be that of healing."""

OF_METASTASIS: Final = (
    "bone-pain",
    "skeletal-symptoms",
    "lung-symptoms",
    "liver-symptoms",
    "nerve-symptoms",
    "general-symptoms",
)
"""Kinds of symptoms of metastasis, as the lists of phrases name them."""
IN_BREAST: Final = ("breast-lump", "breast-symptoms", "breast-soreness", "breast-pain-or-swelling")
"""Kinds of symptoms of the operated breast, as the lists of phrases name them."""

_EXAMINED: Final = "examined"
"""An examination without a lump, and "asymptomatic", are more than one symptom denied."""
_KIND_OF: Final = {
    "bone": "bone-pain",
    "back": "skeletal-symptoms",
    "cough": "lung-symptoms",
    "dyspnoea": "lung-symptoms",
    "lung": "lung-symptoms",
    "jaundice": "liver-symptoms",
    "headache": "nerve-symptoms",
    "seizure": "nerve-symptoms",
    "weight-loss": "general-symptoms",
    "lump": "breast-lump",
    "discharge": "breast-symptoms",
    "skin": "breast-symptoms",
    "pain": "breast-soreness",
    _EXAMINED: _EXAMINED,
}
"""The kind of each symptom that the value sets are about."""
_OF_HEALING: Final = frozenset({"breast-soreness", "breast-pain-or-swelling"})
_HISTORY: Final = "history"
_FIRST_ASKED: Final = frozenset({"bone-pain", "breast-lump"})
_MORE_OF_BONE: Final = "skeletal-symptoms"
NO_FULL_REVIEW: Final = {
    "distant_metastasis.symptoms": "the symptoms denied are not bone pain and one of another kind",
    "breast.symptoms": "the symptoms denied are not a lump and one of another kind",
}
"""Why a few denied symptoms leave open whether there are any."""


@dataclass(frozen=True, slots=True)
class Symptom:
    """A symptom that was found, or asked for and denied."""

    is_present: bool
    about: str
    on: Day | None
    side: Side | None
    evidence: Evidence


def read_symptoms(chart: Chart, episode: Episode) -> Mapping[str, Recorded | None]:
    """Give the symptoms; that none is recorded is no statement that there is none."""
    return {
        "distant_metastasis.symptoms": settle(_of_metastasis(chart, episode)),
        "breast.symptoms": settle(_of_breast(chart, episode)),
    }


def _of_metastasis(chart: Chart, episode: Episode) -> Iterator[Claim]:
    """Claim symptoms since shortly before the diagnosis; older ones that last, not denied, leave it open."""
    stated = [*_stated(chart, _METASTATIC), *_in_words(chart, OF_METASTASIS), *_free_of_symptoms(chart)]
    current = [each for each in stated if each.on and not episode.is_outdated(each.on, SYMPTOMS_BEFORE)]
    present = [each for each in current if each.is_present]
    denied = [each for each in current if not each.is_present]
    asked = {said for each in denied for said in (each.about, _KIND_OF.get(each.about, ""))}
    lasting = [each for each in stated if each.is_present and each not in current and each.about not in asked]
    if present:
        yield from (claim("present", each.evidence) for each in present)
    elif lasting:
        remark = (
            "a symptom is recorded without a date, or from long before the diagnosis; it may be explained"
        )
        yield from (claim(_EITHER, each.evidence, remark=remark) for each in lasting)
    else:
        yield from _denied("distant_metastasis.symptoms", denied)


def is_full_review(denied: Iterable[str]) -> bool:
    """Whether denying symptoms of these kinds amounts to a review: bone pain or a lump, and another kind."""
    kinds = {*denied} - {_MORE_OF_BONE}
    return _EXAMINED in kinds or (len(kinds) > 1 and bool(kinds & _FIRST_ASKED))


def _denied(fact: str, denied: list[Symptom]) -> Iterator[Claim]:
    full = is_full_review(_KIND_OF.get(each.about, "") for each in denied)
    possible, remark = ("absent", "") if full else (_EITHER, NO_FULL_REVIEW[fact])
    for each in denied:
        yield claim(possible, each.evidence, remark=remark)


def _of_breast(chart: Chart, episode: Episode) -> Iterator[Claim]:
    """Claim symptoms since the operation; those before it were of the tumour."""
    if not episode.on_breast:
        return
    everything = (
        *_stated(chart, _OF_BREAST, _NO_LUMP),
        *_in_words(chart, IN_BREAST, of="breast"),
        *_free_of_symptoms(chart),
    )
    stated = [each for each in everything if not episode.disease.is_other_side(each.side)]
    since = [each for each in stated if episode.is_since_surgery(each.on)]
    if episode.operated_on is None:
        # Without the day of the operation nobody can tell what a symptom is of; that there is none counts.
        since = [each for each in stated if each.on and not episode.is_outdated(each.on, 0)]
    present = [each for each in since if each.is_present]
    healing = [each for each in present if each.about == "pain" and _is_healing(each, episode)]
    if present and (episode.operated_on is None or len(healing) == len(present)):
        remark = "pain in the weeks after surgery may be that of healing" if healing else _WHEN_OPERATED
        yield from (claim(_EITHER, each.evidence, remark=remark) for each in present)
        return
    yield from (claim("present", each.evidence) for each in present)
    if not present:
        yield from _denied("breast.symptoms", since)


def _is_healing(symptom: Symptom, episode: Episode) -> bool:
    if symptom.on is None or episode.operated_on is None:
        return False
    return episode.operated_on.days_until(symptom.on)[1] <= _HEALING


def _stated(chart: Chart, *value_sets: str) -> Iterator[Symptom]:
    """Give every symptom of these sets that a problem or a finding speaks of."""
    for found in chart.find(chart.record.conditions, *value_sets):
        condition = found.resource
        if is_over(condition, chart.today) or is_suspected(condition):
            continue
        side = chart.side_of(found.says("side"), *condition.body_sites)
        absent = is_refuted(condition) or found.value_set == _NO_LUMP
        evidence = _evidence(condition, "code", found.entry, side, absent=absent)
        about = _EXAMINED if found.value_set == _NO_LUMP else found.says("about")
        yield Symptom(not absent, about, condition.on, side, evidence)
    for observation in chart.record.observations:
        side = chart.side_of("", *observation.body_sites)
        asked = [
            ("code", observation.code, observation.answer),
            *(("component.code", part.code, part.answer) for part in observation.components),
        ]
        for element, question, answer in asked:
            for name, entry in chart.look_up(question, *value_sets):
                affirmed = affirms(chart, answer)
                if affirmed is Truth.UNKNOWN:
                    continue
                present = (affirmed is Truth.TRUE) is (name != _NO_LUMP)
                evidence = _evidence(observation, element, entry, side, absent=not present)
                about = _EXAMINED if name == _NO_LUMP else entry.properties.get("about", "")
                yield Symptom(present, about, observation.on, side, evidence)


def _free_of_symptoms(chart: Chart) -> Iterator[Symptom]:
    """Give every statement that the patient has no symptoms at all: so coded, or a review that found none."""
    for found in chart.find(chart.record.conditions, _FREE):
        if not found.says("role") and _is_current(chart, found.resource):
            yield _nothing_found(found.resource, found.entry, found.resource.on)
    for observation in chart.record.observations:
        for _, entry in chart.look_up(observation.code, _FREE):
            affirmed = affirms(chart, observation.answer)
            if entry.properties.get("role") == "question":
                free = affirmed is Truth.FALSE or _says_free(chart, observation.answer)
            else:
                free = affirmed is Truth.TRUE
            if free:
                yield _nothing_found(observation, entry, observation.on)


def _says_free(chart: Chart, answer: Answer) -> bool:
    """Whether the answer says so and no more: words that go on may go on to name a symptom."""
    in_words = is_exactly(answer.words, chart.knowledge.phrases["asymptomatic"])
    return in_words or chart.is_in(answer.concept, _FREE)


def _nothing_found(resource: Resource, entry: ValueSetEntry, on: Day | None) -> Symptom:
    evidence = bear_witness(resource, "code", "no symptoms", code=entry.code, on=on)
    return Symptom(is_present=False, about=_EXAMINED, on=on, side=None, evidence=evidence)


def _in_words(chart: Chart, kinds: tuple[str, ...], of: str = "") -> Iterator[Symptom]:
    """Give the symptoms that problems name in words alone, their codes being none of ours."""
    phrases = chart.knowledge.phrases
    of_any_kind = tuple(each for kind in kinds for each in phrases[kind])
    for condition in chart.record.conditions:
        words = condition.code.words.lower() if condition.code else ""
        told = of in words and _HISTORY not in words and mentions([words], of_any_kind, even_asked=False)
        if not told or not _is_current(chart, condition) or _is_known(chart, condition.code):
            continue
        side = chart.side_of("", *condition.body_sites, condition.code)
        for kind in (each for each in kinds if mentions([words], phrases[each], even_asked=False)):
            says = f"{kind.replace('-', ' ')}, by the words of the problem"
            evidence = bear_witness(condition, "code", says, on=condition.on, side=side)
            about = "pain" if kind in _OF_HEALING else kind
            yield Symptom(is_present=True, about=about, on=condition.on, side=side, evidence=evidence)


def _is_current(chart: Chart, condition: Condition) -> bool:
    return is_established(condition) and not is_over(condition, chart.today)


def _is_known(chart: Chart, code: Concept | None) -> bool:
    return any(chart.is_in(code, each) for each in chart.knowledge.value_sets)


def _evidence(
    resource: Condition | Observation, element: str, entry: ValueSetEntry, side: Side | None, *, absent: bool
) -> Evidence:
    name = name_of(entry, "symptom")
    denied = absent and not name.startswith("on examination, no")
    says = f"no {name}" if denied else name
    return bear_witness(resource, element, says, code=entry.code, on=resource.on, side=side)
