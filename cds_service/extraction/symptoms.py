"""Symptoms of metastasis, and symptoms in the operated breast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cds_service.domain.facts import Evidence, Recorded
from cds_service.domain.knowledge_base import ValueSetEntry
from cds_service.domain.terms import Side
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import Claim, claim, settle
from cds_service.extraction.episode import SYMPTOMS_BEFORE, Episode
from cds_service.extraction.evidence import affirms, bear_witness, name_of
from cds_service.extraction.primaries import is_over, is_refuted, is_suspected
from cds_service.extraction.symptom_kinds import (
    EXAMINED,
    IN_BREAST,
    KIND_OF,
    NO_FULL_REVIEW,
    OF_METASTASIS,
    PERHAPS,
    VAGUE,
    Symptom,
    is_full_review,
)
from cds_service.extraction.symptom_words import problems_in_words, symptoms_of_reviews
from cds_service.fhir.resources import Condition, Observation

_METASTATIC: Final = "symptom-metastatic"
_OF_BREAST: Final = "breast-symptom"
_NO_LUMP: Final = "breast-lump-absent"
_EITHER: Final = frozenset({"present", "absent"})
_WHEN_OPERATED: Final = "a symptom of the breast is recorded; whether it came after the surgery is not"
_LASTING: Final = (
    "a symptom is recorded without a date, or from long before the diagnosis; it may be explained"
)
_PERHAPS: Final = "what is recorded may be a sign of metastasis, or of something else"
_HEALING: Final = 42
"""Pain within six weeks of the operation may be that of healing."""


def read_symptoms(chart: Chart, episode: Episode) -> Mapping[str, Recorded | None]:
    """Give the symptoms; that none is recorded is no statement that there is none."""
    return {
        "distant_metastasis.symptoms": settle(_of_metastasis(chart, episode)),
        "breast.symptoms": settle(_of_breast(chart, episode)),
    }


def _of_metastasis(chart: Chart, episode: Episode) -> Iterator[Claim]:
    """Claim symptoms since shortly before the diagnosis; older ones that last, not denied, leave it open."""
    kinds = (*OF_METASTASIS, PERHAPS)
    told = (*kinds, VAGUE)
    stated = [
        *_stated(chart, _METASTATIC),
        *problems_in_words(chart, kinds),
        *symptoms_of_reviews(chart, told),
    ]
    current = [each for each in stated if each.on and not episode.is_outdated(each.on, SYMPTOMS_BEFORE)]
    present = [each for each in current if each.is_present and each.is_certain]
    denied = [each for each in current if not each.is_present]
    asked = {said for each in denied for said in (each.about, KIND_OF.get(each.about, ""))}
    lasting = [
        each
        for each in stated
        if each.is_present and each.is_certain and each not in current and each.about not in asked
    ]
    perhaps = [each for each in current if not each.is_certain and not _is_settled(each, denied)]
    if present:
        yield from (claim("present", each.evidence) for each in present)
    elif lasting or perhaps:
        yield from (claim(_EITHER, each.evidence, remark=_LASTING) for each in lasting)
        yield from (claim(_EITHER, each.evidence, remark=_PERHAPS) for each in perhaps)
    else:
        yield from _denied("distant_metastasis.symptoms", denied)


def _is_settled(perhaps: Symptom, denied: list[Symptom]) -> bool:
    """Whether a later review denied all symptoms, and so that what was recorded before is one."""
    since = [each for each in denied if each.on and perhaps.on and each.on.is_after(perhaps.on) is Truth.TRUE]
    return is_full_review(KIND_OF.get(each.about, "") for each in since)


def _denied(fact: str, denied: list[Symptom]) -> Iterator[Claim]:
    full = is_full_review(KIND_OF.get(each.about, "") for each in denied)
    possible, remark = ("absent", "") if full else (_EITHER, NO_FULL_REVIEW[fact])
    for each in denied:
        yield claim(possible, each.evidence, remark=remark)


def _of_breast(chart: Chart, episode: Episode) -> Iterator[Claim]:
    """Claim symptoms since the operation; those before it were of the tumour."""
    if not episode.on_breast:
        return
    everything = (
        *_stated(chart, _OF_BREAST, _NO_LUMP),
        *problems_in_words(chart, IN_BREAST, of="breast"),
        *symptoms_of_reviews(chart, IN_BREAST, of="breast"),
    )
    stated = [each for each in everything if not episode.disease.is_other_side(each.side)]
    since = [each for each in stated if episode.is_since_surgery(each.on)]
    if episode.operated_on is None:
        # Without the day of the operation nobody can tell what a symptom is of; that there is none counts.
        since = [each for each in stated if each.on and not episode.is_outdated(each.on, 0)]
    present = [each for each in since if each.is_present]
    healing = [
        each
        for each in present
        if not each.is_certain or (each.about == "pain" and _is_healing(each, episode))
    ]
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
        about = EXAMINED if found.value_set == _NO_LUMP else found.says("about")
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
                about = EXAMINED if name == _NO_LUMP else entry.properties.get("about", "")
                yield Symptom(present, about, observation.on, side, evidence)


def _evidence(
    resource: Condition | Observation, element: str, entry: ValueSetEntry, side: Side | None, *, absent: bool
) -> Evidence:
    name = name_of(entry, "symptom")
    denied = absent and not name.startswith("on examination, no")
    says = f"no {name}" if denied else name
    return bear_witness(resource, element, says, code=entry.code, on=resource.on, side=side)
