"""What an order says of itself, and what it adds to the chart."""

from __future__ import annotations

import pytest

from cds_service.domain.facts import NotRecorded, Recorded, Strength
from cds_service.extraction.words.phrases import mentions
from tests.support.chart import (
    ADENOPATHY,
    Raw,
    breast_review_negative,
    cancer_on_problem_list,
    chemotherapy,
    imaging_report,
    lumpectomy,
    margins,
    order,
    palpable_nodes,
    sentinel_node_biopsy,
    snomed,
    symptom_review_negative,
)
from tests.support.chart_parts import ICD10CM, SCT
from tests.unit.extraction.facts import conflicting, measured, values, with_order

DIAGNOSED = "2026-05-12"
CANCER = cancer_on_problem_list("ductal", "left", DIAGNOSED)
QUESTION, PHASE, FELT = "order.question", "neoadjuvant_therapy.phase", "axilla.palpable_nodes"


def ordered(reason: str = "", note: str = "", **more: object) -> Raw:
    return order("us-axilla", reason=reason, note=note) | more


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Palpable left axillary node.", True),
        ("PALPABLE AXILLARY NODE", True),
        ("No palpable axillary node", False),
        ("Not a palpable axillary node", False),
        ("No fever. Palpable axillary node", True),
        ("No fever but palpable axillary node", True),
        ("unpalpable axillary node", False),
        ("palpable axillary nodes", False),
        ("palpable-axillary node", True),
        ("palpable\n axillary  node", True),
        ("no\npalpable axillary node", False),
        ("no fever\n\nPalpable axillary node", True),
        ("denies fever, weight loss, cough. Palpable axillary node", True),
        ("", False),
    ],
)
def test_a_phrase_is_whole_words_without_a_negation_before_it(text: str, found: bool) -> None:  # noqa: FBT001
    assert mentions([text], ("palpable axillary node",)) is found


@pytest.mark.parametrize(
    ("reason", "question"),
    [
        ("Axillary staging", {"axilla"}),
        ("restaging of the left axilla", {"axilla"}),
        ("Restaging of the axilla", {"axilla"}),
        ("rule out distant metastases", {"distant-disease"}),
        ("R/O mets", {"distant-disease"}),
        ("Residual disease at the margin", {"residual-disease"}),
        ("Response of the breast tumor to neoadjuvant chemotherapy", {"breast"}),
        ("extent of primary", {"breast"}),
        ("Axillary staging and systemic staging", {"axilla", "distant-disease"}),
        ("breast cancer", set()),
        ("no residual disease at the margin", set()),
    ],
)
def test_the_question_is_read_from_the_reason(reason: str, question: set[str]) -> None:
    assert values(with_order(ordered(reason), CANCER)[QUESTION]) == question


@pytest.mark.parametrize(
    ("code", "question"),
    [("300863000", {"axilla"}), ("1156344002", {"residual-disease"}), ("254837009", set())],
)
def test_a_coded_reason_is_possible_evidence_for_the_question(code: str, question: set[str]) -> None:
    draft = order("us-axilla", reason_code=(SCT, code))

    assert values(with_order(draft, CANCER)[QUESTION]) == question


def test_an_order_that_states_nothing_is_read_as_such() -> None:
    sheet = with_order(ordered(), CANCER)

    assert sheet[QUESTION] == NotRecorded(searched=True)
    assert sheet["order.prompted_by"] == NotRecorded(searched=True)
    assert values(sheet["order.urgency"]) == {"routine"}
    assert values(sheet["order.states_nodal_status"]) == {"no"}
    assert values(sheet["order.states_clip"]) == {"no"}
    assert values(sheet["drafts.us_axilla"]) == {"no"}
    assert values(sheet["drafts.axillary_surgery"]) == {"no"}


