"""No vignette rests on one coding: each of its facts is told in another, or it is said why there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, get_args

import pytest

from tests.spec.vignettes.groups import VIGNETTES
from tests.spec.vignettes.vignette import Vignette
from tests.support.chart import OTHER_DIALECTS, Dialect, Raw
from tests.support.chart_telling import Told

ONE_CODE: Final = {
    "patient-1": "what is not recorded of the sex has no code",
    "lisinopril": "stands beside the facts; its shape differs",
    "allergy-mri-contrast": "one code of gadolinium allergy is verified; its statuses differ",
    "order-docetaxel": "its ingredient alone is verified; its shape differs",
    "order-carboplatin": "as docetaxel",
    "lab-": "LOINC alone names laboratory tests; range and interpretation differ",
    "draft-pet-ct-skull-base-to-mid-thigh": "CPT 78815 is the only verified code that states the extent",
    "draft-pet-ct-whole-body": "CPT 78816, as above",
    "draft-mri-spine": "an order that is none of ours, named by one code",
    "draft-in-words": "the study has no verified code at all",
}
_WRITTEN_OTHERWISE: Final = {
    "urn:oid:2.16.840.1.113883.6.90": "http://hl7.org/fhir/sid/icd-10-cm",
    "urn:oid:2.16.840.1.113883.6.12": "http://www.ama-assn.org/go/cpt",
    "urn:oid:2.16.840.1.113883.6.88": "http://www.nlm.nih.gov/research/umls/rxnorm",
}
CODED: Final[tuple[Dialect, ...]] = ("own", "billing", "registry", "abroad")


def codes_in(said: object) -> Iterator[tuple[str, str]]:
    """Give every clinical code of a resource, however its system is written."""
    if isinstance(said, dict):
        if {"system", "code"} <= set(said) and "terminology.hl7.org/CodeSystem/" not in said["system"]:
            system: str = said["system"]
            yield _WRITTEN_OTHERWISE.get(system, system), said["code"].replace(".", "")
        for each in said.values():
            yield from codes_in(each)
    elif isinstance(said, list):
        for each in said:
            yield from codes_in(each)


def codings_of(raw: Raw) -> set[frozenset[tuple[str, str]]]:
    """Give the sets of codes in which the dialects tell what a builder made in one call."""
    if not isinstance(raw, Told):
        return {frozenset(codes_in(raw))}
    return {frozenset(codes_in(raw.recipe.tell(dialect))) for dialect in CODED}


def told_in_one_coding(vignette: Vignette) -> list[str]:
    everything = (*vignette.chart, *vignette.drafts)
    return [each["id"] for each in everything if len(codings_of(each)) == 1]


def allowance_for(name: str) -> str | None:
    return next((each for each in ONE_CODE if name.startswith(each)), None)


@pytest.mark.parametrize("vignette", VIGNETTES, ids=[vignette.id for vignette in VIGNETTES])
def test_every_fact_of_a_vignette_is_coded_in_two_ways_or_says_why_not(vignette: Vignette) -> None:
    assert [name for name in told_in_one_coding(vignette) if allowance_for(name) is None] == []


def test_no_reason_for_a_single_coding_is_out_of_date() -> None:
    used = {allowance_for(name) for vignette in VIGNETTES for name in told_in_one_coding(vignette)}
    assert used == set(ONE_CODE)


def test_a_fact_without_another_coding_is_noticed() -> None:
    (alone,) = codings_of({"code": {"coding": [{"system": "http://loinc.org", "code": "6768-6"}]}})
    assert alone == {("http://loinc.org", "6768-6")}


def test_told_in_its_own_dialect_a_vignette_is_as_it_stands() -> None:
    assert [each.told_in("own") for each in VIGNETTES] == list(VIGNETTES)


def test_every_vignette_is_told_in_at_least_three_ways() -> None:
    ways = {
        each.id: [dialect for dialect in OTHER_DIALECTS if each.told_in(dialect).chart != each.chart]
        for each in VIGNETTES
    }
    assert {name: told for name, told in ways.items() if len(told) < 2} == {}


def test_every_dialect_is_run() -> None:
    assert {"own", *OTHER_DIALECTS, "words"} == set(get_args(Dialect))
