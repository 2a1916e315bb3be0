"""Traps 2, 3, 8, 9, 13 and 14: which cancer, which side, which stage, which patient."""

from __future__ import annotations

from typing import Any

import pytest

from cds_service.domain.facts import NotRecorded, Recorded
from cds_service.domain.terms import Side
from tests.support.chart import lumpectomy, radiotherapy, stage, tnm
from tests.support.chart_parts import (
    AJCC,
    AXILLARY_NODE,
    ICD10CM,
    LATERALITY,
    SCT,
    coding,
    concept,
    loinc,
    of_patient,
    snomed,
)
from tests.traps.asking import (
    DISTANT_EARLY,
    EARLY,
    MAMMOGRAM,
    OPERATED,
    PATIENT,
    PET_CT,
    PLANNED,
    POSITIVE_MARGINS,
    ask,
    fact,
)
from tests.unit.extraction.facts import conflicting, values

Raw = dict[str, Any]

VISIT = "2026-05-18"
CANCER = next(each for each in EARLY if each["id"] == "cancer-left")
REST = [each for each in EARLY if each is not CANCER]
STAGE = "breast_cancer.clinical_stage"
UNSTAGED = [each for each in EARLY if not each["id"].startswith("clinical-")]
LUNG = of_patient(
    "Condition", "lung", code=snomed("254637007", "Non-small cell lung cancer"), onsetDateTime=VISIT
)


def observed(slug: str, code: Raw, value: Raw, **more: object) -> Raw:
    content = {"status": "final", "code": code, "effectiveDateTime": VISIT, "valueCodeableConcept": value}
    return of_patient("Observation", slug, **content | more)


def test_trap_02_two_stage_groups_at_once_are_a_conflict_and_not_a_choice() -> None:
    two = [*EARLY, stage("IIB", VISIT)]
    assert conflicting(fact(STAGE, two))
    told = ask(two, PET_CT)
    assert told.rating(DISTANT_EARLY) == "undetermined"
    assert not [card for card in told.cards if card["indicator"] == "warning"]


def test_trap_02_a_stage_without_its_letter_beside_one_with_it_agrees() -> None:
    whole = observed("stage-1", loinc("21908-9"), snomed("258215001", "Stage 1"))
    assert ask([*EARLY, whole], PET_CT).rating(DISTANT_EARLY) == "usually-not-appropriate"


def test_trap_02_the_stage_in_the_diagnosis_may_contradict_the_observed_one() -> None:
    within = CANCER | {"stage": [{"summary": snomed("1222806003", "AJCC stage IIIC")}]}
    assert values(fact(STAGE, [within, *REST])) == {"IA", "IIIC"}
    assert ask([within, *REST], PET_CT).rating(DISTANT_EARLY) == "undetermined"


@pytest.mark.parametrize(
    ("focus", "counts"),
    [({}, True), ({"focus": [{"reference": "Condition/cancer-left"}]}, True),
     ({"focus": [{"reference": "Condition/lung"}]}, False),
     ({"focus": [{"reference": "Condition/another-cancer"}]}, False)],
    ids=["missing", "this cancer", "the lung", "a diagnosis that is not on file"],
)  # fmt: skip
def test_trap_02_a_stage_is_this_cancers_by_its_focus_or_without_one(focus: Raw, counts: bool) -> None:  # noqa: FBT001
    staged = stage("IIIC", VISIT) | {"id": "staged"} | focus
    assert ("IIIC" in values(fact(STAGE, [*EARLY, LUNG, staged]))) is counts


@pytest.mark.parametrize(
    "value",
    [
        concept(coding(AJCC, "cT1c")),
        concept(coding("https://www.uicc.org/resources/tnm", "T1c")),
        snomed("1228899006", "American Joint Committee on Cancer cT1c"),
        concept(text="T1c"),
    ],
    ids=["AJCC", "UICC", "SNOMED CT", "words"],
)
def test_trap_03_a_category_means_the_same_however_it_is_spelled(value: Raw) -> None:
    spelled = observed("t", loinc("21905-5", "Primary tumor.clinical"), value)
    n_and_m = tnm(None, "N0", "M0", VISIT)
    told = ask([*UNSTAGED, spelled, *n_and_m], PET_CT)
    assert told.rating(DISTANT_EARLY) == "usually-not-appropriate"


def test_trap_03_one_code_for_clinical_and_pathologic_is_clinical_only_before_treatment() -> None:
    either = observed("n", snomed("385382003", "Node stage finding"), concept(coding(AJCC, "N1")))
    nodes = "breast_cancer.clinical_n"
    assert values(fact(nodes, [*UNSTAGED, either])) == {"N1"}
    operated = [*UNSTAGED, lumpectomy("left", "2026-05-15"), either]
    assert isinstance(fact(nodes, operated), NotRecorded)


def test_trap_03_the_prefix_of_the_value_outweighs_the_code_and_the_two_contradict() -> None:
    mixed = observed("n", loinc("21900-6", "Regional lymph nodes.pathology"), concept(coding(AJCC, "cN1")))
    nodes = fact("breast_cancer.clinical_n", [*UNSTAGED, mixed])
    assert (values(nodes), conflicting(nodes)) == ({"N1"}, True)


