"""Vignettes B: staging a clinically positive axilla before neoadjuvant therapy."""

from __future__ import annotations

from typing import Final

from tests.spec.vignettes.vignette import (
    AX_PRE_NAC,
    DROP,
    INFO,
    MB,
    NO_CARD,
    NODE_BX,
    NOT_RATED,
    NOTE,
    UA,
    UN,
    WARNING,
    Expect,
    Vignette,
    downstream,
    not_enough,
    rated,
    silence,
    swap,
    unrated,
)
from tests.support.chart import (
    ADENOPATHY,
    BENIGN,
    MALIGNANT_BREAST,
    NEEDS_MORE,
    Raw,
    breast_biopsy,
    cancer_on_problem_list,
    care_plan_neoadjuvant,
    draft_medication,
    drug_order,
    felt_nodes,
    gadolinium_allergy,
    hypertension,
    imaging_report,
    lisinopril,
    no_felt_nodes,
    node_biopsy,
    order,
    order_in_words,
    palpable_nodes,
    patient,
    plain_size,
    planned_lumpectomy,
    stage,
    tnm,
)

DIAGNOSED: Final = "2026-05-12"
EXAMINED: Final = "2026-05-19"

WOMAN: Final = patient("female", "1978-01-20")
CANCER: Final = (
    cancer_on_problem_list("ductal", "left", DIAGNOSED),
    breast_biopsy("2026-05-08"),
    hypertension(),
)
BREAST_IMAGED: Final = (
    imaging_report("mammography-diagnostic", "left", "2026-05-05", conclusions=(MALIGNANT_BREAST,)),
    plain_size(2.6, "cm", "2026-05-05"),
)
NODE: Final = (felt_nodes("left", EXAMINED),)
STAGING: Final = (*tnm("T2", "N1", "M0", EXAMINED, manner="loinc"), stage("IIB", EXAMINED, manner="loinc"))
PLANNED: Final = (care_plan_neoadjuvant("planned", "2026-06-15"), lisinopril())
BASE: Final = (WOMAN, *CANCER, *BREAST_IMAGED, *NODE, *STAGING, *PLANNED)

US: Final = order("us-axilla", system="http://loinc.org", reason="Palpable left axillary node")
CORE: Final = order("us-guided-core-biopsy-axillary-node", system="http://www.ama-assn.org/go/cpt")
MRI: Final = order("mri-breast-without-and-with-iv-contrast", system="http://loinc.org")
PLAIN_MRI: Final = order("mri-breast-without-iv-contrast")
PET: Final = order("pet-ct-skull-base-to-mid-thigh")
INSTEAD: Final = swap("us-axilla")


def _staged(*staging: Raw, nodes: tuple[Raw, ...] = NODE) -> tuple[Raw, ...]:
    return (WOMAN, *CANCER, *BREAST_IMAGED, *nodes, *staging, *PLANNED)


def _after_ultrasound(*conclusions: Raw, words: str = "", nodes: tuple[Raw, ...] = NODE) -> tuple[Raw, ...]:
    seen = imaging_report("us-axilla", "left", "2026-05-22", conclusions=conclusions, conclusion=words)
    return (*_staged(*STAGING, nodes=nodes), seen)


def _of(person: Raw) -> tuple[Raw, ...]:
    return (person, *BASE[1:])


_PROVEN: Final = (*BASE, *node_biopsy("left", "2026-05-22", 1))
_SURGERY_FIRST: Final = (
    WOMAN,
    *CANCER,
    *BREAST_IMAGED,
    *NODE,
    *STAGING,
    lisinopril(),
    planned_lumpectomy("left", "2026-05-28"),
)
_FIRST: Final = "Upfront surgery planned, no neoadjuvant therapy."

