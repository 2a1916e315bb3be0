"""What is proposed for the lines of a catalogue, by code and by name, and how sure it is.

The names are made up in the styles that radiology catalogues use.
"""

from __future__ import annotations

import pytest

from cds_service.domain.terms import SHORT_NAMES, Side
from cds_service.fhir.order_words import Coding
from cds_service.site_catalogue.catalogue_file import Orderable
from cds_service.site_catalogue.proposing import (
    AGREE,
    BY_CODE,
    BY_NAME,
    DISAGREE,
    GUESSED,
    NAMED_IN_FULL,
    NARROWED,
    ONE_WORD_UNKNOWN,
    TWO_WORDS_UNKNOWN,
    Proposal,
    Proposer,
)
from tests.support.knowledge import shipped_knowledge

PROPOSER = Proposer.of(shipped_knowledge())

NAMES = {
    "mammography-diagnostic": (
        "MAMMO DIAGNOSTIC BILATERAL INCL CAD",
        "BI MAMMO DIAGNOSTIC LEFT",
        "MG Breast Diagnostic Bilat",
        "Mammo Diagnostic Unilateral Left",
    ),
    "mammography-screening": ("MG SCREENING MAMMO BILAT", "Digital Mammogram Bilateral Screening with CAD"),
    "mammography-purpose-not-stated": ("MAMMOGRAM", "MAMMO BILAT"),
    "mammography-additional-views": ("MAMMO SPOT COMPRESSION LT",),
    "mammography-with-iv-contrast": ("CESM BILATERAL", "CONTRAST ENHANCED MAMMOGRAM"),
    "dbt-diagnostic": ("BI TOMOSYNTHESIS DIAGNOSTIC BILATERAL",),
    "dbt-screening": (
        "BI TOMOSYNTHESIS SCREENING RIGHT",
        "MAMMOGRAM SCREENING DIGITAL BILAT 3D TOMO",
        "MAMMO SCREEN BIL W IMP W TOMO INCL CAD",
    ),
    "us-breast": ("US BREAST BILATERAL COMPLETE", "US BRST RT LIMITED", "US BREAST LTD (LT or RT)"),
    "us-axilla": ("US AX LT", "HC US AXILLARY LYMPH NODES RT", "SONO BREAST AND AXILLA LT"),
    "us-guided-biopsy-breast": ("US BX BREAST INITIAL", "US Guided Core Needle Biopsy Breast Left"),
    "us-guided-core-biopsy-axillary-node": (
        "US GUIDED CORE BX AXILLARY LN LT",
        "US-Guided Lymph Node Biopsy, Axillary, Core",
    ),
    "us-guided-fna-biopsy-axillary-node": ("US FNA AXILLA NODE RIGHT", "Axilla FNA US guided"),
    "us-guided-biopsy-axillary-node-technique-not-stated": ("Ultrasound guided axillary lymph node bx",),
    "stereotactic-guided-biopsy": ("Stereotactic Biopsy Breast Rt", "Stereo bx breast tomo guided"),
    "mri-guided-biopsy-breast": ("MR GUIDED BREAST BX RT",),
    "mri-breast-without-and-with-iv-contrast": (
        "MRI BREAST BILATERAL WWO",
        "MRI BREAST BILAT WO + W/ CONT",
        "MR Breast w+wo IV Cont",
        "Bilateral breast MRI w/wo",
        "MRI of both breasts with and without gadolinium",
    ),
    "mri-breast-without-iv-contrast": ("MR BREAST W/O CONTRAST BILAT", "MRI BREAST LT WO"),
    "mri-breast-contrast-not-stated": (
        "MRI BREAST BILATERAL",
        "MRI BREAST BILATERAL W AND OR W O CONTRAST",
    ),
    "mri-breast-for-implant": ("MRI BREAST IMPLANT WO",),
    "mri-axilla": ("MRI AXILLA W WO CONTRAST LT",),
    "ct-chest-with-iv-contrast": ("CT Chest w/ Cont",),
    "ct-chest-without-iv-contrast": ("CT Chest wo Cont", "CT Thorax non-contrast"),
    "ct-chest-without-and-with-iv-contrast": ("CT Chest wo + w/ Cont",),
    "ct-abdomen-pelvis-with-iv-contrast": ("CT ABD PELV W IV CON", "CT Abdomen/Pelvis With Contrast"),
    "ct-abdomen-pelvis-without-iv-contrast": ("CT A/P WO",),
    "ct-abdomen-pelvis-contrast-not-stated": ("CT ABDOMEN PELVIS",),
    "ct-chest-abdomen-pelvis-with-iv-contrast": ("CT C/A/P W CONTRAST", "CT Chest Abdomen Pelvis w/ Cont"),
    "bone-scan-whole-body": ("NM BONE SCAN WB", "NM Whole Body Bone Scan"),
    "bone-scan-three-phase": ("NM BONE SCAN 3 PHASE",),
    "bone-scan-extent-not-stated": ("BONE SCAN",),
    "pet-ct-skull-base-to-mid-thigh": (
        "PET/CT SKULL TO THIGH INITIAL STAGING",
        "NM PET CT TUMOR IMAGING SKULL BS-MIDTHIGH",
        "PET/CT FDG Skull Base to Midthigh",
    ),
    "pet-ct-whole-body": ("PET CT WHOLE BODY",),
    "lymphoscintigraphy": ("NM LYMPHOSCINTIGRAPHY BREAST LT",),
    "sestamibi-mbi": ("NM MBI BILATERAL",),
    "sentinel-node-biopsy": ("SENTINEL NODE BX",),
    "breast-conserving-surgery": ("LUMPECTOMY LT BREAST",),
}
"""Names of which a person would say at once which study they are."""

