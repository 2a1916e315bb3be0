"""Reads the answers to all searches into one record; what is odd in them is set aside and noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, TypeVar

import msgspec

from cds_service.domain.needs import DataNeed
from cds_service.fhir.building import BUILDERS
from cds_service.fhir.elements import read_status
from cds_service.fhir.raw import (
    Raw,
    has_failure,
    last_part,
    member,
    objects,
    reference_of,
    relative,
    resource_type,
    text,
)
from cds_service.fhir.record import Issue, PatientRecord
from cds_service.fhir.resources import (
    AllergyIntolerance,
    CarePlan,
    Condition,
    DiagnosticReport,
    MedicationRequest,
    Medicine,
    Observation,
    Patient,
    Procedure,
    Resource,
    ServiceRequest,
    Specimen,
)

R = TypeVar("R", bound=Resource)

_STATUSES: Final = ("status", "clinicalStatus", "verificationStatus", "intent")


def read_prefetch(
    prefetch: Mapping[str, object], needs: Sequence[DataNeed], patient_id: str
) -> PatientRecord:
    """Read what was supplied for these needs into the record of this patient.

    A value is the JSON of a search result or a read (`msgspec.Raw`, bytes or plain JSON objects), under a key
    of a need. A need counts as searched when all its keys were answered in full: an empty Bundle is an
    answer; a missing key, a null, an OperationOutcome and a Bundle that goes on elsewhere are not.
    """
    reading = _Reading(patient_id)
    complete = {
        key: reading.take(key, prefetch.get(key), is_read=need.resource_type == "Patient")
        for need in needs
        for key in need.keys
    }
    searched = frozenset(need.name for need in needs if all(complete[key] for key in need.keys))
    return reading.record(searched)


@dataclass(slots=True)
class _Reading:
    """The resources taken so far, still as JSON: one may refer to another that comes later."""

    patient_id: str
    raws: dict[str, Raw] = field(default_factory=dict)
    by_url: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def take(self, key: str, value: object, *, is_read: bool) -> bool:
        """Take all resources of one answer; say whether the answer was complete."""
        content = _decode(value)
        if content is None:
            return False
        if isinstance(content, Mapping) and resource_type(content) == "OperationOutcome":
            self._note(key, "", "the search failed")
            return False
        if isinstance(content, Mapping) and resource_type(content) == "Bundle":
            complete = self._take_bundle(key, content)
        elif isinstance(content, list):
            complete = self._take_list(key, content)
        else:
            # One resource is the answer to a read; as the answer to a search it may be one of many.
            complete = self._take(key, content, "") and is_read
        return complete and (not is_read or self._has_patient())

    def record(self, searched: frozenset[str]) -> PatientRecord:
        """Build every resource, now that all that they refer to is at hand."""
        everything = {
            name: BUILDERS[resource_type(raw)](raw, self._look_up)
            for name, raw in self.raws.items()
            if resource_type(raw) in BUILDERS
        }
        listed = [each for name, each in everything.items() if "#" not in name]
        by_reference = everything | {
            url: everything[name] for url, name in self.by_url.items() if name in everything
        }
        return PatientRecord(
            patient=next(iter(_only(Patient, listed)), None),
            conditions=_only(Condition, listed),
            observations=_only(Observation, listed),
            procedures=_only(Procedure, listed),
            medication_requests=_only(MedicationRequest, listed),
            medicines=_only(Medicine, listed),
            reports=_only(DiagnosticReport, listed),
            care_plans=_only(CarePlan, listed),
            service_requests=_only(ServiceRequest, listed),
            allergies=_only(AllergyIntolerance, listed),
            specimens=_only(Specimen, listed),
            by_reference=MappingProxyType(by_reference),
            searched=searched,
            issues=tuple(self.issues),
        )

    def _take_list(self, key: str, content: Sequence[object]) -> bool:
        complete = True
        for each in content:
            if isinstance(each, Mapping) and resource_type(each) == "Bundle":
                complete = self._take_bundle(key, each) and complete
            else:
                complete = self._take(key, each, "") and complete
        return complete

    def _take_bundle(self, key: str, bundle: Raw) -> bool:
        complete = True
        matches = 0
        for entry in objects(bundle.get("entry")):  # a subject may be named by an address that comes later
            self._know_address(text(entry.get("fullUrl")), reference_of(member(entry, "resource")))
        for entry in objects(bundle.get("entry")):
            raw = entry.get("resource")
            if isinstance(raw, Mapping) and resource_type(raw) == "OperationOutcome":
                complete = not self._note_outcome(key, raw) and complete
                continue
            matches += text(member(entry, "search").get("mode")) != "include"
            complete = self._take(key, raw, text(entry.get("fullUrl"))) and complete
        total = bundle.get("total")
        goes_on = any(text(each.get("relation")) == "next" for each in objects(bundle.get("link")))
        if goes_on or (isinstance(total, int) and total > matches):
            self._note(key, "", "the result goes on where it was not read")
            return False
        return complete

    def _note_outcome(self, key: str, outcome: Raw) -> bool:
        """Note a server's remark; say whether it is a failure and not a mere warning."""
        failed = has_failure(outcome.get("issue"))
        self._note(key, "", "the server reports a failed search" if failed else "the server adds a remark")
        return failed

    def _take(self, key: str, raw: object, full_url: str) -> bool:
        """Keep one resource; say whether it could be read.

        A resource of another patient shows that the search was not the one asked for: it is not kept, and the
        need does not count as searched.
        """
        if not isinstance(raw, Mapping) or not resource_type(raw):
            self._note(key, "", "an entry holds no resource")
            return False
        if odd := _oddity(raw):
            self._note(key, reference_of(raw), odd)
            return resource_type(raw) not in BUILDERS
        if self._is_of_another(raw):
            self._note(key, reference_of(raw), "it is about another patient")
            return False
        self._keep(raw, full_url)
        return True

    def _keep(self, raw: Raw, full_url: str) -> None:
        name = reference_of(raw) or full_url or f"?{len(self.raws)}"
        self._know_address(full_url, name)
        held = self.raws.get(name)
        if held == raw or (held is not None and _last_updated(held) > _last_updated(raw)):
            return
        if held is not None and _last_updated(held) == _last_updated(raw):
            # INVARIANT: where one id has several contents and nothing says which is newer, none is lost.
            name = f"{name}?{len(self.raws)}"
        self.raws[name] = raw
        for inner in objects(raw.get("contained")):
            if text(inner.get("id")):
                self.raws.setdefault(f"{reference_of(raw)}#{text(inner.get('id'))}", inner)

    def _know_address(self, full_url: str, name: str) -> None:
        if full_url and name:
            self.by_url.setdefault(full_url, name)
            self.by_url.setdefault(relative(full_url), name)

    def _is_of_another(self, raw: Raw) -> bool:
        """Whether the resource names another subject; one that names none is the patient's."""
        if resource_type(raw) == "Patient":
            id_ = text(raw.get("id"))
            return bool(id_) and id_ != last_part(self.patient_id)
        for subject in (*objects(raw.get("subject")), *objects(raw.get("patient"))):
            reference = text(subject.get("reference"))
            if not reference or reference.startswith("#"):
                continue
            named = relative(self.by_url.get(reference, reference))
            other_kind = "/" in named and not named.startswith("Patient/")
            return other_kind or last_part(named) != last_part(self.patient_id)
        return False

    def _look_up(self, reference: str) -> Raw:
        return self.raws.get(reference) or self.raws.get(self.by_url.get(reference, ""), {})

    def _has_patient(self) -> bool:
        return any(resource_type(raw) == "Patient" for raw in self.raws.values())

    def _note(self, key: str, reference: str, what: str) -> None:
        self.issues.append(Issue(key, reference, what))


def _decode(value: object) -> Any:  # noqa: ANN401  # JSON has no narrower type
    """Give the JSON that a value holds; none where it is absent or no JSON."""
    if not isinstance(value, bytes | bytearray | memoryview | msgspec.Raw):
        return value if isinstance(value, Mapping | list) else None
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError):
        return None


def _oddity(raw: Raw) -> str:
    """Say why a resource may not be understood: a modifier or an unreadable status changes its meaning."""
    if raw.get("modifierExtension"):
        return "it carries a modifier extension that this service does not know"
    unread = [name for name in _STATUSES if raw.get(name) and not read_status(raw[name])]
    return f"its `{unread[0]}` cannot be read" if unread else ""


def _last_updated(raw: Raw) -> str:
    """Give when this version was written, as far as the server says so; instants compare as spelled."""
    return text(member(raw, "meta").get("lastUpdated"))


def _only(kind: type[R], resources: Sequence[Resource]) -> tuple[R, ...]:
    return tuple(each for each in resources if isinstance(each, kind))
