"""Facts of the person: population group and age."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from cds_service.domain.facts import Recorded
from cds_service.domain.quantities import Interval
from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import Claim, settle
from cds_service.extraction.evidence import bear_witness
from cds_service.fhir.dates import Day
from cds_service.fhir.elements import Extension
from cds_service.fhir.resources import Patient

_SEX_AT_BIRTH: Final = ("us-core-birthsex", "us-core-individual-sex", "us-core-sex", "patient-birthSex")
_CLINICAL_SEX: Final = ("patient-sexParameterForClinicalUse",)
_RECORDED_SEX: Final = ("individual-recordedSexOrGender",)
_IDENTITY: Final = ("us-core-genderIdentity", "individual-genderIdentity", "patient-genderIdentity")

_WORDS: Final = {
    "f": "female", "female": "female", "female-typical": "female",
    "m": "male", "male": "male", "male-typical": "male",
}  # fmt: skip
# The gender identities of FHIR R4 (http://hl7.org/fhir/gender-identity) and of the terminology server of HL7,
# which takes them from SNOMED CT: identifies as female, as male, as neither.
_IDENTITIES: Final = _WORDS | {
    "transgender-female": "transfeminine",
    "transgender-male": "transmasculine",
    "446141000124107": "female",
    "446151000124109": "male",
    "407376001": "transfeminine",
    "407377005": "transmasculine",
    "non-binary": "other",
    "33791000087105": "other",
    "other": "other",
}  # fmt: skip
_TRANS: Final = {"female": "transmasculine", "male": "transfeminine"}
"""The group of a person whose gender differs from this sex."""
_LIVED: Final = {"female": "transfeminine", "male": "transmasculine"}
"""The group of a person who lives in this gender and was born in the other sex."""


def read_patient(chart: Chart) -> Mapping[str, Recorded | None]:
    """Give the facts that the Patient resource states."""
    patient = chart.record.patient
    return {
        "patient.population": _population(chart, patient) if patient else None,
        "patient.age": _age(patient, chart.today) if patient else None,
    }


def _population(chart: Chart, patient: Patient) -> Recorded | None:
    """Give the population group; a gender that differs from the sex at birth makes it a transgender one."""
    birth, recorded = _sex(chart, patient, _SEX_AT_BIRTH), _sex(chart, patient, _RECORDED_SEX)
    clinical = _sex(chart, patient, _CLINICAL_SEX)
    identity = _identity(patient)
    gender = patient.gender if patient.gender in {"female", "male", "other"} else ""
    possible = groups_of_person(birth or recorded, clinical, identity, gender)
    if not possible:
        return None
    said = (
        ("extension", "sex at birth", birth),
        ("extension", "recorded sex", recorded),
        ("extension", "sex for clinical use", clinical),
        ("extension", "gender identity", identity),
        ("gender", "administrative gender", gender),
    )
    evidence = tuple(
        bear_witness(patient, element, f"{name} {value}") for element, name, value in said if value
    )
    remark = "the gender does not say which of these groups is meant" if len(possible) > 1 else ""
    return settle([Claim(possible, evidence, remark=remark)])


def groups_of_person(born: str, clinical: str, identity: str, gender: str) -> frozenset[str]:
    """Give the population groups that these leave possible; each is empty where it is not recorded.

    The sex for clinical use comes before the sex at birth, and that before the administrative gender.
    """
    if identity.startswith("trans"):
        return frozenset({identity})
    administrative = gender if gender in _TRANS else ""
    sex = clinical or born or administrative
    if not sex:
        return frozenset({identity}) if identity in _TRANS else frozenset()
    # How one lives is held against the sex at birth; the sex for clinical use may have been set since.
    lived = identity or gender
    if lived == "other":
        return frozenset({sex, _TRANS[sex]})
    differs = bool(lived) and lived != (born or sex)
    return frozenset({_LIVED[lived] if differs else sex})


def _sex(chart: Chart, patient: Patient, names: tuple[str, ...]) -> str:
    for extension in _named(patient.extensions, names):
        concepts = [each.concept for each in (extension, *extension.inner) if each.concept]
        for concept in concepts:
            coded = chart.entry_of(concept, "sex-codes")
            if coded:
                return coded.properties["sex"]
        words = [each.word for each in (extension, *extension.inner)] + [
            code.code for concept in concepts for code in concept.codes
        ]
        for word in words:
            if said := _WORDS.get(word.lower()) or _sex_of_code(chart, word):
                return said
    return ""


def _sex_of_code(chart: Chart, word: str) -> str:
    """Read a code given without its system, as some releases of US Core have it."""
    entries = chart.knowledge.value_sets["sex-codes"].entries
    return next((entry.properties["sex"] for code, entry in entries.items() if code.code == word), "")


def _identity(patient: Patient) -> str:
    for extension in _named(patient.extensions, _IDENTITY):
        for each in (extension, *extension.inner):
            codes = [each.word, *(code.code for code in (each.concept.codes if each.concept else ()))]
            for code in codes:
                if said := _IDENTITIES.get(code.lower()):
                    return said
    return ""


def _named(extensions: Iterable[Extension], names: tuple[str, ...]) -> list[Extension]:
    return [each for name in names for each in extensions if each.name == name]


def _age(patient: Patient, today: Day) -> Recorded | None:
    """Give the age in whole years; a partial birth date leaves a range of ages."""
    born = patient.birth_date
    if born is None or born.earliest > today.latest:
        return None
    oldest, youngest = (_years(each, today) for each in (born.earliest, min(born.latest, today.latest)))
    evidence = bear_witness(patient, "birthDate", f"{youngest} years old", on=born)
    return Recorded(Interval(Decimal(youngest), Decimal(oldest)), (evidence,))


def _years(born: date, today: Day) -> int:
    before_birthday = (today.latest.month, today.latest.day) < (born.month, born.day)
    return today.latest.year - born.year - before_birthday
