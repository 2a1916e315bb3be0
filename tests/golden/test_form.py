"""What every answer has to be, whatever it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from cds_service.fhir.strict import problems_in
from tests.golden.examples import EXAMPLES, Example
from tests.spec.vignettes.groups import VIGNETTES
from tests.spec.vignettes.vignette import Vignette
from tests.support.ehr import call
from tests.support.knowledge import shipped_knowledge
from tests.support.service import client

MAY_BE_EMPTY = {"$.cards"}


def members(value: object, path: str = "$") -> Iterator[tuple[str, object]]:
    yield path, value
    if isinstance(value, dict):
        for name, each in value.items():
            yield from members(each, f"{path}.{name}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from members(each, f"{path}[{number}]")


def resources(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for _, value in members(answer):
        if isinstance(value, dict) and isinstance(value.get("resource"), dict):
            yield value["resource"]


def check(answer: dict[str, Any]) -> None:
    empty = [path for path, each in members(answer) if each is None or each in ("", [], {})]
    assert set(empty) <= MAY_BE_EMPTY
    problems = [problem for resource in resources(answer) for problem in problems_in(resource)]
    assert not problems
    for card in answer.get("cards", []):
        assert "<" not in card["detail"], "no HTML"
        assert len(card["summary"]) < 140
        assert f"Knowledge {shipped_knowledge().digest}." in card["detail"]


@pytest.mark.parametrize("vignette", VIGNETTES, ids=[each.id for each in VIGNETTES])
@pytest.mark.parametrize("profile", ["generic", "delete-create", "sandbox"])
def test_an_answer_has_no_null_and_no_empty_element_and_only_valid_resources(
    vignette: Vignette, profile: str
) -> None:
    with client(today=vignette.today, profile=profile) as service:
        response = call(
            service,
            "order-sign",
            list(vignette.chart),
            list(vignette.drafts),
            extension={"org.imaging-cds.assessment": True},
        )
    check(json.loads(response.content))


@pytest.mark.parametrize("example", EXAMPLES, ids=[each.folder for each in EXAMPLES])
def test_an_example_has_the_form_of_an_answer(example: Example) -> None:
    check(example.answer(example.request).json())
