"""Vignettes C: a suspicious axillary node on the first imaging of a new breast cancer."""

from __future__ import annotations

from typing import Final

from tests.spec.vignettes.vignette import (
    AX_PRE_NAC,
    DROP,
    INFO,
    NO_CARD,
    NODE_BX,
    NOTE,
    UA,
    UN,
    WARNING,
    Vignette,
    not_enough,
    rated,
    silence,
    swap,
    undecided,
)
from tests.support.chart import (
    ADENOPATHY,
    BENIGN,
    MALIGNANT_BREAST,
    Raw,
    breast_biopsy,
    cancer_as_mcode,
    cancer_on_problem_list,
    chemotherapy,
    drug_order,
    hypertension,
    imaging_report,
    lisinopril,
    no_felt_nodes,
    node_biopsy,
    order,
    palpable_nodes,
    patient,
    size,
    tnm,
    undiagnostic_node_biopsy,
)

DIAGNOSED: Final = "2026-05-08"
SEEN: Final = "2026-05-14"

WOMAN: Final = patient("female", "1972-02-14")
CANCER: Final = (cancer_as_mcode(DIAGNOSED), breast_biopsy("2026-05-06"), hypertension(), lisinopril())
MAMMOGRAM: Final = imaging_report(
    "mammography-diagnostic", "left", "2026-05-04", conclusions=(MALIGNANT_BREAST, ADENOPATHY)
)
ULTRASOUND: Final = imaging_report("us-axilla", "left", SEEN, conclusions=(ADENOPATHY,))
EXAM: Final = (no_felt_nodes("left", SEEN),)
STAGING: Final = (*tnm("T2", None, "M0", SEEN, manner="synthea"), size(24, "mm", "2026-05-04"))
BASE: Final = (WOMAN, *CANCER, MAMMOGRAM, ULTRASOUND, *EXAM, *STAGING)

CLIP: Final = "Sample the node with the thick cortex and place a marker clip."
CORE: Final = order("us-guided-core-biopsy-axillary-node", note=CLIP)
FNA: Final = order("us-guided-fna-biopsy-axillary-node", note=CLIP)
MAMMOGRAPHY: Final = order("mammography-diagnostic")
INSTEAD: Final = swap("us-guided-core-biopsy-axillary-node")


def _imaged(*reports: Raw) -> tuple[Raw, ...]:
    return (WOMAN, *CANCER, *reports, *EXAM, *STAGING)


_ON_TOMOSYNTHESIS: Final = _imaged(
    imaging_report("dbt-diagnostic", "left", "2026-05-04", conclusions=(MALIGNANT_BREAST, ADENOPATHY))
)
_BULKY: Final = (
    WOMAN,
    *CANCER,
    imaging_report("mammography-diagnostic", "left", "2026-05-04", conclusions=(MALIGNANT_BREAST,)),
    palpable_nodes("left", SEEN, matted=True),
    *STAGING,
)

