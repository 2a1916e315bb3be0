"""Whatever a chart holds, reading it never fails and never loses the rest of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.support.reading import Raw, condition, read
from tests.support.results import bundle

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
