"""What a sentence says of a phrase in it: affirmed, denied, asked, supposed, doubted, or of somebody else."""

from __future__ import annotations

import pytest

from cds_service.extraction.symptom_kinds import words_of_reviews
from cds_service.extraction.words.mention import Assertion
from cds_service.extraction.words.phrases import assertions, mentions, states
from tests.support.knowledge import shipped_knowledge

LISTED = words_of_reviews(shipped_knowledge().phrases)
COUGH = ("cough",)
NAC = ("planned neoadjuvant",)


@pytest.mark.parametrize(
    "text",
    [
        "cough",
        "has cough",
        "Denies fever and bone pain, reports cough",
        "Denies fever, endorses cough",
        "denies fever but has cough",
        "No bone pain, positive for cough",
        "no bone pain, now with cough",
        "No known drug allergies, new cough",
        "no fever and cough persists",
        "denies bone pain, cough present",
        "No bone pain, cough worse",
        "no relief of cough",
        "no change in cough",
        "no cause found for cough",
        "does not deny cough",
        "not only cough",
        "CT without contrast for cough",
        "Did not tolerate MRI, cough",
        "cough, no fever",
        "cough: yes",
        "fever: no cough: yes",
        "cough (+)",
        "cough +ve",
        "Denies bone pain\nCough since Monday",
        "daughter reports cough",
        "cough not improving",
        "bone pain denied, cough",
    ],
)
def test_a_phrase_is_affirmed(text: str) -> None:
    assert assertions([text], COUGH, among=LISTED) == {Assertion.AFFIRMED}


@pytest.mark.parametrize(
    "text",
    [
        "no cough",
        "Denies cough",
        "nil cough",
        "w/o cough",
        "doesn't report cough",
        "hasn\u2019t had any cough",
        "neither fever nor cough",
        "free of cough",
        "neg for cough",
        "Denies bone pain, fever, cough",
        "Denies bone pain, nausea, new cough",
        "No bone pain, fever or cough",
        "No fever, chills, night sweats, nausea, vomiting or cough",
        "Denies cough/dyspnea/headache",
        "denies headache/dyspnea/fever/jaundice/seizure/cough",
        "no new or worsening cough",
        "does not complain of bone pain, fever or cough",
        "cough denied",
        "cough: no",
        "Cough - none",
        "cough absent",
        "cough (-)",
        "cough -ve",
        "cough, fever, headache: all denied",
        "no longer has cough",
        "no cough at this time",
        "No evidence of cough",
    ],
)
def test_a_phrase_is_denied(text: str) -> None:
    assert assertions([text], COUGH, among=LISTED) == {Assertion.DENIED}


@pytest.mark.parametrize(
    "text",
    [
        "possible cough",
        "No bone pain, cough for three weeks",
        "No bone pain, worsening cough",
        "denies fever, persistent cough",
        "Denies cat hair, cough",
        "No prior scans from 5/1, 5/8 or 5/9, cough",
        "no typical cough",
        "no other cough",
        "no cough until May",
        "cough not excluded",
        "can't exclude cough",
        "cough resolved",
        "cough: unable to assess",
        "cough: not asked",
        "cough vs throat clearing",
    ],
)
def test_a_phrase_is_doubted(text: str) -> None:
    assert assertions([text], COUGH, among=LISTED) == {Assertion.DOUBTED}


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("?cough", Assertion.ASKED),
        ("? cough", Assertion.ASKED),
        ("cough?", Assertion.ASKED),
        ("fever, cough? Seen by pulmonology", Assertion.ASKED),
        ("r/o cough", Assertion.ASKED),
        ("screening for cough", Assertion.ASKED),
        ("cough workup", Assertion.ASKED),
        ("concern for cough", Assertion.ASKED),
        ("evaluate for the cause of cough", Assertion.AFFIRMED),
        ("r/o mets, cough", Assertion.AFFIRMED),
        ("if cough develops", Assertion.SUPPOSED),
        ("risk of cough", Assertion.SUPPOSED),
        ("known cough, ?cause", Assertion.AFFIRMED),
        ("mother with cough", Assertion.ELSEWHERE),
        ("cough in her sister", Assertion.ELSEWHERE),
        ("family history of cough", Assertion.ELSEWHERE),
        ("mother had asthma, patient has cough", Assertion.AFFIRMED),
    ],
)
def test_a_question_a_supposition_and_kin_are_told_apart(text: str, spoken: Assertion) -> None:
    assert assertions([text], COUGH, among=LISTED) == {spoken}


@pytest.mark.parametrize(
    "text",
    [
        "declined planned neoadjuvant",
        "refuses the planned neoadjuvant chemotherapy",
        "decided against planned neoadjuvant",
        "planned neoadjuvant cancelled",
        "surgery instead of planned neoadjuvant",
    ],
)
def test_to_decline_is_to_deny(text: str) -> None:
    assert not states([text], NAC)


def test_a_refusal_reaches_no_further_than_a_comma() -> None:
    assert states(["declined bone scan, planned neoadjuvant"], NAC)
    assert states(["refuses MRI, cough"], COUGH)


def test_what_is_asked_is_mentioned_and_not_stated() -> None:
    assert mentions(["?cough"], COUGH)
    assert not states(["?cough"], COUGH)
    assert not mentions(["no cough"], COUGH)
    assert mentions(["no cough"], COUGH, even_negated=True)


def test_a_phrase_within_a_longer_one_does_not_count() -> None:
    longer = ("cough syrup",)
    assert not assertions(["left cough syrup"], COUGH, unless=longer)
    assert assertions(["cough syrup for cough"], COUGH, unless=longer) == {Assertion.AFFIRMED}
