"""A patient's record as it stands on a day, with the words to read it by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, Protocol, TypeVar

from cds_service.domain.knowledge_base import KnowledgeBase, ValueSetEntry
from cds_service.domain.terms import Side
from cds_service.extraction.standing import standing_on
from cds_service.fhir.dates import Day
from cds_service.fhir.elements import Concept
from cds_service.fhir.record import PatientRecord

_SITES: Final = ("breast-site", "axilla-site", "laterality")
_SIDE_WORDS: Final = {
    "left": Side.LEFT,
    "right": Side.RIGHT,
    "bilateral": Side.BILATERAL,
    "both": Side.BILATERAL,
}
_SIDE_WORD: Final = re.compile(rf"\b({'|'.join(_SIDE_WORDS)})\b")


class Coded(Protocol):
    """A resource with a code."""

    @property
    def reference(self) -> str:
        """`Type/id`, or nothing."""

    @property
    def code(self) -> Concept | None:
        """What it is about."""


C_co = TypeVar("C_co", bound=Coded, covariant=True)
C = TypeVar("C", bound=Coded)


@dataclass(frozen=True, slots=True)
class Found(Generic[C_co]):
    """A resource and the entries of value sets that its codes are; `value_set` names the set of the first."""

    resource: C_co
    value_set: str
    entries: tuple[ValueSetEntry, ...]

    @property
    def entry(self) -> ValueSetEntry:
        """The first of the entries."""
        return self.entries[0]

    def says(self, name: str) -> str:
        """Give what the value sets say of the codes under this name; nothing where they say nothing."""
        return next((said for each in self.entries if (said := each.properties.get(name))), "")


@dataclass(frozen=True, slots=True)
class Chart:
    """What of a record exists on a day."""

    record: PatientRecord
    knowledge: KnowledgeBase
    as_of: date

    @property
    def today(self) -> Day:
        """The day the chart is read on."""
        return Day.on(self.as_of)

    def look_up(self, concept: Concept | None, *value_sets: str) -> Iterator[tuple[str, ValueSetEntry]]:
        """Give the entries of these value sets that the concept's codes are, set by set."""
        codes = concept.codes if concept else ()
        for name in value_sets if codes else ():
            entries = self.knowledge.value_sets[name].entries
            yield from ((name, entries[code]) for code in codes if code in entries)

    def entry_of(self, concept: Concept | None, *value_sets: str) -> ValueSetEntry | None:
        """Give the first entry of these value sets that one of the concept's codes is."""
        return next((entry for _, entry in self.look_up(concept, *value_sets)), None)

    def is_in(self, concept: Concept | None, *value_sets: str) -> bool:
        """Whether one of the concept's codes is in one of these value sets."""
        return self.entry_of(concept, *value_sets) is not None

    def any_in(self, concepts: Iterable[Concept], *value_sets: str) -> bool:
        """Whether any of the concepts is in one of these value sets."""
        return any(self.is_in(each, *value_sets) for each in concepts)

    def find(self, resources: Iterable[C], *value_sets: str) -> Iterator[Found[C]]:
        """Give the resources whose code is in one of these value sets, the first such set deciding."""
        for resource in resources:
            found = list(self.look_up(resource.code, *value_sets))
            if found:
                yield Found(resource, found[0][0], tuple(entry for _, entry in found))

    def side_of(self, said: str, *places: Concept | None) -> Side | None:
        """Give the side: what a value set said of the code, else body sites and laterality codes, else words.

        Sides relative to the tumour (ipsilateral) are none here; `relation_of` gives them.
        """
        if said:
            return Side(said)
        named = [place for place in places if place]
        coded = [Side(side) for place in named if (side := self._qualify(place, "side"))]
        worded = [_SIDE_WORDS[word] for place in named for word in _SIDE_WORD.findall(place.words.lower())]
        return one_side(coded) or one_side(worded)

    def relation_of(self, *places: Concept | None) -> str:
        """Give `ipsilateral` or `contralateral` where a body site says so, else nothing."""
        return next((said for place in places if place and (said := self._qualify(place, "relative"))), "")

    def _qualify(self, place: Concept, name: str) -> str:
        """Give what the sets of body sites say of a place or its qualifiers under this name."""
        qualified = (Concept(codes=place.codes), Concept(codes=place.qualifiers))
        entries = (entry for each in qualified for _, entry in self.look_up(each, *_SITES))
        return next((said for each in entries if (said := each.properties.get(name))), "")


def open_chart(record: PatientRecord, knowledge: KnowledgeBase, as_of: date) -> Chart:
    """Give the chart as it stands on a day: without what is void and without what is dated later."""
    return Chart(standing_on(record, as_of), knowledge, as_of)


def one_side(sides: Iterable[Side]) -> Side | None:
    """Give the side; both where more than one is named, none where none is."""
    distinct = set(sides)
    if not distinct:
        return None
    return distinct.pop() if len(distinct) == 1 else Side.BILATERAL
