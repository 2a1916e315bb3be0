"""Every line of the knowledge earns its place: take it away or weaken it, and a case says what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from cds_service.analysis.changes import compare
from cds_service.analysis.wording import say_patient
from cds_service.casework.runner import differences, report, run
from cds_service.domain.knowledge_base import KnowledgeBase, Ruling, RulingKind
from cds_service.domain.scenarios import Scenario, Status
from cds_service.knowledge.cases import Case
from tests.spec.cases_runner import shipped_cases
from tests.spec.equal_scenarios import says_the_same
from tests.spec.knowledge_mutations import Loss, conditions_lessened, losses
from tests.support.knowledge import shipped_knowledge

BASE = shipped_knowledge()
RATING = sorted(each.id for each in BASE.scenarios.values() if each.status is Status.ACTIVE)
RULINGS = BASE.rulings


@pytest.mark.parametrize("scenario", RATING)
def test_every_part_of_a_scenario_is_missed_by_some_case(scenario: str) -> None:
    whole = BASE.scenarios[scenario]
    unnoticed = [
        loss
        for loss in losses(whole, BASE.facts)
        if not what_is_lost(loss) and not says_the_same(whole, loss.scenario, BASE)
    ]

    assert not unnoticed, "\n".join(say_unnoticed(each) for each in unnoticed)


@pytest.mark.parametrize(
    ("scenario", "what", "sentence"),
    [
        (
            "axilla/suspicious-node-on-imaging",
            "applies_when/1",
            "a minor would be rated as an adult: verdict is `applies`, not `does-not-apply`",
        ),
        (
            "axilla/restaging-after-neoadjuvant-chemotherapy",
            "ratings/3/rated may-be-appropriate",
            "PET/CT would pass although a better study without radiation exists: rating is",
        ),
    ],
)
def test_what_is_lost_with_a_line_is_told_in_a_sentence(scenario: str, what: str, sentence: str) -> None:
    loss = next(each for each in losses(BASE.scenarios[scenario], BASE.facts) if each.what == what)

    assert what_is_lost(loss).startswith(f"{scenario}: {sentence}")


def test_a_loss_that_no_case_notices_is_told_with_a_patient() -> None:
    loss = Loss("title", replace(BASE.scenarios[RATING[0]], unless=()))

    assert "who was `does-not-apply` would be `applies`" in say_unnoticed(loss)


@pytest.mark.parametrize("ruling", RULINGS, ids=lambda each: " | ".join(sorted(each.between)))
def test_a_ruling_on_an_overlap_decides_which_scenario_leads(ruling: Ruling) -> None:
    assert leading(ruling, BASE) == {ruling.first}


@pytest.mark.parametrize("ruling", RULINGS, ids=lambda each: " | ".join(sorted(each.between)))
def test_every_part_of_a_ruling_is_missed_when_it_is_gone(ruling: Ruling) -> None:
    unnoticed = [
        what
        for what, lesser in _lessened(ruling)
        if not _noticed_by(_with_ruling(ruling, lesser), ruling) and _leads_alike(ruling, lesser)
    ]

    assert not unnoticed


@pytest.mark.parametrize("scenario", RATING)
def test_the_losses_of_a_scenario_have_names_of_their_own(scenario: str) -> None:
    names = [loss.what for loss in losses(BASE.scenarios[scenario], BASE.facts)]

    assert len(names) > len(BASE.scenarios[scenario].ratings)
    assert len(set(names)) == len(names)


def what_is_lost(loss: Loss) -> str:
    """Say what is lost, in the words of the first case that fails without it; nothing where none fails."""
    knowledge = _with(loss.scenario)
    for scenario, case in _likely_first(loss):
        if found := differences(case, scenario, knowledge):
            return report(case, scenario, found)
    return ""


def say_unnoticed(loss: Loss) -> str:
    """Say that no case notices a loss, and show a patient of whom one would have to be written."""
    named = f"{loss.scenario.id}: no case notices that `{loss.what}` is gone"
    changes = compare(BASE, _with(loss.scenario)).changes
    if not changes:
        return named
    change = changes[0]
    patient = say_patient(change.witness, BASE.facts)
    return f"{named}: {patient}, who was `{change.before}` would be `{change.after}`"


def leading(ruling: Ruling, knowledge: KnowledgeBase) -> set[str]:
    """Give the scenarios that lead where the two of a ruling are shown side by side."""
    outcomes = [run(case, file.scenario, knowledge) for file in shipped_cases() for case in file.cases]
    return {each.leads for each in outcomes if {each.leads, *each.also} == ruling.between}


def _likely_first(loss: Loss) -> Iterator[tuple[str, Case]]:
    """Give every case, the scenario's own before others, those that change the fact in question first."""
    facts = loss.facts

    def rank(entry: tuple[str, Case, frozenset[str]]) -> tuple[bool, bool]:
        scenario, _, changed = entry
        return scenario != loss.scenario.id, not facts & changed

    every = [
        (
            file.scenario,
            case,
            frozenset(n for n in {*file.base, *case.facts} if file.base.get(n) != case.facts.get(n)),
        )
        for file in shipped_cases()
        for case in file.cases
    ]
    yield from ((scenario, case) for scenario, case, _ in sorted(every, key=rank))


def _with(scenario: Scenario) -> KnowledgeBase:
    return replace(BASE, scenarios={**BASE.scenarios, scenario.id: scenario})


def _lessened(ruling: Ruling) -> Iterator[tuple[str, Ruling | None]]:
    """Take from a ruling everything it says, and turn round what can be turned."""
    yield "the ruling", None
    (other,) = ruling.between - {ruling.first}
    yield "first", replace(ruling, first=other)
    for study in sorted(ruling.procedures):
        yield f"procedures {study}", replace(ruling, procedures=ruling.procedures - {study})
    if ruling.kind is RulingKind.BY_STEP:
        yield "kind", replace(ruling, kind=RulingKind.BY_QUESTION, until=())
    for what, until in conditions_lessened(ruling.until, BASE.facts):
        yield what, replace(ruling, until=until)


def _with_ruling(ruling: Ruling, lesser: Ruling | None) -> KnowledgeBase:
    kept = (lesser if each is ruling else each for each in BASE.rulings)
    return replace(BASE, rulings=tuple(each for each in kept if each is not None))


def _noticed_by(knowledge: KnowledgeBase, ruling: Ruling) -> bool:
    nearest = sorted(shipped_cases(), key=lambda file: file.scenario not in ruling.between)
    return any(differences(case, file.scenario, knowledge) for file in nearest for case in file.cases)


def _leads_alike(ruling: Ruling, lesser: Ruling | None) -> bool:
    return leading(ruling, _with_ruling(ruling, lesser)) == {ruling.first}
