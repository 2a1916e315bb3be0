"""What an order is taken for: by code, body site and text."""

from __future__ import annotations

from copy import deepcopy

import pytest

from cds_service.domain.terms import Side
from cds_service.fhir.draft_orders import Contradictory, Identified, NotOurs, Open
from tests.unit.orders.orders import Raw, coded, read, read_one, site, study_named

AXILLARY_NODES = "68171009"
LEFT, RIGHT = "7771000", "24028007"


@pytest.mark.parametrize(
    ("system", "code", "study"),
    [
        ("cpt", "78815", "pet-ct-skull-base-to-mid-thigh"),
        ("cpt", "78816", "pet-ct-whole-body"),
        ("cpt", "77066", "mammography-diagnostic"),
        ("cpt", "77067", "mammography-screening"),
        ("cpt", "77049", "mri-breast-without-and-with-iv-contrast"),
        ("cpt", "77047", "mri-breast-without-iv-contrast"),
        ("loinc", "72254-6", "ct-chest-abdomen-pelvis-with-iv-contrast"),
        ("loinc", "72253-8", "ct-chest-abdomen-pelvis-without-iv-contrast"),
        ("urn:oid:2.16.840.1.113883.6.12", "78815", "pet-ct-skull-base-to-mid-thigh"),
    ],
)
def test_a_code_names_its_study(system: str, code: str, study: str) -> None:
    assert study_named((system, code)) == study


def test_a_site_code_beside_a_known_one_does_not_matter() -> None:
    assert read_one(("urn:oid:1.2.3", "IMG77"), ("cpt", "78815")) == Identified(
        "pet-ct-skull-base-to-mid-thigh"
    )


@pytest.mark.parametrize(
    "more",
    [
        {"bodySite": [site(snomed=AXILLARY_NODES)]},
        {"bodySite": [site("left axilla")]},
        {"bodySite": site("Axilla")},
        {"text": "US AXILLARY NODES"},
        {"orderDetail": [{"text": "look at the axilla"}]},
    ],
)
def test_a_shared_code_needs_its_body_site(more: dict[str, object]) -> None:
    assert study_named(("cpt", "76882"), **more) == "us-axilla"


def test_a_shared_code_without_a_site_is_not_ours() -> None:
    assert read_one(("cpt", "76882")) == NotOurs()
    assert read_one(("cpt", "76882"), bodySite=[site("left forearm")]) == NotOurs()


@pytest.mark.parametrize(
    ("text", "study"),
    [
        ("US breast limited", "us-breast"),
        ("US breast and axilla", "us-axilla"),
        ("US breast, limited, including axilla when performed", "us-breast"),
        ("US breast without axilla", "us-breast"),
        ("US breast limited, not the left axilla", "us-breast"),
    ],
)
def test_breast_ultrasound_is_axillary_only_where_the_axilla_is_asked_for(text: str, study: str) -> None:
    assert study_named(("cpt", "76642"), text=text) == study


def test_another_coding_can_name_the_site() -> None:
    assert read_one(("cpt", "76642"), ("loinc", "72529-1")) == Identified("us-axilla", Side.LEFT)


def test_codings_that_name_different_studies_contradict_one_another() -> None:
    assert read_one(("cpt", "77049"), ("cpt", "77047")) == Contradictory(
        ("mri-breast-without-and-with-iv-contrast", "mri-breast-without-iv-contrast")
    )


def test_an_open_code_beside_a_compatible_one_is_settled_by_it() -> None:
    assert study_named(("snomed", "241615005"), ("cpt", "77049")) == "mri-breast-without-and-with-iv-contrast"


def test_an_open_code_beside_an_incompatible_one_contradicts_it() -> None:
    assert isinstance(read_one(("snomed", "241615005"), ("cpt", "78815")), Contradictory)


def test_an_open_code_leaves_the_study_open() -> None:
    assert read_one(("snomed", "241615005")) == Open("mri-breast-contrast-not-stated")


def test_text_can_settle_an_open_code_but_only_as_text() -> None:
    named = read_one(("snomed", "241615005"), text="MRI breast without and with IV contrast")
    assert named == Identified("mri-breast-without-and-with-iv-contrast", text_only=True)


