"""Pathology of axillary nodes before treatment, linked to a biopsy or not."""

from __future__ import annotations

import pytest

from tests.support.chart import (
    Raw,
    cancer_on_problem_list,
    chemotherapy,
    imaging_report,
    node_biopsy,
    pathology_report,
    sentinel_node_biopsy,
    snomed,
)
from tests.support.chart_parts import axillary_node, coding, concept, of_patient
from tests.unit.extraction.facts import facts_of, values

DIAGNOSED, EXAMINED = "2025-11-20", "2025-11-25"
CANCER = cancer_on_problem_list("ductal", "left", DIAGNOSED)
LATER, LONG_AFTER = "2025-11-28", "2026-01-05"
BIOPSY = node_biopsy("left", EXAMINED, 1)[:1]
PROVEN = pathology_report("node", LATER, conclusions=(snomed("94181007"),))


def _sampled(code: str, value: int | str, **more: object) -> Raw:
    answer = {"valueInteger": value} if isinstance(value, int) else {"valueCodeableConcept": snomed(value)}
    system = "http://loinc.org" if "-" in code else "http://snomed.info/sct"
    content = {"status": "final", "code": concept(coding(system, code)), "effectiveDateTime": LATER}
    return of_patient("Observation", f"sampled-{code}", **content | answer | more)


ANY_RESULT = {"positive", "benign", "non-diagnostic"}
COUNTED = _sampled("21893-3", 2)


@pytest.mark.parametrize(
    ("chart", "result"),
    [
        ([*BIOPSY, PROVEN], {"positive"}),
        ([*BIOPSY, COUNTED], {"positive"}),
        ([*BIOPSY, _sampled("21893-3", 0)], {"benign"}),
        ([*BIOPSY, _sampled("399374009", "52101004")], {"positive"}),
        ([*BIOPSY, _sampled("21893-3", 2, effectiveDateTime=LONG_AFTER)], ANY_RESULT),
        ([*BIOPSY, _sampled("21893-3", 2, bodySite=axillary_node("right"))], ANY_RESULT),
        ([PROVEN], {"positive"}),
        ([pathology_report("node", LATER, results=(COUNTED,)), COUNTED], {"positive"}),
        ([pathology_report("node", LATER, conclusions=(snomed("94392001"),))], {"positive", "not-done"}),
        ([_sampled("94181007", "52101004")], {"positive"}),
        ([_sampled("94181007", "2667000")], set()),
        ([PROVEN, *chemotherapy("2025-11-26")], set()),
        ([PROVEN, sentinel_node_biopsy("left", LATER)], set()),
        ([imaging_report("us-axilla", "left", LATER, conclusions=(snomed("94181007"),))], set()),
    ],
    ids=[
        *("biopsy and report", "biopsy and count", "biopsy and no node", "biopsy and answer"),
        *("count long after the biopsy", "count of the other side", "report alone", "count in a report"),
        *("node of unsaid place", "answer alone", "denied alone", "after treatment began"),
        *("from the operation", "imaging"),
    ],
)
def test_pathology_proves_a_node_without_a_link_to_its_procedure(chart: list[Raw], result: set[str]) -> None:
    assert values(facts_of(CANCER, *chart)["axilla.node_biopsy"]) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("cN1(f)", {"positive"}),
        ("cN1 (f)", {"positive"}),
        ("cN1", set()),
        ("cN0(f)", set()),
        ("ycN1(f)", set()),
    ],
)
def test_the_suffix_for_a_needle_biopsy_proves_the_node(text: str, result: set[str]) -> None:
    code, value = concept(coding("http://loinc.org", "21906-3")), {"text": text}
    content = {"status": "final", "effectiveDateTime": LATER, "valueCodeableConcept": value}
    staged = of_patient("Observation", "staged", code=code, **content)

    assert values(facts_of(CANCER, staged)["axilla.node_biopsy"]) == result
