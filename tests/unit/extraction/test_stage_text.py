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
        ("Stage 2 (cT2 cN0)", {"IIA"}),
        ("cT1c cN0 cM0 G2", {"IA"}),
        ("T1cN0M0G2", {"IA"}),
        ("Clinical stage from 1/5/2026: Stage IIA (cT2, cN0, cM0)", {"IIA"}),
        ("Clinical stage from 1/5/2026: Stage IB (cT2, cN0, cM0, G3, ER-, PR-, HER2-)", {"IIA"}),
        ("Invasive carcinoma of no special type, left breast, cT2 cN0 cM0", {"IIA"}),
        ("UICC IIA", {"IIA"}),
        ("UICC-Stadium IIA (8. Auflage)", {"IIA"}),
        ("Klinisches Stadium II A nach UICC", {"IIA"}),
        ("Stadium 2A", {"IIA"}),
        ("cT1c cN0 cM0 L0 V0 Pn0", {"IA"}),
        ("Stage 0 (DCIS)", {"0"}),
        ("T2 (2.4 cm) N0 M0", {"IIA"}),
        ("Pathologisches Stadium IIA", set()),
        ("Prognosestadium IIA", set()),
        ("pT2(m) pN1a(1/14) M0", set()),
        ("ypT0 ypN0", set()),
        ("rT2 rN0", set()),
        ("aT1 aN0 aM0", set()),
        ("12", set()),
        ("IIIC1", set()),
        ("Stage IA1", set()),
        ("Stage X", set()),
        ("Not staged", set()),
        ("IIA vs IIB", set()),
        ("Stage IIA/IIB", set()),
        ("Stage IIA-B", set()),
        ("Stage IIA?", set()),
        ("Stage I-IIA", set()),
        ("Stage > IIA", set()),
        ("Stage IIA at least", set()),
        ("Stadium IIA ausgeschlossen", set()),
        ("Recurrent stage IIA", set()),
        ("T2/T3 N0", set()),
        ("cT1-2 cN0", set()),
        ("cT2 cN0-1", set()),
        ("cT2N0/1", set()),
        ("cT2 cN0; cT3 cN1", set()),
        ("cT2 cN0, pT1c pN0", set()),
        ("Stage IIA (cT1 cT2 cN0)", set()),
        ("Not cT2 cN0", set()),
        ("No evidence of cT2 cN0 disease", set()),
        ("Rule out cT1 cN0", set()),
        ("kein cT2 cN0", set()),
        ("cT2 cN0 excluded", set()),
        ("Previously cT1c cN0", set()),
        ("cT2 cN0 (?)", set()),
        ("T12 N0", set()),
    ],
)
def test_a_stage_in_words_is_read_with_the_categories_beside_it(text: str, group: set[str]) -> None:
    assert values(facts_of(summarised(text))[STAGE]) == group


@pytest.mark.parametrize(
    ("text", "t", "n"),
    [
        ("cT2 cN0; T2 N0", {"T2"}, {"N0"}),
        ("cT2cN1mi", {"T2"}, {"N1mi"}),
        ("cT2 cN0, cT3", set(), set()),
        ("not T4: cT2 cN0", set(), set()),
        ("cT2 cN0 or cN1", set(), set()),
    ],
)
def test_categories_are_read_only_where_they_agree_and_nothing_is_negated(
    text: str, t: set[str], n: set[str]
) -> None:
    sheet = facts_of(summarised(text))

    assert (values(sheet[T]), values(sheet[N])) == (t, n)


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
