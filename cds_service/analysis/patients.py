"""All patients there can be, as far as a knowledge base tells them apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product

from cds_service.analysis.formulas import Every, Formula, Is, Some, every
from cds_service.analysis.meanings import Meanings
from cds_service.analysis.search import Box, Search
from cds_service.analysis.states import FactStates, states_of
from cds_service.domain.criteria import Criterion, Impossibility
from cds_service.domain.facts import Fact, FactDefinition, FactSheet
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.scenarios import conditions_in, leaves

_BOXES_TRIED = 200


class Patients:
    """Who there can be: every combination of states that breaks no rule of what cannot be.

    Two patients whom no criterion of these knowledge bases tells apart are one. Partial knowledge of a fact
    (one of several values) is left out: what holds of it holds of each of the values.
    """

    def __init__(
        self,
        facts: Mapping[str, FactDefinition],
        criteria: Iterable[Criterion],
        impossible: Iterable[Impossibility] = (),
    ) -> None:
        compared: dict[str, list[Criterion]] = defaultdict(list)
        for each in criteria:
            compared[each.fact].append(each)
        self.states: Mapping[str, FactStates] = {
            name: states_of(definition, compared[name]) for name, definition in facts.items()
        }
        self.meanings = Meanings(self.states)
        self._order = {name: place for place, name in enumerate(facts)}
        # Facts that what cannot be ties together have the same subject.
        self._rules = {each.path: self._rule(each) for each in impossible}
        self.subjects = _subjects(facts, self._rules.values())
        self._search = self._searching(self._rules.values(), recorded=False)
        self._recorded = self._searching(self._rules.values(), recorded=True)

    @classmethod
    def of(cls, knowledge: KnowledgeBase, *others: KnowledgeBase) -> Patients:
        """Give the patients whom these tell apart; what cannot be is what the first says."""
        bases = (*others, knowledge)
        facts = {name: each for base in bases for name, each in base.facts.items()}
        return cls(facts, (c for base in bases for c in _criteria_in(base)), knowledge.impossible)

    def without(self, impossibility: Impossibility) -> Search:
        """Give the search that does not know of one impossibility."""
        return self._searching(
            (rule for path, rule in self._rules.items() if path != impossibility.path), recorded=False
        )

    def broken(self, impossibility: Impossibility) -> Formula:
        """Give those whom an impossibility excludes."""
        return every(*(Is(each.fact, self._true(each)) for each in impossibility.together))

    def exists(self, wanted: Formula) -> bool:
        """Whether there is such a patient."""
        return self._search.first(wanted) is not None

    def exists_recorded(self, wanted: Formula) -> bool:
        """Whether there is such a patient of whom everything is recorded."""
        return self._recorded.first(wanted) is not None

    def find(self, wanted: Formula) -> FactSheet | None:
        """Give what is known of such a patient, by the facts that the formula speaks of; none where none is.

        One of whom everything is recorded is preferred.
        """
        spoken_of = facts_in(wanted)
        for search in (self._recorded, self._search):
            box = search.first(wanted)
            if box is not None:
                names = self._in_order(box, spoken_of)
                return FactSheet({name: self.states[name].fact(box[name]) for name in names})
        return None

    def sheets(self, wanted: Formula) -> Iterator[FactSheet]:
        """Give such patients, those of whom everything is recorded first, each once."""
        seen: set[tuple[Fact, ...]] = set()
        spoken_of = facts_in(wanted)
        for search in (self._recorded, self._search):
            for box in islice(search.boxes(wanted), _BOXES_TRIED):
                names = self._in_order(box, spoken_of)
                for chosen in product(*(self._each(name, box) for name in names)):
                    if chosen not in seen:
                        seen.add(chosen)
                        yield FactSheet(dict(zip(names, chosen, strict=True)))

    def _in_order(self, box: Box, spoken_of: frozenset[str]) -> list[str]:
        return sorted((name for name in box if name in spoken_of), key=self._order.__getitem__)

    def _each(self, name: str, box: Box) -> list[Fact]:
        """Give the fact as it is in each state that a box leaves it; the states of silence look alike."""
        return list(dict.fromkeys(self.states[name].fact(state) for state in _single(box[name])))

    def _searching(self, rules: Iterable[Some], *, recorded: bool) -> Search:
        each = self.states.items()
        return Search({name: s.recorded if recorded else s.every for name, s in each}, rules)

    def _rule(self, impossibility: Impossibility) -> Some:
        """Say that not all of the criteria are true."""
        return Some(
            tuple(
                Is(each.fact, self.states[each.fact].every & ~self._true(each))
                for each in impossibility.together
            )
        )

    def _true(self, criterion: Criterion) -> int:
        return self.states[criterion.fact].truly(criterion)


def facts_in(formula: Formula) -> frozenset[str]:
    """Give the facts that a formula speaks of."""
    match formula:
        case Is(fact=fact):
            return frozenset({fact})
        case Every(parts=parts) | Some(parts=parts):
            return frozenset().union(*(facts_in(each) for each in parts))


def _subjects(facts: Iterable[str], rules: Iterable[Some]) -> Mapping[str, str]:
    """Give each fact one name for all facts that rules of what cannot be tie together."""
    subjects = {fact: fact for fact in facts}
    for rule in rules:
        tied = {subjects[fact] for fact in facts_in(rule)}
        first = min(tied)
        subjects.update({fact: first for fact, subject in subjects.items() if subject in tied})
    return subjects


def _criteria_in(knowledge: KnowledgeBase) -> Iterator[Criterion]:
    for scenario in knowledge.scenarios.values():
        for _, conditions in conditions_in(scenario):
            yield from leaves(conditions)
    for ruling in knowledge.rulings:
        yield from leaves(ruling.until)
    for impossibility in knowledge.impossible:
        yield from impossibility.together


def _single(states: int) -> Iterator[int]:
    while states:
        lowest = states & -states
        yield lowest
        states ^= lowest
