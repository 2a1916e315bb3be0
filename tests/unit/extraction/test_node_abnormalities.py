"""Findings on lymph nodes as HL7's breast radiology guide codes them."""

from __future__ import annotations

import pytest

from cds_service.domain.terms import SHORT_NAMES
from tests.support.chart import Raw, cancer_on_problem_list, imaging_report, snomed
from tests.support.chart_parts import axillary_node, category, coding, concept, of_patient, reference
from tests.unit.extraction.facts import facts_of, values

SEEN = "2025-11-25"
CANCER = cancer_on_problem_list("ductal", "left", "2025-11-20")
IMAGING, SIDE = "axilla.imaging_finding", "axilla.finding_side"
AXILLARY, CORTEX, NORMAL, INTRAMAMMARY = (
    "NodeAxillary",
    "NodeFocalCortex",
    "NodeLymphNormal",
    "NodeIntramammary",
)
BENIGN, PROBABLY, SUSPICIOUS = (
    "RDE1586_category2BenignFinding",
    "RDE1586_category3ProbablyBenignFinding",
    "RDE1586_category4BSuspiciousAbnormalityModerateLikelihoodOfBeingCancer",
)


def _component(system: str, asked: str, answered_in: str, answer: str) -> Raw:
    return {
        "code": concept(coding(SHORT_NAMES[system], asked)),
        "valueCodeableConcept": concept(coding(SHORT_NAMES[answered_in], answer)),
    }


def node(type_: str, assessed: str = "", site: Raw | None = None) -> Raw:
    types = "breast-radiology-component", "abnormalityLymphNodeType", "breast-radiology-node-type"
    parts = [_component(*types, type_)]
    if assessed:
        parts.append(_component("radlex-cde", "RDE1586", "radlex-cde", assessed))
    return of_patient(
        "Observation",
        "node",
        status="final",
        category=[category("observation-category", "imaging")],
        code=concept(coding(SHORT_NAMES["breast-radiology-observation"], "abnormalityLymphNodeObservation")),
        effectiveDateTime=SEEN,
        bodySite=site if site is not None else snomed("76752008", "Breast structure"),
        component=parts,
    )


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (node(AXILLARY, SUSPICIOUS), {"suspicious"}),
        (node(AXILLARY, BENIGN), {"not-suspicious"}),
        (node(AXILLARY, PROBABLY), set()),
        (node(AXILLARY), set()),
        (node(CORTEX, site=axillary_node("left")), {"suspicious"}),
        (node(NORMAL, site=axillary_node("left")), {"not-suspicious"}),
        (node(CORTEX, BENIGN, axillary_node("left")), {"not-suspicious"}),
        (node(CORTEX, SUSPICIOUS), set()),
        (node(INTRAMAMMARY, SUSPICIOUS), set()),
        (node(AXILLARY, SUSPICIOUS) | {"status": "entered-in-error"}, set()),
    ],
    ids=[
        *("suspicious", "benign", "probably benign", "a type alone", "a sign in the axilla", "normal"),
        *("the category counts", "of no place", "in the breast", "in error"),
    ],
)
def test_a_node_is_as_its_category_says_if_it_is_axillary(finding: Raw, said: set[str]) -> None:
    assert values(facts_of(CANCER, finding)[IMAGING]) == said


def test_the_side_is_that_of_the_site_or_of_the_study() -> None:
    right = node(AXILLARY, SUSPICIOUS, axillary_node("right"))
    report = imaging_report("us-axilla", "left", SEEN) | {"result": [reference(node(AXILLARY, SUSPICIOUS))]}

    assert values(facts_of(CANCER, right)[SIDE]) == {"other"}
    assert values(facts_of(CANCER, node(AXILLARY, SUSPICIOUS), report)[SIDE]) == {"same"}
