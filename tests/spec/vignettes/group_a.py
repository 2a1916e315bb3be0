"""Vignettes A: restaging the axilla after neoadjuvant chemotherapy, before surgery."""

from __future__ import annotations

from typing import Final

from tests.spec.vignettes.vignette import (
    AX_POST_NAC,
    DROP,
    INFO,
    MB,
    NO_CARD,
    NOTE,
    UA,
    UN,
    UNDETERMINED,
    WARNING,
    Vignette,
    downstream,
    not_enough,
    rated,
    silence,
    swap,
    undecided,
    unrated,
)
from tests.support.chart import (
    ADENOPATHY,
    BENIGN,
    MALIGNANT_BREAST,
    Raw,
    axillary_mass,
    breast_biopsy,
    cancer_on_problem_list,
    care_plan_neoadjuvant,
    chemotherapy,
    chemotherapy_without_end,
    drug_order,
    hypertension,
    imaging_report,
    lisinopril,
    mastectomy_with_dissection,
    no_felt_nodes,
    node_biopsy,
    node_clip,
    order,
    palpable_nodes,
    patient,
    size,
    stage,
    surgery_order,
    tnm,
)

DIAGNOSED: Final = "2025-11-20"
STAGED: Final = "2025-11-25"
DOSES: Final = (
    "2025-12-08", "2025-12-22", "2026-01-05", "2026-01-19",
    "2026-02-09", "2026-03-02", "2026-03-23", "2026-04-20",
)  # fmt: skip
TOLD: Final = (
    "Before chemotherapy cN1, palpable left axillary nodes. Marker clip in the left axillary node. "
    "Restaging of the axilla after completed neoadjuvant chemotherapy."
)

LEFT_BREAST: Final = ("http://hl7.org/fhir/sid/icd-10-cm", "C50.412")

WOMAN: Final = patient("female", "1974-03-11")
CANCER: Final = (
    cancer_on_problem_list("ductal", "left", DIAGNOSED),
    breast_biopsy("2025-11-18"),
    hypertension(),
    lisinopril(),
)
SIZE: Final = (size(3.0, "cm", "2025-11-12"),)
NODES: Final = (palpable_nodes("left", STAGED),)
STAGING: Final = (*tnm("T2", "N1", "M0", STAGED), stage("IIB", STAGED))
IMAGED: Final = (
    imaging_report("mammography-diagnostic", "left", "2025-11-10", conclusions=(MALIGNANT_BREAST,)),
    imaging_report("us-axilla", "left", "2025-11-12", conclusions=(ADENOPATHY,)),
)
TREATED: Final = (*chemotherapy(*DOSES), care_plan_neoadjuvant("completed", DOSES[0], DOSES[-1]))
BASE: Final = (WOMAN, *CANCER, *SIZE, *NODES, *STAGING, *IMAGED, *TREATED)

US: Final = order("us-axilla", note=TOLD, reason_code=LEFT_BREAST)
MRI: Final = order("mri-breast-without-and-with-iv-contrast", note=TOLD, reason_code=LEFT_BREAST)
PET: Final = order("pet-ct-skull-base-to-mid-thigh", note=TOLD, reason_code=LEFT_BREAST)
CORE: Final = order("us-guided-core-biopsy-axillary-node", note=TOLD)
INSTEAD: Final = swap("us-axilla")


def _base_with(*more: Raw) -> tuple[Raw, ...]:
    return (*BASE, *more)


_UNFINISHED: Final = (
    WOMAN,
    cancer_on_problem_list("ductal", "left", "2025-06-20"),
    size(3.0, "cm", "2025-06-16"),
    palpable_nodes("left", "2025-06-24"),
    *tnm("T2", "N1", "M0", "2025-06-24"),
    stage("IIB", "2025-06-24"),
    imaging_report("us-axilla", "left", "2025-06-16", conclusions=(ADENOPATHY,)),
    chemotherapy_without_end("2025-07-14"),
)
_IN_TREATMENT: Final = (
    WOMAN,
    cancer_on_problem_list("ductal", "left", "2026-03-20"),
    size(3.0, "cm", "2026-03-18"),
    palpable_nodes("left", "2026-03-24"),
    *tnm("T2", "N1", "M0", "2026-03-24"),
    imaging_report("us-axilla", "left", "2026-03-18", conclusions=(ADENOPATHY,)),
    *chemotherapy("2026-04-13", "2026-05-04", "2026-05-25"),
    drug_order("docetaxel", "2026-04-10", "active"),
    drug_order("carboplatin", "2026-04-10", "active"),
)

