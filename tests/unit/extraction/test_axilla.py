"""The axilla before treatment: felt, seen, sampled, clipped, operated on."""

from __future__ import annotations

import pytest

from cds_service.domain.facts import Recorded
from tests.support.chart import (
    ADENOPATHY,
    BENIGN,
    NEEDS_MORE,
    SUSPICIOUS_BREAST,
    Raw,
    axillary_mass,
    cancer_on_problem_list,
    chemotherapy,
    condition,
    felt_nodes,
    imaging_report,
    lumpectomy,
    mastectomy_with_dissection,
    no_felt_nodes,
    node_biopsy,
    node_clip,
    palpable_nodes,
    pathology_report,
    sentinel_node_biopsy,
    snomed,
    tnm,
)
from tests.support.chart_parts import (
    CPT,
    ICD10CM,
    axillary_node,
    breast,
    category,
    coding,
    concept,
    of_patient,
)
from tests.unit.extraction.facts import conflicting, facts_of, values

DIAGNOSED, EXAMINED = "2025-11-20", "2025-11-25"
DOSES = ("2025-12-08", "2026-01-05")
CANCER = cancer_on_problem_list("ductal", "left", DIAGNOSED)
FOUND = palpable_nodes("left", EXAMINED)
MATTED = palpable_nodes("left", EXAMINED, matted=True)
LOCAL_ULTRASOUND = imaging_report("us-axilla", "left", EXAMINED, conclusions=(ADENOPATHY,)) | {
    "code": concept(coding("http://ehr.example.org/procedures", "IMG4711"), text="Ultrasound")
}
FELT, SEEN, SIDE = "axilla.palpable_nodes", "axilla.imaging_finding", "axilla.finding_side"


def verified(status: str) -> Raw:
    return {"verificationStatus": {"coding": [{"code": status}]}}


def enlarged(system: str, code: str, **more: object) -> Raw:
    return condition("enlarged", concept(coding(system, code)), EXAMINED) | more


def observed(code: str, how: str, on: str = EXAMINED, **more: object) -> Raw:
    content = {
        "status": "final",
        "code": snomed(code),
        "category": [category("observation-category", how)],
        "effectiveDateTime": on,
    }
    return of_patient("Observation", f"observed-{code}-{how}-{on}", **content | more)


@pytest.mark.parametrize(
    ("chart", "felt"),
    [
        ([palpable_nodes("left", EXAMINED)], {"suspicious"}),
        ([MATTED], {"bulky"}),
        ([felt_nodes("left", EXAMINED)], {"suspicious"}),
        ([no_felt_nodes("left", EXAMINED)], {"none"}),
        ([axillary_mass("left", EXAMINED)], {"suspicious"}),
        ([palpable_nodes("left", EXAMINED), MATTED | {"id": "m"}], {"bulky"}),
        ([no_felt_nodes("left", "2025-11-21"), felt_nodes("left", EXAMINED)], {"suspicious"}),
        ([enlarged(ICD10CM, "R59.0")], set()),
        ([enlarged(ICD10CM, "R59.0", bodySite=[axillary_node("left")])], {"suspicious"}),
        ([FOUND | verified("refuted")], {"none"}),
        ([FOUND | verified("provisional")], set()),
        (tnm(None, "N0", None, EXAMINED), {"none"}),
        (tnm(None, "N1", None, EXAMINED), {"suspicious"}),
        (tnm(None, "N2", None, EXAMINED), {"suspicious", "bulky"}),
        ([no_felt_nodes("left", EXAMINED), *tnm(None, "N1", None, EXAMINED)], {"none"}),
    ],
    ids=[
        *("diagnosis", "matted", "finding", "denied", "mass", "matted beside", "last examination", "R59.0"),
        *("R59.0 of the axilla", "refuted", "provisional", "cN0", "cN1", "cN2", "cN1 by imaging"),
    ],
)  # fmt: skip
def test_nodes_are_felt_by_examination_before_they_are_by_category(chart: list[Raw], felt: set[str]) -> None:
    fact = facts_of(CANCER, *chart)[FELT]

    assert values(fact) == felt
    assert not conflicting(fact)


def test_a_category_beside_a_node_seen_on_imaging_does_not_say_that_it_was_felt() -> None:
    seen = imaging_report("us-axilla", "left", EXAMINED, conclusions=(ADENOPATHY,))

    fact = facts_of(CANCER, seen, *tnm(None, "N1", None, EXAMINED))[FELT]

    assert values(fact) == {"none", "suspicious"}
    assert isinstance(fact, Recorded)
    assert f"DiagnosticReport/{seen['id']}" in {each.reference for each in fact.evidence}


