"""Where in the chart the facts are read: the one list from which the data requests are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cds_service.domain.knowledge_base import ValueSet
from cds_service.domain.needs import DataNeed, Parameters
from cds_service.domain.terms import SHORT_NAMES

_ASKABLE: Final = frozenset({SHORT_NAMES["snomed"], SHORT_NAMES["loinc"], SHORT_NAMES["cap-ecc"]})
"""Systems whose codes ask the question of an Observation; diagnoses and billing codes never do."""


@dataclass(frozen=True, slots=True)
class Need:
    """One need: a type, and either fixed search parameters or the codes of value sets.

    `kinds` picks the rows of the set of report categories.
    """

    name: str
    resource_type: str
    parameters: Parameters = ()
    coded_in: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    required: bool = True


NEEDS: Final = (
    Need("patient", "Patient"),
    # Not by category: many charts state none, and every US Core server finds all conditions by the patient.
    Need("conditions", "Condition"),
    Need(
        "findings",
        "Observation",
        coded_in=(
            "axillary-adenopathy-on-exam",
            "axillary-adenopathy",
            "node-metastasis-axillary",
            "symptom-metastatic",
            "breast-symptom",
            "breast-lump-absent",
            "symptom-free",
            "liver-test-abnormal",
            "alp-raised-finding",
            "metastasis-history",
        ),
    ),
    Need(
        "staging",
        "Observation",
        coded_in=("tnm-codes", "staging-descriptor-y", "staging-descriptor-r"),
    ),
    Need("tumour_size", "Observation", coded_in=("tumour-size-codes",)),
    Need("liver_tests", "Observation", coded_in=("liver-tests",)),
    Need("imaging_reports", "DiagnosticReport", kinds=("imaging",)),
    Need("pathology_reports", "DiagnosticReport", kinds=("pathology", "laboratory")),
    Need(
        "pathology_findings",
        "Observation",
        coded_in=(
            "margin-questions",
            "residual-tumour",
            "histology-codes",
            "node-counts",
            "node-metastasis-unspecified",
        ),
    ),
    Need("procedures", "Procedure"),
    Need("medication_requests", "MedicationRequest", (("intent", ("order", "plan", "proposal")),)),
    Need("allergies", "AllergyIntolerance"),
    Need("medication_administrations", "MedicationAdministration", required=False),
    Need("care_plans", "CarePlan", (("category", ("assess-plan",)),), required=False),
    Need("service_requests", "ServiceRequest", (("status", ("active", "draft", "on-hold")),), required=False),
)
"""All needs, by the names under which facts say where they are found."""


def needs_for(terms: Mapping[str, ValueSet]) -> tuple[DataNeed, ...]:
    """Give every need with its search parameters, the codes taken from these value sets."""
    return tuple(
        DataNeed(need.name, need.resource_type, _parameters(need, terms), required=need.required)
        for need in NEEDS
    )


def _parameters(need: Need, terms: Mapping[str, ValueSet]) -> Parameters:
    if need.coded_in:
        return (("code", tuple(sorted(set(_codes(need, terms))))),)
    if need.kinds:
        return (("category", tuple(sorted(_categories(need, terms)))),)
    return need.parameters


def _codes(need: Need, terms: Mapping[str, ValueSet]) -> Iterator[str]:
    for name in need.coded_in:
        for code, entry in terms[name].entries.items():
            if code.system in _ASKABLE and entry.properties.get("role") not in {"answer", "parent"}:
                yield str(code)


def _categories(need: Need, terms: Mapping[str, ValueSet]) -> Iterator[str]:
    for code, entry in terms["report-categories"].entries.items():
        if entry.properties["kind"] in need.kinds:
            yield str(code)
