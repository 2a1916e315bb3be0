"""Decides what is still to be read for the studies in question, and puts what was read beside what came."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, assert_never

import msgspec

from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.needs import DataNeed, Parameters
from cds_service.domain.procedures import Procedure
from cds_service.domain.scenarios import Scenario, conditions_in, leaves
from cds_service.errors import DataMissing
from cds_service.evaluation.orders import speaks_to
from cds_service.fhir.answers import Supply, read_answer
from cds_service.fhir.record import Issue, PatientRecord

SELF_CONTAINED: Final = frozenset({"allergies", "liver_tests"})
"""Needs that speak to the facts found in them and to no other.

`found_in` names where a fact must have been looked for before silence means anything, but evidence for it may
come from elsewhere too: a node biopsy from a pathology finding. So no other need can be left out safely.
"""

_COMPANION: Final = "companion_orders/"


@dataclass(frozen=True, slots=True)
class OpenSearch:
    """A search that is still to be made, or gone on with at `next_page` where its first page came along."""

    key: str
    resource_type: str
    parameters: Parameters = ()
    first_page: msgspec.Raw | None = field(default=None, repr=False)
    next_page: str = field(default="", repr=False)

    @property
    def is_read(self) -> bool:
        """Whether it is a read by id, of the patient."""
        return self.resource_type == "Patient"


@dataclass(frozen=True, slots=True)
class Completion:
    """The prefetch to read, the keys that were fetched for it, and why others could not be.

    An issue's `need` is the key; none holds an address, a token or patient content.
    """

    prefetch: Mapping[str, msgspec.Raw] = field(repr=False)
    fetched: frozenset[str] = frozenset()
    issues: tuple[Issue, ...] = ()


def needs_of_studies(
    knowledge: KnowledgeBase, procedures: Collection[Procedure], needs: Sequence[DataNeed]
) -> tuple[DataNeed, ...]:
    """Give the needs that these studies are judged by; none for studies to which no scenario speaks."""
    facts = set(chain.from_iterable(_facts_read(knowledge, each) for each in procedures))
    if not facts:
        return ()
    sources = {name for fact in facts if fact in knowledge.facts for name in knowledge.facts[fact].sources}
    return tuple(each for each in needs if each.name not in SELF_CONTAINED or each.name in sources)


def open_searches(prefetch: Mapping[str, msgspec.Raw], needs: Sequence[DataNeed]) -> tuple[OpenSearch, ...]:
    """Give the searches of these needs that the prefetch does not answer in full, the required ones first."""
    found: list[OpenSearch] = []
    for need in sorted(needs, key=lambda each: not each.required):
        for key, parameters in need.searches:
            value = prefetch.get(key)
            answer = read_answer(value, need.resource_type)
            match answer.supply:
                case Supply.WHOLE:
                    continue
                case Supply.PAGED:
                    search = OpenSearch(key, need.resource_type, parameters, value, answer.next_page)
                case Supply.ABSENT | Supply.NULL | Supply.FAILED | Supply.UNREADABLE:
                    search = OpenSearch(key, need.resource_type, parameters)
                case _:
                    assert_never(answer.supply)
            found.append(search)
    return tuple(found)


def add_fetched(
    prefetch: Mapping[str, msgspec.Raw], fetched: Mapping[str, msgspec.Raw], issues: Sequence[Issue] = ()
) -> Completion:
    """Put what was fetched in the place of what was lacking; everything else stays as it came."""
    return Completion({**prefetch, **fetched}, frozenset(fetched), tuple(issues))


def refuse_without_data(record: PatientRecord, needs: Sequence[DataNeed]) -> None:
    """Let pass when anything that the studies require was heard of, supplied or fetched.

    Raises:
        DataMissing: nothing was; it names the keys of the required needs.
    """
    required = [each for each in needs if each.required]
    if required and record.heard_of.isdisjoint(each.name for each in required):
        raise DataMissing([key for each in required for key in each.keys])


def _facts_read(knowledge: KnowledgeBase, procedure: Procedure) -> Iterator[str]:
    """Give the facts that the judgement of a study may ask for; routing scenarios have no say in it."""
    speaking = {each.id for each in knowledge.scenarios.values() if speaks_to(each, procedure)}
    for scenario in knowledge.scenarios.values():
        if scenario.id in speaking:
            yield from _facts_of(scenario)
        for pitfall in scenario.companion_pitfalls:
            if procedure.id in pitfall.ordered:
                yield from (each.fact for each in leaves(pitfall.when))
    for ruling in knowledge.rulings:
        if ruling.between <= speaking:
            yield from (each.fact for each in leaves(ruling.until))


def _facts_of(scenario: Scenario) -> Iterator[str]:
    """Give every fact that a scenario asks about or speaks of."""
    conditions = chain.from_iterable(
        listed for place, listed in conditions_in(scenario) if not place.startswith(_COMPANION)
    )
    yield from (each.fact for each in leaves(tuple(conditions)))
    for caution in scenario.cautions:
        yield from caution.facts_in_note
        if caution.postpone is not None:
            yield caution.postpone.fact
