"""Vignettes D: the search for distant disease in newly diagnosed early-stage cancer."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Final

from tests.spec.vignettes.patients_d import (
    BASE,
    CANCER,
    CHRONIC_PAIN,
    DIAGNOSED,
    EXAM,
    LABS,
    NODES,
    REVIEW,
    STAGING,
    SURGERY_FIRST,
    TWO_QUESTIONS,
    VISIT,
    WOMAN,
    stage_of,
    staged,
    with_labs,
    with_symptom,
)
from tests.spec.vignettes.vignette import (
    AX_PRE_NAC,
    DISTANT_EARLY,
    DROP,
    INFO,
    MB,
    UN,
    WARNING,
    Vignette,
    downstream,
    not_enough,
    rated,
    silence,
    swap,
    undecided,
)
from tests.support.chart import (
    bone_metastasis,
    breast_biopsy,
    cancer_on_problem_list,
    cancer_with_body_site,
    chemotherapy,
    drug_order,
    lab,
    lumpectomy,
    normal_liver_tests,
    order,
    palpable_nodes,
    pathologic_stage,
    plain_size,
    sentinel_node_biopsy,
    stage,
    tnm,
)

PET: Final = order("pet-ct-skull-base-to-mid-thigh")
CAP: Final = order("ct-chest-abdomen-pelvis-with-iv-contrast")
BONE: Final = order("bone-scan-whole-body")
US: Final = order("us-axilla")
DISCOURAGED: Final = rated(DISTANT_EARLY, UN, WARNING, DROP)
MILD_UP_TO: Final = MappingProxyType({"alp_mild_multiple": Decimal("1.5")})

VIGNETTES: Final = (
    Vignette("D01", BASE, (PET,), (DISCOURAGED,)),
    Vignette("D02", BASE, (CAP,), (DISCOURAGED,)),
    Vignette(
        "D04",
        BASE,
        (order("ct-chest-abdomen-pelvis-without-iv-contrast"),),
        (downstream(DISTANT_EARLY, INFO),),
    ),
    Vignette("D05", BASE, (order("ct-chest-with-iv-contrast"),), (silence(),)),
    Vignette("D07", BASE, (order("mri-breast-without-and-with-iv-contrast"),), (silence(),)),
    Vignette("D08", BASE, (US, PET), (silence(), DISCOURAGED)),
    Vignette(
        "D10",
        (
            *staged(*stage_of("T1c", "N1", "IIA"), plain_size(1.5, "cm", "2026-05-04"), exam=NODES),
            *SURGERY_FIRST,
        ),
        (order("pet-ct-skull-base-to-mid-thigh", note="Surgery first."),),
        (DISCOURAGED,),
    ),
    Vignette(
        "D11",
        staged(*stage_of("T2", "N0", "IIA"), plain_size(5.0, "cm", "2026-05-04")),
        (CAP,),
        (DISCOURAGED,),
    ),
    Vignette(
        "D13", (*staged(*stage_of("T2", "N1", "IIB"), exam=NODES), *SURGERY_FIRST), (PET,), (silence(),)
    ),
    Vignette(
        "D14",
        (*staged(*stage_of("T2", "N1", None), exam=NODES), *SURGERY_FIRST),
        (PET,),
        (not_enough(DISTANT_EARLY, "breast_cancer.clinical_stage", mentions=("stage group",)),),
    ),
    Vignette(
        "D16",
        staged(*stage_of("T1", "N2", "IIIA"), exam=(palpable_nodes("left", VISIT, matted=True),)),
        (BONE,),
        (silence(),),
    ),
    Vignette(
        "D17",
        (
            WOMAN,
            cancer_on_problem_list("inflammatory", "left", DIAGNOSED),
            breast_biopsy("2026-05-07"),
            *EXAM,
            *stage_of("T4d", "N0", "IIIB"),
            *REVIEW,
            *LABS,
        ),
        (CAP,),
        (silence(),),
    ),
    Vignette("D19", with_symptom("back-pain"), (order("mri-spine", reason="New back pain"),), (silence(),)),
    Vignette(
        "D20",
        with_symptom("cough"),
        (order("ct-chest-with-iv-contrast", reason="Unexplained cough"),),
        (silence(),),
    ),
    Vignette(
        "D22",
        with_labs(
            lab("alt", 112, VISIT),
            lab("bilirubin", 2.4, VISIT),
            *normal_liver_tests(VISIT, but_for=("alt", "bilirubin")),
        ),
        (CAP,),
        (silence(),),
    ),
    Vignette(
        "D23",
        with_labs(lab("alp", 138, VISIT), *normal_liver_tests(VISIT, but_for=("alp",))),
        (BONE,),
        (rated(DISTANT_EARLY, UN, INFO, mentions=("fractionated",)),),
        settings=MILD_UP_TO,
    ),
    Vignette(
        "D25",
        with_labs(lab("alp", 360, VISIT), *normal_liver_tests(VISIT, but_for=("alp",))),
        (CAP,),
        (undecided(DISTANT_EARLY),),
    ),
    Vignette(
        "D26",
        with_labs(lab("alp", 168, VISIT, with_range=False), *normal_liver_tests(VISIT, but_for=("alp",))),
        (BONE,),
        (not_enough(DISTANT_EARLY, "liver_tests.result"),),
    ),
    Vignette(
        "D28",
        (WOMAN, *CANCER, *EXAM, *STAGING, *LABS),
        (PET,),
        (not_enough(DISTANT_EARLY, "distant_metastasis.symptoms", mentions=("symptom",)),),
    ),
    Vignette(
        "D29",
        (WOMAN, *CANCER, *EXAM, *REVIEW, *LABS),
        (BONE,),
        (not_enough(DISTANT_EARLY, "breast_cancer.clinical_stage"),),
    ),
    Vignette(
        "D31",
        (
            *staged(*tnm("T1", "N0", "M1", VISIT, manner="ajcc"), stage("IV", VISIT, manner="ajcc")),
            bone_metastasis("2026-05-20"),
        ),
        (CAP,),
        (silence(),),
    ),
    Vignette(
        "D32",
        (
            WOMAN,
            cancer_with_body_site("lobular", "left", DIAGNOSED),
            breast_biopsy("2026-05-07"),
            *EXAM,
            *stage_of("T2", "N0", "IIA"),
            *REVIEW,
            *LABS,
        ),
        (PET,),
        (DISCOURAGED,),
    ),
    Vignette(
        "D34",
        BASE,
        (
            order(
                "pet-ct-skull-base-to-mid-thigh",
                note="Patient is very anxious and asks for a full body scan.",
            ),
        ),
        (rated(DISTANT_EARLY, UN, WARNING, DROP, mentions=("shared decision",)),),
    ),
    Vignette(
        "D35",
        BASE,
        (
            order(
                "pet-ct-skull-base-to-mid-thigh",
                reason="Raised CA 15-3",
                reason_code=("http://hl7.org/fhir/sid/icd-10-cm", "R97.8"),
            ),
        ),
        (rated(DISTANT_EARLY, UN, WARNING, DROP, mentions=("marker",)),),
    ),
    Vignette(
        "D37",
        (
            *BASE,
            lumpectomy("left", "2026-05-22"),
            sentinel_node_biopsy("left", "2026-05-22"),
            pathologic_stage("IIB", "2026-05-27"),
        ),
        (CAP,),
        (silence(),),
    ),
    Vignette(
        "D38",
        CHRONIC_PAIN,
        (order("bone-scan-whole-body", note="Chronic stable arthritis of the spine, explained."),),
        (undecided(DISTANT_EARLY),),
    ),
    Vignette(
        "D40",
        (
            WOMAN,
            cancer_on_problem_list("dcis", "left", DIAGNOSED),
            breast_biopsy("2026-05-07"),
            *EXAM,
            *stage_of("Tis", "N0", "0"),
            *REVIEW,
            *LABS,
        ),
        (order("bone-scan-whole-body", reason_code=("http://hl7.org/fhir/sid/icd-10-cm", "D05.12")),),
        (silence(),),
    ),
    Vignette(
        "D41",
        (*BASE, *chemotherapy("2026-05-26"), drug_order("docetaxel", "2026-05-25", "active")),
        (PET,),
        (undecided(DISTANT_EARLY),),
    ),
    Vignette(
        "D43",
        TWO_QUESTIONS,
        (order("pet-ct-skull-base-to-mid-thigh", reason="Rule out distant metastases"),),
        (DISCOURAGED,),
    ),
    Vignette(
        "D44",
        TWO_QUESTIONS,
        (order("pet-ct-skull-base-to-mid-thigh", reason="Axillary staging"),),
        (rated(AX_PRE_NAC, MB, INFO, swap("us-axilla")),),
    ),
)
