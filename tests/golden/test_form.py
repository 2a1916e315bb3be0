"""Every answer that is shown or asked for in a vignette has the form of an answer."""

from __future__ import annotations

import json

import pytest

from tests.golden.examples import EXAMPLES, Example
from tests.spec.vignettes.groups import VIGNETTES
from tests.spec.vignettes.vignette import Vignette
from tests.support.ehr import call
from tests.support.form import check_form
from tests.support.service import client


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
    check_form(json.loads(response.content))


@pytest.mark.parametrize("example", EXAMPLES, ids=[each.folder for each in EXAMPLES])
def test_an_example_has_the_form_of_an_answer(example: Example) -> None:
    check_form(example.answer(example.request).json())
