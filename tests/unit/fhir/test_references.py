"""Resources are found by what refers to them, contained or sent along."""

from __future__ import annotations

from cds_service.fhir.resources import Medicine, Observation
from tests.support.reading import Raw, condition, read
from tests.support.results import EMPTY, bundle


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
