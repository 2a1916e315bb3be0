"""Systemic therapy for this cancer: given, ordered and planned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from cds_service.domain.facts import Evidence
from cds_service.domain.terms import SHORT_NAMES
from cds_service.extraction.chart import Chart, Coded, Found
from cds_service.extraction.evidence import bear_witness, name_of
from cds_service.extraction.operations import is_stale
from cds_service.extraction.primaries import CANCER, SITELESS, Disease, is_established
from cds_service.extraction.standing import NOT_YET_DONE
from cds_service.fhir.dates import Day, latest_of
from cds_service.fhir.elements import Concept, Span
from cds_service.fhir.resources import Condition, MedicationRequest, Medicine, Procedure, ServiceRequest

DRUGS: Final = "antineoplastic-drugs"
PROCEDURES: Final = ("chemotherapy-procedure", "chemo-radiotherapy-preoperative")
ENCOUNTERS: Final = "chemotherapy-encounter"
HORMONAL: Final = "endocrine-therapy-current"
NEOADJUVANT: Final = "neoadjuvant-intent"
ADJUVANT: Final = "adjuvant-intent"

_REASONS: Final = (
    *CANCER, SITELESS, "breast-cancer-history", ENCOUNTERS, NEOADJUVANT, ADJUVANT,
    "node-metastasis-axillary", "node-metastasis-unspecified", "node-metastasis-regional-other",
    "distant-metastasis", "metastasis-unspecified", "secondary-of-breast",
)  # fmt: skip
_DIAGNOSTIC_SYSTEMS: Final = frozenset({SHORT_NAMES["snomed"], SHORT_NAMES["icd10cm"]})
_A_COURSE: Final = 14
"""What lasts this many days is a course of treatment, not one dose."""
_NOT_CHEMOTHERAPY: Final = frozenset({"endocrine", "cdk46"})
_TO_COME: Final = frozenset({"draft", "on-hold"})


class State(Enum):
    """How far a treatment has got."""

    GIVEN = "given"
    RUNNING = "under way"
    FINISHED = "finished"
    CUT_SHORT = "stopped early"
    OPEN = "end not recorded"
    """Begun, and nobody recorded whether it ended."""
    ORDERED = "ordered"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Treatment:
    """One record of systemic therapy; `span` is when it was given, or is to be.

    `drug` is the ingredient, empty where the record names none.
    """

    state: State
    span: Span
    sort: str
    intent: str
    evidence: Evidence
    drug: str = ""

    @property
    def is_chemotherapy(self) -> bool:
        """Whether it is more than hormonal treatment."""
        return self.sort not in _NOT_CHEMOTHERAPY

    @property
    def has_begun(self) -> bool:
        """Whether some of it was given."""
        return self.state not in (State.ORDERED, State.PLANNED)

    @property
    def began(self) -> Day | None:
        """The day it began, where that is known."""
        return self.span.start or self.span.end

    def last_given(self, today: Day) -> Day | None:
        """Give the last day up to today on which some of it is known to have been given."""
        past = (day for day in (self.span.start, self.span.end) if day and day.earliest <= today.latest)
        return latest_of(*past)


def treatments_of(chart: Chart, disease: Disease) -> tuple[Treatment, ...]:
    """Give all systemic therapy on record whose stated reason allows that it is for this cancer."""
    return (
        *_from_medicines(chart, disease),
        *_from_procedures(chart, disease),
        *_from_encounters(chart),
        *_from_prescriptions(chart, disease),
        *_from_service_requests(chart, disease),
    )


def intent_of(chart: Chart, concepts: Sequence[Concept]) -> str:
    """Give `neoadjuvant` or `adjuvant` where a code says which, else nothing."""
    if chart.any_in(concepts, NEOADJUVANT):
        return "neoadjuvant"
    return "adjuvant" if chart.any_in(concepts, ADJUVANT) else ""


def is_for_this(
    chart: Chart, disease: Disease, reasons: Sequence[Concept], references: Sequence[str]
) -> bool:
    """Whether the stated reasons allow that something was done for this cancer; no reason allows it."""
    if disease.is_elsewhere(references):
        return False
    conditions = [chart.record.resolve(each, Condition) for each in references]
    named = [*reasons, *(each.code for each in conditions if each and each.code)]
    diagnostic = [each for each in named if any(code.system in _DIAGNOSTIC_SYSTEMS for code in each.codes)]
    return not diagnostic or chart.any_in(diagnostic, *_REASONS)


def _from_medicines(chart: Chart, disease: Disease) -> Iterator[Treatment]:
    for found in chart.find(chart.record.medicines, DRUGS):
        medicine = found.resource
        if is_for_this(chart, disease, medicine.reasons, medicine.reason_references):
            state = _state_of_medicine(medicine, chart)
            yield _treatment(chart, found, state, medicine.taken, medicine.reasons, medicine.intents)


def _state_of_medicine(medicine: Medicine, chart: Chart) -> State:
    match medicine.status:
        case "intended":
            return State.PLANNED
        case "stopped" if medicine.status_reasons:
            return State.CUT_SHORT
        case "completed" if _is_course(medicine.taken, chart):
            return State.FINISHED
        case "active" | "in-progress":
            ends = medicine.taken.end
            lasts = ends is not None and ends.latest >= chart.today.earliest
            return State.RUNNING if lasts and medicine.taken.start else State.OPEN
        case _:
            return State.GIVEN


def _from_procedures(chart: Chart, disease: Disease) -> Iterator[Treatment]:
    for found in chart.find(chart.record.procedures, *PROCEDURES):
        procedure = found.resource
        if is_for_this(chart, disease, procedure.reasons, procedure.reason_references):
            state = _state_of_procedure(procedure, chart)
            yield _treatment(chart, found, state, procedure.performed, procedure.reasons, procedure.intents)


def _state_of_procedure(procedure: Procedure, chart: Chart) -> State:
    if procedure.status in NOT_YET_DONE:
        return State.PLANNED
    match procedure.status:
        case "stopped":
            return State.CUT_SHORT
        case "in-progress" if is_stale(procedure, chart) or not procedure.on:
            return State.OPEN
        case "in-progress":
            return State.RUNNING
        case "completed" if _is_course(procedure.performed, chart):
            return State.FINISHED
        case _:
            return State.GIVEN


def _from_encounters(chart: Chart) -> Iterator[Treatment]:
    """Give what diagnoses say: a visit for chemotherapy is a day of treatment, hormonal treatment a state."""
    for found in chart.find(chart.record.conditions, ENCOUNTERS, HORMONAL):
        condition = found.resource
        if condition.on is None or not is_established(condition):
            continue
        if found.value_set == ENCOUNTERS:
            yield _treatment(chart, found, State.GIVEN, Span(condition.on, condition.on))
        else:
            hormonal = _treatment(chart, found, State.OPEN, Span(condition.on, None))
            yield replace(hormonal, sort="endocrine")


def _from_prescriptions(chart: Chart, disease: Disease) -> Iterator[Treatment]:
    for found in chart.find(chart.record.medication_requests, DRUGS):
        request = found.resource
        if is_for_this(chart, disease, request.reasons, request.reason_references):
            state = _state_of_prescription(request, chart)
            span = request.timing if request.timing != Span() else Span(request.on, None)
            yield _treatment(chart, found, state, span, request.reasons, request.intents)


def _state_of_prescription(request: MedicationRequest, chart: Chart) -> State:
    starts = request.timing.start
    if request.intent in {"plan", "proposal"} or request.status in _TO_COME:
        return State.PLANNED
    match request.status:
        case "completed":
            return State.FINISHED
        case "stopped":
            # Without a reason nobody says whether that was the end of the course or a change of plan.
            return State.CUT_SHORT if request.status_reasons else State.GIVEN
        case _ if starts and starts.earliest > chart.today.latest:
            return State.PLANNED
        case _ if starts:
            ends = request.timing.end
            return State.RUNNING if ends and ends.latest >= chart.today.earliest else State.OPEN
        case _:
            return State.ORDERED


def _from_service_requests(chart: Chart, disease: Disease) -> Iterator[Treatment]:
    found: Found[ServiceRequest]
    for found in chart.find(chart.record.service_requests, *PROCEDURES, DRUGS):
        request = found.resource
        stands = request.status in {"active", "draft", "on-hold", ""}
        if stands and is_for_this(chart, disease, request.reasons, request.reason_references):
            span = request.occurrence if request.occurrence != Span() else Span(request.on, None)
            yield _treatment(chart, found, State.PLANNED, span, request.reasons)


def _treatment(
    chart: Chart,
    found: Found[Coded],
    state: State,
    span: Span,
    *stated: Iterable[Concept],
) -> Treatment:
    stating = [concept for concepts in stated for concept in concepts]
    intent = (
        "neoadjuvant" if found.value_set == "chemo-radiotherapy-preoperative" else intent_of(chart, stating)
    )
    says = name_of(found.entry, "chemotherapy")
    if state is not State.GIVEN:
        says = f"{says} ({state.value})"
    evidence = bear_witness(found.resource, "code", says, code=found.entry.code, on=span.start or span.end)
    return Treatment(state, span, found.says("class"), intent, evidence, found.says("ingredient"))


def _is_course(span: Span, chart: Chart) -> bool:
    """Whether something lasted for a course of treatment and is over."""
    if not span.start or not span.end or span.end.earliest > chart.today.latest:
        return False
    return span.start.days_until(span.end)[0] >= _A_COURSE
