"""The source attributes that US rules ask of evidence-based decision support, for each scenario.

The list is that of 45 CFR 170.315(b)(11)(iv)(A)(1) to (13), in our own words. Nothing is claimed: what no
file states is said not to be stated, and what is used of a person follows from the criteria.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cds_service.domain.facts import Demographic
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.layers import Layer
from cds_service.domain.scenarios import Scenario, SourceDocument, conditions_in, leaves

REGULATION: Final = "45 CFR 170.315(b)(11)(iv)(A)"
NOT_STATED: Final = "not stated"

_OF_THE_PERSON: Final[Mapping[Demographic, str]] = {
    Demographic.RACE: "Use of race",
    Demographic.ETHNICITY: "Use of ethnicity",
    Demographic.LANGUAGE: "Use of language",
    Demographic.SEXUAL_ORIENTATION: "Use of sexual orientation",
    Demographic.GENDER_IDENTITY: "Use of gender identity",
    Demographic.SEX: "Use of sex",
    Demographic.DATE_OF_BIRTH: "Use of date of birth",
    Demographic.SOCIAL_DETERMINANTS: "Use of social determinants of health data",
    Demographic.HEALTH_STATUS: "Use of health status assessments data",
}
"""In the order of the rule, which numbers them from 5."""
_FIRST_OF_THE_PERSON: Final = 5


@dataclass(frozen=True, slots=True)
class SourceAttribute:
    """One attribute: its number in the rule, what it asks, and the answer.

    `stated` is whether the files say it at all. Of what is used of a person, `places` are the facts that are
    read from it, each with its place in the scenario; none means that it is not used.
    """

    number: int
    name: str
    asks: str
    value: str
    stated: bool = True
    places: tuple[tuple[str, str], ...] = ()

    @property
    def is_use(self) -> bool:
        """Whether it asks what is used of a person."""
        return self.number >= _FIRST_OF_THE_PERSON


def list_attributes(scenario: Scenario, knowledge: KnowledgeBase) -> tuple[SourceAttribute, ...]:
    """Give the thirteen attributes of a scenario."""
    layer, document = knowledge.layer_of(scenario.id), knowledge.sources[scenario.document]
    dates = tuple(_dates(scenario, layer, document))
    return (
        SourceAttribute(1, "bibliographic-citation", "Bibliographic citation", cite(scenario, document)),
        SourceAttribute(2, "developer", "Developer of the intervention", layer.developer),
        _stated(3, "funding", "Funding source of the technical implementation", layer.funding),
        _stated(4, "dates", "Release and revision dates of the intervention or its source", "; ".join(dates)),
        *_of_the_person(scenario, knowledge),
    )


def cite(scenario: Scenario, document: SourceDocument) -> str:
    """Cite the source of a scenario, and say whose ratings it states."""
    stop = "" if document.title.endswith(("?", "!", ".")) else "."
    topic = f"On the {document.guideline} topic" if document.guideline else "Its own ratings, on the topic"
    parts = (
        f"{document.title}{stop} {document.publisher}.",
        f"{topic} {scenario.topic}.",
        f"Licence: {document.licence}." if document.licence else "",
        document.url,
    )
    return " ".join(part for part in parts if part)


def _stated(number: int, name: str, asks: str, value: str) -> SourceAttribute:
    return SourceAttribute(number, name, asks, value or NOT_STATED, stated=bool(value))


def _dates(scenario: Scenario, layer: Layer, document: SourceDocument) -> Iterator[str]:
    """Give every date that is stated, of the source and of its encoding."""
    if document.released:
        yield f"source released {document.released}"
    if document.revised:
        yield f"source revised {document.revised}"
    if document.reviewed:
        yield f"source reviewed {document.reviewed.on}"
    if layer.released:
        yield f"encoding released {layer.released}"
    if layer.revised:
        yield f"encoding revised {layer.revised}"
    if scenario.encoding_reviewed:
        yield f"encoding reviewed {scenario.encoding_reviewed.on}"


def _of_the_person(scenario: Scenario, knowledge: KnowledgeBase) -> Iterator[SourceAttribute]:
    """Say what is used of the person: what some criterion reads, and nothing else."""
    used: dict[Demographic, list[tuple[str, str]]] = defaultdict(list)
    for fact, place in _facts_read(scenario):
        for each in knowledge.facts[fact].demographics:
            used[each].append((fact, place))
    for number, (demographic, asks) in enumerate(_OF_THE_PERSON.items(), start=_FIRST_OF_THE_PERSON):
        places = tuple(dict.fromkeys(used[demographic]))
        facts = dict.fromkeys(fact for fact, _ in places)
        read = ", ".join(knowledge.facts[fact].says for fact in facts)
        value = f"used for {read}" if places else "not used"
        yield SourceAttribute(number, demographic.value, asks, value, places=places)


def _facts_read(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Give every fact that a scenario reads, with the place in its file."""
    for place, conditions in conditions_in(scenario):
        yield from ((leaf.fact, place) for leaf in leaves(conditions))
    for number, caution in enumerate(scenario.cautions, start=1):
        yield from ((fact, f"cautions/{number}/add_note") for fact in caution.facts_in_note)
        if caution.postpone is not None:
            yield caution.postpone.fact, f"cautions/{number}/postpone"
