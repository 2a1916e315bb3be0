"""Finds a patient of whom a formula is true, or proves that there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from cds_service.analysis.formulas import Every, Formula, Is, Some

Box = dict[str, int]
"""For each fact spoken of, the states it may be in; every combination of them will do."""


@dataclass(slots=True)
class _Work:
    """A box being narrowed, and the choices that it does not settle yet."""

    box: Box
    choices: list[Some] = field(default_factory=list)

    def copy(self) -> _Work:
        return _Work(dict(self.box), list(self.choices))


class Search:
    """All patients there can be: each fact in some state, and no rule of what cannot be broken.

    Exact: a box is narrowed by what every part demands; where a choice is left, each alternative is tried in
    turn. With facts of finitely many states this ends, and what it does not find does not exist.
    """

    def __init__(self, states: Mapping[str, int], rules: Iterable[Some]) -> None:
        self._every = states
        self._rules: dict[str, list[Some]] = {}
        for rule in rules:
            for fact in sorted({part.fact for part in rule.parts if isinstance(part, Is)}):
                self._rules.setdefault(fact, []).append(rule)

    def first(self, wanted: Formula, within: Mapping[str, int] | None = None) -> Box | None:
        """Give a box of patients of whom the formula is true; none where there are no such patients.

        `within` narrows facts from the start.
        """
        return next(self.boxes(wanted, within), None)

    def boxes(self, wanted: Formula, within: Mapping[str, int] | None = None) -> Iterator[Box]:
        """Give boxes that together hold every such patient; they may overlap."""
        work = _Work({})
        if all(self._narrow(work, Is(*each)) for each in (within or {}).items()) and self._narrow(
            work, wanted
        ):
            yield from self._solve(work)

    def _solve(self, work: _Work) -> Iterator[Box]:
        if not self._settle(work):
            return
        if not work.choices:
            yield work.box
            return
        # The choice with the fewest alternatives first: it fails soonest.
        hardest = min(range(len(work.choices)), key=lambda place: len(work.choices[place].parts))
        choice = work.choices.pop(hardest)
        for part in choice.parts:
            attempt = work.copy()
            if self._narrow(attempt, part):
                yield from self._solve(attempt)

    def _narrow(self, work: _Work, wanted: Formula) -> bool:
        """Demand a formula; false where the box has no room for it."""
        match wanted:
            case Is(fact=fact, states=states):
                if fact not in work.box:
                    # Rules about facts that nothing else touches can always be kept.
                    work.choices.extend(self._rules.get(fact, ()))
                left = work.box.get(fact, self._every[fact]) & states
                work.box[fact] = left
                return bool(left)
            case Every(parts=parts):
                return all(self._narrow(work, part) for part in parts)
            case Some():
                work.choices.append(wanted)
                return True

    def _settle(self, work: _Work) -> bool:
        """Follow every choice that has one alternative left, until none has."""
        moved = True
        while moved:
            moved = False
            choices, work.choices = work.choices, []
            for choice in choices:
                left = self._alternatives(work.box, choice)
                if left is None:
                    continue
                if not left:
                    return False
                if len(left) > 1:
                    work.choices.append(choice if len(left) == len(choice.parts) else Some(left))
                elif self._narrow(work, left[0]):
                    moved = True
                else:
                    return False
        return True

    def _alternatives(self, box: Box, choice: Some) -> tuple[Formula, ...] | None:
        """Give the parts of a choice that the box leaves room for; none at all where it is met already."""
        left: list[Formula] = []
        for part in choice.parts:
            if self._is_met(box, part):
                return None
            if self._has_room(box, part):
                left.append(part)
        return tuple(left)

    def _is_met(self, box: Box, part: Formula) -> bool:
        match part:
            case Is(fact=fact, states=states):
                return box.get(fact, self._every[fact]) & ~states == 0
            case Every(parts=parts):
                return all(self._is_met(box, each) for each in parts)
            case Some(parts=parts):
                return any(self._is_met(box, each) for each in parts)

    def _has_room(self, box: Box, part: Formula) -> bool:
        match part:
            case Is(fact=fact, states=states):
                return bool(box.get(fact, self._every[fact]) & states)
            case Every(parts=parts):
                return all(self._has_room(box, each) for each in parts)
            case Some(parts=parts):
                return any(self._has_room(box, each) for each in parts)
