"""Allergy to the contrast that MRI uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cds_service.domain.facts import Recorded
from cds_service.extraction.chart import Chart
from cds_service.extraction.claims import Claim, claim, settle
from cds_service.extraction.evidence import bear_witness, name_of

_GADOLINIUM: Final = "gadolinium-allergy"
_WHICH_CONTRAST: Final = "contrast-allergy-unspecified"


def read_allergies(chart: Chart) -> Mapping[str, Recorded | None]:
    """Give the allergy to gadolinium contrast; an allergy to contrast of unnamed kind leaves it open."""
    return {"allergy.gadolinium": settle(_claims(chart))}


def _claims(chart: Chart) -> Iterator[Claim]:
    for allergy in chart.record.allergies:
        if allergy.clinical_status in {"resolved", "inactive"}:
            continue
        named = [("code", allergy.code), *(("reaction.substance", each) for each in allergy.substances)]
        for element, concept in named:
            entry = chart.entry_of(concept, _GADOLINIUM) or chart.entry_of(concept, _WHICH_CONTRAST)
            if entry is None:
                continue
            says = name_of(entry, "allergy to contrast media")
            evidence = bear_witness(allergy, element, says, code=entry.code, on=allergy.on)
            if chart.is_in(concept, _GADOLINIUM):
                yield claim("yes", evidence)
            else:
                yield claim(
                    frozenset({"yes", "no"}), evidence, remark="an allergy to contrast media of unnamed kind"
                )
