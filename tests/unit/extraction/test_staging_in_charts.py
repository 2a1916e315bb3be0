"""Staging as charts really state it: mCODE, UICC, ICHOM, older codes, slips and fakes."""

from __future__ import annotations

import pytest

from tests.support.chart import Raw, cancer_on_problem_list, snomed, tnm
from tests.support.chart_parts import coding, concept, loinc, of_patient
from tests.unit.extraction.facts import conflicting, facts_of, values

STAGED = "2025-11-25"
CANCER = cancer_on_problem_list("ductal", "left", "2025-11-20")
STAGE, T, N = "breast_cancer.clinical_stage", "breast_cancer.clinical_t", "breast_cancer.clinical_n"
UICC = "https://www.uicc.org/resources/tnm"


def asked(code: Raw, value: Raw, on: str = STAGED, **more: object) -> Raw:
    slug = "-".join(each["code"] for each in (*code["coding"], *value.get("coding", ())))
    return of_patient(
        "Observation",
        slug,
        **{"status": "final"} | more,
        code=code,
        effectiveDateTime=on,
        valueCodeableConcept=value,
    )


T_OF_UICC = asked(snomed("78873005"), concept(coding(UICC, "T2")))
N_OF_UICC = asked(snomed("277206009"), concept(coding(UICC, "N1")))
CLINICAL_T2 = asked(loinc("21905-5"), snomed("1228929004"))
AFTER_THERAPY = asked(loinc("101658-3"), snomed("421755005"))
STAGE_OF_LUNG = asked(loinc("21908-9"), snomed("1222806003"), focus=[{"reference": "Condition/lung"}])
LUNG = {"resourceType": "Condition", "id": "lung", "code": snomed("254637007"), "onsetDateTime": STAGED}
NO_VALUE = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "code": "UNK"}]}


@pytest.mark.parametrize(
    ("chart", "fact", "said", "conflict"),
    [
        ([T_OF_UICC], T, {"T2"}, False),
        ([T_OF_UICC, N_OF_UICC], STAGE, {"IIA", "IIB"}, False),
        ([asked(snomed("399390009"), concept(coding(UICC, "IIB")))], STAGE, {"IIB"}, False),
        ([asked(snomed("78873005"), concept(coding(UICC, "T3"))), CLINICAL_T2], T, {"T2"}, False),
        ([asked(snomed("385356007"), snomed("1228929004"))], T, {"T2"}, False),
        ([asked(snomed("385356007"), snomed("1228957006"))], T, set(), False),
        ([asked(loinc("21899-0"), snomed("1229859000"))], T, set(), False),
        ([asked(loinc("21899-0"), snomed("1228863001"))], T, set(), False),
        ([CLINICAL_T2, AFTER_THERAPY], T, set(), False),
        ([asked(loinc("21908-9"), snomed("258224005")), asked(loinc("21908-9"), snomed("261638004"))],
         STAGE, {"IIIA"}, False),
        ([asked(loinc("21908-9"), snomed("1222766008")), *tnm("T3", "N1", "M0", STAGED)],
         STAGE, {"IIA", "IIIA"}, True),
        ([asked(concept(coding("LOINC", "21908-9")), snomed("1222766008"))], STAGE, {"IIA"}, False),
        ([asked(concept(coding("http://loinc.org", "21902-2", "Stage group.clinical Cancer")),
                snomed("1222766008"))], STAGE, set(), False),
        ([asked(loinc("21908-9"), snomed("1222593007"))], STAGE, set(), False),
        ([STAGE_OF_LUNG, LUNG], STAGE, set(), False),
        ([asked(loinc("21906-3"), snomed("1229966003"))], N, set(), False),
        ([asked(loinc("21906-3"), NO_VALUE)], N, set(), False),
        ([asked(loinc("21908-9"), snomed("1222766008"), "1921-01-01")], STAGE, set(), False),
        ([asked(loinc("21908-9"), snomed("1222766008"), "2027-01-01")], STAGE, set(), False),
    ],
    ids=[
        *("UICC without a prefix", "UICC T and N", "UICC group", "explicit before unspecified"),
        *("one code for c and p, c", "one code for c and p, p", "pT fills no cT", "ypT"),
        *("the descriptor y", "stage 3 and 3A", "group against T and N", "a bare name of LOINC"),
        *("a display that lies", "a code that fails its check digit", "of the lung", "NX", "a null as value"),
        *("a century ago", "in the future"),
    ],
)  # fmt: skip
def test_staging_is_read_as_it_is_recorded(
    chart: list[Raw], fact: str, said: set[str], *, conflict: bool
) -> None:
    found = facts_of(CANCER, *chart)[fact]

    assert (values(found), conflicting(found)) == (said, conflict)


@pytest.mark.parametrize(("basis", "group"), [("21908-9", {"IIA"}), ("21902-2", set())])
def test_a_stage_in_the_diagnosis_is_of_the_kind_that_its_assessment_is(basis: str, group: set[str]) -> None:
    assessed = of_patient(
        "Observation", "assessed", status="final", code=loinc(basis), effectiveDateTime=STAGED
    )
    stage = {"summary": {"text": "Stage IIA"}, "assessment": [{"reference": "Observation/assessed"}]}

    assert values(facts_of(CANCER | {"stage": [stage]}, assessed)[STAGE]) == group