@pytest.mark.parametrize(
    ("note", "fact", "value"),
    [
        ("raised CA 15-3", "order.prompted_by", "tumour-marker"),
        ("anxious, asks for a full body scan", "order.prompted_by", "anxiety"),
        ("URGENT please", "order.urgency", "urgent"),
        ("not urgent", "order.urgency", "routine"),
        ("cN1 before chemotherapy", "order.states_nodal_status", "yes"),
        ("no palpable nodes", "order.states_nodal_status", "yes"),
        ("Marker clip in the left node", "order.states_clip", "yes"),
        ("no clip", "order.states_clip", "yes"),
    ],
)
def test_a_note_states_what_the_radiologist_needs(note: str, fact: str, value: str) -> None:
    assert values(with_order(ordered(note=note), CANCER)[fact]) == {value}


@pytest.mark.parametrize(
    ("priority", "urgency"), [("stat", "urgent"), ("asap", "urgent"), ("routine", "routine")]
)
def test_priority_is_urgency(priority: str, urgency: str) -> None:
    assert values(with_order(ordered(priority=priority), CANCER)["order.urgency"]) == {urgency}


@pytest.mark.parametrize(
    ("note", "fact", "value"),
    [
        ("Plan: neoadjuvant chemotherapy", PHASE, "planned"),
        ("Completed neo-adjuvant chemotherapy in May", PHASE, "completed"),
        ("Upfront surgery planned, no neoadjuvant therapy.", PHASE, "not-planned"),
        ("Palpable left axillary lymph node", FELT, "suspicious"),
        ("Bulky axillary adenopathy", FELT, "bulky"),
        ("No palpable axillary nodes", FELT, "none"),
        ("asymptomatic", "distant_metastasis.symptoms", "absent"),
        ("Denies bone pain, no symptoms of metastasis", "distant_metastasis.symptoms", "absent"),
        ("new back pain", "distant_metastasis.symptoms", "present"),
        ("margins positive at lumpectomy", "margins.status", "positive"),
    ],
)
def test_what_only_the_order_states_is_evidence_of_its_own_strength(note: str, fact: str, value: str) -> None:
    found = with_order(ordered(note=note), CANCER)[fact]

    assert values(found) == {value}
    assert isinstance(found, Recorded)
    assert {each.strength for each in found.evidence} == {Strength.ORDER_TEXT}


def test_a_diagnosis_given_as_the_reason_is_one() -> None:
    sheet = with_order(order("us-axilla", reason_code=(ICD10CM, "C50.412")))

    assert values(sheet["breast_cancer.diagnosis"]) == {"established"}
    assert values(sheet["breast_cancer.behaviour"]) == {"invasive"}


def test_a_diagnosis_inside_the_order_is_one() -> None:
    inner = {"resourceType": "Condition", "id": "why", "code": snomed("300863000", "Mass of axilla")}
    draft = ordered(contained=[inner], reasonReference=[{"reference": "#why"}])

    assert values(with_order(draft, CANCER)[FELT]) == {"suspicious"}


def test_the_order_narrows_what_the_chart_leaves_open() -> None:
    doses = chemotherapy("2025-10-01", "2025-10-20", neoadjuvant=False)
    cancer = cancer_on_problem_list("ductal", "left", "2025-09-12")

    sheet = with_order(ordered(note="completed neoadjuvant chemotherapy"), cancer, *doses)

    assert values(sheet[PHASE]) == {"completed"}


def test_an_order_that_contradicts_the_chart_makes_a_conflict() -> None:
    sheet = with_order(ordered(note="new back pain"), CANCER, *symptom_review_negative("2026-05-20"))

    assert values(sheet["distant_metastasis.symptoms"]) == {"present", "absent"}
    assert conflicting(sheet["distant_metastasis.symptoms"])


def test_an_order_that_repeats_the_chart_changes_nothing() -> None:
    chart = [CANCER, *symptom_review_negative("2026-05-20")]

    plain, repeated = with_order(ordered(), *chart), with_order(ordered(note="asymptomatic"), *chart)

    assert plain["distant_metastasis.symptoms"] == repeated["distant_metastasis.symptoms"]


