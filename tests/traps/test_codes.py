"""Traps 1, 4, 7, 10, 11, 12, 19 and 20: what codes say, what they only seem to say, and whose they are."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest

from cds_service.domain.facts import NotRecorded
from tests.support.chart import margins, tnm
from tests.support.chart_parts import (
    CPT,
    ICD10CM,
    LOINC,
    RXNORM,
    SCT,
    TERMINOLOGY,
    coding,
    concept,
    loinc,
    of_patient,
    snomed,
)
from tests.support.knowledge import KNOWLEDGE, shipped_knowledge
from tests.traps.asking import DISTANT_EARLY, EARLY, MAMMOGRAM, OPERATED, PET_CT, POSITIVE_MARGINS, ask, fact
from tests.unit.extraction.facts import conflicting, values

Raw = dict[str, Any]

CANCER = next(each for each in EARLY if each["id"] == "cancer-left")
WITHOUT_CANCER = [each for each in EARLY if each is not CANCER]
IN_2026 = "2026-05-18"


def observation(slug: str, code: Raw, value: Raw, on: str = IN_2026) -> Raw:
    return of_patient(
        "Observation", slug, status="final", code=code, effectiveDateTime=on, valueCodeableConcept=value
    )


def diagnosis(*codings: Raw) -> Raw:
    return {**CANCER, "code": concept(*codings), "bodySite": []}


def is_without_diagnosis(chart: list[Raw]) -> bool:
    """Whether the call takes the patient for one without breast cancer, and says that it assumes so."""
    told = ask(chart, PET_CT)
    entry = told.entries[DISTANT_EARLY]
    assumed = entry["because"] == entry["assumed"] == ["breast_cancer.diagnosis"]
    return assumed and not told.cards and not told.quoted("breast_cancer.diagnosis")


def test_trap_01_a_display_that_lies_is_not_believed_stage() -> None:
    """A pathologic stage group shown as clinical stays pathologic: it does not contest the clinical one."""
    shown = concept(coding(LOINC, "21902-2", "Stage group.clinical Cancer"))
    lying = observation("shown-as-clinical", shown, snomed("261640009", "Stage 3C"))
    honest = observation("clinical", loinc("21908-9"), snomed("261640009", "Stage 3C"))
    assert ask([*EARLY, lying], PET_CT).rating(DISTANT_EARLY) == "usually-not-appropriate"
    assert ask([*EARLY, honest], PET_CT).rating(DISTANT_EARLY) != "usually-not-appropriate"


def test_trap_01_a_display_that_lies_is_not_believed_drug() -> None:
    """34566 is not paclitaxel, whatever it is shown as; 56946 is, whatever that is shown as."""

    def dose(code: str, shown: str) -> Raw:
        return of_patient(
            "MedicationAdministration",
            "dose",
            status="completed",
            medicationCodeableConcept=concept(coding(RXNORM, code, shown)),
            effectiveDateTime="2026-05-20",
        )

    phase = "neoadjuvant_therapy.phase"
    assert isinstance(fact(phase, [*EARLY, dose("34566", "Paclitaxel 100 MG Injection")]), NotRecorded)
    assert values(fact(phase, [*EARLY, dose("56946", "Saline")])) == {"ongoing"}


def test_trap_01_a_code_under_another_system_is_another_code() -> None:
    mistaken = diagnosis(coding(LOINC, "408643008", "Infiltrating duct carcinoma of breast"))
    assert is_without_diagnosis([*WITHOUT_CANCER, mistaken])


@pytest.mark.parametrize(
    "absent",
    [
        coding(f"{TERMINOLOGY}/data-absent-reason", "not-applicable", "Not Applicable"),
        coding(f"{TERMINOLOGY}/v3-NullFlavor", "UNK", "Unknown"),
    ],
)
def test_trap_04_a_reason_for_absence_used_as_the_value_is_no_value(absent: Raw) -> None:
    """Neither is a margin of unknown state a negative one, nor an M without a value an M0."""
    asked = margins("positive", "2026-05-04")[0]
    unknown = [each for each in OPERATED if each["id"] != asked["id"]]
    unknown.append(asked | {"valueCodeableConcept": concept(absent)})
    assert ask(OPERATED, MAMMOGRAM).rating(POSITIVE_MARGINS) == "may-be-appropriate"
    told = ask(unknown, MAMMOGRAM)
    assert told.rating(POSITIVE_MARGINS) == "undetermined"
    assert "margins.status" in told.entries[POSITIVE_MARGINS]["missing"]
    (m0,) = tnm(None, None, "M0", IN_2026)
    category = m0 | {"id": "no-m", "valueCodeableConcept": concept(absent)}
    without_m = [each for each in EARLY if each["id"] != m0["id"]]
    assert isinstance(fact("distant_metastasis.status", [*without_m, category]), NotRecorded)


def test_trap_07_receptor_states_recorded_as_disorders_are_no_second_cancer() -> None:
    """Receptors positive and negative at once, as diagnoses, change neither diagnosis nor rating."""
    receptors = [
        of_patient(
            "Condition",
            f"receptor-{code}",
            clinicalStatus=concept(coding(f"{TERMINOLOGY}/condition-clinical", "active")),
            code=snomed(code, shown),
            onsetDateTime="2024-01-01",
        )
        for code, shown in (
            ("416053008", "Estrogen receptor positive tumor"),
            ("441117001", "Estrogen receptor negative neoplasm"),
            ("417181009", "Hormone receptor positive tumor"),
        )
    ]
    er = loinc("85337-4", "Estrogen receptor Ag in Breast cancer specimen")
    both = [
        observation("er-positive", er, snomed("416053008", "Estrogen receptor positive tumor")),
        observation("er-negative", er, snomed("441117001", "Estrogen receptor negative neoplasm")),
    ]
    told, plain = ask([*EARLY, *receptors, *both], PET_CT), ask(EARLY, PET_CT)
    assert told.entries == plain.entries


@pytest.mark.parametrize(
    ("code", "reads"),
    [
        ("C77.3", {"distant_metastasis.status": set(), "axilla.node_biopsy": set()}),
        ("R59.0", {"axilla.palpable_nodes": set(), "axilla.imaging_finding": set()}),
        ("C79.81", {"distant_metastasis.status": set(), "breast_cancer.diagnosis": set()}),
        ("Z17.410", {"breast_cancer.diagnosis": set()}),
        ("Z85.3", {"breast_cancer.diagnosis": set()}),
        ("D48.61", {"breast_cancer.diagnosis": set()}),
    ],
)
def test_trap_10_codes_that_seem_to_say_more_than_they_do(code: str, reads: dict[str, set[str]]) -> None:
    """A node coded on suspicion, enlarged nodes, a metastasis in the breast, a receptor, a history."""
    alone = of_patient("Condition", "alone", code=concept(coding(ICD10CM, code)), onsetDateTime="2026-05-11")
    for name, found in reads.items():
        assert values(fact(name, [EARLY[0], alone])) == found, name


@pytest.mark.parametrize("code", ["C50.A2", "C50A2"])
def test_trap_10_the_new_codes_of_inflammatory_cancer_are_known(code: str) -> None:
    told = [*WITHOUT_CANCER, diagnosis(coding(ICD10CM, code))]
    assert values(fact("breast_cancer.diagnosis", told)) == {"established"}
    assert "yes" in values(fact("breast_cancer.inflammatory", told))


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (ICD10CM, "C50.912"),
        (ICD10CM, "C50912"),
        ("http://hl7.org/fhir/sid/icd-10", "C50.9"),
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "C50.4"),
        ("urn:oid:2.16.840.1.113883.6.90", "C50.412"),
    ],
)
def test_trap_10_a_diagnosis_without_dots_or_of_four_characters_counts(system: str, code: str) -> None:
    told = ask([*WITHOUT_CANCER, diagnosis(coding(system, code))], PET_CT)
    assert told.rating(DISTANT_EARLY) == "usually-not-appropriate"


@pytest.mark.parametrize(
    "coded",
    [
        coding("SNOMED CT", "408643008"),
        coding("urn:oid:2.16.840.1.113883.6.96", "408643008"),
        coding("http://snomed.info/sct|http://snomed.info/sct/731000124108", "408643008"),
        coding("http://snomed.info/sct/900000000000207008/version/20240101", "408643008"),
        coding(SCT, "408643008:272741003=7771000"),
        coding(SCT, "408643008 |Infiltrating duct carcinoma of breast|"),
    ],
)
def test_trap_11_a_system_by_another_name_and_an_expression_by_its_focus(coded: Raw) -> None:
    told = ask([*WITHOUT_CANCER, diagnosis(coded)], PET_CT)
    assert told.rating(DISTANT_EARLY) == "usually-not-appropriate"


@pytest.mark.parametrize("system", ["LOINC", "http://loinc.org/", "urn:oid:2.16.840.1.113883.6.1"])
def test_trap_11_loinc_by_another_name_is_loinc(system: str) -> None:
    staged = observation("stage", concept(coding(system, "21908-9")), snomed("261640009", "Stage 3C"))
    assert conflicting(fact("breast_cancer.clinical_stage", [*EARLY, staged]))


def test_trap_11_an_expression_of_several_concepts_is_no_code() -> None:
    """A metastasis said of a cancer, and two cancers joined, are neither of them the cancer."""
    for expression in ("419620001:42752001=408643008", "408643008+254837009"):
        assert is_without_diagnosis([*WITHOUT_CANCER, diagnosis(coding(SCT, expression))]), expression


@pytest.mark.parametrize("code", ["1222593007", "439324009"])
def test_trap_12_a_made_up_code_orders_nothing_by_itself(code: str) -> None:
    """By its display alone the study is known, and then nothing is offered to be done about it."""
    bare = MAMMOGRAM | {"code": concept(coding(SCT, code))}
    shown = MAMMOGRAM | {"code": concept(coding(SCT, code, "Digital breast tomosynthesis, screening"))}
    assert not ask(OPERATED, bare).entries
    for card in ask(OPERATED, shown).cards:
        assert card["indicator"] == "info"
        assert "suggestions" not in card


def test_trap_12_a_mammogram_shown_as_tomosynthesis_is_a_mammogram() -> None:
    draft = MAMMOGRAM | {"code": concept(coding(LOINC, "36625-2", "Digital breast tomosynthesis"))}
    studies = {each["procedure"] for each in ask(OPERATED, draft).entries.values()}
    assert studies
    assert not any(each.startswith("dbt") for each in studies)


def test_trap_12_every_code_has_a_source_and_a_check_digit_that_holds() -> None:
    """The loader refuses a code without either, so a made-up one cannot slip in."""
    rows = 0
    for path in (KNOWLEDGE / "value_sets").glob("*.csv"):
        for row in csv.DictReader(path.read_text("utf-8").splitlines()):
            assert row["verified"], (path.name, row["code"])
            rows += 1
    assert rows == sum(len(each.entries) for each in shipped_knowledge().value_sets.values())
    assert "1222593007" not in {
        code.code for each in shipped_knowledge().value_sets.values() for code in each.entries
    }


def test_trap_19_no_descriptor_of_a_licensed_code_is_passed_on() -> None:
    """Descriptors of CPT stand neither in the knowledge nor, from the order, in a card."""
    for path in (KNOWLEDGE / "value_sets").glob("*.csv"):
        for row in csv.DictReader(path.read_text("utf-8").splitlines()):
            assert not (row["system"] == "cpt" and row["display"]), (path.name, row["code"])
    for procedure in (KNOWLEDGE / "procedures").glob("*.yaml"):
        for entry in procedure.read_text("utf-8").split("system: cpt")[1:]:
            assert "display" not in entry.split("- ")[0], procedure.name
    shown = "A DESCRIPTOR UNDER LICENCE"
    draft = PET_CT | {"code": concept(coding(CPT, "78815", shown))}
    (card,) = ask(EARLY, draft).cards
    assert shown not in json.dumps({name: card[name] for name in ("summary", "detail", "source")})


def test_trap_20_a_code_below_a_listed_one_is_unknown_and_not_guessed() -> None:
    """Without a terminology server an unlisted code says nothing; what follows is told as an assumption."""
    unlisted = diagnosis(coding(SCT, "9999999999999", "Some new kind of breast cancer"))
    assert is_without_diagnosis([*WITHOUT_CANCER, unlisted])


def test_trap_20_every_list_is_written_out() -> None:
    """No value set is a rule such as "every descendant": each has its codes, one by one."""
    assert all(each.entries for each in shipped_knowledge().value_sets.values())
