"""Runs the cases beside a scenario and says of each that does not hold what would be lost, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from cds_service.cards.assessments import rating_word
from cds_service.domain.facts import Evidence, FactSheet, NotRecorded, Recorded
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.evaluation.conclusions import Conclusion, conclude
from cds_service.evaluation.criteria import Basis, findings_of
from cds_service.evaluation.offers import AddNote, Drop, Offer, Postpone, Swap
from cds_service.evaluation.orders import Assessment, Entry, OrderedStudy, assess
from cds_service.evaluation.scenarios import Consideration, Verdict, consider
from cds_service.knowledge.cases import Case, Expectation

_US_AXILLA_DRAFTED = ("drafts.us_axilla", "yes", "us-axilla")

AS_IF = Evidence("", "", "as the case says", on="2026-06-01")
"""Where a case takes its facts from; its day lets a study be moved."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out for one case, in the words that cases use."""

    verdict: Verdict
    rating: str
    missing: frozenset[str]
    assumed: frozenset[str]
    kind: str
    card: str
    offers: tuple[str, ...]
    says: tuple[str, ...]
    """The remarks and questions of the card, whole."""
    leads: str
    """The scenario that the conclusion speaks for; empty if none."""
    also: frozenset[str]
    """The scenarios shown beside it."""


def differences(case: Case, scenario: str, knowledge: KnowledgeBase) -> tuple[str, ...]:
    """Give every respect in which the outcome is not what the case states; none if the case holds."""
    outcome = run(case, scenario, knowledge)
    expect = case.expect
    return (
        *_compare("verdict", expect.verdict, outcome.verdict),
        *_compare("rating", expect.rating, outcome.rating),
        *_compare("missing", _sorted(expect.missing), _sorted(outcome.missing)),
        *_compare("assumed", _sorted(expect.assumed), _sorted(outcome.assumed)),
        *_compare("card", expect.card, outcome.card),
        *_compare("offers", expect.offers, outcome.offers),
        *_compare_words(expect, outcome),
    )


def report(case: Case, scenario: str, found: Iterable[str]) -> str:
    """Give the failure of a case as its own sentence and the differences."""
    return f"{scenario}: {case.name}: {'; '.join(found)}"


def run(case: Case, scenario: str, knowledge: KnowledgeBase) -> Outcome:
    """Assess the case's order for the case's patient, as a hook call would once the facts are read."""
    sheet = _sheet(case, knowledge)
    study = knowledge.catalogue.procedures[case.ordered]
    order = OrderedStudy("ServiceRequest/case", study, drafted=_drafted(case))
    assessment = assess(knowledge, sheet, order)
    conclusion = conclude(assessment, knowledge)
    consideration = consider(knowledge.scenarios[scenario], sheet)
    entry = _entry(assessment, scenario)
    kind, card, offers = say_conclusion(conclusion)
    return Outcome(
        verdict=consideration.verdict,
        rating=rating_word(entry) if entry else "not-rated",
        missing=frozenset(fact for each in (entry.questions if entry else ()) for fact in each.facts),
        assumed=_assumed(consideration, entry),
        kind=kind,
        card=card,
        offers=offers,
        says=_words(conclusion),
        leads=conclusion.lead.scenario.id if conclusion.lead else "",
        also=frozenset(each.scenario.id for each in conclusion.also),
    )


def say_conclusion(conclusion: Conclusion) -> tuple[str, str, tuple[str, ...]]:
    """Give kind, card and offers of a conclusion in the words that cases use."""
    card = conclusion.indicator.value if conclusion.indicator else "none"
    return conclusion.kind.value, card, tuple(say_offer(each) for each in conclusion.offers)


def say_offer(offer: Offer) -> str:
    """Name an offer as cases do: `swap us-axilla`, `drop`, `note`, `postpone`."""
    match offer:
        case Swap(procedure=procedure):
            return f"swap {procedure}"
        case Drop():
            return "drop"
        case AddNote():
            return "note"
        case Postpone():
            return "postpone"
        case _:
            assert_never(offer)


def _sheet(case: Case, knowledge: KnowledgeBase) -> FactSheet:
    # What a case does not state was looked for and not found, unless the case says it was never read.
    return FactSheet(
        {
            name: Recorded(case.facts[name], (AS_IF,)) if name in case.facts else NotRecorded(case.searched)
            for name in knowledge.facts
        }
    )


def _drafted(case: Case) -> frozenset[str]:
    # The fact and the list of drafts say one thing twice; they never disagree in a real call.
    fact, value, study = _US_AXILLA_DRAFTED
    beside = {study} if case.facts.get(fact) == frozenset({value}) else set[str]()
    return frozenset({case.ordered, *beside})


def _entry(assessment: Assessment, scenario: str) -> Entry | None:
    return next((each for each in assessment.entries if each.scenario.id == scenario), None)


def _assumed(consideration: Consideration, entry: Entry | None) -> frozenset[str]:
    judgements = (*consideration.decisive, *(entry.conditions if entry else ()))
    return frozenset(
        finding.criterion.fact
        for judgement in judgements
        for finding in findings_of(judgement)
        if finding.basis is Basis.ASSUMED
    )


def _words(conclusion: Conclusion) -> tuple[str, ...]:
    return (*(each.text for each in conclusion.remarks), *(each.ask for each in conclusion.questions))


def _sorted(names: frozenset[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(sorted(names))


def _compare(what: str, expected: object, came_out: object) -> tuple[str, ...]:
    if expected is None or expected == came_out:
        return ()
    return (f"{what} is `{_say(came_out)}`, not `{_say(expected)}`",)


def _say(value: object) -> str:
    match value:
        case tuple():
            return ", ".join(value) or "nothing"
        case Verdict():
            return value.value
        case _:
            return str(value)


def _compare_words(expect: Expectation, outcome: Outcome) -> tuple[str, ...]:
    """Hold the words both ways: each expected one is said, and nothing is said that none expects."""
    if expect.says is None:
        return ()
    unsaid = [each for each in expect.says if not any(each in text for text in outcome.says)]
    extra = [text for text in outcome.says if not any(each in text for each in expect.says)]
    return (*(f"`{each}` is not said" for each in unsaid), *(f"`{each}` is said too" for each in extra))
