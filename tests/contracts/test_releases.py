"""Whole calls from senders of R5, STU3 and DSTU2: who says the same gets the same card, and edits."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import fhir.resources
import fhir.resources.STU3
import pytest
from starlette.testclient import TestClient

from tests.spec.vignettes.groups import VIGNETTES
from tests.spec.vignettes.vignette import Vignette
from tests.support.ehr import build_request, offer, send
from tests.support.releases import WRITERS, Writer, as_diagnostic_order, as_dstu2, as_r5, as_stu3
from tests.support.service import client

Raw = dict[str, Any]

ASSESSMENT = "org.imaging-cds.assessment"
SAID = {each.id: each for each in VIGNETTES if not each.settings and not each.unread}
SWAP, NOTE, POSTPONE = "B02", "A19", "E08"
TWINS = [(release, id_) for release in WRITERS for id_ in SAID]


@cache
def service(today: date, profile: str = "generic") -> TestClient:
    return client(today=today, profile=profile)


def ask(vignette: Vignette, hook: str = "order-sign") -> Raw:
    """Give the call about a vignette, as an R4 sender makes it."""
    return build_request(
        hook,
        offer(service(vignette.today), hook)["prefetch"],
        copy.deepcopy(vignette.chart),
        copy.deepcopy(vignette.drafts),
        extension={ASSESSMENT: True},
    )


def rewrite(request: Raw, write: Writer, order: Writer | None = None) -> Raw:
    """Give the same call as a sender of another release makes it."""
    rewritten = copy.deepcopy(request)
    for answer in rewritten["prefetch"].values():
        for entry in (answer or {}).get("entry", []):
            entry["resource"] = write(entry["resource"])
    entries = rewritten["context"]["draftOrders"]["entry"]
    for entry in entries:
        entry["resource"] = (order or write)(entry["resource"])
    if "selections" in rewritten["context"]:
        drafts = (entry["resource"] for entry in entries)
        rewritten["context"]["selections"] = [f"{each['resourceType']}/{each['id']}" for each in drafts]
    return rewritten


def answer(request: Raw, vignette: Vignette, profile: str = "generic") -> Raw:
    response = send(service(vignette.today, profile), request)
    assert response.status_code == 200, response.text
    body: Raw = response.json()
    return body


def gist(body: Raw) -> Raw:
    """Give an answer without ids and the orders inside it; resources and reasons by their names in R4."""
    without = copy.deepcopy(body)
    for card in without["cards"]:
        for each in (card, *card.get("suggestions", [])):
            each.pop("uuid")
    for action in actions(without):
        action.pop("resource", None)
    text = json.dumps(without)
    for other in ("ProcedureRequest", "DiagnosticOrder"):
        text = text.replace(f"{other}/", "ServiceRequest/")
    for element in ("reason", "reasonCodeableConcept"):
        text = text.replace(f'"element": "{element}"', '"element": "reasonCode"')
    found: Raw = json.loads(text.replace("MedicationOrder/", "MedicationRequest/"))
    return found


def actions(body: Raw) -> Iterator[Raw]:
    for card in body["cards"]:
        for suggestion in card.get("suggestions", []):
            yield from suggestion.get("actions", [])


def edited(body: Raw) -> list[Raw]:
    return [action["resource"] for action in actions(body) if "resource" in action]


def indicators(body: Raw) -> list[str]:
    return [card["indicator"] for card in body["cards"]]


@pytest.mark.parametrize(("release", "id_"), TWINS, ids=[f"{release}-{id_}" for release, id_ in TWINS])
def test_a_call_of_another_release_gets_the_answer_of_its_r4_twin(release: str, id_: str) -> None:
    """An order edited by the service is what its R4 twin, edited, would be in the sender's release."""
    vignette, write = SAID[id_], WRITERS[release]
    request = ask(vignette)
    usual, found = answer(request, vignette), answer(rewrite(request, write), vignette)
    assert gist(found) == gist(usual)
    assert edited(found) == [write(each) for each in edited(usual)]


@pytest.mark.parametrize("release", WRITERS)
@pytest.mark.parametrize("id_", [SWAP, NOTE, POSTPONE])
def test_a_selected_order_of_another_release_gets_the_answer_of_its_r4_twin(release: str, id_: str) -> None:
    vignette, write = SAID[id_], WRITERS[release]
    request = ask(vignette, "order-select")
    usual, found = answer(request, vignette), answer(rewrite(request, write), vignette)
    assert gist(found) == gist(usual)
    assert edited(found) == [write(each) for each in edited(usual)]
    assert edited(found)


