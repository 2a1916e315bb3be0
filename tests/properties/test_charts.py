"""Laws of the whole service, on the charts of the vignettes, changed at random."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random  # noqa: TID251 (drawn by Hypothesis)
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.spec.vignettes.groups import VIGNETTES
from tests.spec.vignettes.vignette import Vignette
from tests.support.ehr import build_request, offer, send
from tests.support.service import client

Raw = dict[str, Any]

ASSESS = {"org.imaging-cds.assessment": True}
ONE = st.sampled_from([each for each in VIGNETTES if not each.settings and not each.unread])
ODD: st.SearchStrategy[object] = st.sampled_from(
    [None, "", "x", 7, -1.5, True, [], {}, [[]], [None], {"coding": "x"}, "2026-13-45"]
)


def leave(_: Raw) -> None:
    """Change nothing about a resource."""


def answer(vignette: Vignette, chart: list[Raw], alter: Callable[[Raw], None] = leave) -> Raw:
    """Ask about the vignette's orders, each resource altered once the EHR has found it.

    What differs from call to call is left out.
    """
    with client(today=vignette.today) as service:
        templates = offer(service, "order-sign")["prefetch"]
        request = build_request("order-sign", templates, chart, list(vignette.drafts), extension=ASSESS)
        for result in request["prefetch"].values():
            for entry in (result or {}).get("entry", []):
                alter(entry["resource"])
        response = send(service, request)
    assert response.status_code == 200, response.text
    body: Raw = response.json()
    for card in body["cards"]:
        card.pop("uuid")
        for suggestion in card.get("suggestions", []):
            suggestion.pop("uuid")
    return body


def verdicts(body: Raw) -> dict[tuple[str, str], tuple[str, str]]:
    """Give verdict and rating of each scenario for each order."""
    entries = body.get("extension", {}).get("org.imaging-cds.assessment", [])
    return {(each["order"], each["scenario"]): (each["verdict"], each["rating"]) for each in entries}


@given(vignette=ONE, shuffle=st.randoms(use_true_random=False))
def test_order_and_duplicates_do_not_matter(vignette: Vignette, shuffle: Random) -> None:
    """A chart told in another order, some of it twice, gets the same answer."""
    chart = [*vignette.chart, *shuffle.sample(vignette.chart, k=min(3, len(vignette.chart)))]
    shuffle.shuffle(chart)
    assert answer(vignette, chart) == answer(vignette, list(vignette.chart))


@given(vignette=ONE, place=st.integers(0, 999), odd=ODD, element=st.integers(0, 999))
def test_one_odd_resource_never_costs_the_answer(
    vignette: Vignette, place: int, odd: object, element: int
) -> None:
    chart = copy.deepcopy(list(vignette.chart))
    resource = chart[place % len(chart)]
    names = sorted(set(resource) - {"resourceType", "id"})
    resource[names[element % len(names)]] = odd
    answer(vignette, chart)


@given(vignette=ONE, place=st.integers(0, 999))
def test_a_resource_of_another_patient_is_not_used(vignette: Vignette, place: int) -> None:
    """It gives no verdict that its absence would not give, and none is drawn from its absence either."""
    others = [number for number, each in enumerate(vignette.chart) if "subject" in each]
    chosen = others[place % len(others)]
    id_ = vignette.chart[chosen]["id"]

    def misfile(resource: Raw) -> None:
        if resource.get("id") == id_:
            resource["subject"] = {"reference": "Patient/somebody-else"}

    foreign = answer(vignette, list(vignette.chart), misfile)
    without = [each for number, each in enumerate(vignette.chart) if number != chosen]
    absent = verdicts(answer(vignette, without))
    for entry, (verdict, rating) in verdicts(foreign).items():
        assert verdict in ("undetermined", absent[entry][0])
        assert rating in ("undetermined", "not-rated", absent[entry][1])
    assert id_ not in json.dumps(foreign)


@given(vignette=ONE, place=st.integers(0, 999))
def test_what_was_entered_in_error_counts_as_absent(vignette: Vignette, place: int) -> None:
    marked: dict[str, Callable[[Raw], None]] = {
        "Observation": lambda each: each.update(status="entered-in-error"),
        "Procedure": lambda each: each.update(status="entered-in-error"),
        "DiagnosticReport": lambda each: each.update(status="entered-in-error"),
        "Condition": lambda each: each.update(verificationStatus={"coding": [{"code": "entered-in-error"}]}),
    }
    fitting = [number for number, each in enumerate(vignette.chart) if each["resourceType"] in marked]
    chosen = fitting[place % len(fitting)]
    void = copy.deepcopy(list(vignette.chart))
    marked[void[chosen]["resourceType"]](void[chosen])
    without = [each for number, each in enumerate(vignette.chart) if number != chosen]
    assert verdicts(answer(vignette, void)) == verdicts(answer(vignette, without))
