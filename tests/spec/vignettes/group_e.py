"""Vignettes E: a positive margin after breast-conserving surgery."""

from __future__ import annotations

from typing import Final

from tests.spec.vignettes.vignette import (
    INFO,
    MB,
    NOT_RATED,
    POS_MARGIN,
    UNDETERMINED,
    WARNING,
    Vignette,
    not_enough,
    postpone,
    rated,
    silence,
    swap,
    undecided,
)
from tests.support.chart import (
    NEEDS_MORE,
    SUSPICIOUS_BREAST,
    Raw,
    atypical_hyperplasia,
    breast_biopsy,
    breast_review_negative,
    cancer_as_billed,
    cancer_on_problem_list,
    excision_of_lesion,
    hypertension,
    imaging_report,
    lisinopril,
    lumpectomy,
    margins,
    order,
    patient,
    radiotherapy,
    symptom,
)

DIAGNOSED: Final = "2026-03-30"
OPERATED: Final = "2026-04-27"
REPORTED: Final = "2026-05-04"
VISIT: Final = "2026-05-25"

WOMAN: Final = patient("female", "1971-04-17")
CANCER: Final = (
    cancer_as_billed("ductal", "left", DIAGNOSED),
    breast_biopsy("2026-03-27"),
    hypertension(),
    lisinopril(),
)
SURGERY: Final = (lumpectomy("left", OPERATED),)
POSITIVE: Final = tuple(margins("positive", REPORTED))
WELL: Final = tuple(breast_review_negative(VISIT))
BASE: Final = (WOMAN, *CANCER, *SURGERY, *POSITIVE, *WELL)

MAMMOGRAPHY: Final = order("mammography-diagnostic")
MRI: Final = order("mri-breast-without-and-with-iv-contrast")
US: Final = order("us-breast")
STEREOTACTIC: Final = order("stereotactic-guided-biopsy")
INSTEAD: Final = swap("mammography-diagnostic")
TOO_SOON: Final = ("four weeks", "too soon")


def _operated(on: str | None, reported: str = "2026-05-29", seen: str = "2026-06-01") -> tuple[Raw, ...]:
    operation = lumpectomy("left", on, coded="cpt")
    return (WOMAN, *CANCER, operation, *margins("positive", reported), *breast_review_negative(seen))


def _of(person: Raw, *cancer: Raw) -> tuple[Raw, ...]:
    return (person, *(cancer or CANCER), *SURGERY, *POSITIVE, *WELL)


def _with_symptom(name: str, on: str) -> tuple[Raw, ...]:
    asked = breast_review_negative(VISIT, but_for=(name,))
    return (WOMAN, *CANCER, *SURGERY, *POSITIVE, *asked, symptom(name, on))


_ATYPIA: Final = atypical_hyperplasia(REPORTED)