VIGNETTES: Final = (
    Vignette("B01", BASE, (US,), (rated(AX_PRE_NAC, UA, NO_CARD),)),
    Vignette("B02", BASE, (CORE,), (rated(AX_PRE_NAC, UN, WARNING, INSTEAD, DROP),)),
    Vignette(
        "B04",
        BASE,
        (US, CORE),
        (
            rated(AX_PRE_NAC, UA, NO_CARD),
            rated(AX_PRE_NAC, UN, INFO, mentions=("ultrasound finds|if the ultrasound",)),
        ),
    ),
    Vignette("B05", BASE, (MRI,), (rated(AX_PRE_NAC, MB, INFO, INSTEAD),)),
    Vignette(
        "B07",
        (*BASE, gadolinium_allergy()),
        (MRI,),
        (rated(AX_PRE_NAC, MB, INFO, INSTEAD, mentions=("allergy",)),),
    ),
    Vignette(
        "B08",
        (*BASE, gadolinium_allergy()),
        (PLAIN_MRI,),
        (rated(AX_PRE_NAC, NOT_RATED, INFO, INSTEAD, mentions=("US axilla|axillary ultrasound",)),),
    ),
    Vignette(
        "B10",
        _staged(*tnm("T3", "N1", "M0", EXAMINED, manner="loinc"), stage("IIIA", EXAMINED, manner="loinc")),
        (PET,),
        (rated(AX_PRE_NAC, MB, INFO, mentions=("US axilla|axillary ultrasound",)),),
    ),
    Vignette(
        "B11",
        (
            WOMAN,
            cancer_on_problem_list("inflammatory", "left", DIAGNOSED),
            breast_biopsy("2026-05-08"),
            *NODE,
            *tnm("T4d", "N1", "M0", EXAMINED, manner="loinc"),
            stage("IIIB", EXAMINED, manner="loinc"),
            *PLANNED,
        ),
        (PET,),
        (rated(AX_PRE_NAC, MB, INFO, mentions=("US axilla|axillary ultrasound", "biopsy")),),
    ),
    Vignette(
        "B13",
        BASE,
        (order("mammography-diagnostic", reason="Evaluation of the palpable left axillary node"),),
        (rated(AX_PRE_NAC, UN, WARNING, INSTEAD, DROP),),
    ),
    Vignette("B14", BASE, (order("dbt-diagnostic"),), (rated(AX_PRE_NAC, UN, WARNING, INSTEAD, DROP),)),
    Vignette(
        "B16",
        (
            patient("male", "1960-04-02"),
            cancer_on_problem_list("ductal", "left", DIAGNOSED, sex="male"),
            *BREAST_IMAGED,
            *NODE,
            *STAGING,
            *PLANNED,
        ),
        (US,),
        (rated(AX_PRE_NAC, UA, NO_CARD),),
    ),
    Vignette(
        "B17",
        _of(patient("female", "1978-01-20", birth_sex="M", identity="transfeminine")),
        (PET,),
        (rated(AX_PRE_NAC, MB, INFO, INSTEAD),),
    ),
    Vignette(
        "B19", _of(patient(None, "1978-01-20")), (CORE,), (rated(AX_PRE_NAC, UN, WARNING, INSTEAD, DROP),)
    ),
    Vignette("B20", _of(patient("female", "2008-09-14")), (US,), (silence(),)),
    Vignette(
        "B22",
        _staged(
            *tnm("T2", "N0", "M0", EXAMINED, manner="loinc"),
            stage("IIA", EXAMINED, manner="loinc"),
            nodes=(no_felt_nodes("left", EXAMINED),),
        ),
        (CORE,),
        (silence(),),
    ),
    Vignette(
        "B23",
        _staged(*tnm("T2", None, "M0", EXAMINED, manner="loinc"), nodes=()),
        (CORE,),
        (not_enough(AX_PRE_NAC, "axilla.palpable_nodes"),),
    ),
    Vignette("B25", _SURGERY_FIRST, (order("us-axilla", note=_FIRST),), (silence(),)),
    Vignette("B26", _SURGERY_FIRST, (order("pet-ct-skull-base-to-mid-thigh", note=_FIRST),), (silence(),)),
    Vignette("B28", _PROVEN, (PET,), (silence(),)),
    Vignette("B29", _PROVEN, (CORE,), (silence(),)),
    Vignette(
        "B31",
        _after_ultrasound(ADENOPATHY, nodes=(palpable_nodes("left", EXAMINED, matted=True),)),
        (CORE,),
        (unrated(INFO, NOTE, mentions=("clip",)),),
    ),
    Vignette(
        "B32",
        _after_ultrasound(BENIGN),
        (CORE,),
        (downstream(AX_PRE_NAC, INFO, mentions=("tumou?r board",)),),
    ),
    Vignette(
        "B34",
        (
            WOMAN,
            *CANCER,
            *NODE,
            *STAGING,
            *PLANNED,
            imaging_report(
                "mammography-diagnostic", "left", "2026-05-05", conclusions=(MALIGNANT_BREAST, ADENOPATHY)
            ),
        ),
        (CORE,),
        (
            Expect(
                ratings={AX_PRE_NAC: UN, NODE_BX: UA},
                card=INFO,
                offers=frozenset({INSTEAD}),
            ),
        ),
    ),
    Vignette(
        "B35",
        BASE,
        (order_in_words("Excisional biopsy of left axillary lymph node", "left"),),
        (downstream(AX_PRE_NAC, INFO, mentions=("lymphatic", "needle")),),
    ),
    Vignette(
        "B37",
        (
            *_staged(
                *tnm("T2", "N2", "M0", EXAMINED, manner="loinc"),
                nodes=(palpable_nodes("left", EXAMINED, matted=True),),
            ),
            *node_biopsy("left", "2026-05-22", 0, needle="fna"),
        ),
        (draft_medication(drug_order("doxorubicin", "2026-06-01", "draft")),),
        (unrated(INFO, mentions=("core",)),),
    ),
    Vignette(
        "B38",
        (WOMAN, hypertension(), felt_nodes("left", EXAMINED)),
        (
            order(
                "us-axilla",
                reason="Palpable left axillary node",
                reason_code=("http://snomed.info/sct", "300863000"),
            ),
        ),
        (silence(),),
    ),
    Vignette(
        "B40",
        _after_ultrasound(NEEDS_MORE, words="Technically limited by body habitus."),
        (MRI,),
        (rated(AX_PRE_NAC, MB, INFO),),
    ),
)