def test_two_codings_that_are_parts_of_one_study_are_that_study() -> None:
    assert study_named(("cpt", "77066"), ("hcpcs", "G0279")) == "mammography-diagnostic"
    assert read_one(("cpt", "71260"), ("cpt", "74177")) == Identified(
        "ct-chest-abdomen-pelvis-with-iv-contrast"
    )


@pytest.mark.parametrize("text", ["US axilla", "us  AXILLA", "Axillary ultrasound!", "US, axilla - right"])
def test_an_order_of_text_alone_is_known_by_its_text(text: str) -> None:
    named = read_one(text=text)
    assert isinstance(named, Identified)
    assert (named.procedure, named.text_only) == ("us-axilla", True)


def test_a_display_of_an_unknown_code_is_text() -> None:
    (reading,) = read(
        coded() | {"code": {"coding": [{"system": "urn:oid:1.2", "code": "7", "display": "US AXILLA"}]}}
    )
    assert reading.identity == Identified("us-axilla", text_only=True)


def test_text_that_only_contains_a_name_names_nothing() -> None:
    assert read_one(text="consider us axilla after clinic") == NotOurs()


def test_the_reason_does_not_change_the_code() -> None:
    screening = [{"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "Z12.31"}]}]
    assert study_named(("cpt", "77066"), reasonCode=screening) == "mammography-diagnostic"


@pytest.mark.parametrize(
    ("more", "side"),
    [
        ({"bodySite": [site(snomed=LEFT)]}, Side.LEFT),
        ({"bodySite": [site(snomed=LEFT), site(snomed=RIGHT)]}, Side.BILATERAL),
        ({"bodySite": [site("Right breast")]}, Side.RIGHT),
        ({"text": "MAMMO DIAG BILATERAL"}, Side.BILATERAL),
        ({"text": "MAMMO DIAG LT"}, Side.LEFT),
        ({"bodySite": [site("the right one", snomed=LEFT)]}, Side.LEFT),
        ({"text": "Mammogram, s/p RT"}, None),
        ({"text": "Mammogram restaging, RT planned"}, None),
        ({"text": "Mammogram for what is left of the tumour"}, None),
        ({"orderDetail": [{"text": "after RT"}]}, None),
        ({}, None),
    ],
)
def test_the_side_comes_from_code_then_site_then_words(more: dict[str, object], side: Side | None) -> None:
    named = read_one(("cpt", "77065"), **more)
    assert isinstance(named, Identified)
    assert named.side is side


@pytest.mark.parametrize(
    "code",
    [
        None,
        [],
        "72528-3",
        {"coding": [{}]},
        {"coding": {"system": "http://loinc.org", "code": 5}},
        {"coding": [None, 7]},
        {"coding": [{"code": "78815"}]},
        {"text": ["x"]},
    ],
)
def test_a_code_of_any_shape_is_read_without_an_error(code: object) -> None:
    (reading,) = read(coded() | {"code": code})
    assert reading.identity == NotOurs()


def test_orders_of_other_releases_are_read_too() -> None:
    concept = {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "78815"}]}
    r5, stu3 = coded() | {"code": {"concept": concept}}, coded() | {"resourceType": "ProcedureRequest"}
    assert read(r5)[0].identity == Identified("pet-ct-skull-base-to-mid-thigh")
    assert read(stu3 | {"code": concept})[0].identity == Identified("pet-ct-skull-base-to-mid-thigh")


@pytest.mark.parametrize("where", ["concept", "contained", "among the drafts", "r5"])
def test_a_drug_against_cancer_is_systemic_therapy(where: str) -> None:
    drug = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "56946"}]}
    order = {"resourceType": "MedicationRequest", "id": "rx", "status": "draft", "subject": {}}
    medication = {"resourceType": "Medication", "id": "m1", "code": drug}
    drafts: dict[str, list[Raw]] = {
        "concept": [order | {"medicationCodeableConcept": drug}],
        "contained": [order | {"contained": [medication], "medicationReference": {"reference": "#m1"}}],
        "among the drafts": [order | {"medicationReference": {"reference": "Medication/m1"}}, medication],
        "r5": [order | {"medication": {"concept": drug}}],
    }
    assert read(*drafts[where])[0].identity == Identified("systemic-therapy")


def test_reading_changes_nothing_in_what_was_received() -> None:
    order = coded(("cpt", "76882"), bodySite=[site("axilla")])
    before = deepcopy(order)
    read(order)
    assert order == before
