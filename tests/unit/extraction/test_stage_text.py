"""Stages as people write them: a number without letter, a group with its categories, a type of staging."""

from __future__ import annotations

import pytest

from cds_service.extraction.stage_groups import letters_of
from tests.support.chart import Raw, cancer_on_problem_list
from tests.support.chart_parts import coding, concept, loinc, of_patient
from tests.unit.extraction.facts import facts_of, values

DIAGNOSED, STAGED = "2025-11-20", "2025-11-25"
CANCER = cancer_on_problem_list("ductal", "left", DIAGNOSED)
STAGE, T, N = "breast_cancer.clinical_stage", "breast_cancer.clinical_t", "breast_cancer.clinical_n"


def summarised(text: str, type_: str | None = None) -> Raw:
    kind = {"type": concept(coding("http://snomed.info/sct", type_))} if type_ else {}
    return CANCER | {"stage": [{"summary": {"text": text}} | kind]}


@pytest.mark.parametrize(
    ("recorded", "groups"),
    [
        ("I", {"IA", "IB"}),
        ("II", {"IIA", "IIB"}),
        ("III", {"IIIA", "IIIB", "IIIC"}),
        ("IV", {"IV"}),
        ("0", {"0"}),
    ],
)
def test_a_stage_without_its_letter_may_be_any_group_of_that_number(recorded: str, groups: set[str]) -> None:
    assert letters_of(recorded) == groups


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Stage IA (cT1c, cN0, cM0)", {"IA"}),
        ("Clinical stage IA (cT1c, cN0, cM0)", {"IA"}),
        ("Stage IIB, AJCC 8th edition", {"IIB"}),
        ("Anatomic stage IA", {"IA"}),
        ("Stage II (cT2, cN0, cM0)", {"IIA"}),
        ("Stage IV, AJCC v8", {"IV"}),
        ("cT1cN0M0", {"IA"}),
        ("Clinical prognostic stage IB (cT2, cN0, cM0)", {"IIA"}),
        ("Stage IA (cT2, cN0, cM0, G2, ER+, PR+, HER2-)", {"IIA"}),
        ("Prognostic stage IB", set()),
        ("Stage IIA (pT1c, pN1)", set()),
        ("Pathologic stage IIA", set()),
        ("Stage IIA (ypT1c, ypN1)", set()),
        ("Clinical stage IIA (pT1c, pN1)", set()),
        ("Stage IA or IIA", set()),
        ("Stage III excluded", set()),
        ("Not stage IV", set()),
    ],
)
def test_a_stage_in_words_is_read_with_the_categories_beside_it(text: str, group: set[str]) -> None:
    assert values(facts_of(summarised(text))[STAGE]) == group


def test_the_categories_in_the_text_of_a_stage_are_statements_of_their_own() -> None:
    sheet = facts_of(summarised("Stage IIB (cT2, cN1(f), cM0)"))

    assert (values(sheet[T]), values(sheet[N])) == ({"T2"}, {"N1"})


def test_an_observed_stage_in_words_is_read_like_one_in_the_diagnosis() -> None:
    staged = of_patient(
        "Observation",
        "staged",
        status="final",
        code=loinc("21908-9"),
        effectiveDateTime=STAGED,
        valueCodeableConcept={"text": "Stage IA (cT1c, cN0, cM0)"},
    )

    sheet = facts_of(CANCER, staged)

    assert (values(sheet[STAGE]), values(sheet[T])) == ({"IA"}, {"T1"})


def test_categories_of_the_specimen_in_a_diagnosis_prove_no_node_before_treatment() -> None:
    sheet = facts_of(summarised("Stage IIA (pT1c, pN1)"))

    assert values(sheet["axilla.node_biopsy"]) == set()


@pytest.mark.parametrize(
    ("kind", "group"), [("261023001", set()), ("260998006", {"IA"})], ids=["pathologic", "clinical"]
)
def test_the_type_of_a_stage_says_whether_it_is_clinical(kind: str, group: set[str]) -> None:
    assert values(facts_of(summarised("Stage IA", kind))[STAGE]) == group