VIGNETTES: Final = (
    Vignette("E01", BASE, (MAMMOGRAPHY,), (rated(POS_MARGIN, MB, INFO, silent_on=TOO_SOON),)),
    Vignette("E02", BASE, (MRI,), (rated(POS_MARGIN, MB, INFO),)),
    Vignette(
        "E04", BASE, (order("mammography-screening"),), (rated(POS_MARGIN, NOT_RATED, WARNING, INSTEAD),)
    ),
    Vignette("E05", BASE, (order("dbt-screening"),), (rated(POS_MARGIN, NOT_RATED, WARNING, INSTEAD),)),
    Vignette("E07", BASE, (order("pet-ct-skull-base-to-mid-thigh"),), (silence(POS_MARGIN),)),
    Vignette(
        "E08",
        _operated("2026-05-25"),
        (MAMMOGRAPHY,),
        (rated(POS_MARGIN, MB, INFO, postpone("2026-06-22")),),
    ),
    Vignette(
        "E10",
        _operated("2026-05-04", "2026-05-11"),
        (MAMMOGRAPHY,),
        (rated(POS_MARGIN, MB, INFO, silent_on=TOO_SOON),),
    ),
    Vignette(
        "E11",
        _operated(OPERATED, REPORTED),
        (MAMMOGRAPHY,),
        (rated(POS_MARGIN, MB, INFO, silent_on=TOO_SOON),),
    ),
    Vignette(
        "E13",
        _operated("2026-05-25"),
        (order("mammography-diagnostic", occurrence="2026-07-04"),),
        (rated(POS_MARGIN, MB, INFO, silent_on=TOO_SOON),),
    ),
    Vignette(
        "E14",
        _operated(None, REPORTED),
        (MAMMOGRAPHY,),
        (rated(POS_MARGIN, MB, INFO, mentions=("date of the surgery",)),),
    ),
    Vignette(
        "E16",
        (
            WOMAN,
            cancer_on_problem_list("ductal", "left", "2025-06-10"),
            lumpectomy("left", "2025-07-01"),
            *margins("negative", "2025-07-08", coded="mcode"),
            radiotherapy("2025-08-11", "2025-09-05"),
            *WELL,
        ),
        (US,),
        (silence(),),
    ),
    Vignette("E17", (WOMAN, *CANCER, *SURGERY, *WELL), (US,), (not_enough(POS_MARGIN, "margins.status"),)),
    Vignette("E19", _with_symptom("lump", "2026-05-26"), (US,), (silence(),)),
    Vignette("E20", _with_symptom("discharge", "2026-05-26"), (MRI,), (silence(),)),
    Vignette(
        "E22",
        _with_symptom("pain", "2026-04-29"),
        (order("us-breast", note="Expected soreness of the wound only."),),
        (undecided(POS_MARGIN),),
    ),
    Vignette(
        "E23", (WOMAN, *CANCER, *SURGERY, *POSITIVE), (US,), (not_enough(POS_MARGIN, "breast.symptoms"),)
    ),
    Vignette(
        "E25",
        (
            WOMAN,
            hypertension(),
            cancer_on_problem_list("unspecified", "left", DIAGNOSED, verification="refuted"),
            _ATYPIA,
            excision_of_lesion("left", OPERATED),
            *WELL,
        ),
        (
            order(
                "mri-breast-without-and-with-iv-contrast",
                reason_code=("http://hl7.org/fhir/sid/icd-10-cm", "N60.92"),
            ),
        ),
        (silence(),),
    ),
    Vignette(
        "E26",
        (
            WOMAN,
            cancer_on_problem_list("dcis", "left", DIAGNOSED),
            breast_biopsy("2026-03-27"),
            *SURGERY,
            *margins("positive", REPORTED, coded="words"),
            *WELL,
        ),
        (order("mammography-diagnostic", reason_code=("http://hl7.org/fhir/sid/icd-10-cm", "D05.12")),),
        (rated(POS_MARGIN, MB, INFO),),
    ),
    Vignette(
        "E28",
        _of(WOMAN, cancer_on_problem_list("lobular", "left", DIAGNOSED), breast_biopsy("2026-03-27")),
        (MRI,),
        (rated(POS_MARGIN, MB, INFO),),
    ),
    Vignette(
        "E29",
        _of(patient("male", "1961-04-17"), cancer_as_billed("ductal", "left", DIAGNOSED, sex="male")),
        (US,),
        (silence(),),
    ),
    Vignette("E31", _of(patient("female", "2008-11-03")), (MAMMOGRAPHY,), (silence(),)),
    Vignette(
        "E32",
        _of(patient("unknown", "1971-04-17"), cancer_on_problem_list("unspecified", "left", DIAGNOSED)),
        (US,),
        (not_enough(POS_MARGIN, "patient.population"),),
    ),
    Vignette(
        "E34",
        (*BASE, imaging_report("mammography-diagnostic", "left", "2026-05-28", conclusions=(NEEDS_MORE,))),
        (
            order(
                "mammography-diagnostic",
                reason="Short-interval follow-up in 6 months",
                occurrence="2026-11-30",
            ),
        ),
        (silence(POS_MARGIN, UNDETERMINED),),
    ),
    Vignette(
        "E35",
        (
            *BASE,
            imaging_report("mammography-diagnostic", "left", "2026-05-28", conclusions=(SUSPICIOUS_BREAST,)),
        ),
        (STEREOTACTIC,),
        (silence(POS_MARGIN),),
    ),
    Vignette(
        "E37",
        (WOMAN, hypertension(), excision_of_lesion("left", OPERATED), *WELL),
        (order("mammography-screening", reason_code=("http://hl7.org/fhir/sid/icd-10-cm", "Z12.31")),),
        (silence(POS_MARGIN),),
    ),
    Vignette(
        "E38",
        (
            WOMAN,
            cancer_on_problem_list("ductal", "left", "2026-01-12"),
            lumpectomy("left", "2026-02-10"),
            *margins("positive", "2026-02-17"),
            radiotherapy("2026-04-06", "2026-05-01"),
            *WELL,
        ),
        (MAMMOGRAPHY,),
        (undecided(POS_MARGIN),),
    ),
)