def test_what_an_order_says_of_nodes_during_treatment_is_not_initial() -> None:
    doses = chemotherapy("2026-05-20", neoadjuvant=False)

    assert values(with_order(ordered(note="palpable axillary node"), CANCER, *doses)[FELT]) == set()


@pytest.mark.parametrize(
    ("note", "surgery", "symptoms"),
    [
        ("asymptomatic", [lumpectomy("left", "2026-05-20")], {"absent"}),
        ("asymptomatic", [], set()),
        ("nipple discharge", [lumpectomy("left", "2026-05-20")], {"present"}),
        (
            "expected wound soreness, otherwise asymptomatic",
            [lumpectomy("left", "2026-05-20")],
            {"present", "absent"},
        ),
    ],
)
def test_symptoms_of_the_operated_breast_need_an_operation(
    note: str, surgery: list[Raw], symptoms: set[str]
) -> None:
    assert values(with_order(ordered(note=note), CANCER, *surgery)["breast.symptoms"]) == symptoms


@pytest.mark.parametrize(
    ("side", "chart", "agreement"),
    [
        ("left", [CANCER], {"agrees"}),
        ("right", [CANCER], {"differs"}),
        ("bilateral", [CANCER], {"agrees"}),
        ("", [CANCER], set()),
        ("left", [], set()),
        (
            "right",
            [CANCER, imaging_report("us-axilla", "left", "2026-05-20", conclusions=(ADENOPATHY,))],
            {"differs"},
        ),
        ("right", [CANCER, palpable_nodes("right", "2026-05-20")], {"agrees"}),
    ],
    ids=["same", "other", "both", "no side ordered", "no side known", "node on imaging", "node felt"],
)
def test_the_side_ordered_is_held_against_the_finding(
    side: str, chart: list[Raw], agreement: set[str]
) -> None:
    assert values(with_order(ordered(), *chart, side=side)["order.side"]) == agreement


def test_the_drafts_beside_an_order_are_facts() -> None:
    sheet = with_order(ordered(), CANCER, drafted=["us-axilla", "sentinel-node-biopsy", "systemic-therapy"])

    assert values(sheet["drafts.us_axilla"]) == {"yes"}
    assert values(sheet["drafts.axillary_surgery"]) == {"yes"}
    assert values(sheet[PHASE]) == {"planned"}


def test_a_standing_order_for_surgery_of_the_axilla_counts() -> None:
    standing = sentinel_node_biopsy("left", "2026-05-20") | {
        "resourceType": "ServiceRequest",
        "status": "active",
    }

    assert values(with_order(ordered(), CANCER, standing)["drafts.axillary_surgery"]) == {"yes"}


def test_drafted_therapy_after_surgery_is_no_neoadjuvant_plan() -> None:
    sheet = with_order(ordered(), CANCER, lumpectomy("left", "2026-05-20"), drafted=["systemic-therapy"])

    assert values(sheet[PHASE]) == set()


@pytest.mark.parametrize(
    ("occurrence", "days"),
    [(None, 12), ("2026-06-20", 31), ("2026-06-20T09:00:00Z", 31), ("2026-05-01", 12)],
)
def test_the_time_since_surgery_is_that_of_the_day_the_study_is_ordered_for(
    occurrence: str | None, days: int
) -> None:
    draft = order("mammography-diagnostic", occurrence=occurrence)

    sheet = with_order(draft, CANCER, lumpectomy("left", "2026-05-20"), *margins("positive", "2026-05-22"))

    assert measured(sheet["breast_surgery.days_before_study"]).low == days


def test_no_text_of_the_order_is_repeated_as_evidence() -> None:
    note = "completed neoadjuvant chemotherapy; Zebulon, asymptomatic, cN1, clip"
    chart = [CANCER, lumpectomy("left", "2026-05-20"), *breast_review_negative("2026-05-25")]

    sheet = with_order(ordered(reason="Zebulon: axillary staging", note=note), *chart)

    said = [
        each.says for name in sheet if isinstance(fact := sheet[name], Recorded) for each in fact.evidence
    ]
    assert said
    assert not [each for each in said if "Zebulon" in each]