VIGNETTES: Final = (
    Vignette("A01", BASE, (US,), (rated(AX_POST_NAC, UA, NO_CARD),)),
    Vignette("A02", BASE, (MRI,), (rated(AX_POST_NAC, MB, INFO, INSTEAD),)),
    Vignette(
        "A04",
        BASE,
        (order("pet-ct-whole-body", note=TOLD),),
        (downstream(AX_POST_NAC, INFO, mentions=("skull base to mid-thigh",)),),
    ),
    Vignette("A05", BASE, (order("mammography-diagnostic", note=TOLD),), (silence(AX_POST_NAC),)),
    Vignette(
        "A07",
        _base_with(
            node_clip("left", "2025-12-01"),
            imaging_report("us-axilla", "left", "2026-05-26", conclusions=(ADENOPATHY,)),
        ),
        (CORE,),
        (downstream(AX_POST_NAC, INFO, mentions=("clipped",)),),
    ),
    Vignette(
        "A08",
        _base_with(
            node_clip("left", "2025-12-01"),
            imaging_report(
                "us-axilla", "left", "2026-05-26", conclusion="The clipped node is not identified."
            ),
        ),
        (MRI,),
        (rated(AX_POST_NAC, MB, INFO),),
    ),
    Vignette(
        "A10",
        (WOMAN, *CANCER, size(2.1, "cm", "2025-11-12"), *NODES, *STAGING, *IMAGED, *TREATED),
        (PET,),
        (rated(AX_POST_NAC, UN, WARNING, INSTEAD, DROP),),
    ),
    Vignette(
        "A11",
        (
            WOMAN,
            *CANCER,
            size(32, "mm", "2025-11-12", method="mri"),
            *NODES,
            *STAGING,
            *IMAGED,
            *TREATED,
            size(8, "mm", "2026-05-20", method="mri"),
        ),
        (US,),
        (rated(AX_POST_NAC, UA, NO_CARD),),
    ),
    Vignette(
        "A13",
        (WOMAN, *CANCER, *NODES, *tnm(None, "N2", "M0", STAGED), stage("IIIA", STAGED), *IMAGED, *TREATED),
        (PET,),
        (not_enough(AX_POST_NAC, "breast_cancer.size_at_diagnosis"),),
    ),
    Vignette(
        "A14",
        (
            WOMAN,
            *CANCER,
            *SIZE,
            no_felt_nodes("left", STAGED),
            *tnm("T2", "N0", "M0", STAGED),
            stage("IIA", STAGED),
            IMAGED[0],
            imaging_report("us-axilla", "left", "2025-11-12", conclusions=(BENIGN,)),
            *TREATED,
        ),
        (order("mri-breast-without-and-with-iv-contrast"),),
        (silence(),),
    ),
    Vignette(
        "A16",
        (WOMAN, *CANCER, *SIZE, no_felt_nodes("left", STAGED), *IMAGED, *TREATED),
        (US,),
        (rated(AX_POST_NAC, UA, NO_CARD),),
    ),
    Vignette(
        "A17",
        _base_with(*node_biopsy("left", "2025-12-01", 1), node_clip("left", "2025-12-01")),
        (US,),
        (rated(AX_POST_NAC, UA, NO_CARD),),
    ),
    Vignette(
        "A19",
        (WOMAN, *CANCER, *SIZE, *NODES, *STAGING, *TREATED),
        (US,),
        (rated(AX_POST_NAC, UA, INFO, NOTE, mentions=("before treatment|prior",)),),
    ),
    Vignette("A20", _IN_TREATMENT, (order("us-axilla"),), (silence(),)),
    Vignette(
        "A22",
        _UNFINISHED,
        (order("us-axilla", note="cN1 at diagnosis. Marker clip in the left axillary node."),),
        (not_enough(AX_POST_NAC, "neoadjuvant_therapy.phase", NO_CARD),),
    ),
    Vignette(
        "A23",
        _UNFINISHED,
        (order("pet-ct-skull-base-to-mid-thigh"),),
        (not_enough(AX_POST_NAC, "neoadjuvant_therapy.phase"),),
    ),
    Vignette(
        "A25",
        (
            patient("male", "1966-02-01"),
            cancer_on_problem_list("ductal", "left", DIAGNOSED, sex="male"),
            *SIZE,
            *NODES,
            *STAGING,
            *IMAGED,
            *TREATED,
        ),
        (order("mri-breast-without-and-with-iv-contrast", note=TOLD),),
        (silence(),),
    ),
    Vignette(
        "A26",
        (patient("male", "1974-03-11", birth_sex="F", identity="transmasculine"), *BASE[1:]),
        (PET,),
        (undecided(AX_POST_NAC),),
    ),
    Vignette(
        "A28",
        (patient(None, "1974-03-11"), *BASE[1:]),
        (PET,),
        (not_enough(AX_POST_NAC, "patient.population"),),
    ),
    Vignette(
        "A29",
        _base_with(mastectomy_with_dissection("left", "2026-05-18")),
        (order("us-axilla"),),
        (silence(),),
    ),
    Vignette(
        "A31",
        (WOMAN, hypertension(), axillary_mass("left", "2026-05-20")),
        (order("pet-ct-skull-base-to-mid-thigh", reason="New left axillary lump"),),
        (silence(),),
    ),
    Vignette(
        "A32",
        _base_with(imaging_report("us-axilla", "left", "2026-05-26", conclusions=(BENIGN,))),
        (surgery_order(("172043006", "Simple mastectomy"), "left"),),
        (unrated(INFO, mentions=("complete response",)),),
    ),
    Vignette(
        "A34",
        BASE,
        (
            order(
                "mri-breast-without-and-with-iv-contrast",
                reason="Response of the breast tumor to neoadjuvant chemotherapy",
            ),
        ),
        (silence(AX_POST_NAC, UNDETERMINED),),
    ),
)
