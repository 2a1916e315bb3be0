"""Absence means something only where every place was read."""

from __future__ import annotations

import pytest

from cds_service.domain.facts import NotRecorded, Recorded
from tests.spec.vignettes.groups import VIGNETTES
from tests.spec.vignettes.vignette import Vignette
from tests.support.chart_facts import PRACTICE, read_facts


@pytest.mark.parametrize("vignette", VIGNETTES, ids=[each.id for each in VIGNETTES])
def test_a_fact_read_from_a_place_is_never_absent_while_that_place_was_not_read(vignette: Vignette) -> None:
    """Places that few servers have (administrations, care plans) are decided not to count."""
    whole = read_facts(vignette.chart, vignette.today)
    wrong = [
        f"{fact} is read from `{need.name}`, which its `found_in` does not name"
        for need in PRACTICE.needs
        if need.required
        for part in [read_facts(vignette.chart, vignette.today, omit=[need.name])]
        for fact in whole
        if isinstance(whole[fact], Recorded) and part[fact] == NotRecorded(searched=True)
    ]
    assert not wrong