def test_inconclusive_imaging_leaves_open_what_it_showed() -> None:
    unclear = imaging_report("us-axilla", "left", EXAMINED, conclusions=(NEEDS_MORE,))
    clear = imaging_report("mri-breast", "left", EXAMINED, conclusions=(ADENOPATHY,))

    assert values(facts_of(CANCER, unclear)[SEEN]) == {"suspicious", "not-suspicious"}
    assert values(facts_of(CANCER, unclear, clear)[SEEN]) == {"suspicious"}


def test_what_is_felt_after_treatment_began_is_not_initial() -> None:
    assert values(facts_of(CANCER, *chemotherapy(*DOSES), felt_nodes("left", "2026-03-01"))[FELT]) == set()


@pytest.mark.parametrize(
    ("chart", "seen"),
    [
        ([imaging_report("us-axilla", "left", EXAMINED, conclusions=(ADENOPATHY,))], {"suspicious"}),
        (
            [imaging_report("mammography-diagnostic", "left", EXAMINED, conclusions=(ADENOPATHY,))],
            {"suspicious"},
        ),
        ([imaging_report("us-axilla", "left", EXAMINED, conclusions=(BENIGN,))], {"not-suspicious"}),
        ([imaging_report("us-axilla", "left", EXAMINED, conclusions=(SUSPICIOUS_BREAST,))], {"suspicious"}),
        (
            [imaging_report("mammography-diagnostic", "left", EXAMINED, conclusions=(SUSPICIOUS_BREAST,))],
            set(),
        ),
        ([imaging_report("mammography-diagnostic", "left", EXAMINED, conclusions=(BENIGN,))], set()),
        ([observed("127189005", "imaging")], {"suspicious"}),
        ([observed("127189005", "imaging", valueBoolean=False)], {"not-suspicious"}),
        ([observed("127189005", "exam")], set()),
        (node_biopsy("left", EXAMINED, 1), set()),
        ([LOCAL_ULTRASOUND], {"suspicious"}),
        (tnm(None, "N0", None, EXAMINED), {"not-suspicious"}),
        (tnm(None, "N1", None, EXAMINED), set()),
    ],
    ids=[
        *("ultrasound", "mammogram", "benign axilla", "category 4 of the axilla", "category 4 of the breast"),
        *("category 2 of the breast", "finding", "denied", "exam", "biopsy", "local code", "cN0", "cN1"),
    ],
)
def test_a_category_of_the_breast_lesion_says_nothing_of_the_node(chart: list[Raw], seen: set[str]) -> None:
    assert values(facts_of(CANCER, *chart)[SEEN]) == seen


@pytest.mark.parametrize(
    ("chart", "side"),
    [
        ([imaging_report("us-axilla", "left", EXAMINED, conclusions=(ADENOPATHY,))], {"same"}),
        ([imaging_report("us-axilla", "right", EXAMINED, conclusions=(ADENOPATHY,))], {"other"}),
        ([palpable_nodes("right", EXAMINED), felt_nodes("left", EXAMINED)], {"same"}),
        ([no_felt_nodes("left", EXAMINED)], set()),
        ([observed("127189005", "imaging", bodySite=snomed("255209002"))], {"other"}),
        ([observed("127189005", "imaging", bodySite=snomed("255208005"))], {"same"}),
        ([observed("127189005", "imaging", bodySite=axillary_node(None))], set()),
    ],
    ids=["same", "other", "both", "no finding", "contralateral", "ipsilateral", "no side"],
)
def test_the_side_of_a_finding_is_held_against_the_cancer(chart: list[Raw], side: set[str]) -> None:
    assert values(facts_of(CANCER, *chart)[SIDE]) == side


@pytest.mark.parametrize(
    ("chart", "before", "after"),
    [
        ([imaging_report("us-axilla", "left", EXAMINED, conclusions=(BENIGN,))], {"normal"}, set()),
        ([imaging_report("us-axilla", "left", EXAMINED, conclusions=(NEEDS_MORE,))], {"inconclusive"}, set()),
        ([imaging_report("us-axilla", "left", EXAMINED)], {"normal", "suspicious", "inconclusive"}, set()),
        ([imaging_report("us-axilla", "right", EXAMINED)], set(), set()),
        ([imaging_report("us-axilla", "left", "2024-01-05", conclusions=(BENIGN,))], set(), set()),
        ([imaging_report("us-breast", "left", EXAMINED)], set(), set()),
        ([imaging_report("us-breast", "left", EXAMINED, conclusions=(ADENOPATHY,))], {"suspicious"}, set()),
        ([imaging_report("us-axilla", "left", "2026-02-01", conclusions=(BENIGN,))], set(), {"normal"}),
        ([imaging_report("us-axilla", "left", "2025-12-20", conclusions=(BENIGN,))], set(), set()),
        ([imaging_report("us-axilla", "left", EXAMINED) | {"status": "registered"}], set(), set()),
    ],
    ids=[
        *(
            "normal",
            "inconclusive",
            "no result",
            "other side",
            "years before",
            "breast only",
            "breast and node",
        ),
        *("after therapy", "during therapy", "not yet read"),
    ],
)
def test_an_ultrasound_counts_for_its_phase(chart: list[Raw], before: set[str], after: set[str]) -> None:
    sheet = facts_of(CANCER, *chemotherapy(*DOSES), *chart)

    assert values(sheet["axilla.ultrasound"]) == before
    assert values(sheet["axilla.restaging_ultrasound"]) == after


