"""Draws whole courses of a breast cancer: found, staged, sampled, treated, operated on and followed up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal, get_args

from hypothesis import strategies as st

from tests.support.chart import (
    ADENOPATHY,
    BENIGN,
    MALIGNANT_BREAST,
    NEEDS_MORE,
    STUDIES,
    SUSPICIOUS_BREAST,
    Raw,
    bone_metastasis,
    breast_biopsy,
    breast_review_negative,
    cancer_as_billed,
    cancer_on_problem_list,
    care_plan_neoadjuvant,
    chemotherapy,
    drug_order,
    excision_of_lesion,
    felt_nodes,
    gadolinium_allergy,
    hypertension,
    imaging_report,
    lab,
    lisinopril,
    lumpectomy,
    margins,
    mastectomy_with_dissection,
    no_felt_nodes,
    node_biopsy,
    node_clip,
    order,
    palpable_nodes,
    pathologic_stage,
    patient,
    plain_size,
    planned_lumpectomy,
    pregnancy,
    radiotherapy,
    sentinel_node_biopsy,
    size,
    spinal_arthritis,
    stage,
    symptom,
    symptom_review_negative,
    tnm,
)
from tests.support.chart_findings import BREAST_SYMPTOMS, METASTATIC_SYMPTOMS, LiverTest
from tests.support.chart_parts import SideName
from tests.support.chart_reports import Study
from tests.support.chart_treatment import Drug

TODAY: Final = date(2026, 6, 1)
Course = Literal["untreated", "surgery-first", "planned", "running", "completed", "then-surgery"]

_REASONS: Final = (
    "",
    "Axillary staging",
    "Rule out distant metastases",
    "Palpable left axillary node",
    "Positive margin after lumpectomy",
    "Extent of the primary tumor in the breast",
    "See attached",
)
_NOTES: Final = (
    "",
    "cN1 before chemotherapy, clip in the left axillary node.",
    "Completed neoadjuvant chemotherapy.",
    "Asymptomatic.",
    "Patient is very anxious.",
)
_OTHER: Final[dict[SideName, SideName]] = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class History:
    """A patient's chart as of today, and the order that is drafted."""

    chart: tuple[Raw, ...]
    draft: Raw

    def __repr__(self) -> str:
        """Show the names of the resources alone."""
        names = (f"{each['resourceType']}/{each['id']}" for each in (*self.chart, self.draft))
        return f"History({', '.join(names)})"


