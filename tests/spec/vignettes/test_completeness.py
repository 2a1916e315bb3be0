"""No vignette is lost: each of the clinical table is encoded."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final, get_args

import pytest

from tests.spec.vignettes.groups import VIGNETTES
from tests.spec.vignettes.vignette import Vignette
from tests.support.chart import Dialect

ALL: Final = Path(__file__).with_name("ids.txt").read_text(encoding="utf-8").split()


def test_every_vignette_is_encoded_once() -> None:
    assert Counter(vignette.id for vignette in VIGNETTES) == Counter(ALL)


def test_each_draft_has_its_expectation() -> None:
    assert [each.id for each in VIGNETTES if len(each.drafts) != len(each.expect)] == []


@pytest.mark.parametrize("dialect", get_args(Dialect))
def test_no_chart_holds_two_resources_of_one_id(dialect: Dialect) -> None:
    told = [vignette.told_in(dialect) for vignette in VIGNETTES]
    assert [each.id for each in told if len(names_in(each)) < len((*each.chart, *each.drafts))] == []


def names_in(vignette: Vignette) -> set[tuple[str, str]]:
    return {(each["resourceType"], each["id"]) for each in (*vignette.chart, *vignette.drafts)}
