"""The runner of cases is worth nothing if it passes what is wrong: here each case must fail, and say how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest

from cds_service.domain.quantities import Interval
from cds_service.evaluation.offers import AddNote, Drop, Offer, Postpone, Swap
from cds_service.evaluation.scenarios import Verdict
from cds_service.knowledge.cases import Case, Expectation, Value
from tests.spec.cases_runner import differences, report, run, say_offer
from tests.support.knowledge import shipped_knowledge

SCENARIO = "axilla/staging-before-neoadjuvant-therapy"
SENTENCE = "contrast would be given to a patient with an allergy to it"

FACTS: Mapping[str, Value] = MappingProxyType(
    {
        "patient.age": Interval.exactly(Decimal(48)),
        "breast_cancer.diagnosis": frozenset({"established"}),
        "breast_cancer.behaviour": frozenset({"invasive"}),
        "breast_cancer.course": frozenset({"first"}),
        "axilla.palpable_nodes": frozenset({"suspicious"}),
        "axilla.imaging_finding": frozenset({"not-suspicious"}),
        "axilla.finding_side": frozenset({"same"}),
        "axilla.ultrasound": frozenset({"not-done"}),
        "axilla.node_biopsy": frozenset({"not-done"}),
        "neoadjuvant_therapy.phase": frozenset({"planned"}),
        "allergy.gadolinium": frozenset({"yes"}),
    }
)

RIGHT = Expectation(
    verdict=Verdict.APPLIES,
    rating="may-be-appropriate",
    missing=frozenset(),
    assumed=frozenset({"breast_surgery.kind"}),
    card="info",
    offers=("swap us-axilla",),
    says=("An allergy to gadolinium",),
)
"""What is right of the base, which has something to show in every respect."""

BASE = Case(
    name=SENTENCE,
    line=1,
    facts=FACTS,
    ordered="mri-breast-without-and-with-iv-contrast",
    searched=True,
    expect=RIGHT,
)


def failures(case: Case) -> tuple[str, ...]:
    return differences(case, SCENARIO, shipped_knowledge())


def test_a_case_that_states_what_is_right_passes() -> None:
    assert failures(BASE) == ()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (replace(RIGHT, verdict=Verdict.DOES_NOT_APPLY), "verdict is `applies`, not `does-not-apply`"),
        (replace(RIGHT, verdict=Verdict.UNDETERMINED), "verdict is `applies`, not `undetermined`"),
        (
            replace(RIGHT, rating="usually-appropriate"),
            "rating is `may-be-appropriate`, not `usually-appropriate`",
        ),
        (replace(RIGHT, rating="not-rated"), "rating is `may-be-appropriate`, not `not-rated`"),
        (replace(RIGHT, missing=frozenset({"patient.age"})), "missing is `nothing`, not `patient.age`"),
        (replace(RIGHT, assumed=frozenset()), "assumed is `breast_surgery.kind`, not `nothing`"),
        (replace(RIGHT, card="none"), "card is `info`, not `none`"),
        (replace(RIGHT, card="warning"), "card is `info`, not `warning`"),
        (replace(RIGHT, offers=()), "offers is `swap us-axilla`, not `nothing`"),
        (
            replace(RIGHT, offers=("swap us-axilla", "drop")),
            "offers is `swap us-axilla`, not `swap us-axilla, drop`",
        ),
        (replace(RIGHT, offers=("swap us-breast",)), "offers is `swap us-axilla`, not `swap us-breast`"),
        (replace(RIGHT, says=("An allergy to gadolinium", "haematoma")), "`haematoma` is not said"),
    ],
)
def test_a_case_that_states_one_thing_wrong_fails_and_names_it(wrong: Expectation, named: str) -> None:
    assert failures(replace(BASE, expect=wrong)) == (named,)


def test_words_that_no_case_expects_are_reported() -> None:
    facts = {**FACTS, "axilla.ultrasound": frozenset({"normal"}), "order.states_clip": frozenset({"yes"})}
    case = replace(BASE, facts=facts, ordered="us-guided-core-biopsy-axillary-node")
    expect = Expectation(None, None, None, None, None, None, ("another word",))

    found = failures(replace(case, expect=expect))

    assert found[0] == "`another word` is not said"
    assert found[1].startswith("`The ultrasound showed normal nodes")
    assert found[1].endswith("is said too")


def test_a_case_that_expects_silence_fails_on_any_word() -> None:
    found = failures(replace(BASE, expect=replace(RIGHT, says=())))

    assert len(found) == 1
    assert found[0].startswith("`An allergy to gadolinium")


def test_every_difference_is_reported_at_once() -> None:
    wrong = Expectation(
        verdict=Verdict.UNDETERMINED,
        rating="not-rated",
        missing=frozenset({"patient.age"}),
        assumed=frozenset(),
        card="warning",
        offers=("drop",),
        says=("haematoma",),
    )

    found = failures(replace(BASE, expect=wrong))

    respects = ("verdict", "rating", "missing", "assumed", "card", "offers", "`haematoma`", "`An allergy")
    assert len(found) == len(respects)
    assert all(each.startswith(respect) for each, respect in zip(found, respects, strict=True))


def test_what_a_case_does_not_state_is_not_compared() -> None:
    nothing_stated = Expectation(None, None, None, None, None, None, None)

    assert failures(replace(BASE, expect=nothing_stated)) == ()


def test_a_failure_is_the_sentence_of_the_case() -> None:
    case = replace(BASE, expect=replace(RIGHT, card="none"))

    assert report(case, SCENARIO, failures(case)) == f"{SCENARIO}: {SENTENCE}: card is `info`, not `none`"


def test_a_fact_that_was_not_searched_for_is_missing_and_not_assumed() -> None:
    searched = run(BASE, SCENARIO, shipped_knowledge())
    not_searched = run(replace(BASE, searched=False), SCENARIO, shipped_knowledge())

    assert (searched.missing, searched.assumed) == (frozenset(), frozenset({"breast_surgery.kind"}))
    assert (not_searched.missing, not_searched.assumed) == (frozenset({"breast_surgery.kind"}), frozenset())


def test_a_study_that_a_scenario_does_not_speak_of_still_has_its_verdict() -> None:
    outcome = run(replace(BASE, ordered="us-breast"), SCENARIO, shipped_knowledge())

    assert (outcome.verdict, outcome.rating, outcome.card) == (Verdict.APPLIES, "not-rated", "none")


def test_an_ultrasound_among_the_drafts_is_not_offered_again() -> None:
    facts = {**FACTS, "drafts.us_axilla": frozenset({"yes"})}

    outcome = run(replace(BASE, facts=facts), SCENARIO, shipped_knowledge())

    assert outcome.offers == ()


@pytest.mark.parametrize(
    ("offer", "word"),
    [
        (Swap("us-axilla", recommended=True), "swap us-axilla"),
        (Drop(), "drop"),
        (AddNote("a note"), "note"),
        (Postpone(date(2026, 6, 29)), "postpone"),
    ],
)
def test_each_offer_has_its_own_word(offer: Offer, word: str) -> None:
    assert say_offer(offer) == word