def test_trap_08_nodes_counted_before_any_was_taken_prove_no_biopsy() -> None:
    """Synthea counts 5.79 nodes with macrometastases on the day of the diagnosis."""
    counted = of_patient(
        "Observation",
        "counted",
        status="final",
        code=loinc("85343-2", "Lymph nodes with macrometastases [#] in Cancer specimen"),
        effectiveDateTime="2026-05-11",
        valueQuantity={"value": 5.79, "unit": "#"},
    )
    assert isinstance(fact("axilla.node_biopsy", [*EARLY, counted]), NotRecorded)
    assert ask([*EARLY, counted], PET_CT).entries == ask(EARLY, PET_CT).entries


def test_trap_09_a_cancer_without_a_side_contradicts_no_side() -> None:
    unsided = CANCER | {"code": snomed("254837009", "Malignant neoplasm of breast"), "bodySite": []}
    assert ask([unsided, *REST], PET_CT).rating(DISTANT_EARLY) == "usually-not-appropriate"


@pytest.mark.parametrize(
    ("relation", "side"),
    [("255208005", {"same"}), ("255209002", {"other"})],
    ids=["ipsilateral", "contralateral"],
)
def test_trap_09_a_side_relative_to_the_cancer_is_told_by_the_cancer(relation: str, side: set[str]) -> None:
    qualifier = {"url": LATERALITY, "valueCodeableConcept": snomed(relation)}
    site = {"coding": [coding(SCT, *AXILLARY_NODE)], "extension": [qualifier]}
    felt = observed(
        "felt", snomed("164150006", "On examination axillary lymphadenopathy"), snomed("52101004")
    )
    chart = [*(each for each in PLANNED if "axilla" not in each["id"]), felt | {"bodySite": site}]
    assert values(fact("axilla.finding_side", chart)) == side


def test_trap_09_a_side_that_contradicts_the_cancers_is_told_and_not_matched() -> None:
    """Radiotherapy of this patient after surgery, for cancer of the other breast by its reason."""
    given = radiotherapy("2026-05-10", "2026-05-28")
    other = given | {"reasonCode": [concept(coding(ICD10CM, "C50.911"))]}
    told = fact("radiotherapy.after_surgery", [*OPERATED, other])
    assert values(told) == {"given", "not-given"}
    assert isinstance(told, Recorded)
    assert "the other side" in told.remark
    asked = "radiotherapy.after_surgery"
    assert "missing" not in ask([*OPERATED, given], MAMMOGRAM).entries[POSITIVE_MARGINS]
    assert asked in ask([*OPERATED, other], MAMMOGRAM).entries[POSITIVE_MARGINS]["missing"]


def test_trap_13_one_cancer_recorded_at_every_visit_is_one_cancer() -> None:
    """The problem, a visit, and the same once more without a side: a first cancer, on the left."""
    visit = CANCER | {"id": "visit", "onsetDateTime": "2026-05-28", "category": []}
    unsided = CANCER | {"id": "unsided", "code": concept(coding(ICD10CM, "C50.919")), "bodySite": []}
    chart = [*EARLY, visit, unsided]
    diagnosis = fact("breast_cancer.diagnosis", chart)
    assert values(fact("breast_cancer.course", chart)) == {"first"}
    assert isinstance(diagnosis, Recorded)
    assert {each.side for each in diagnosis.evidence if each.side} == {Side.LEFT}
    assert ask(chart, PET_CT).rating(DISTANT_EARLY) == "usually-not-appropriate"


def test_trap_13_the_same_resource_sent_several_times_counts_once() -> None:
    assert ask([*EARLY, *EARLY, *EARLY], PET_CT).entries == ask(EARLY, PET_CT).entries


def test_trap_14_what_another_release_calls_things_is_understood() -> None:
    """A status as a string, the subject as `patient`, the day as `dateRecorded`."""
    older = {
        name: value
        for name, value in CANCER.items()
        if name not in ("subject", "onsetDateTime", "recordedDate")
    }
    older |= {
        "clinicalStatus": "active",
        "verificationStatus": "confirmed",
        "patient": {"reference": f"Patient/{PATIENT}"},
        "dateRecorded": "2026-05-11",
    }
    assert ask([older, *REST], PET_CT).rating(DISTANT_EARLY) == "usually-not-appropriate"


def test_trap_14_a_resource_of_another_patient_is_not_this_ones() -> None:
    """Neither its stage is taken, nor anything concluded from the search that brought it."""
    foreign = stage("IIIC", VISIT) | {"id": "foreign", "subject": {"reference": "Patient/somebody-else"}}
    sheet = fact(STAGE, [*EARLY, foreign])
    assert values(sheet) == {"IA"}
    told = ask([*EARLY, foreign], PET_CT)
    assert told.quoted(STAGE) == ask(EARLY, PET_CT).quoted(STAGE)
