"""The surgical margins: what answers say, of which tumour, of which specimen, and which of them counts."""

from __future__ import annotations

import pytest

from tests.support.chart import (
    Raw,
    cancer_on_problem_list,
    condition,
    lumpectomy,
    margins,
    pathology_report,
    snomed,
)
from tests.support.chart_parts import SCT, breast, coding, concept, loinc, of_patient
from tests.unit.extraction.facts import conflicting, facts_of, values

DIAGNOSED, OPERATED = "2026-04-01", "2026-04-27"
CANCER = cancer_on_problem_list("ductal", "left", DIAGNOSED)
LUMPECTOMY = lumpectomy("left", OPERATED)
MARGINS = "margins.status"


def residual(answer: str) -> Raw:
    return of_patient(
        "Observation",
        "residual",
        status="final",
        code=loinc("84892-9"),
        effectiveDateTime=OPERATED,
        valueCodeableConcept=concept(coding("http://example.org/residual", answer)),
    )


def margin(text: str, on: str = OPERATED, status: str = "final", question: str = "44669-0") -> Raw:
    return of_patient(
        "Observation",
        f"margin-{on}-{status}-{len(text)}",
        status=status,
        code=loinc(question),
        effectiveDateTime=on,
        valueString=text,
    )


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        (margins("positive", OPERATED), {"positive"}),
        (margins("negative", OPERATED), {"negative"}),
        (margins("positive", OPERATED, coded="mcode"), {"positive"}),
        (margins("negative", OPERATED, coded="mcode"), {"negative"}),
        (margins("positive", OPERATED, coded="cap"), {"positive"}),
        (margins("negative", OPERATED, coded="cap"), {"negative"}),
        (margins("positive", OPERATED, coded="words"), {"positive"}),
        (margins("negative", OPERATED, coded="words"), {"negative"}),
        ([residual("R1")], {"positive"}),
        ([residual("R0")], {"negative"}),
        ([margin("Close, less than 1 mm")], {"negative"}),
        ([margin("Cannot be assessed")], set()),
        ([margin("Not involved")], {"negative"}),
        ([margin("Involved by DCIS"), margin("Uninvolved by invasive carcinoma")], {"positive"}),
        ([margin("Positive"), margin("Uninvolved", "2026-05-20")], {"negative"}),
        ([margin("Positive"), margin("Uninvolved", status="corrected")], {"negative"}),
        ([margin("Positive", status="entered-in-error")], set()),
        ([margin("Positive", "2019-04-27")], set()),
        ([margin("")], set()),
        (
            [margin("Uninvolved by invasive carcinoma"), margin("DCIS margin cannot be assessed")],
            {"positive", "negative"},
        ),
        ([margin("Involved by DCIS", "2026-04-28"), margin("Uninvolved by invasive")], {"positive"}),
    ],
)
def test_margins_are_positive_if_any_of_the_last_specimen_is(answers: list[Raw], status: set[str]) -> None:
    fact = facts_of(CANCER, LUMPECTOMY, *answers)[MARGINS]

    assert values(fact) == status
    assert not conflicting(fact)