def test_the_twins_are_valid_in_their_release() -> None:
    for raw in (each for vignette in SAID.values() for each in (*vignette.chart, *vignette.drafts)):
        r5, stu3 = as_r5(raw), as_stu3(raw)
        fhir.resources.get_fhir_model_class(r5["resourceType"]).model_validate_json(json.dumps(r5))
        model = fhir.resources.STU3.get_fhir_model_class(stu3["resourceType"])
        model.model_validate_json(json.dumps(stu3))


def swapped(write: Writer, profile: str = "generic") -> Raw:
    vignette = SAID[SWAP]
    return edited(answer(rewrite(ask(vignette), write), vignette, profile))[0]


def test_a_swap_of_an_r5_order_sets_the_concept_of_its_code() -> None:
    order = swapped(as_r5)
    assert set(order["code"]) == {"concept"}
    assert order["code"]["concept"]["text"] == "US axilla"
    assert order["resourceType"] == "ServiceRequest"


@pytest.mark.parametrize("profile", ["generic", "delete-create"])
@pytest.mark.parametrize("write", [as_stu3, as_dstu2])
def test_a_swap_of_a_procedure_request_stays_one(write: Writer, profile: str) -> None:
    order = swapped(write, profile)
    assert order["resourceType"] == "ProcedureRequest"
    assert order["code"]["text"] == "US axilla"
    assert {"context", "encounter"} & set(order)


def test_a_protocol_that_an_stu3_order_followed_goes_with_the_old_study() -> None:
    def following(raw: Raw) -> Raw:
        return as_stu3(raw) | {"definition": [{"reference": "PlanDefinition/mri"}]}

    vignette = SAID[SWAP]
    order = edited(answer(rewrite(ask(vignette), as_stu3, following), vignette))[0]
    assert "definition" not in order


def test_an_order_of_dstu2_is_annotated_and_moved_by_its_own_elements() -> None:
    (annotated,) = edited(answer(rewrite(ask(SAID[NOTE]), as_dstu2), SAID[NOTE]))
    assert "notes" in annotated
    assert "note" not in annotated
    (moved,) = edited(answer(rewrite(ask(SAID[POSTPONE]), as_dstu2), SAID[POSTPONE]))
    assert "scheduledDateTime" in moved
    assert "occurrenceDateTime" not in moved


def test_a_diagnostic_order_gets_the_card_and_no_edit() -> None:
    vignette = SAID[SWAP]
    request = ask(vignette)
    usual, found = (
        answer(request, vignette),
        answer(rewrite(request, as_dstu2, as_diagnostic_order), vignette),
    )
    assert indicators(found) == indicators(usual)
    assert [card["summary"] for card in found["cards"]] == [card["summary"] for card in usual["cards"]]
    assert not list(actions(found))


def test_a_diagnostic_order_of_several_studies_is_not_evaluated_and_says_so() -> None:
    def of_two(raw: Raw) -> Raw:
        order = as_diagnostic_order(raw)
        other = {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "78306"}]}
        return order | {"item": [*order["item"], {"code": other}]}

    vignette = SAID[SWAP]
    found = answer(rewrite(ask(vignette), as_dstu2, of_two), vignette)
    assert "warning" not in indicators(found)
    assert "different studies" in json.dumps(found)


@pytest.mark.parametrize("status", ["rejected", "failed", "cancelled", "aborted", "completed"])
def test_an_order_of_dstu2_that_is_no_longer_one_is_not_evaluated(status: str) -> None:
    def dead(raw: Raw) -> Raw:
        return as_diagnostic_order(raw) | {"status": status}

    vignette = SAID[SWAP]
    assert not indicators(answer(rewrite(ask(vignette), as_dstu2, dead), vignette))


def test_an_operation_that_stu3_says_was_not_done_is_none() -> None:
    """The same element in R4 would be a status; overlooked, it would be a lumpectomy."""

    def with_lumpectomy(**said: object) -> Raw:
        vignette = SAID[SWAP]
        request = rewrite(ask(vignette), as_stu3)
        lumpectomy = {
            "resourceType": "Procedure",
            "id": "not-done",
            "subject": {"reference": "Patient/patient-1"},
            "status": "completed",
            "code": {"coding": [{"system": "http://snomed.info/sct", "code": "392021009"}]},
            "performedDateTime": vignette.today.isoformat(),
            **said,
        }
        procedures = request["prefetch"]["procedures"]
        procedures["entry"] = [*procedures.get("entry", []), {"resource": lumpectomy}]
        procedures["total"] += 1
        return answer(request, vignette)

    assert indicators(with_lumpectomy(notDone=True)) == ["warning"]
    assert indicators(with_lumpectomy(notPerformed=True)) == ["warning"]
    assert indicators(with_lumpectomy()) != ["warning"]
