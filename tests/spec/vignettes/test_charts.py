"""Every resource that a vignette's chart or order holds is valid FHIR."""

from __future__ import annotations

from itertools import chain
from typing import Final

import pytest
from fhir.resources.R4B import get_fhir_model_class

from tests.spec.vignettes.groups import VIGNETTES
from tests.support.chart import Raw

RESOURCES: Final[dict[str, Raw]] = {
    f"{vignette.id} {each['resourceType']}/{each['id']}": each
    for vignette in VIGNETTES
    for each in chain(vignette.chart, vignette.drafts)
}
# The same builder's resource is read once.
DISTINCT: Final = {repr(each): name for name, each in RESOURCES.items()}


@pytest.mark.parametrize("name", sorted(DISTINCT.values()))
def test_the_resource_is_valid_fhir(name: str) -> None:
    raw = RESOURCES[name]
    get_fhir_model_class(raw["resourceType"]).model_validate(raw)


def test_a_resource_with_an_unknown_member_is_not() -> None:
    with pytest.raises(ValueError, match="extra"):
        get_fhir_model_class("Patient").model_validate({"resourceType": "Patient", "sex": "female"})