def asked(words: str, answer: str, **more: object) -> Raw:
    code = concept(coding("http://cap.org/eCC", "unlisted", words))
    content = {"status": "final", "effectiveDateTime": OPERATED, "valueString": answer}
    return of_patient("Observation", f"asked-{len(words)}", code=code, **content | more)


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ([asked("Margin Status for DCIS", "DCIS present at margin")], {"positive"}),
        (
            [*margins("negative", OPERATED), asked("Margin Status for DCIS", "Present at margin")],
            {"positive"},
        ),
        ([asked("Margins", "All margins negative")], {"negative"}),
        ([asked("Closest margin", "Medial, positive")], set()),
        ([asked("Margin Status for LCIS", "Present at margin")], set()),
        ([asked("Margin(s) involved by invasive carcinoma", "Anterior")], {"positive"}),
        ([asked("Margins involved by DCIS", "None")], {"negative"}),
        ([asked("Margins involved by DCIS", "Not applicable")], set()),
        ([asked("Margins", "Positive", bodySite=snomed("41216001"))], set()),
        ([margin("Invasive carcinoma present at medial margin")], {"positive"}),
        ([margin("DCIS present at the inked margin")], {"positive"}),
        ([margin("DCIS not present at inked margin")], {"negative"}),
        ([margin("Present at a negative margin")], {"negative"}),
        ([condition("margin", snomed("1156344002"), "2026-04-30")], {"positive"}),
        ([condition("margin", snomed("1156344002"), "2026-04-03")], set()),
        ([condition("margin", snomed("1156344002"), "2026-04-30", site=breast("right"))], set()),
    ],
    ids=[
        *("in situ", "in situ beside invasive", "all margins", "another question", "lobular in situ"),
        *("which margin", "none of them", "no such tumour", "another organ"),
        *("medial margin", "inked margin", "not at the inked margin", "no site"),
        *("diagnosis", "diagnosis before surgery", "diagnosis of the other side"),
    ],
)
def test_a_margin_is_positive_whichever_margin_and_disease_the_words_name(
    answers: list[Raw], status: set[str]
) -> None:
    assert values(facts_of(CANCER, LUMPECTOMY, *answers)[MARGINS]) == status


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("52101004", {"positive"}),
        ("2667000", {"negative"}),
        ("373066001", {"positive"}),
        ("373067005", {"negative"}),
        ("261665006", set()),
    ],
    ids=["present", "absent", "yes", "no", "unknown"],
)
def test_an_answer_by_code_alone_is_read(code: str, status: set[str]) -> None:
    answer = of_patient(
        "Observation",
        "answer",
        status="final",
        code=snomed("371488000"),
        effectiveDateTime=OPERATED,
        valueCodeableConcept=concept(coding(SCT, code)),
    )

    assert values(facts_of(CANCER, LUMPECTOMY, answer)[MARGINS]) == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Negative for invasive, positive for DCIS", {"positive"}),
        ("Free of invasive carcinoma; DCIS at margin", {"positive"}),
        ("Positive for LCIS; DCIS present at medial margin", {"positive"}),
        ("Anterior margin positive, others negative", {"positive"}),
        ("Negative for invasive carcinoma and DCIS", {"negative"}),
        ("Present at margin: none", {"negative"}),
        ("Involved by LCIS, uninvolved by invasive carcinoma and DCIS", {"negative"}),
        ("Negative, closest 1 mm", {"negative"}),
        ("Positive margin cannot be excluded", set()),
        ("Possibly positive", set()),
        ("Positive?", set()),
        ("Suspicious for involvement", set()),
        ("Positive for LCIS", set()),
        ("Positive, LCIS", set()),
        ("Involved by ADH only", set()),
        ("Focally involved by LCIS", set()),
        ("Lobular carcinoma in situ present at margin", set()),
        ("See comment", set()),
        ("Uninvolved by invasive carcinoma; involvement by DCIS cannot be excluded", set()),
    ],
)
def test_an_answer_is_read_for_what_it_says_of_invasive_and_in_situ_disease(
    text: str, status: set[str]
) -> None:
    assert values(facts_of(CANCER, LUMPECTOMY, margin(text))[MARGINS]) == status


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({}, {"positive"}),
        ({"status": "revoked"}, set()),
        ({"bodySite": [breast("right")]}, set()),
        ({"authoredOn": "2026-04-03"}, set()),
    ],
    ids=["ordered", "revoked", "of the other breast", "before surgery"],
)
def test_an_order_for_positive_margins_says_that_they_are(more: Raw, status: set[str]) -> None:
    ordered = of_patient(
        "ServiceRequest",
        "re-excision",
        status="active",
        intent="order",
        code=snomed("395165008"),
        authoredOn="2026-05-05",
        reasonCode=[snomed("1156344002")],
    )

    assert values(facts_of(CANCER, LUMPECTOMY, ordered | more)[MARGINS]) == status


def test_a_report_that_was_amended_replaces_the_answer_it_no_longer_holds() -> None:
    first = margin("Positive")
    later = margin("Uninvolved by invasive carcinoma and DCIS")
    amended = pathology_report("specimen", OPERATED, results=(later,)) | {"status": "amended"}

    assert values(facts_of(CANCER, LUMPECTOMY, first, later, amended)[MARGINS]) == {"negative"}


@pytest.mark.parametrize(
    ("operations", "status"),
    [([LUMPECTOMY], {"positive"}), ([LUMPECTOMY, lumpectomy("left", "2026-05-04")], {"negative"})],
    ids=["one specimen, signed out in steps", "a second specimen"],
)
def test_results_of_one_operation_count_together(operations: list[Raw], status: set[str]) -> None:
    chart = [margin("Involved by DCIS"), *margins("negative", "2026-05-06")]

    assert values(facts_of(CANCER, *operations, *chart)[MARGINS]) == status


def test_a_question_answered_again_on_a_later_day_counts_as_answered_last() -> None:
    chart = [
        margin("Involved by invasive carcinoma"),
        margin("Uninvolved by invasive carcinoma", "2026-04-30"),
    ]

    assert values(facts_of(CANCER, LUMPECTOMY, *chart)[MARGINS]) == {"negative"}
