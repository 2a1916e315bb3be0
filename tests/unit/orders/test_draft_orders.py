"""Which drafts are in question, which make up one study, and which may not be judged."""

from __future__ import annotations

import pytest

from cds_service.fhir.draft_orders import Identified, NotOurs, Withheld, WithheldBecause, find_orders
from tests.unit.orders.orders import Raw, coded, read, site

PET = ("cpt", "78815")


def asked(entries: list[Raw], *selections: str, hook: str = "order-select") -> list[str]:
    return [each.reference for each in find_orders(entries, selections, hook) if each.in_question]


@pytest.mark.parametrize(
    "selection",
    [
        "ServiceRequest/a",
        "a",
        "urn:uuid:a",
        "https://ehr.example.org/fhir/ServiceRequest/a",
        "ServiceRequest/a/_history/2",
    ],
)
def test_a_selection_names_its_order_in_any_of_these_ways(selection: str) -> None:
    entries = [{"resource": coded(PET, id_="a")}, {"resource": coded(PET, id_="ab")}]
    assert asked(entries, selection) == ["ServiceRequest/a"]


def test_a_selection_by_full_url_finds_an_order_with_and_without_an_id() -> None:
    nameless = coded(PET)
    del nameless["id"]
    entries: list[Raw] = [{"fullUrl": "urn:uuid:1-2", "resource": nameless}, {"resource": coded(PET)}]
    assert asked(entries, "urn:uuid:1-2") == ["urn:uuid:1-2"]


@pytest.mark.parametrize("selection", ["MedicationRequest/order-1", "order", "ServiceRequest/order-", ""])
def test_a_selection_that_is_not_exactly_an_order_selects_none(selection: str) -> None:
    assert asked([{"resource": coded(PET)}], selection) == []


def test_order_sign_asks_about_every_draft_whatever_is_selected() -> None:
    entries = [{"resource": coded(PET, id_="a")}, {"resource": coded(PET, id_="b")}]
    assert asked(entries, "a", hook="order-sign") == ["ServiceRequest/a", "ServiceRequest/b"]


def test_an_entry_repeated_word_for_word_counts_once() -> None:
    entry = {"resource": coded(PET)}
    assert len(find_orders([entry, entry, {"resource": {}}, {}], (), "order-sign")) == 1


def test_an_order_without_an_id_is_named_by_its_place_and_cannot_be_edited() -> None:
    nameless = coded(PET)
    del nameless["id"]
    (order,) = find_orders([{"resource": nameless}], (), "order-sign")
    assert (order.reference, order.can_be_edited) == ("context.draftOrders.entry[0]", False)


def test_two_orders_that_make_up_one_study_are_both_read_as_it() -> None:
    chest, rest = read(coded(("cpt", "71260"), id_="chest"), coded(("cpt", "74177"), id_="rest"))
    whole = "ct-chest-abdomen-pelvis-with-iv-contrast"
    both = ("ServiceRequest/chest", "ServiceRequest/rest")
    assert chest.identity == Identified(whole, part="ct-chest-with-iv-contrast", together=both)
    assert isinstance(rest.identity, Identified)
    assert (rest.identity.procedure, rest.identity.together) == (whole, both)


def test_parts_with_different_contrast_do_not_make_up_a_study() -> None:
    chest, rest = read(coded(("cpt", "71250"), id_="chest"), coded(("cpt", "74177"), id_="rest"))
    assert chest.identity == Identified("ct-chest-without-iv-contrast")
    assert rest.identity == Identified("ct-abdomen-pelvis-with-iv-contrast")


def test_parts_on_different_sides_do_not_make_up_a_study() -> None:
    left, right = [site("left breast")], [site("right breast")]
    plain, tomo = read(
        coded(("cpt", "77065"), id_="a", bodySite=left), coded(("cpt", "77061"), id_="b", bodySite=right)
    )
    assert isinstance(plain.identity, Identified)
    assert not plain.identity.together
    assert tomo.identity != plain.identity


def test_a_withheld_part_is_no_part() -> None:
    chest, _ = read(coded(("cpt", "71260"), id_="a"), coded(("cpt", "74177"), id_="b", status="revoked"))
    assert chest.identity == Identified("ct-chest-with-iv-contrast")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"modifierExtension": [{"url": "x", "valueBoolean": True}]}, WithheldBecause.MODIFIER),
        ({"doNotPerform": True}, WithheldBecause.NOT_TO_BE_DONE),
        ({"status": "revoked"}, WithheldBecause.STATUS),
        ({"status": "completed"}, WithheldBecause.STATUS),
        ({"status": "entered-in-error"}, WithheldBecause.STATUS),
        ({"subject": {"reference": "Patient/patient-2"}}, WithheldBecause.OTHER_PATIENT),
        (
            {"subject": {"reference": "https://ehr.example.org/fhir/Patient/patient-10"}},
            WithheldBecause.OTHER_PATIENT,
        ),
        ({"subject": {"reference": "Group/patient-1"}}, WithheldBecause.OTHER_PATIENT),
    ],
)
def test_an_order_of_ours_is_withheld(more: dict[str, object], reason: WithheldBecause) -> None:
    (reading,) = read(coded(PET) | more)
    assert isinstance(reading.identity, Withheld)
    assert reading.identity.reason is reason


@pytest.mark.parametrize(
    "more",
    [
        {"status": "active"},
        {"status": "on-hold"},
        {"modifierExtension": []},
        {"doNotPerform": False},
        {"subject": {"reference": "https://ehr.example.org/fhir/Patient/patient-1"}},
        {"subject": {"reference": "Patient/patient-1/_history/3"}},
        {"subject": {"reference": "urn:uuid:patient-1"}},
        {"subject": {"display": "the patient"}},
    ],
)
def test_an_order_to_be_signed_again_is_judged(more: dict[str, object]) -> None:
    (reading,) = read(coded(PET) | more)
    assert reading.identity == Identified("pet-ct-skull-base-to-mid-thigh")


def test_an_order_that_is_not_ours_is_never_withheld() -> None:
    (reading,) = read(coded(("cpt", "72148"), status="revoked"))
    assert reading.identity == NotOurs()
