"""Decides what is still to be read for the studies in question, and puts what was read beside what came."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain
from typing import Final

import msgspec

from cds_service.advice.answers import Page, decode, kind_of, read_page
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.needs import DataNeed, Parameters
from cds_service.domain.procedures import Procedure
from cds_service.domain.scenarios import Scenario, leaves
from cds_service.errors import DataMissing
from cds_service.evaluation.orders import speaks_to
from cds_service.fhir.record import Issue

SELF_CONTAINED: Final = frozenset({"allergies", "liver_tests"})
"""Needs that speak to the facts found in them and to no other.

`found_in` names where a fact must have been looked for before silence means anything, but evidence for it may
come from elsewhere too: a node biopsy from a pathology finding. So no other need can be left out safely.
"""

_FACT_IN_A_NOTE: Final = re.compile(r"\{([\w.]+)\}")


class Supply(Enum):
    """In what state the value of a prefetch key came."""

    ABSENT = "the client left it out"
    NULL = "the client has nothing"
    FAILED = "the client's own search failed"
    PAGED = "the result goes on elsewhere"
    UNREADABLE = "it is no answer to this search"
    WHOLE = "it is complete, and may be empty"


@dataclass(frozen=True, slots=True)
class OpenSearch:
    """A search that is still to be made, or gone on with where `so_far` came with the call."""

    key: str
    resource_type: str
    parameters: Parameters = ()
    so_far: Page | None = None

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
            supply = classify(value, need.resource_type)
            if supply is Supply.WHOLE:
                continue
            so_far = read_page(value) if supply is Supply.PAGED and value is not None else None
            found.append(OpenSearch(key, need.resource_type, parameters, so_far))
    return tuple(found)


def classify(value: msgspec.Raw | None, searched: str) -> Supply:
    """Say in what state the answer to a search for this resource type came."""
    if value is None:
        return Supply.ABSENT
    if bytes(value).strip() == b"null":
        return Supply.NULL
    page = read_page(value)
    if page is not None:
        if page.failed:
            return Supply.FAILED
        return Supply.WHOLE if page.is_whole else Supply.PAGED
    kind = kind_of(value)
    if kind == "OperationOutcome":
        return Supply.FAILED
    # Some clients send the resources of a result without the Bundle around them.
    whole = kind == "list" or kind == searched == "Patient"
    return Supply.WHOLE if whole else Supply.UNREADABLE


def add_fetched(
    prefetch: Mapping[str, msgspec.Raw], fetched: Mapping[str, msgspec.Raw], issues: Sequence[Issue] = ()
) -> Completion:
    """Put what was fetched in the place of what was lacking; everything else stays as it came."""
    return Completion({**prefetch, **fetched}, frozenset(fetched), tuple(issues))


def refuse_without_data(prefetch: Mapping[str, msgspec.Raw], needs: Sequence[DataNeed]) -> None:
    """Let pass when anything that the studies require is there, supplied or fetched.

    Raises:
        DataMissing: nothing is; it names the keys of the required needs.
    """
    required = [each for each in needs if each.required]
    keys = [key for each in required for key in each.keys]
    if keys and not any(says_anything(prefetch[key]) for key in keys if key in prefetch):
        raise DataMissing(keys)


def says_anything(value: msgspec.Raw) -> bool:
    """Whether a value tells anything of the patient: null, and a search that only failed, do not."""
    page = read_page(value)
    if page is not None:
        return page.matches > 0 or not page.failed
    kind = kind_of(value)
    return bool(decode(value)) if kind == "list" else kind not in ("", "OperationOutcome")


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
    conditions = (
        *scenario.applies_when,
        *scenario.unless,
        *chain.from_iterable(each.when for each in scenario.look_alikes),
        *(each.unless for each in scenario.first_choice if each.unless is not None),
        *chain.from_iterable((*each.when, *each.no_swap_when) for each in scenario.ratings),
        *chain.from_iterable(each.when for each in scenario.tempered),
        *chain.from_iterable(each.when for each in scenario.wrong_purpose),
        *chain.from_iterable(each.when for each in scenario.cautions),
        *chain.from_iterable(each.after for each in scenario.later_steps),
    )
    yield from (each.fact for each in leaves(conditions))
    for caution in scenario.cautions:
        yield from _FACT_IN_A_NOTE.findall(caution.add_note)
        if caution.postpone is not None:
            yield caution.postpone.fact
