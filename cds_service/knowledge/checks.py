"""Checks what no single line can show: that scenarios decide on facts alone, and that all is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from cds_service.domain.facts import FactDefinition, FactSheet, NotRecorded
from cds_service.domain.procedures import Catalogue
from cds_service.domain.ratings import Rating
from cds_service.domain.scenarios import Scenario
from cds_service.evaluation.scenarios import Verdict, consider
from cds_service.knowledge.problems import Place, ProblemLog

_ALWAYS_LOOKED_FOR: Final = ("order.", "drafts.")


def check_scenario(place: Place, scenario: Scenario, catalogue: Catalogue, log: ProblemLog) -> None:
    """Check one scenario whose own file is sound."""
    _check_that_facts_decide(place, scenario, log)
    _check_ratings(place, scenario, catalogue, log)
    _check_offers(place, scenario, log)
    for pitfall in scenario.companion_pitfalls:
        for name in pitfall.ordered:
            study = catalogue.procedures.get(name)
            if study and not study.kind.is_companion:
                found = f"the companion order `{name}` is a study that can be rated"
                log.note(place, found, "say it among the cautions")


def check_asked(
    facts: Iterable[tuple[Place, FactDefinition]], asked: Iterable[str], log: ProblemLog
) -> None:
    """Check that something asks about every fact of the chart."""
    for place, fact in facts:
        if fact.name not in asked and not fact.name.startswith(_ALWAYS_LOOKED_FOR):
            log.note(place, f"no scenario asks about `{fact.name}`", "remove the fact or use it")


def _check_that_facts_decide(place: Place, scenario: Scenario, log: ProblemLog) -> None:
    if consider(scenario, FactSheet()).verdict is not Verdict.UNDETERMINED:
        found = f"`{scenario.id}` decides on a patient of whom nothing is known"
        log.note(place, found, "let it ask about a fact that is not assumed")
    asked = {finding.criterion.fact for finding in consider(scenario, FactSheet()).findings}
    silent = FactSheet({name: NotRecorded(searched=True) for name in asked})
    if consider(scenario, silent).verdict is Verdict.APPLIES:
        found = f"`{scenario.id}` applies to a patient with an empty chart"
        log.note(place, found, "do not assume every criterion")


def _check_ratings(place: Place, scenario: Scenario, catalogue: Catalogue, log: ProblemLog) -> None:
    for name, times in Counter(rated.procedure for rated in scenario.ratings).items():
        study = catalogue.procedures.get(name)
        if times > 1:
            log.note(place, f"`{name}` is rated {times} times", "keep one rating")
        if name in catalogue.open_procedures:
            log.note(place, f"`{name}` is rated, though it leaves the study open", "rate what it could be")
        if study and study.kind.is_companion:
            log.note(place, f"`{name}` is rated, though it is only watched", "make it a companion order")


def _check_offers(place: Place, scenario: Scenario, log: ProblemLog) -> None:
    for choice in scenario.first_choice:
        rated = scenario.rating_of(choice.procedure)
        if rated is None or rated.rating is not Rating.USUALLY_APPROPRIATE:
            found = f"the first choice `{choice.procedure}` is not rated `usually-appropriate`"
            log.note(place, found, "rate it so, or choose another")
    for rated in scenario.ratings:
        if rated.instead and (not scenario.rating_of(rated.instead) or scenario.first_choice):
            found = f"`instead: {rated.instead}` where it cannot be offered"
            log.note(place, found, "name a rated study, in a scenario without a first choice")
