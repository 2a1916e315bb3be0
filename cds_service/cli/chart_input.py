"""Reads a chart given as a file: a Bundle, a list of resources, or a hook request with its prefetch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from cds_service.cli.refusals import refuse
from cds_service.domain.needs import DataNeed
from cds_service.fhir.raw import Raw, last_part, member, objects, resource_type, text

_EXPECTED: Final = "give a FHIR Bundle, a list of resources, or a CDS Hooks request with `prefetch`"
_NAMED_AT_MOST: Final = 10


@dataclass(frozen=True, slots=True)
class GivenChart:
    """A chart as answers by prefetch key, as the service reads them; `patient_id` is whose it is.

    `counted_as` says what is known to have been searched; `is_request`: it came with a hook request.
    """

    prefetch: Mapping[str, object]
    patient_id: str
    counted_as: str
    is_request: bool = False


def read_given_chart(body: bytes, name: str, needs: Sequence[DataNeed], wanted: str = "") -> GivenChart:
    """Read what a file holds of one patient; what is no chart, or of several patients, is refused.

    `name` is the file as the user wrote it, `wanted` the patient chosen where there are several.
    """
    try:
        content = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError) as error:
        refuse(f"`{name}` is not JSON ({error}): {_EXPECTED}")
    if isinstance(content, dict) and "hook" in content:
        return _requested(content, name, wanted)
    entries = list(_entries(content, name))
    if not entries:
        refuse(f"`{name}` holds no resource: {_EXPECTED}")
    patient = _choose(_patients(entries), wanted, name)
    bundle = content if isinstance(content, dict) else {}
    return _in_answers(entries, bundle, needs, patient)


def _requested(request: Raw, name: str, wanted: str) -> GivenChart:
    """Take the prefetch of a hook request, whichever hook it is."""
    patient = text(member(request, "context").get("patientId"))
    if not patient:
        refuse(f"`{name}` names no patient: a CDS Hooks request has `context.patientId`")
    prefetch = request.get("prefetch")
    if not isinstance(prefetch, dict):
        refuse(f"`{name}` brings no data: send the hook request with `prefetch`")
    if wanted and last_part(wanted) != last_part(patient):
        refuse(f"`--patient {wanted}` is not the patient of the request: leave it out, or use `{patient}`")
    return GivenChart(prefetch, patient, "what the prefetch answers counts as searched", is_request=True)


def _entries(content: Any, name: str) -> Iterator[Raw]:  # noqa: ANN401  # JSON has no narrower type
    """Give each resource in the form of a Bundle's entry."""
    match content:
        case {"resourceType": "Bundle"}:
            yield from (each for each in objects(content.get("entry")) if member(each, "resource"))
        case {"resourceType": "OperationOutcome"}:
            refuse(f"`{name}` is the report of a failure, an OperationOutcome: {_EXPECTED}")
        case {"resourceType": str()}:
            yield {"resource": content}
        case list():
            for each in content:
                yield from _entries(each, name)
        case _:
            refuse(f"`{name}` holds something that is no FHIR resource: {_EXPECTED}")


def _patients(entries: Iterable[Raw]) -> tuple[str, ...]:
    """Give the ids of all patients: by their own resources, else as the subjects of others."""
    own: dict[str, None] = {}
    subjects: dict[str, None] = {}
    for entry in entries:
        raw = member(entry, "resource")
        if resource_type(raw) == "Patient":
            own[text(raw.get("id")) or last_part(text(entry.get("fullUrl")))] = None
        for subject in (member(raw, "subject"), member(raw, "patient")):
            if reference := text(subject.get("reference")):
                subjects[last_part(reference)] = None
    return tuple(each for each in (own or subjects) if each)


def _choose(patients: tuple[str, ...], wanted: str, name: str) -> str:
    """Give the one patient, or the one that the user chose; none where the chart names nobody."""
    listed = ", ".join(f"`{each}`" for each in patients[:_NAMED_AT_MOST])
    listed += ", ..." if len(patients) > _NAMED_AT_MOST else ""
    if wanted:
        if last_part(wanted) in patients:
            return last_part(wanted)
        refuse(f"`{name}` has no patient `{wanted}`: use one of {listed or 'none, it names no patient'}")
    if len(patients) > 1:
        refuse(f"`{name}` holds {len(patients)} patients: choose one with `--patient`: {listed}")
    return patients[0] if patients else ""


def _in_answers(entries: list[Raw], bundle: Raw, needs: Sequence[DataNeed], patient: str) -> GivenChart:
    """Give the entries as the answers to the searches of these needs.

    A Bundle that goes on elsewhere answers nothing in full; a searchset answers what it holds, and nobody
    knows what else was searched; any other Bundle or list is taken for the whole chart.
    """
    links = list(objects(bundle.get("link")))
    goes_on = any(text(each.get("relation")) == "next" for each in links)
    searchset = bundle.get("type") == "searchset"
    by_type: dict[str, list[Raw]] = {}
    for entry in entries:
        by_type.setdefault(resource_type(member(entry, "resource")), []).append(entry)
    asked = {need.resource_type for need in needs} - {"Patient"}
    others = [each for kind, held in by_type.items() if kind not in asked for each in held]
    answers: dict[str, object] = {}
    for need in needs:
        held = others if need.resource_type == "Patient" else by_type.get(need.resource_type, [])
        if held or not searchset:
            answers |= {key: _answer(held, links if goes_on else []) for key in need.keys}
    if goes_on:
        counted = "the Bundle goes on elsewhere, so nothing counts as searched"
    elif searchset:
        counted = "a searchset: only the kinds of resources it holds count as searched"
    else:
        counted = "counted as the whole chart: what is not in it was searched and not found"
    return GivenChart(answers, patient, counted)


def _answer(entries: list[Raw], links: list[Raw]) -> dict[str, object]:
    return {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries}
