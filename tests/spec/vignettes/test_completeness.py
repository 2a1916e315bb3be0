"""No vignette is lost: each of the clinical table is encoded."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from tests.spec.vignettes.groups import VIGNETTES
from tests.spec.vignettes.vignette import Vignette

ALL: Final = Path(__file__).with_name("ids.txt").read_text(encoding="utf-8").split()


def test_every_vignette_is_encoded_once() -> None:
    assert Counter(vignette.id for vignette in VIGNETTES) == Counter(ALL)


def test_each_draft_has_its_expectation() -> None:
    assert [each.id for each in VIGNETTES if len(each.drafts) != len(each.expect)] == []


@pytest.mark.parametrize("vignette", VIGNETTES, ids=[vignette.id for vignette in VIGNETTES])
def test_no_chart_holds_two_resources_of_one_id(vignette: Vignette) -> None:
    names = Counter((each["resourceType"], each["id"]) for each in (*vignette.chart, *vignette.drafts))
    assert not [name for name, times in names.items() if times > 1]
