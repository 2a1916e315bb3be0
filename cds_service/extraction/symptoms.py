"""Symptoms of metastasis, and symptoms in the operated breast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from cds_service.extraction.primaries import is_over, is_refuted, is_suspected
from cds_service.fhir.dates import Day
from cds_service.fhir.resources import Resource

_METASTATIC: Final = "symptom-metastatic"
_OF_BREAST: Final = "breast-symptom"
_NO_LUMP: Final = "breast-lump-absent"
_EITHER: Final = frozenset({"present", "absent"})
_WHEN_OPERATED: Final = "a symptom of the breast is recorded; whether it came after the surgery is not"
_HEALING: Final = 42
"""Pain within six weeks of the operation may be that of healing."""


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
    stated = [*_stated(chart, _METASTATIC)]
    current = [each for each in stated if each.on and not episode.is_outdated(each.on, SYMPTOMS_BEFORE)]
    present = [each for each in current if each.is_present]
    denied = [each for each in current if not each.is_present]
    asked = {each.about for each in denied}
    lasting = [each for each in stated if each.is_present and each not in current and each.about not in asked]
    if present:
        yield from (claim("present", each.evidence) for each in present)
    elif lasting:
        remark = (
            "a symptom is recorded without a date, or from long before the diagnosis; it may be explained"
        )
        yield from (claim(_EITHER, each.evidence, remark=remark) for each in lasting)
    else:
        yield from (claim("absent", each.evidence) for each in denied)


def _of_breast(chart: Chart, episode: Episode) -> Iterator[Claim]:
    """Claim symptoms since the operation; those before it were of the tumour."""
    if not episode.on_breast:
        return
    stated = [
        each for each in _stated(chart, _OF_BREAST, _NO_LUMP) if not episode.disease.is_other_side(each.side)
    ]
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
    for each in present or since:
        yield claim("present" if present else "absent", each.evidence)


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
        evidence = _evidence(condition, found.entry, condition.on, side, absent=absent)
        yield Symptom(not absent, found.says("about"), condition.on, side, evidence)
    for observation in chart.record.observations:
        side = chart.side_of("", *observation.body_sites)
        asked = [
            (observation.code, observation.answer),
            *((part.code, part.answer) for part in observation.components),
        ]
        for question, answer in asked:
            for name, entry in chart.look_up(question, *value_sets):
                affirmed = affirms(chart, answer)
                if affirmed is Truth.UNKNOWN:
                    continue
                present = (affirmed is Truth.TRUE) is (name != _NO_LUMP)
                evidence = _evidence(observation, entry, observation.on, side, absent=not present)
                yield Symptom(present, entry.properties.get("about", ""), observation.on, side, evidence)


def _evidence(
    resource: Resource, entry: ValueSetEntry, on: Day | None, side: Side | None, *, absent: bool
) -> Evidence:
    name = name_of(entry, "symptom")
    denied = absent and not name.startswith("on examination, no")
    return bear_witness(resource, "code", f"no {name}" if denied else name, code=entry.code, on=on, side=side)
