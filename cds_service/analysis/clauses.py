"""Where a scenario asks something: each list of conditions, with the patients of whom it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cds_service.analysis.formulas import ANYBODY, Formula
from cds_service.analysis.meanings import Meanings
from cds_service.domain.criteria import Condition
from cds_service.domain.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Clause:
    """Conditions of a scenario beside its criteria; `asked_of` are the patients of whom they are asked.

    `says` names what comes of them; `study` is one whose order they are about, if they are about any. Where
    `speaks_when_missing` they matter when they fail: an earlier step.
    """

    path: str
    conditions: tuple[Condition, ...]
    asked_of: Formula
    says: str
    study: str = ""
    speaks_when_missing: bool = False


def clauses_of(scenario: Scenario, meanings: Meanings) -> Iterator[Clause]:
    """Give every condition beside the criteria, those that are always so left out."""
    applies = meanings.applies(scenario)
    for number, alike in enumerate(scenario.look_alikes, start=1):
        path = f"not_to_be_confused_with/{number}/when"
        yield Clause(path, alike.when, applies.fails, f"the patients of `{alike.see}`")
    yield from _of_ratings(scenario, applies.holds, meanings)
    yield from _of_remarks(scenario, applies.holds)
    for number, pitfall in enumerate(scenario.companion_pitfalls, start=1):
        path = f"companion_orders/{number}/when"
        yield Clause(path, pitfall.when, ANYBODY, "the pitfall", _first(pitfall.ordered))


def _of_ratings(scenario: Scenario, inside: Formula, meanings: Meanings) -> Iterator[Clause]:
    for choice in scenario.first_choice:
        if choice.unless is not None:
            path = f"first_choice/{choice.procedure}/unless"
            yield Clause(path, (choice.unless,), inside, f"`{choice.procedure}` is done already")
    for rated in scenario.ratings:
        path, study = f"ratings/{rated.procedure}", rated.procedure
        if rated.when:
            yield Clause(f"{path}/when", rated.when, inside, f"the rating of `{study}`", study)
        for number, condition in enumerate(rated.no_swap_when, start=1):
            asked, says = meanings.rates(scenario, rated), f"no other study instead of `{study}`"
            yield Clause(f"{path}/no_swap_when/{number}", (condition,), asked, says, study)


def _of_remarks(scenario: Scenario, inside: Formula) -> Iterator[Clause]:
    for number, temper in enumerate(scenario.tempered, start=1):
        path, says = f"tempered/{number}/when", "what softens a warning"
        yield Clause(path, temper.when, inside, says, _first(temper.ordered))
    for number, wrong in enumerate(scenario.wrong_purpose, start=1):
        if wrong.when:
            path = f"wrong_purpose/{number}/when"
            yield Clause(path, wrong.when, inside, "the wrong purpose", _first(wrong.ordered))
    for number, caution in enumerate(scenario.cautions, start=1):
        path = f"cautions/{number}/when"
        yield Clause(path, caution.when, inside, "the caution", _first(caution.ordered))
    for number, step in enumerate(scenario.later_steps, start=1):
        path, study = f"later_steps/{number}/after", _first(step.ordered)
        yield Clause(path, step.after, inside, "the missing step", study, speaks_when_missing=True)


def _first(ordered: tuple[str, ...]) -> str:
    return ordered[0] if ordered else ""
