"""Draws whole courses of a breast cancer: found, staged, sampled, treated, operated on and followed up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, get_args

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
from tests.support.chart_chance import Chance
from tests.support.chart_courses import (
    EARLY,
    NODE_POSITIVE,
    NOTES,
    ORDERED,
    REASONS,
    Course,
)
from tests.support.chart_diagnosis import Kind
from tests.support.chart_findings import BREAST_SYMPTOMS, METASTATIC_SYMPTOMS, LiverTest, MarginCoding
from tests.support.chart_parts import SideName
from tests.support.chart_reports import Study
from tests.support.chart_staging import Manner
from tests.support.chart_treatment import Drug

TODAY: Final = date(2026, 6, 1)

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


class Teller(Chance):
    """Tells one course; most of what it tells fits the course, and some does not."""

    def __init__(self, draw: st.DrawFn) -> None:
        super().__init__(draw, TODAY)
        self.course: Course = self.one_of(*get_args(Course))
        self.side: SideName = self.one_of("left", "right")
        operated = self.course == "after-surgery"
        self.since = self.number(*((60, 200) if operated or "therapy" in self.course else (10, 60)))

    def place(self) -> SideName:
        return self.usually(self.side, _OTHER[self.side])

    def person(self) -> Raw:
        return patient(
            self.usually("female", "male", "unknown", None),
            self.usually("1971-03-11", "1938-02-28", "2009-03-11"),
            birth_sex=self.usually(None, "F", "M"),
            identity=self.usually(None, "transfeminine", "transmasculine"),
        )

    def diagnosis(self) -> list[Raw]:
        kind: Kind = self.usually(self.one_of("ductal", "lobular"), "dcis", "inflammatory", "unspecified")
        on_list = cancer_on_problem_list(
            kind,
            self.side,
            self.day(0),
            status=self.usually("active", "remission", "recurrence"),
            verification=self.usually("confirmed", "provisional", "refuted", "entered-in-error"),
        )
        # ICD-10-CM does not know lobular.
        by_bill = kind != "lobular" and self.happens(1, 4)
        found = [cancer_as_billed(kind, self.side, self.day(0)) if by_bill else on_list]
        if self.happens(1, 4) and kind != "lobular":
            found.append(cancer_as_billed(kind, self.side, self.day(self.number(1, 30)), again=True))
        if self.happens(1, 10):
            found.append(
                cancer_on_problem_list("ductal", _OTHER[self.side], "2015-04-04", status="remission")
            )
        if self.happens(1, 12):
            found.append(bone_metastasis(self.day(self.number(-5, 20))))
        return [*found, *([breast_biopsy(self.day(-4))] if self.happens() else [])]

    def staging(self) -> list[Raw]:
        fitting = {"early": EARLY, "node-seen": EARLY}.get(self.course, NODE_POSITIVE)
        t, n, group, measured = self.one_of(*fitting)
        manner: Manner = self.one_of("mcode", "loinc", "synthea", "ajcc")
        told = tnm(
            self.usually(t, None, "T3"),
            self.usually(n, None, "N0", "N2"),
            self.usually("M0", None, "M1"),
            self.day(4),
            manner=manner,
        )
        if recorded := self.usually(group, None, None, "IIIA"):
            told.append(stage(recorded, self.day(self.number(4, 8)), manner=manner))
        if self.happens(2, 3):
            told.append(size(self.usually(measured, 0.8, 2.0, 5.1), "cm", self.day(-3)))
        if self.happens(1, 3):
            when = self.day(self.number(-6, 90))
            told.append(plain_size(self.usually(round(measured * 10), 8, 50, 51), "mm", when))
        return told

    def axilla(self) -> list[Raw]:
        told = [*self._examined(), *self._imaged()]
        if self.happens(1, 6):
            found = self.number(0, 2)
            told += node_biopsy(self.side, self.day(9), found, needle=self.one_of("core", "fna"))
        return [*told, *([node_clip(self.side, self.day(9))] if self.happens(1, 4) else [])]

    def _examined(self) -> list[Raw]:
        if self.happens(1, 5):
            return []
        on = self.day(self.number(-6, 8))
        felt, none = felt_nodes(self.place(), on), no_felt_nodes(self.side, on)
        bulky = palpable_nodes(self.place(), on, matted=self.happens())
        usual = none if self.course in {"early", "node-seen"} else felt
        return [self.usually(usual, none, felt, bulky)]

    def _imaged(self) -> list[Raw]:
        told: list[Raw] = []
        for study in get_args(Study):
            if self.happens(3 if self.course == "node-seen" else 1, 4):
                usual = (ADENOPATHY,) if self.course == "node-seen" else (MALIGNANT_BREAST,)
                said = self.usually(usual, (), (BENIGN,), (NEEDS_MORE,), (MALIGNANT_BREAST, ADENOPATHY))
                told.append(
                    imaging_report(study, self.place(), self.day(self.number(-30, 6)), conclusions=said)
                )
        return told

    def treatment(self) -> list[Raw]:
        match self.course:
            case "early" | "node-seen":
                return self.usually([], [planned_lumpectomy(self.side, self.day(5))])
            case "before-therapy":
                return self.usually([care_plan_neoadjuvant("planned", "2026-06-15")], [])
            case "in-therapy":
                drug: Drug = self.one_of(*get_args(Drug))
                return [*self._doses(2), drug_order(drug, self.day(18), "active")]
            case "after-therapy":
                doses = self._doses(self.number(40, 60))
                plan = [care_plan_neoadjuvant("completed", self.day(20), self.day(self.since - 40))]
                restaged = self.one_of((), (ADENOPATHY,), (BENIGN,))
                seen = imaging_report("us-axilla", self.side, self.day(self.since - 10), conclusions=restaged)
                return [*doses, *self.usually(plan, []), *([seen] if self.happens(1, 3) else [])]
            case "after-surgery":
                before = self._doses(58) if self.happens(1, 4) else []
                return [*before, *self._operation(self.since - self.number(3, 50))]

    def _doses(self, last: int) -> list[Raw]:
        """Tell the doses up to so many days ago."""
        days = range(20, max(self.since - last, 20) + 1, 21)
        return chemotherapy(*(self.day(each) for each in days), neoadjuvant=self.happens())

    def _operation(self, operated: int) -> list[Raw]:
        on = self.day(operated)
        done = self.usually(
            lumpectomy(self.side, on, coded=self.one_of("snomed", "cpt")),
            lumpectomy(self.side, None),
            mastectomy_with_dissection(self.side, on),
            excision_of_lesion(self.side, on),
        )
        told = [done, *([sentinel_node_biopsy(self.side, on)] if self.happens() else [])]
        if self.happens(5, 6):
            asked: MarginCoding = self.one_of(*get_args(MarginCoding))
            told += margins(self.usually("positive", "negative"), self.day(operated + 7), coded=asked)
        if self.happens(1, 6):
            told.append(pathologic_stage(self.one_of("IIA", "IIB"), self.day(operated + 7)))
        if self.happens(1, 4):
            told.append(radiotherapy(self.day(operated + 20), self.day(operated + 30)))
        if self.happens(1, 6):
            said = self.one_of((), (SUSPICIOUS_BREAST,), (NEEDS_MORE,))
            told.append(
                imaging_report("mammography-diagnostic", self.side, self.day(operated + 15), conclusions=said)
            )
        return told

    def complaints(self) -> list[Raw]:
        asked = self.day(self.number(max(self.since - 3, 0), self.since))
        present = self.usually(None, *METASTATIC_SYMPTOMS, *BREAST_SYMPTOMS)
        but_for = (present,) if present else ()
        told = [symptom(present, self.day(self.number(-200, self.since)))] if present else []
        if self.happens(3, 4):
            told += symptom_review_negative(asked, but_for=but_for)
        return [*told, *(breast_review_negative(asked, but_for=but_for) if self.happens(3, 4) else [])]

    def laboratory(self) -> list[Raw]:
        high: dict[LiverTest, float] = {"alp": 138, "alt": 112, "ast": 80, "bilirubin": 2.4}
        normal: dict[LiverTest, float] = {"alp": 78, "alt": 22, "ast": 19, "bilirubin": 0.6}
        drawn = self.day(self.usually(2, -90, self.since))
        return [
            lab(test, self.usually(normal, high)[test], drawn, with_range=self.happens(3, 4))
            for test in get_args(LiverTest)
            if self.happens(3, 4)
        ]

    def everything_else(self) -> list[Raw]:
        others = (
            [hypertension()], [lisinopril()], [spinal_arthritis("2014-03-01")],
            pregnancy(self.day(1)), [gadolinium_allergy()],
        )  # fmt: skip
        return [each for told in others if self.happens(1, 4) for each in told]

    def draft(self) -> Raw:
        any_study = self.one_of(*sorted({*STUDIES} - {"mri-spine"}))
        return order(
            self.usually(self.one_of(*ORDERED[self.course]), any_study),
            side=self.usually(self.side, _OTHER[self.side]),
            reason=self.usually("", *REASONS),
            note=self.usually("", *NOTES),
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
    """Leave out what is told a second time under one id."""
    named: dict[tuple[str, str], Raw] = {}
    for each in chart:
        named.setdefault((each["resourceType"], each["id"]), each)
    return list(named.values())
