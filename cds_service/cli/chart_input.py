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
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class GivenChart:
    """A chart as answers by prefetch key, as the service reads them; `patient_id` is whose it is.

    `counted_as` says what is known to have been searched; `hook` is that of the request it came with, if any.
    """

    prefetch: Mapping[str, object]
    patient_id: str
    counted_as: str
    hook: str = ""


def read_given_chart(body: bytes, name: str, needs: Sequence[DataNeed], wanted: str = "") -> GivenChart:
    """Read what a file holds of one patient; what is no chart, or of several patients, is refused.

    `name` is the file as the user wrote it, `wanted` the patient chosen where there are several.
    """
    try:
        content = msgspec.json.decode(body.removeprefix(_BYTE_ORDER_MARK))
    except (msgspec.DecodeError, RecursionError) as error:
        refuse(f"`{name}` is not JSON ({error}): {_EXPECTED}")
    if isinstance(content, dict) and "hook" in content:
        return _requested(content, name, wanted)
    entries = list(_entries(content, name))
    if not entries:
        refuse(f"`{name}` holds no resource: {_EXPECTED}")
    patients = _patients(entries)
    patient = _choose(tuple(dict.fromkeys(patients.values())), wanted, name)
    mine = [each for each in entries if _is_of(member(each, "resource"), patient, patients)]
    bundle = content if isinstance(content, dict) else {}
    return _in_answers(mine, bundle, needs, patient)


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
    return GivenChart(prefetch, patient, "what the prefetch answers", text(request.get("hook")))


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


def _patients(entries: Iterable[Raw]) -> Mapping[str, str]:
    """Give each patient's id under every name that is used for it: of Patient resources, else of subjects."""
    own: dict[str, str] = {}
    subjects: dict[str, str] = {}
    for entry in entries:
        raw, address = member(entry, "resource"), last_part(text(entry.get("fullUrl")))
        id_ = text(raw.get("id")) or address
        if resource_type(raw) == "Patient" and id_:
            own |= {id_: id_} | ({address: id_} if address else {})
        elif subject := _subject(raw):
            subjects[subject] = subject
    return own or subjects


def _subject(raw: Raw) -> str:
    """Give whom a resource is about, as it names them."""
    named = (text(member(raw, each).get("reference")) for each in ("subject", "patient"))
    return next((last_part(each) for each in named if each), "")


def _is_of(raw: Raw, patient: str, patients: Mapping[str, str]) -> bool:
    """Whether a resource is this patient's and of no other whom the chart holds."""
    if resource_type(raw) == "Patient":
        return text(raw.get("id")) in {"", patient}
    return patients.get(_subject(raw), patient) == patient


def _choose(patients: tuple[str, ...], wanted: str, name: str) -> str:
    """Give the one patient, or the one that the user chose; none where the chart names nobody."""
    listed = ", ".join(f"`{each}`" for each in patients[:_NAMED_AT_MOST])
    listed += ", ..." if len(patients) > _NAMED_AT_MOST else ""
    if wanted:
        if last_part(wanted) in patients:
            return last_part(wanted)
        refuse(f"`{name}` has no patient `{wanted}`: use one of {listed or 'none, it names no patient'}")
    if len(patients) > 1:
        refuse(f"`{name}` holds {len(patients)} patients: choose one with `--patient ID`: {listed}")
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
        counted = "nothing for certain, because the Bundle goes on elsewhere"
    elif searchset:
        counted = "the kinds of resources that this searchset holds, and no others"
    else:
        counted = "everything, this being taken for the whole chart"
    return GivenChart(answers, patient, counted)


def _answer(entries: list[Raw], links: list[Raw]) -> dict[str, object]:
    return {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entries}