class Teller:
    """Draws one course; days are counted from the diagnosis."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw
        self.side: SideName = self.one_of("left", "right")
        self.since = self.number(5, 420)

    def number(self, least: int, most: int) -> int:
        return self._draw(st.integers(least, most))

    def one_of(self, *choices: Any) -> Any:  # noqa: ANN401  # whatever the choices are
        return self._draw(st.sampled_from(choices))

    def chance(self, times: int = 1, out_of: int = 2) -> bool:
        """Say yes so many times out of so many; a failing example says no where it can."""
        return self.number(1, out_of) > out_of - times

    def day(self, after_diagnosis: int) -> str:
        """Give a day of the past; what would come later is told today."""
        return (TODAY - timedelta(days=max(self.since - after_diagnosis, 0))).isoformat()

    def place(self) -> SideName:
        """Give the side of the cancer; seldom the other."""
        return self.side if self.chance(7, 8) else _OTHER[self.side]

    def person(self) -> Raw:
        born = f"{self.number(1938, 2009)}-03-11"
        gender = self.one_of("female", "female", "female", "female", "male", "unknown", None)
        sex = self.one_of(None, None, "F", "M")
        identity = self.one_of(None, None, None, "transfeminine", "transmasculine")
        return patient(gender, born, birth_sex=sex, identity=identity)

    def diagnosis(self) -> list[Raw]:
        kind = self.one_of("ductal", "ductal", "lobular", "dcis", "inflammatory", "unspecified")
        if kind != "lobular" and self.chance(1, 3):  # ICD-10-CM does not know lobular
            found = [cancer_as_billed(kind, self.side, self.day(0))]
        else:
            certain = self.one_of(*(("confirmed",) * 6), "provisional", "refuted", "entered-in-error")
            state = self.one_of(*(("active",) * 6), "remission", "recurrence")
            found = [cancer_on_problem_list(kind, self.side, self.day(0), status=state, verification=certain)]
        if self.chance(1, 8):
            found.append(
                cancer_on_problem_list("ductal", _OTHER[self.side], "2015-04-04", status="remission")
            )
        if self.chance(1, 10):
            found.append(bone_metastasis(self.day(self.number(-5, 20))))
        return [*found, *([breast_biopsy(self.day(-4))] if self.chance() else [])]

    def staging(self) -> list[Raw]:
        manner = self.one_of("mcode", "loinc", "synthea", "ajcc")
        t, n = self.one_of("T1", "T1c", "T2", "T2", "T3", None), self.one_of("N0", "N1", "N1", "N2", None)
        group = self.one_of(None, None, "IA", "IIA", "IIB", "IIIA")
        told = tnm(t, n, self.one_of("M0", "M0", None, "M1"), self.day(4), manner=manner)
        if group:
            told.append(stage(group, self.day(self.number(4, 8)), manner=manner))
        if self.chance():
            told.append(size(self.one_of(0.8, 1.8, 2.0, 2.1, 3.0, 5.0, 6.5), "cm", self.day(-3)))
        if self.chance(1, 3):
            told.append(plain_size(self.one_of(8, 18, 24, 50, 51), "mm", self.day(self.number(-6, 90))))
        return told

    def axilla(self) -> list[Raw]:
        examined = self.day(self.number(-6, 8))
        felt = self.one_of(
            [], [felt_nodes(self.place(), examined)], [no_felt_nodes(self.side, examined)],
            [palpable_nodes(self.place(), examined, matted=self.chance(1, 3))],
        )  # fmt: skip
        seen: list[Raw] = []
        for study in get_args(Study):
            if self.chance(1, 3):
                concluded = self.one_of((), (ADENOPATHY,), (BENIGN,), (MALIGNANT_BREAST,), (NEEDS_MORE,),
                                        (MALIGNANT_BREAST, ADENOPATHY))  # fmt: skip
                on = self.day(self.number(-30, 6))
                seen.append(imaging_report(study, self.place(), on, conclusions=concluded))
        if self.chance(1, 3):
            needle = self.one_of("core", "fna")
            seen += node_biopsy(self.side, self.day(9), self.number(0, 2), needle=needle)
        return [*felt, *seen, *([node_clip(self.side, self.day(9))] if self.chance(1, 5) else [])]

    def treatment(self) -> list[Raw]:
        course: Course = self.one_of(*get_args(Course))
        begun, operated = 20, self.number(25, 60)
        match course:
            case "untreated":
                return []
            case "surgery-first":
                done = self.operation(operated) if self.since > operated else []
                return done or [planned_lumpectomy(self.side, self.day(5))]
            case "planned":
                return [care_plan_neoadjuvant("planned", "2026-06-15")]
            case "running" | "completed" | "then-surgery":
                doses = self.doses(begun)
                last = begun + 21 * (len(doses) - 1) if doses else begun
                told = [*chemotherapy(*doses, neoadjuvant=self.chance())] if doses else []
                if course == "running":
                    drug: Drug = self.one_of(*get_args(Drug))
                    return [*told, drug_order(drug, self.day(begun - 2), "active")]
                if doses and self.chance():
                    told.append(care_plan_neoadjuvant("completed", doses[0], doses[-1]))
                if self.chance(1, 3) and self.since > last + 12:
                    seen = self.one_of((), (ADENOPATHY,), (BENIGN,))
                    told.append(imaging_report("us-axilla", self.side, self.day(last + 12), conclusions=seen))
                if course == "then-surgery" and self.since > last + 30:
                    told += self.operation(last + 30)
                return told

    def doses(self, begun: int) -> list[str]:
        wanted = self.number(1, 8)
        return [self.day(begun + 21 * cycle) for cycle in range(wanted) if begun + 21 * cycle < self.since]

    def operation(self, operated: int) -> list[Raw]:
        on = self.day(operated)
        kind = self.one_of("lumpectomy", "lumpectomy", "mastectomy", "lesion", "undated")
        match kind:
            case "mastectomy":
                done = mastectomy_with_dissection(self.side, on)
            case "lesion":
                done = excision_of_lesion(self.side, on)
            case _:
                coded = self.one_of("snomed", "cpt")
                done = lumpectomy(self.side, None if kind == "undated" else on, coded=coded)
        told = [done, *([sentinel_node_biopsy(self.side, on)] if self.chance() else [])]
        if self.chance(2, 3):
            coded = self.one_of("present-absent", "mcode", "cap", "words", "residual", "status")
            told += margins(self.one_of("positive", "negative"), self.day(operated + 7), coded=coded)
        if self.chance(1, 4):
            told.append(pathologic_stage(self.one_of("IIA", "IIB"), self.day(operated + 7)))
        if self.chance(1, 4):
            told.append(radiotherapy(self.day(operated + 30), self.day(operated + 60)))
        if self.chance(1, 4):
            concluded = self.one_of((), (SUSPICIOUS_BREAST,), (NEEDS_MORE,))
            after = self.day(operated + 35)
            told.append(imaging_report("mammography-diagnostic", self.side, after, conclusions=concluded))
        return told

    def complaints(self) -> list[Raw]:
        asked = self.day(self.number(0, self.since))
        told: list[Raw] = []
        present = self.one_of(None, None, None, *METASTATIC_SYMPTOMS, *BREAST_SYMPTOMS)
        if present:
            told.append(symptom(present, self.day(self.number(-200, self.since))))
        if self.chance(2, 3):
            told += symptom_review_negative(asked, but_for=(present,) if present else ())
        if self.chance():
            told += breast_review_negative(asked, but_for=(present,) if present else ())
        return told

    def laboratory(self) -> list[Raw]:
        high: dict[LiverTest, float] = {"alp": 138, "alt": 112, "ast": 80, "bilirubin": 2.4}
        normal: dict[LiverTest, float] = {"alp": 78, "alt": 22, "ast": 19, "bilirubin": 0.6}
        drawn = self.day(self.number(-90, self.since))
        return [
            lab(test, (high if self.chance(1, 5) else normal)[test], drawn, with_range=self.chance(3, 4))
            for test in get_args(LiverTest)
            if self.chance(2, 3)
        ]

    def everything_else(self) -> list[Raw]:
        others = (
            [hypertension()], [lisinopril()], [spinal_arthritis("2014-03-01")],
            pregnancy(self.day(1)), [gadolinium_allergy()],
        )  # fmt: skip
        return [each for told in others if self.chance(1, 3) for each in told]

    def draft(self) -> Raw:
        studies = sorted({*STUDIES} - {"mri-spine"})
        return order(
            self.one_of(*studies),
            side=self.place() if self.chance(4, 5) else "left",
            reason=self.one_of(*_REASONS),
            note=self.one_of(*_NOTES),
        )


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw a patient's chart, in the builders' own dialect, and an order."""
    teller = Teller(draw)
    told = (
        *teller.diagnosis(),
        *teller.staging(),
        *teller.axilla(),
        *teller.treatment(),
        *teller.complaints(),
        *teller.laboratory(),
        *teller.everything_else(),
    )
    return History((teller.person(), *_once(told)), teller.draft())


def _once(chart: Iterable[Raw]) -> list[Raw]:
    """Leave out what was told twice under one id."""
    return list({(each["resourceType"], each["id"]): each for each in reversed(list(chart))}.values())[::-1]
