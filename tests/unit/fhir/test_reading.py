"""Every answer an EHR may give to a search is read, and only a whole answer counts as searched."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.domain.needs import DataNeed
from cds_service.fhir.reading import read_prefetch
from cds_service.fhir.record import PatientRecord
from cds_service.fhir.resources import Medicine, Observation

Raw = dict[str, Any]

NEEDS = (
    DataNeed("patient", "Patient"),
    DataNeed("conditions", "Condition"),
    DataNeed("staging", "Observation", (("code", tuple(str(number) for number in range(12))),)),
    DataNeed("medicines", "MedicationAdministration"),
)
PATIENT: Raw = {"resourceType": "Patient", "id": "p", "gender": "female"}
EMPTY: Raw = {"resourceType": "Bundle", "type": "searchset"}
OUTCOME: Raw = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}


def condition(id_: str = "1", **more: object) -> Raw:
    code = {"coding": [{"system": "http://snomed.info/sct", "code": "254837009"}]}
    subject = {"reference": "Patient/p"}
    return {"resourceType": "Condition", "id": id_, "subject": subject, "code": code, **more}


def bundle(*resources: object, **more: object) -> Raw:
    return EMPTY | {"entry": [{"resource": each} for each in resources]} | more


def read(**prefetch: object) -> PatientRecord:
    return read_prefetch({"patient": PATIENT, **prefetch}, NEEDS, "p")


def test_an_empty_bundle_is_an_answer() -> None:
    assert "conditions" in read(conditions=EMPTY).searched


@pytest.mark.parametrize(
    "answer",
    [
        None,
        OUTCOME,
        7,
        "text",
        b"{not json",
        bundle(condition(), link=[{"relation": "next", "url": "https://ehr.example.org/page2"}]),
        bundle(condition(), total=2),
        bundle(condition(), OUTCOME),
        bundle(condition(), None),
        bundle(condition(), {"id": "without a type"}),
        bundle(condition(), condition("2", modifierExtension=[{"url": "negated"}])),
        bundle(condition(), condition("2", verificationStatus=[7])),
        condition(),
    ],
    ids=[
        *("null", "outcome", "number", "string", "no json", "next page", "more in total", "failed inside"),
        *("empty entry", "no type", "modifier", "unreadable status", "single resource"),
    ],
)
def test_what_is_no_whole_answer_is_not_searched(answer: object) -> None:
    assert "conditions" not in read(conditions=answer).searched


def test_a_missing_key_is_not_searched() -> None:
    assert read().searched == {"patient"}


def test_a_need_is_searched_only_when_all_its_keys_were_answered() -> None:
    assert "staging" not in read(staging=EMPTY).searched
    assert "staging" in read(staging=EMPTY, staging_2=EMPTY).searched


def test_a_servers_warning_leaves_the_answer_whole() -> None:
    warning = {
        "resourceType": "OperationOutcome",
        "issue": [{"severity": "warning", "code": "informational"}],
    }

    record = read(conditions=bundle(condition(), warning))

    assert "conditions" in record.searched
    assert len(record.conditions) == 1


@pytest.mark.parametrize(
    "answer",
    [
        bundle(condition()),
        bundle(condition()) | {"type": "collection"},
        {"resourceType": "Bundle", "entry": [{"resource": condition()}]},
        {"resourceType": "Bundle", "entry": {"resource": condition()}},
        [condition()],
        [bundle(condition())],
        condition(),
        bundle(OUTCOME, condition(), None, {"resourceType": "Encounter"}),
        json.dumps(bundle(condition())).encode(),
        msgspec.Raw(json.dumps(bundle(condition())).encode()),
    ],
)
def test_the_resources_of_an_answer_are_read_whatever_its_shape(answer: object) -> None:
    assert [each.reference for each in read(conditions=answer).conditions] == ["Condition/1"]


@pytest.mark.parametrize("answer", [PATIENT, bundle(PATIENT), [PATIENT]])
def test_the_patient_may_come_alone_or_in_a_bundle(answer: object) -> None:
    record = read(patient=answer)

    assert record.patient is not None
    assert "patient" in record.searched


def test_an_answer_without_the_patient_is_no_answer_to_the_patient() -> None:
    assert "patient" not in read(patient=EMPTY).searched


def test_a_resource_under_two_keys_is_one_resource() -> None:
    assert (
        len(read(conditions=bundle(condition(), condition()), medicines=bundle(condition())).conditions) == 1
    )


def test_resources_without_an_id_are_kept_apart() -> None:
    without_id = {name: value for name, value in condition().items() if name != "id"}

    assert len(read(conditions=bundle(without_id, without_id)).conditions) == 2


@pytest.mark.parametrize(
    "subject", ["Patient/other", "https://elsewhere.example.org/Patient/other", "Group/p"]
)
def test_a_resource_of_another_patient_is_refused_and_noted(subject: str) -> None:
    record = read(conditions=bundle(condition(), condition("2", subject={"reference": subject})))

    assert [each.reference for each in record.conditions] == ["Condition/1"]
    assert [(each.need, each.reference) for each in record.issues] == [("conditions", "Condition/2")]
    assert "conditions" not in record.searched  # the search was not the one that was asked for


@pytest.mark.parametrize(
    "subject", [{"reference": "https://ehr.example.org/fhir/Patient/p"}, {"display": "P"}, None]
)
def test_a_resource_that_names_this_patient_or_nobody_is_hers(subject: Raw | None) -> None:
    assert read(conditions=bundle(condition(subject=subject))).conditions


def test_a_subject_may_be_named_by_the_address_of_a_later_entry() -> None:
    entries = [
        {"fullUrl": "urn:uuid:c", "resource": condition(subject={"reference": "urn:uuid:x"})},
        {"fullUrl": "urn:uuid:x", "resource": PATIENT},
    ]

    assert read(conditions=EMPTY | {"entry": entries}).conditions


def test_a_drug_is_found_in_the_medication_that_is_referred_to() -> None:
    paclitaxel = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "56946"}]}
    medication = {"resourceType": "Medication", "id": "m", "code": paclitaxel}
    referring: Raw = {"resourceType": "MedicationAdministration", "id": "a", "status": "completed"}
    included = referring | {"medicationReference": {"reference": "Medication/m"}}
    contained = referring | {"medicationReference": {"reference": "#m"}, "contained": [medication]}
    by_address = referring | {"medicationReference": {"reference": "urn:uuid:m"}}
    addressed = [{"resource": by_address}, {"fullUrl": "urn:uuid:m", "resource": medication}]

    for answer in (bundle(included, medication), bundle(contained), EMPTY | {"entry": addressed}):
        (medicine,) = read(medicines=answer).medicines
        assert isinstance(medicine, Medicine)
        assert medicine.code is not None
        assert medicine.code.codes[0].code == "56946"


def test_a_contained_resource_is_found_by_its_owners_reference_and_listed_nowhere() -> None:
    inner = {"resourceType": "Observation", "id": "o", "status": "final"}
    record = read(conditions=bundle(condition(contained=[inner])))

    assert record.observations == ()
    assert record.resolve("Condition/1#o", Observation) is not None


def test_statuses_of_older_releases_are_read() -> None:
    (found,) = read(
        conditions=bundle(condition(clinicalStatus="resolved", verificationStatus="refuted"))
    ).conditions

    assert (found.clinical_status, found.verification_status) == ("resolved", "refuted")


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "coding",
                    "system",
                    "code",
                    "value",
                    "start",
                    "end",
                    "reference",
                    "text",
                    "event",
                    "concept",
                    "url",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
_members = st.sampled_from(
    [
        *("id", "status", "clinicalStatus", "verificationStatus", "category", "code", "bodySite", "subject"),
        *(
            "onsetDateTime",
            "onsetPeriod",
            "effectivePeriod",
            "effectiveTiming",
            "performedPeriod",
            "authoredOn",
        ),
        *(
            "valueQuantity",
            "valueCodeableConcept",
            "valueInteger",
            "component",
            "referenceRange",
            "extension",
        ),
        *("medicationCodeableConcept", "medicationReference", "medication", "dosageInstruction", "contained"),
        *(
            "activity",
            "stage",
            "evidence",
            "reasonReference",
            "reason",
            "conclusionCode",
            "result",
            "reaction",
        ),
        *(
            "birthDate",
            "gender",
            "note",
            "orderDetail",
            "period",
            "interpretation",
            "intent",
            "dispenseRequest",
        ),
    ]
)
_types = st.sampled_from(
    [
        *(
            "Patient",
            "Condition",
            "Observation",
            "Procedure",
            "MedicationRequest",
            "MedicationAdministration",
        ),
        *(
            "DiagnosticReport",
            "CarePlan",
            "ServiceRequest",
            "AllergyIntolerance",
            "Specimen",
            "Medication",
            "X",
        ),
    ]
)


@given(_types, st.dictionaries(_members, _json, max_size=8))
def test_no_shape_of_a_resource_loses_the_others(kind: str, members: Raw) -> None:
    odd = {"resourceType": kind, **members}

    record = read(conditions=bundle(condition("other-one"), odd))

    assert "Condition/other-one" in {each.reference for each in record.conditions}


@given(_json)
def test_no_answer_is_an_error(answer: object) -> None:
    record = read(conditions=answer)

    assert record.patient is not None
    assert all(
        set(issue.what) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ` ")
        for issue in record.issues
    )
