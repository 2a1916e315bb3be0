"""Facts of patients that others wrote, told by hand from their records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cds_service.domain.facts import FactSheet, Recorded
from cds_service.extraction.sheet import ExtractionSettings, extract_facts
from tests.charts.reading import PATIENTS, resources_in
from tests.support.knowledge import shipped_knowledge
from tests.unit.extraction.facts import conflicting, measured, record_of, values

T1 = "mcode-pathways/T1_patient.json"
MARYAM = "mcode-pathways/Maryam.json"
JENNY_M = "mcode-ig-stu4/Bundle-mcode-patient-bundle-jenny-m.json"


def facts_of_patient(path: str, as_of: date) -> FactSheet:
    resources = resources_in(path)
    patient_id = next((each["id"] for each in resources if each["resourceType"] == "Patient"), "nobody")
    record = record_of(resources, patient_id=patient_id)
    return extract_facts(record, shipped_knowledge(), as_of, ExtractionSettings())


def test_t1_the_day_after_her_diagnosis_has_a_small_early_cancer() -> None:
    sheet = facts_of_patient(T1, date(2005, 1, 13))

    assert values(sheet["patient.population"]) == {"female"}
    assert measured(sheet["patient.age"]).point == 81
    assert values(sheet["breast_cancer.diagnosis"]) == {"established"}
    assert values(sheet["breast_cancer.behaviour"]) == {"invasive"}
    assert values(sheet["breast_cancer.course"]) == {"first"}
    assert measured(sheet["breast_cancer.size_at_diagnosis"]).point == Decimal("1.43178235703490750")
    assert values(sheet["breast_cancer.clinical_t"]) == {"T1"}
    assert values(sheet["breast_cancer.clinical_n"]) == {"N0"}
    assert values(sheet["breast_cancer.clinical_stage"]) == {"IA"}
    assert values(sheet["distant_metastasis.status"]) == {"absent"}
    assert values(sheet["breast_cancer.inflammatory"]) == {"no"}
    assert values(sheet["prior_imaging.before_treatment"]) == {"on-file"}
    for silent in (
        "distant_metastasis.symptoms",
        "neoadjuvant_therapy.phase",
        "breast_surgery.kind",
        "axilla.surgery",
    ):
        assert not isinstance(sheet[silent], Recorded), silent


def test_t1_two_months_later_was_operated_and_irradiated_without_chemotherapy() -> None:
    sheet = facts_of_patient(T1, date(2005, 3, 20))

    assert values(sheet["breast_surgery.kind"]) == {"excision"}
    assert measured(sheet["breast_surgery.days_before_study"]).point == 61
    assert values(sheet["radiotherapy.after_surgery"]) == {"given"}
    assert values(sheet["neoadjuvant_therapy.phase"]) == {"not-planned"}
    assert values(sheet["breast_cancer.clinical_stage"]) == {"IA"}
    assert not isinstance(sheet["margins.status"], Recorded)


def test_maryam_before_surgery_just_misses_two_centimetres() -> None:
    sheet = facts_of_patient(MARYAM, date(2019, 7, 10))

    assert measured(sheet["breast_cancer.size_at_diagnosis"]).point == Decimal("19.870")
    assert values(sheet["breast_cancer.clinical_t"]) == {"T1"}
    assert values(sheet["breast_cancer.clinical_n"]) == {"N2"}
    assert values(sheet["breast_cancer.clinical_stage"]) == {"IIIA"}
    assert values(sheet["neoadjuvant_therapy.phase"]) == {"ongoing"}
    assert values(sheet["axilla.palpable_nodes"]) == {"suspicious", "bulky"}
    for later in ("breast_surgery.kind", "axilla.surgery", "breast_surgery.days_before_study"):
        assert not isinstance(sheet[later], Recorded), later


def test_maryams_last_dose_counts_as_the_end_only_after_four_weeks() -> None:
    # The chart ends here: nothing was recorded after the last dose on 2019-07-01.
    until = [
        each
        for each in resources_in(MARYAM)
        if not str(each.get("performedPeriod", {}).get("start", "")) > "2019-07-10"
    ]
    record = record_of(until, patient_id="598550c1-da7b-4a27-a2a9-e45415910ca3")

    def phase(day: date) -> set[str]:
        sheet = extract_facts(record, shipped_knowledge(), day, ExtractionSettings())
        return values(sheet["neoadjuvant_therapy.phase"])

    assert phase(date(2019, 7, 29)) == {"ongoing"}
    assert phase(date(2019, 7, 30)) == {"completed"}


def test_maryam_after_surgery_had_neoadjuvant_therapy() -> None:
    sheet = facts_of_patient(MARYAM, date(2019, 12, 1))

    assert values(sheet["neoadjuvant_therapy.phase"]) == {"completed"}
    assert values(sheet["breast_surgery.kind"]) == {"excision", "mastectomy"}
    assert values(sheet["axilla.surgery"]) == {"done"}
    assert values(sheet["breast_cancer.clinical_stage"]) == {"IIIA"}


def test_jenny_m_contradicts_herself_on_the_stage_and_on_nothing_else() -> None:
    sheet = facts_of_patient(JENNY_M, date(2018, 6, 1))

    assert values(sheet["breast_cancer.clinical_stage"]) == {"IIB", "IIIC"}
    assert [name for name in sheet if conflicting(sheet[name])] == ["breast_cancer.clinical_stage"]
    assert values(sheet["breast_cancer.clinical_t"]) == {"T3"}
    assert values(sheet["breast_cancer.clinical_n"]) == {"N0"}
    assert values(sheet["breast_cancer.lobular"]) == {"no"}
    assert values(sheet["distant_metastasis.status"]) == {"absent"}
    # Her 2.5 cm were measured in the specimen, so the size before treatment is only known from cT3.
    assert measured(sheet["breast_cancer.size_at_diagnosis"]).low == 50
    assert values(sheet["breast_surgery.kind"]) == {"excision"}
    assert values(sheet["margins.status"]) == {"negative"}
    assert values(sheet["neoadjuvant_therapy.phase"]) == {"not-planned"}
    assert measured(sheet["breast_surgery.days_before_study"]).point == 61


def test_every_public_chart_is_read_without_error() -> None:
    charts = [str(each.relative_to(PATIENTS)) for each in PATIENTS.rglob("*.json")]

    for path in charts:
        sheet = facts_of_patient(path, date(2024, 6, 1))
        assert set(sheet) == {name for name, each in shipped_knowledge().facts.items() if each.sources}
    assert len(charts) > 40
