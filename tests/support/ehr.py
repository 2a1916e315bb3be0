"""An EHR as a CDS client: reads the discovery document, fills the prefetch, fires a hook."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypedDict, Unpack

import httpx

from cds_service.adapters.memory import InMemoryChart

Raw = dict[str, Any]

HOOK_INSTANCE = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"


class About(TypedDict, total=False):
    """What may differ from one call to another.

    Without `selections`, `order-select` selects every draft. `omit` names prefetch keys that the EHR leaves
    out; a name stands for its numbered continuations too.
    """

    patient_id: str
    selections: Sequence[str] | None
    omit: Collection[str]
    extension: Mapping[str, Any] | None


def call(
    client: httpx.Client, hook: str, chart: Sequence[Raw], drafts: Sequence[Raw], **about: Unpack[About]
) -> httpx.Response:
    """Fire a hook about these drafts for the patient of this chart."""
    return send(client, build_request(hook, offer(client, hook)["prefetch"], chart, drafts, **about))


def offer(client: httpx.Client, hook: str) -> Raw:
    """Give the description of the service that is offered for a hook."""
    services = client.get("/cds-services").json()["services"]
    return next(dict(each) for each in services if each["hook"] == hook)


def send(client: httpx.Client, request: Raw) -> httpx.Response:
    """Send a request to the service that is offered for its hook."""
    return client.post(f"/cds-services/{offer(client, request['hook'])['id']}", json=request)


def build_request(
    hook: str,
    templates: Mapping[str, str],
    chart: Sequence[Raw],
    drafts: Sequence[Raw],
    **about: Unpack[About],
) -> Raw:
    """Give the request of a hook call, its prefetch filled from the chart."""
    patient_id, omit = about.get("patient_id", "patient-1"), set(about.get("omit", ()))
    wanted = {key: query for key, query in templates.items() if not {key, _without_number(key)} & omit}
    context: Raw = {
        "userId": "Practitioner/practitioner-1",
        "patientId": patient_id,
        "draftOrders": {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"resource": draft} for draft in drafts],
        },
    }
    if hook == "order-select":
        all_drafts = [f"{draft['resourceType']}/{draft['id']}" for draft in drafts if "id" in draft]
        selections = about.get("selections")
        context["selections"] = list(all_drafts if selections is None else selections)
    request = {
        "hook": hook,
        "hookInstance": HOOK_INSTANCE,
        "context": context,
        "prefetch": InMemoryChart(chart).prefetch(wanted, {"patientId": patient_id}),
    }
    extension = about.get("extension")
    return request | ({"extension": dict(extension)} if extension else {})


def _without_number(key: str) -> str:
    return re.sub(r"_\d+$", "", key)
