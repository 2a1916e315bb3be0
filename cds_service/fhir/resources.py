"""The parts of FHIR resources that facts are read from, in one shape for all releases and senders.

What a sender leaves out is empty or none; nothing here is required.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from cds_service.fhir.dates import Day
from cds_service.fhir.elements import Answer, Concept, Extension, Span


class Resource(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What all resources have; `reference` is `Type/id`, empty for one without an id."""

    reference: str = ""


class Patient(Resource, frozen=True, gc=False, kw_only=True):
    """The patient: administrative data and the extensions that speak of sex and gender."""

    gender: str = ""
    birth_date: Day | None = None
    deceased: bool = False
    extensions: tuple[Extension, ...] = ()


class Stage(msgspec.Struct, frozen=True, gc=False):
    """A stage given within a diagnosis; `assessments` are the Observations it rests on."""

    summary: Concept | None = None
    basis: Concept | None = None
    assessments: tuple[str, ...] = ()


class Condition(Resource, frozen=True, gc=False, kw_only=True):
    """A problem or diagnosis; `morphology` is its histology where an extension gives it.

    `recorded` is the day it was first asserted, else the day it was entered.
    """

    clinical_status: str = ""
    verification_status: str = ""
    categories: tuple[Concept, ...] = ()
    code: Concept | None = None
    body_sites: tuple[Concept, ...] = ()
    onset: Day | None = None
    recorded: Day | None = None
    abated: Day | None = None
    is_over: bool = False
    morphology: tuple[Concept, ...] = ()
    stages: tuple[Stage, ...] = ()
    evidence: tuple[str, ...] = ()

    @property
    def on(self) -> Day | None:
        """When it began, else when it was recorded."""
        return self.onset or self.recorded


class Component(msgspec.Struct, frozen=True, gc=False):
    """One part of an Observation, with a question and an answer of its own."""

    code: Concept | None = None
    answer: Answer = Answer()


class Observation(Resource, frozen=True, gc=False, kw_only=True):
    """A finding, measurement or statement; the limits are those of the first plain reference range.

    `notes` are the texts of its notes.
    """

    status: str = ""
    categories: tuple[Concept, ...] = ()
    code: Concept | None = None
    on: Day | None = None
    answer: Answer = Answer()
    components: tuple[Component, ...] = ()
    interpretations: tuple[Concept, ...] = ()
    upper_limit: Decimal | None = None
    body_sites: tuple[Concept, ...] = ()
    method: Concept | None = None
    focus: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    specimens: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Procedure(Resource, frozen=True, gc=False, kw_only=True):
    """Something done to the patient, or about to be."""

    status: str = ""
    code: Concept | None = None
    performed: Span = Span()
    reasons: tuple[Concept, ...] = ()
    reason_references: tuple[str, ...] = ()
    body_sites: tuple[Concept, ...] = ()
    outcome: Concept | None = None
    intents: tuple[Concept, ...] = ()
    used: tuple[Concept, ...] = ()
    reports: tuple[str, ...] = ()

    @property
    def on(self) -> Day | None:
        """When it began."""
        return self.performed.start or self.performed.end


class Medicine(Resource, frozen=True, gc=False, kw_only=True):
    """A dose given (MedicationAdministration) or a drug taken (MedicationStatement)."""

    status: str = ""
    code: Concept | None = None
    taken: Span = Span()
    reasons: tuple[Concept, ...] = ()
    reason_references: tuple[str, ...] = ()
    intents: tuple[Concept, ...] = ()
    status_reasons: tuple[Concept, ...] = ()

    @property
    def on(self) -> Day | None:
        """When it was first taken."""
        return self.taken.start or self.taken.end


class MedicationRequest(Resource, frozen=True, gc=False, kw_only=True):
    """A prescription or a plan for one; `timing` is when the drug is to be taken."""

    status: str = ""
    intent: str = ""
    do_not_perform: bool = False
    code: Concept | None = None
    on: Day | None = None
    timing: Span = Span()
    reasons: tuple[Concept, ...] = ()
    reason_references: tuple[str, ...] = ()
    intents: tuple[Concept, ...] = ()
    status_reasons: tuple[Concept, ...] = ()


class Form(msgspec.Struct, frozen=True, gc=False):
    """A report as it was issued, still encoded: `data` is base64."""

    content_type: str = ""
    data: str = ""


class DiagnosticReport(Resource, frozen=True, gc=False, kw_only=True):
    """A report: its codes, and its words as they were sent; `narrative` is XHTML."""

    status: str = ""
    categories: tuple[Concept, ...] = ()
    code: Concept | None = None
    on: Day | None = None
    conclusions: tuple[Concept, ...] = ()
    results: tuple[str, ...] = ()
    specimens: tuple[str, ...] = ()
    conclusion: str = ""
    narrative: str = ""
    forms: tuple[Form, ...] = ()


class Activity(msgspec.Struct, frozen=True, gc=False):
    """One step of a care plan."""

    status: str = ""
    code: Concept | None = None
    reasons: tuple[Concept, ...] = ()
    reference: str = ""
    scheduled: Span = Span()
    words: str = ""


class CarePlan(Resource, frozen=True, gc=False, kw_only=True):
    """A plan of care."""

    status: str = ""
    on: Day | None = None
    period: Span = Span()
    title: str = ""
    description: str = ""
    addresses: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()

    @property
    def words(self) -> str:
        """Everything it says in words of itself."""
        return " . ".join(each for each in (self.title, self.description) if each)


class ServiceRequest(Resource, frozen=True, gc=False, kw_only=True):
    """An order for a service; `said` are the texts of its reasons, details and notes, each with its element.

    `reasons_in` is the element that holds the reasons, which has another name since R5.
    """

    status: str = ""
    intent: str = ""
    priority: str = ""
    do_not_perform: bool = False
    code: Concept | None = None
    on: Day | None = None
    occurrence: Span = Span()
    reasons: tuple[Concept, ...] = ()
    reasons_in: str = "reasonCode"
    reason_references: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    body_sites: tuple[Concept, ...] = ()
    said: tuple[tuple[str, str], ...] = ()


class AllergyIntolerance(Resource, frozen=True, gc=False, kw_only=True):
    """An allergy; `substances` are those its reactions name."""

    clinical_status: str = ""
    verification_status: str = ""
    code: Concept | None = None
    on: Day | None = None
    substances: tuple[Concept, ...] = ()


class Specimen(Resource, frozen=True, gc=False, kw_only=True):
    """Tissue taken from the patient, by its kind and site."""

    code: Concept | None = None
    body_sites: tuple[Concept, ...] = ()
