"""Checks what no single line can show: that scenarios decide on facts alone, and that all is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from cds_service.domain.facts import FactDefinition, FactSheet, NotRecorded
from cds_service.domain.procedures import Catalogue
from cds_service.domain.ratings import Rating
from cds_service.domain.scenarios import Scenario
from cds_service.evaluation.scenarios import Verdict, consider
from cds_service.knowledge.problems import Place, ProblemLog
from cds_service.knowledge.readers.definitions import Definitions
from cds_service.knowledge.readers.vocabulary import Vocabulary

_ALWAYS_LOOKED_FOR: Final = ("order.", "drafts.")


def check_whole(
    scenarios: Definitions[Scenario],
    facts: Definitions[FactDefinition],
    catalogue: Catalogue,
    words: Vocabulary,
    choices: Mapping[str, Place],
) -> None:
    """Check what whole scenarios say; of a file with problems that would only be half of it.

    `choices` are the lines of first choices that do not stand in the scenario itself.
    """
    log = words.log
    if not facts.things or any(log.touches(place.file) for place, _ in facts):
        return
    sound = [(place, scenario) for place, scenario in scenarios if not log.touches(place.file)]
    for place, scenario in sound:
        _check_that_facts_decide(place, scenario, log)
        _check_ratings(place, scenario, catalogue, log)
        _check_offers(choices.get(scenario.id, place), scenario, log)
        _check_companions(place, scenario, catalogue, log)
    if {scenario.id for _, scenario in sound} == words.scenarios:
        _check_asked(facts, words)


def _check_asked(facts: Definitions[FactDefinition], words: Vocabulary) -> None:
    for place, fact in facts:
        if fact.name not in words.asked and not fact.name.startswith(_ALWAYS_LOOKED_FOR):
            words.log.note(place, f"no scenario asks about `{fact.name}`", "remove the fact or use it")


def _check_companions(place: Place, scenario: Scenario, catalogue: Catalogue, log: ProblemLog) -> None:
    for name in (name for pitfall in scenario.companion_pitfalls for name in pitfall.ordered):
        study = catalogue.procedures.get(name)
        if study and not study.kind.is_companion:
            found = f"the companion order `{name}` is a study that can be rated"
            log.note(place, found, "say it among the cautions")


def _check_that_facts_decide(place: Place, scenario: Scenario, log: ProblemLog) -> None:
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
