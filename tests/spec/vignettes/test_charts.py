"""Every resource that a vignette's chart or order holds, in any dialect, is valid FHIR."""

from __future__ import annotations

from itertools import chain
from typing import Final, get_args

import pytest
from fhir.resources.R4B import get_fhir_model_class

from tests.spec.vignettes.groups import VIGNETTES
from tests.support.chart import Dialect, Raw

DIALECTS: Final[tuple[Dialect, ...]] = get_args(Dialect)
RESOURCES: Final[dict[str, Raw]] = {
    f"{vignette.id} {dialect} {each['resourceType']}/{each['id']}": each
    for vignette in VIGNETTES
    for dialect in DIALECTS
    for told in [vignette.told_in(dialect)]
    for each in chain(told.chart, told.drafts)
}
# The same builder's resource is read once.
DISTINCT: Final = {repr(each): name for name, each in RESOURCES.items()}


@pytest.mark.parametrize("kind", sorted({each["resourceType"] for each in RESOURCES.values()}))
def test_every_resource_of_a_kind_is_valid_fhir(kind: str) -> None:
    model = get_fhir_model_class(kind)
    for name in DISTINCT.values():
        if RESOURCES[name]["resourceType"] == kind:
            try:
                model.model_validate(RESOURCES[name])
            except ValueError as problem:
                pytest.fail(f"{name}: {problem}")


def test_a_resource_with_an_unknown_member_is_not() -> None:
    with pytest.raises(ValueError, match="extra"):
        get_fhir_model_class("Patient").model_validate({"resourceType": "Patient", "sex": "female"})
