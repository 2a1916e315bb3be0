"""What the extraction reads is what the EHR is asked for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import cds_service.extraction
from cds_service.domain.facts import FactSheet
from cds_service.domain.needs import TOKENS_IN_ONE_SEARCH, DataNeed
from cds_service.domain.terms import SHORT_NAMES, Code
from cds_service.extraction.bindings import NEEDS, needs_for
from tests.support.chart import cancer_on_problem_list, lumpectomy
from tests.support.chart_parts import coding, concept, of_patient
from tests.support.knowledge import shipped_knowledge
from tests.unit.extraction.facts import facts_of

SETS = shipped_knowledge().value_sets
PHRASES = shipped_knowledge().phrases
CONTEXT = (cancer_on_problem_list("ductal", "left", "2026-04-01"), lumpectomy("left", "2026-05-01"))
BASELINE = facts_of(*CONTEXT)
ASKABLE = {SHORT_NAMES["snomed"], SHORT_NAMES["loinc"], SHORT_NAMES["cap-ecc"]}
ANSWERS: tuple[dict[str, Any], ...] = (
    {},
    {"valueBoolean": False},
    {"valueQuantity": {"value": 25, "code": "mm"}, "referenceRange": [{"high": {"value": 2}}]},
    {"valueString": "R1"},
    {"valueString": "involved"},
    {"valueCodeableConcept": concept(coding("http://cancerstaging.org", "cT2"))},
    {"valueCodeableConcept": concept(coding("http://cancerstaging.org", "cN1"))},
    {"valueCodeableConcept": concept(coding("http://cancerstaging.org", "pM1"))},
    {"valueCodeableConcept": concept(coding("http://cancerstaging.org", "c2A"))},
    {"valueCodeableConcept": concept(coding(SHORT_NAMES["snomed"], "421188008"))},
    {"valueCodeableConcept": concept(coding(SHORT_NAMES["icdo3"], "8500/2"))},
)


def asked_codes() -> set[str]:
    observations = (need for need in needs_for(SETS) if need.resource_type == "Observation")
    return {
        token
        for need in observations
        for name, tokens in need.parameters
        if name == "code"
        for token in tokens
    }


def all_codes() -> list[Code]:
    return sorted(
        {code for each in SETS.values() for code in each.entries if code.system in ASKABLE}, key=str
    )


def _with(code: Code, on: str) -> FactSheet:
    observations = [
        of_patient(
            "Observation",
            f"answer-{number}",
            status="final",
            code=concept(coding(code.system, code.code)),
            effectiveDateTime=on,
            **answer,
        )
        for number, answer in enumerate(ANSWERS)
    ]
    return facts_of(*CONTEXT, *observations)


@pytest.mark.parametrize("on", ["2026-04-05", "2026-05-05"], ids=["before surgery", "after surgery"])
def test_every_code_that_changes_a_fact_is_asked_for(on: str) -> None:
    recognised = [code for code in all_codes() if _with(code, on) != BASELINE]

    assert recognised
    assert {str(code) for code in recognised} <= asked_codes()


def test_needs_are_those_by_which_facts_are_found() -> None:
    found_in = {name for fact in shipped_knowledge().facts.values() for name in fact.sources}

    assert found_in <= {need.name for need in NEEDS if need.required}


def test_no_search_has_too_many_alternatives_and_together_they_ask_for_everything() -> None:
    for need in needs_for(SETS):
        searched = [tokens for _, parameters in need.searches for _, tokens in parameters]
        assert all(len(tokens) <= TOKENS_IN_ONE_SEARCH for tokens in searched)
        assert {token for tokens in searched for token in tokens} == {
            token for _, tokens in need.parameters for token in tokens
        }
        assert len(need.searches) == len(set(need.keys))


def test_a_long_list_of_alternatives_is_spread_over_numbered_keys() -> None:
    need = DataNeed("staging", "Observation", (("category", ("a",)), ("code", tuple("bcdefghijklm"))))

    assert need.keys == ("staging", "staging_2")
    assert need.searches[1] == ("staging_2", (("category", ("a",)), ("code", ("l", "m"))))


def _strings() -> Iterator[str]:
    for path in Path(cds_service.extraction.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_list_of_phrases_is_read() -> None:
    used = set(_strings())
    # Followed by the values of a fact or the sections of a report, or read with all lists that explain words.
    built = ("order-question-", "prompted-by-", "report-heading-", "reason-")

    assert {name for name in PHRASES if not name.startswith(built)} <= used
