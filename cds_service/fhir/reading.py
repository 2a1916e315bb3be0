"""Reads the answers to all searches into one record; what is odd in them is set aside and noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from cds_service.domain.needs import DataNeed
from cds_service.fhir.answers import Answer, Held, Supply, read_answer
from cds_service.fhir.building import BUILDERS
from cds_service.fhir.elements import read_status
from cds_service.fhir.raw import (
    Raw,
    changes_meaning,
    last_part,
    member,
    names_another,
    objects,
    reference_of,
    relative,
    resource_type,
    text,
)
from cds_service.fhir.record import Issue, PatientRecord
from cds_service.fhir.releases import r4_type

_STATUSES: Final = ("status", "clinicalStatus", "verificationStatus", "intent")


def read_prefetch(
    prefetch: Mapping[str, object], needs: Sequence[DataNeed], patient_id: str
) -> PatientRecord:
    """Read what was supplied for these needs into the record of this patient.

    A value is the JSON of a search result or a read (`msgspec.Raw`, bytes or plain JSON objects), under a key
    of a need. A need counts as searched when all its keys were answered whole, with resources of this patient
    that can be understood; it is heard of as soon as anything follows from an answer.
    """
    reading = _Reading(patient_id)
    answers = {key: read_answer(prefetch.get(key), need.resource_type) for need in needs for key in need.keys}
    complete = {key: reading.take(key, answer) for key, answer in answers.items()}
    return reading.record(
        searched=frozenset(need.name for need in needs if all(complete[key] for key in need.keys)),
        heard_of=frozenset(need.name for need in needs if not reading.told.isdisjoint(need.keys)),
    )


@dataclass(slots=True)
class _Reading:
    """The resources taken so far, still as JSON: one may refer to another that comes later.

    `told` are the keys under which anything was told of the patient.
    """

    patient_id: str
    raws: dict[str, Raw] = field(default_factory=dict)
    by_url: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    def take(self, key: str, answer: Answer) -> bool:
        """Take all resources of one answer; say whether it tells what does not exist."""
        if answer.supply not in (Supply.ABSENT, Supply.NULL, Supply.WHOLE):
            self._note(key, "", answer.supply.value)
        for each in answer.resources:  # a subject may be named by an address that comes later
            self._know_address(each.full_url, reference_of(each.resource))
        complete = [self._take(key, each) for each in answer.resources]
        is_whole = answer.supply is Supply.WHOLE and all(complete)
        if is_whole or any(complete):
            self.told.add(key)
        return is_whole

    def record(self, *, searched: frozenset[str], heard_of: frozenset[str]) -> PatientRecord:
        """Build every resource, now that all that they refer to is at hand."""
        everything = {
            name: BUILDERS[r4_type(raw)](raw, self._look_up)
            for name, raw in self.raws.items()
            if r4_type(raw) in BUILDERS
        }
        listed = [each for name, each in everything.items() if "#" not in name]
        by_reference = everything | {
            url: everything[name] for url, name in self.by_url.items() if name in everything
        }
        return PatientRecord.of(
            listed,
            by_reference=MappingProxyType(by_reference),
            searched=searched,
            heard_of=heard_of,
            issues=tuple(self.issues),
        )

    def _take(self, key: str, held: Held) -> bool:
        """Keep one resource; say whether it could be read.

        A resource of another patient shows that the search was not the one asked for: it is not kept, and the
        need does not count as searched.
        """
        raw = held.resource
        if odd := _oddity(raw):
            self._note(key, reference_of(raw), odd)
            return r4_type(raw) not in BUILDERS
        if self._is_of_another(raw):
            self._note(key, reference_of(raw), "it is about another patient")
            return False
        self._keep(raw, held.full_url)
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
        return names_another(raw, self.patient_id, self.by_url)

    def _look_up(self, reference: str) -> Raw:
        return self.raws.get(reference) or self.raws.get(self.by_url.get(reference, ""), {})

    def _note(self, key: str, reference: str, what: str) -> None:
        self.issues.append(Issue(key, reference, what))


def _oddity(raw: Raw) -> str:
    """Say why a resource may not be understood: a modifier or an unreadable status changes its meaning."""
    if changes_meaning(raw):
        return "it carries a modifier extension or rules that this service does not know"
    unread = [name for name in _STATUSES if raw.get(name) and not read_status(raw[name])]
    return f"its `{unread[0]}` cannot be read" if unread else ""


def _last_updated(raw: Raw) -> str:
    """Give when this version was written, as far as the server says so; instants compare as spelled."""
    return text(member(raw, "meta").get("lastUpdated"))
