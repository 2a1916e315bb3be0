"""Builders of realistic FHIR R4 charts and draft orders, gathered for tests: each gives raw resources."""

from __future__ import annotations

from collections.abc import Iterable

from tests.support.chart_axilla import (
    axillary_mass,
    breast_biopsy,
    felt_nodes,
    no_felt_nodes,
    node_biopsy,
    node_clip,
    palpable_nodes,
    undiagnostic_node_biopsy,
)
from tests.support.chart_diagnosis import (
    bone_metastasis,
    cancer_as_billed,
    cancer_as_mcode,
    cancer_on_problem_list,
    cancer_with_body_site,
    condition,
    histology_apart,
)
from tests.support.chart_findings import (
    atypical_hyperplasia,
    breast_review_negative,
    lab,
    margins,
    normal_liver_tests,
    spinal_arthritis,
    symptom,
    symptom_review_negative,
)
from tests.support.chart_orders import (
    STUDIES,
    draft_medication,
    order,
    order_in_words,
    study_of,
    surgery_order,
)
from tests.support.chart_parts import CPT, ICD10CM, LOINC, SCT, Raw, coding, concept, snomed
from tests.support.chart_patient import gadolinium_allergy, hypertension, lisinopril, patient, pregnancy
from tests.support.chart_reports import (
    ADENOPATHY,
    BENIGN,
    MALIGNANT_BREAST,
    NEEDS_MORE,
    SUSPICIOUS_BREAST,
    imaging_report,
    pathology_report,
)
from tests.support.chart_staging import (
    pathologic_stage,
    plain_size,
    size,
    stage,
    stage_within_diagnosis,
    tnm,
)
from tests.support.chart_surgery import (
    excision_of_lesion,
    lumpectomy,
    mastectomy_with_dissection,
    planned_lumpectomy,
    radiotherapy,
    sentinel_node_biopsy,
)
from tests.support.chart_telling import OTHER_DIALECTS, Dialect, retell, type_in
from tests.support.chart_treatment import (
    care_plan_neoadjuvant,
    chemotherapy,
    chemotherapy_without_end,
    drug_order,
)

__all__ = [
    "ADENOPATHY",
    "BENIGN",
    "CPT",
    "ICD10CM",
    "LOINC",
    "MALIGNANT_BREAST",
    "NEEDS_MORE",
    "OTHER_DIALECTS",
    "SCT",
    "STUDIES",
    "SUSPICIOUS_BREAST",
    "Dialect",
    "Raw",
    "atypical_hyperplasia",
    "axillary_mass",
    "bone_metastasis",
    "breast_biopsy",
    "breast_review_negative",
    "cancer_as_billed",
    "cancer_as_mcode",
    "cancer_on_problem_list",
    "cancer_with_body_site",
    "care_plan_neoadjuvant",
    "chemotherapy",
    "chemotherapy_without_end",
    "coding",
    "concept",
    "condition",
    "draft_medication",
    "drug_order",
    "excision_of_lesion",
    "felt_nodes",
    "gadolinium_allergy",
    "hypertension",
    "imaging_report",
    "lab",
    "lisinopril",
    "lumpectomy",
    "margins",
    "mastectomy_with_dissection",
    "no_felt_nodes",
    "node_biopsy",
    "node_clip",
    "normal_liver_tests",
    "order",
    "order_in_words",
    "palpable_nodes",
    "pathologic_stage",
    "pathology_report",
    "patient",
    "plain_size",
    "planned_lumpectomy",
    "pregnancy",
    "radiotherapy",
    "retell",
    "sentinel_node_biopsy",
    "size",
    "snomed",
    "spinal_arthritis",
    "stage",
    "study_of",
    "surgery_order",
    "symptom",
    "symptom_review_negative",
    "tell_chart",
    "tnm",
    "undiagnostic_node_biopsy",
]


def tell_chart(chart: Iterable[Raw], dialect: Dialect) -> tuple[Raw, ...]:
    """Tell a whole chart in a dialect; a registry has the stage group within the diagnosis."""
    again = retell(chart, dialect)
    match dialect:
        case "registry":
            return stage_within_diagnosis(again)
        case "typed":
            return tuple(type_in(each) for each in again)
        case "abroad":
            return histology_apart(again)
        case _:
            return again