VIGNETTES: Final = (
    Vignette("C01", BASE, (CORE,), (rated(NODE_BX, UA, NO_CARD),)),
    Vignette("C02", BASE, (FNA,), (rated(NODE_BX, UA, NO_CARD),)),
    Vignette("C04", BASE, (MAMMOGRAPHY,), (rated(NODE_BX, UN, WARNING, INSTEAD, DROP),)),
    Vignette("C05", BASE, (order("dbt-diagnostic"),), (rated(NODE_BX, UN, WARNING, INSTEAD, DROP),)),
    Vignette(
        "C07",
        BASE,
        (
            order(
                "mri-breast-without-and-with-iv-contrast", reason="Extent of the primary tumor in the breast"
            ),
        ),
        (undecided(NODE_BX),),
    ),
    Vignette("C08", BASE, (order("mri-breast-without-iv-contrast"),), (silence(NODE_BX),)),
    Vignette("C10", _ON_TOMOSYNTHESIS, (CORE,), (rated(NODE_BX, UA, NO_CARD),)),
    Vignette("C11", _ON_TOMOSYNTHESIS, (order("us-axilla"),), (silence(NODE_BX),)),
    Vignette(
        "C13",
        (
            *_imaged(
                imaging_report(
                    "mammography-diagnostic", "left", "2026-05-04", conclusions=(MALIGNANT_BREAST,)
                ),
                imaging_report("us-axilla", "left", SEEN, conclusions=(BENIGN,)),
            ),
            *tnm(None, "N0", None, SEEN, manner="synthea"),
        ),
        (CORE,),
        (silence(),),
    ),
    Vignette(
        "C14",
        (*BASE, *chemotherapy("2026-05-22"), drug_order("paclitaxel", "2026-05-20", "active")),
        (CORE,),
        (silence(),),
    ),
    Vignette("C16", _BULKY, (CORE,), (not_enough(AX_PRE_NAC, "neoadjuvant_therapy.phase"),)),
    Vignette(
        "C17",
        (
            patient("male", "1965-08-08"),
            cancer_on_problem_list("ductal", "left", DIAGNOSED, sex="male"),
            *BASE[2:],
        ),
        (MAMMOGRAPHY,),
        (rated(NODE_BX, UN, WARNING, INSTEAD, DROP),),
    ),
    Vignette(
        "C19",
        (
            WOMAN,
            hypertension(),
            imaging_report("mammography-screening", "left", "2026-05-04", conclusions=(ADENOPATHY,)),
        ),
        (
            order(
                "us-guided-core-biopsy-axillary-node",
                reason_code=("http://hl7.org/fhir/sid/icd-10-cm", "R92.8"),
            ),
        ),
        (silence(),),
    ),
    Vignette(
        "C20",
        (
            WOMAN,
            cancer_on_problem_list("dcis", "left", DIAGNOSED),
            breast_biopsy("2026-05-06"),
            MAMMOGRAM,
            ULTRASOUND,
            *EXAM,
        ),
        (CORE,),
        (undecided(NODE_BX),),
    ),
    Vignette("C22", (*BASE, *node_biopsy("left", "2026-05-20", 2)), (CORE,), (silence(),)),
    Vignette(
        "C23",
        (
            *BASE,
            *node_biopsy("left", "2026-05-20", 0),
            imaging_report("us-axilla", "left", "2026-05-27", conclusions=(ADENOPATHY,)),
        ),
        (CORE,),
        (undecided(NODE_BX, mentions=("tumou?r board",)),),
    ),
    Vignette(
        "C25",
        (*BASE, *undiagnostic_node_biopsy("left", "2026-05-20")),
        (CORE,),
        (undecided(NODE_BX, NO_CARD),),
    ),
    Vignette(
        "C26",
        BASE,
        (order("us-guided-core-biopsy-axillary-node"),),
        (rated(NODE_BX, UA, INFO, NOTE, mentions=("clip",)),),
    ),
    Vignette(
        "C28",
        (
            WOMAN,
            cancer_on_problem_list("inflammatory", "left", DIAGNOSED),
            breast_biopsy("2026-05-06"),
            ULTRASOUND,
            *EXAM,
        ),
        (CORE,),
        (rated(NODE_BX, UA, INFO, mentions=("urgen",)),),
    ),
    Vignette(
        "C29",
        _imaged(
            imaging_report("mammography-diagnostic", "left", "2026-05-04", conclusions=(MALIGNANT_BREAST,)),
            imaging_report("us-axilla", "right", SEEN, conclusions=(ADENOPATHY,)),
        ),
        (order("us-guided-core-biopsy-axillary-node", side="right", note=CLIP),),
        (undecided(NODE_BX),),
    ),
    Vignette(
        "C31",
        BASE,
        (MAMMOGRAPHY,),
        (not_enough(NODE_BX, "neoadjuvant_therapy.phase"),),
        unread=("medication_requests", "medication_administrations"),
    ),
)