OTHERS = (
    *("MRI BRAIN W WO", "XR CHEST 2 VIEWS", "US PELVIS COMPLETE", "US ABDOMEN LIMITED", "US CHEST"),
    *("CT CHEST LOW DOSE SCREENING", "CT GUIDED BIOPSY LUNG", "CT ANGIO HEAD W WO", "BONE MARROW BIOPSY"),
    *("PULMONARY FUNCTION TEST", "ECHOCARDIOGRAM", "LEFT HEART CATH", "CBC WITH DIFF", "MRI PELVIS W WO"),
)


def propose(name: str, **codes: str) -> Proposal:
    codings = tuple(Coding(SHORT_NAMES[system], code, "") for system, code in codes.items())
    return PROPOSER.propose(Orderable(2, "X1", name, codings))


@pytest.mark.parametrize(
    ("name", "study"), [(name, study) for study, names in NAMES.items() for name in names]
)
def test_a_plain_name_is_understood(name: str, study: str) -> None:
    found = propose(name)
    assert (found.procedure, found.confidence >= BY_NAME) == (study, True), found.why


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_none_of_the_studies_is_not_proposed(name: str) -> None:
    found = propose(name)
    assert (found.procedure, found.confidence) == ("", 0)
    assert found.why == "nothing in the catalogue is like it"


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("US AXILLA LT", Side.LEFT),
        ("MAMMO DIAGNOSTIC RIGHT W TOMO", Side.RIGHT),
        ("MRI BREAST BILAT W WO", Side.BILATERAL),
        ("US BREAST LTD (LT or RT)", None),
        ("US BREAST", None),
    ],
)
def test_the_side_is_read_wherever_it_stands(name: str, side: Side | None) -> None:
    assert propose(name).side is side


def test_a_word_that_is_not_understood_is_told_and_lowers_the_confidence() -> None:
    one, two = propose("CT ANGIO CHEST W CONTRAST"), propose("CT CHEST HI RES WO")
    assert (one.confidence, two.confidence) == (ONE_WORD_UNKNOWN, TWO_WORDS_UNKNOWN)
    assert one.why.endswith(", but for `angio`")
    assert two.why.endswith(", but for `hi`, `res`")


def test_a_name_with_more_words_that_are_not_understood_is_not_proposed() -> None:
    assert propose("US BREAST CYST ASPIRATION DRAIN").procedure == ""


def test_a_misspelt_word_is_read_and_told() -> None:
    found = propose("MAMMAGRAM SCREENING")
    assert (found.procedure, found.confidence) == ("mammography-screening", GUESSED)
    assert "`mammagram` read as `mammogram`" in found.why


def test_a_name_that_could_be_two_studies_is_not_proposed_and_both_are_told() -> None:
    found = propose("MRI BREAST W CONTRAST")
    assert (found.procedure, found.confidence) == ("", 0)
    assert "`mri-breast-contrast-not-stated` or `mri-breast-with-iv-contrast`" in found.why


def test_a_name_of_the_catalogue_in_full_is_surer_than_one_that_means_the_same() -> None:
    assert propose("axillary ultrasound").confidence == NAMED_IN_FULL
    assert propose("US AX").confidence == BY_NAME


def test_code_and_name_that_agree_are_the_surest() -> None:
    found = propose("MAMMO DIAG BILAT", cpt="77066")
    assert (found.procedure, found.confidence) == ("mammography-diagnostic", AGREE)


def test_a_code_alone_is_proposed_where_the_name_says_nothing() -> None:
    found = propose("PACKAGE 7 SPECIAL VISIT FEE", cpt="77066")
    assert (found.procedure, found.confidence) == ("mammography-diagnostic", BY_CODE)


def test_a_name_tells_apart_what_a_code_leaves_open() -> None:
    found = propose("NM BONE SCAN WB", loinc="25031-6")
    assert (found.procedure, found.confidence) == ("bone-scan-whole-body", NARROWED)


def test_a_code_decides_what_a_name_leaves_open() -> None:
    found = propose("MAMMO BILAT", cpt="77066")
    assert (found.procedure, found.confidence) == ("mammography-diagnostic", NARROWED)


def test_code_and_name_that_disagree_are_both_told() -> None:
    found = propose("CT CHEST WO", cpt="77066")
    assert (found.procedure, found.confidence) == ("mammography-diagnostic", DISAGREE)
    assert "`mammography-diagnostic`" in found.why
    assert "`ct-chest-without-iv-contrast`" in found.why


def test_a_code_may_be_a_part_of_what_the_name_means() -> None:
    found = propose("MAMMO SCREENING BILAT W TOMO", cpt="77067")
    assert (found.procedure, found.confidence) == ("dbt-screening", NARROWED)


def test_codes_that_name_different_studies_are_not_proposed() -> None:
    found = propose("", cpt="77066", loinc="72529-1")
    assert found.procedure == ""
    assert found.why.startswith("its codes name studies that are not one: ")


def test_a_shared_code_is_settled_by_an_abbreviated_body_site() -> None:
    found = propose("US AX LT LTD", cpt="76882")
    assert (found.procedure, found.confidence, found.side) == ("us-axilla", AGREE, Side.LEFT)


def test_several_codes_of_a_line_are_one_study_ordered_as_two() -> None:
    codings = tuple(Coding(SHORT_NAMES["cpt"], code, "") for code in ("71260", "74177"))
    found = PROPOSER.propose(Orderable(2, "X1", "CT Chest Abdomen Pelvis w/ Cont", codings))
    assert (found.procedure, found.confidence) == ("ct-chest-abdomen-pelvis-with-iv-contrast", AGREE)
