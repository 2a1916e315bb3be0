"""The charts that were cut were cut by the rule, and by nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.charts.cut import LEFT_OUT, cut, write
from tests.charts.reading import PATIENTS

CUT = ("mcode-pathways/Maryam.json", "mcode-pathways/T1_patient.json")


@pytest.mark.parametrize("path", CUT)
def test_a_chart_that_was_cut_is_as_the_rule_leaves_it(path: str) -> None:
    kept = (PATIENTS / path).read_text("utf-8")
    assert write(cut(json.loads(kept))) == kept


@pytest.mark.parametrize("as_bundle", [True, False])
def test_the_rule_leaves_out_whole_types_and_changes_no_other_resource(as_bundle: bool) -> None:  # noqa: FBT001
    condition = {"resourceType": "Condition", "id": "kept", "note": [{"text": "ü"}], "value": 0.1}
    resources: list[Any] = [condition, *({"resourceType": each} for each in LEFT_OUT)]
    given: Any = {"resourceType": "Bundle", "entry": [{"resource": each} for each in resources]}
    left = json.loads(write(cut(given if as_bundle else resources)))
    assert left == ({**given, "entry": [{"resource": condition}]} if as_bundle else [condition])