def test_an_ultrasound_known_as_a_procedure_has_no_result() -> None:
    done = of_patient(
        "Procedure",
        "ultrasound",
        status="completed",
        code=concept(coding(CPT, "76882")),
        bodySite=[axillary_node("left")],
        performedDateTime=EXAMINED,
    )

    fact = facts_of(CANCER, done)["axilla.ultrasound"]

    assert values(fact) == {"normal", "suspicious", "inconclusive"}
    assert isinstance(fact, Recorded)
    assert "without a coded result" in fact.remark


def _metastasis(code: str, system: str = "http://snomed.info/sct") -> Raw:
    return condition("node-metastasis", concept(coding(system, code)), EXAMINED, site=axillary_node("left"))


@pytest.mark.parametrize(
    ("chart", "result"),
    [
        (node_biopsy("left", EXAMINED, 1), {"positive"}),
        (node_biopsy("left", EXAMINED, 0), {"benign"}),
        (node_biopsy("left", EXAMINED, 0, needle="fna"), {"benign"}),
        (node_biopsy("left", EXAMINED, 1)[:1], {"positive", "benign", "non-diagnostic"}),
        (node_biopsy("right", EXAMINED, 1)[:3], set()),
        ([*node_biopsy("left", EXAMINED, 1), *chemotherapy("2025-11-21")], set()),
        ([_metastasis("94181007")], {"positive", "not-done"}),
        ([_metastasis("C77.3", ICD10CM)], set()),
        ([_metastasis("C77.3", ICD10CM), *node_biopsy("left", EXAMINED, 1)[:1]], {"positive"}),
        ([pathology_report("breast", EXAMINED, conclusions=(snomed("94181007"),))], {"positive"}),
    ],
    ids=[
        *("positive", "benign", "benign aspirate", "no result", "other side", "after treatment began"),
        *("diagnosis alone", "C77.3 alone", "C77.3 with a biopsy", "report alone"),
    ],
)
def test_a_node_is_proven_only_by_tissue(chart: list[Raw], result: set[str]) -> None:
    assert values(facts_of(CANCER, *chart)["axilla.node_biopsy"]) == result


def test_a_benign_and_a_positive_sample_make_a_positive_node() -> None:
    chart = [*node_biopsy("left", "2025-11-22", 1), *node_biopsy("left", EXAMINED, 0)]

    assert values(facts_of(CANCER, *chart)["axilla.node_biopsy"]) == {"positive"}


def test_node_counts_before_any_biopsy_are_not_believed() -> None:
    count = of_patient(
        "Observation",
        "count",
        status="final",
        code={"coding": [{"system": "http://loinc.org", "code": "85343-2"}]},
        effectiveDateTime=DIAGNOSED,
        valueQuantity={"value": 5.79},
    )

    assert values(facts_of(CANCER, count)["axilla.node_biopsy"]) == set()


@pytest.mark.parametrize(
    ("chart", "clip"),
    [
        ([node_clip("left", EXAMINED)], {"placed"}),
        ([node_clip("right", EXAMINED)], set()),
        ([node_clip("left", EXAMINED) | {"status": "not-done"}], set()),
        ([node_clip("left", EXAMINED) | {"bodySite": [breast("left")]}], set()),
        ([node_clip("left", "2020-01-01")], set()),
    ],
    ids=["placed", "other side", "not done", "in the breast", "years before"],
)
def test_a_clip_is_placed_in_the_axilla_of_this_cancer(chart: list[Raw], clip: set[str]) -> None:
    assert values(facts_of(CANCER, *chart)["axilla.clip"]) == clip


@pytest.mark.parametrize(
    ("chart", "done"),
    [
        ([sentinel_node_biopsy("left", "2026-05-01")], {"done"}),
        ([mastectomy_with_dissection("left", "2026-05-01")], {"done"}),
        ([sentinel_node_biopsy("right", "2026-05-01")], set()),
        ([sentinel_node_biopsy("left", "2019-05-01")], set()),
        ([sentinel_node_biopsy("left", "2026-05-01") | {"status": "preparation"}], set()),
        ([lumpectomy("left", "2026-05-01")], set()),
    ],
    ids=["sentinel", "with mastectomy", "other side", "years before", "planned", "breast only"],
)
def test_surgery_of_the_axilla_is_of_this_side_and_done(chart: list[Raw], done: set[str]) -> None:
    assert values(facts_of(CANCER, *chart)["axilla.surgery"]) == done
