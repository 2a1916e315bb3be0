"""Laws of evidence: it is true of the resource that it names, and names all that the resource says of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spec.vignettes.groups import VIGNETTES
from tests.spec.vignettes.vignette import Vignette
from tests.support.chart_parts import PATIENT_ID
from tests.support.deliberating import all_facts, deliberate_on
from tests.support.provenance import faults


@pytest.mark.parametrize("vignette", VIGNETTES, ids=[each.id for each in VIGNETTES])
def test_the_evidence_of_every_vignette_is_as_it_says(vignette: Vignette) -> None:
    deliberation = deliberate_on(vignette.chart, vignette.drafts, vignette.today)
    found = list(faults(all_facts(deliberation), [*vignette.chart, *vignette.drafts]))
    assert not found, "\n".join(found)


@given(vignettes=st.lists(st.sampled_from(VIGNETTES), min_size=2, max_size=3), chance=st.randoms())
def test_the_evidence_of_charts_put_together_is_as_it_says(vignettes: list[Vignette], chance: Any) -> None:  # noqa: ANN401
    everything = {f"{each['resourceType']}/{each['id']}": each for one in vignettes for each in one.chart}
    patient = everything.pop(f"Patient/{PATIENT_ID}", None)
    chosen = chance.sample(sorted(everything), k=chance.randint(1, len(everything)))
    chart = [*([patient] if patient else []), *(everything[each] for each in chosen)]
    drafts = list({each["id"]: each for one in vignettes for each in one.drafts}.values())
    deliberation = deliberate_on(chart, drafts, vignettes[0].today)
    found = list(faults(all_facts(deliberation), [*chart, *drafts]))
    assert not found, "\n".join(found)
