"""The size of the tumour before treatment: unit, method, number of foci, and what cannot be it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cds_service.domain.facts import Recorded
from cds_service.domain.quantities import INFINITE, Interval
from tests.support.chart import Raw, cancer_on_problem_list, chemotherapy, plain_size, size, snomed, tnm
from tests.unit.extraction.facts import facts_of, measured

STAGED = "2025-11-25"
DOSES = ("2025-12-08", "2026-01-05")
CANCER = cancer_on_problem_list("ductal", "left", "2025-11-20")
SIZE = "breast_cancer.size_at_diagnosis"


@pytest.mark.parametrize(
    ("chart", "low", "high"),
    [
        ([size(3.0, "cm", STAGED)], "30", "30"),
        ([plain_size(21, "mm", STAGED)], "21", "21"),
        ([size(19, "mm", STAGED, method="mri"), size(22, "mm", "2025-11-26")], "19", "22"),
        ([plain_size(18, "mm", STAGED), *tnm("T1c", None, None, STAGED)], "18", "18"),
        (
            [size(30, "mm", STAGED), size(8, "mm", "2026-02-01", method="mri"), *chemotherapy(*DOSES)],
            "30",
            "30",
        ),
        (tnm("T2", None, None, STAGED), "20", "50"),
        (tnm("T3", None, None, STAGED), "50", "Infinity"),
        (tnm("T1", None, None, STAGED), "0", "20"),
        ([size(30, "mm", STAGED), *tnm("T1", None, None, STAGED)], "0", "30"),
    ],
    ids=["cm", "mm", "methods differ", "T agrees", "after therapy", "T2", "T3", "T1", "T contradicts"],
)
def test_the_size_is_the_one_before_treatment(chart: list[Raw], low: str, high: str) -> None:
    found = measured(facts_of(CANCER, *chart)[SIZE])

    assert (found.low, found.high) == (Decimal(low), Decimal(high) if high != "Infinity" else INFINITE)


def test_a_size_after_excision_is_not_the_initial_one() -> None:
    gross = size(25, "mm", STAGED) | {"method": snomed("787377000")}
    of_specimen = plain_size(25, "mm", STAGED) | {"specimen": {"reference": "Specimen/s"}}

    assert not isinstance(facts_of(CANCER, gross, of_specimen)[SIZE], Recorded)


@pytest.mark.parametrize(
    "quantity",
    [
        {"value": 25},
        {"value": 0, "code": "mm"},
        {"value": -2, "code": "cm"},
        {"value": 400, "code": "mm"},
        {"value": 25, "code": "kg"},
        {"unit": "mm"},
    ],
)
def test_an_implausible_size_is_discarded(quantity: Raw) -> None:
    odd = plain_size(25, "mm", STAGED) | {"valueQuantity": quantity}

    assert not isinstance(facts_of(CANCER, odd)[SIZE], Recorded)


def test_a_size_known_as_a_bound_stays_a_bound() -> None:
    bound = plain_size(2, "cm", STAGED)
    bound["valueQuantity"]["comparator"] = ">"

    assert measured(facts_of(CANCER, bound)[SIZE]) == Interval.more_than(Decimal(20))


@pytest.mark.parametrize(
    ("quantity", "millimetres"),
    [
        ({"value": 23, "unit": "mm"}, "23"),
        ({"value": 2.3, "unit": "centimeters", "code": "cm"}, "23"),
        ({"value": 2.3, "unit": "centimetres"}, "23"),
        ({"value": 23, "unit": "millimetres"}, "23"),
        ({"value": 2.3, "unit": "CM"}, "23"),
        ({"value": 1, "code": "[in_i]"}, "25.4"),
        ({"value": 1.5, "unit": "inches"}, "38.1"),
        ({"value": "2.3", "code": "cm"}, "23"),
    ],
)
def test_a_size_is_the_same_in_every_unit(quantity: Raw, millimetres: str) -> None:
    found = measured(facts_of(CANCER, plain_size(1, "mm", STAGED) | {"valueQuantity": quantity})[SIZE])

    assert found == Interval.exactly(Decimal(millimetres))


def test_of_several_foci_or_days_before_treatment_the_largest_counts() -> None:
    chart = [size(26, "mm", STAGED), size(9, "mm", "2025-11-28"), size(7, "mm", STAGED) | {"id": "satellite"}]

    assert measured(facts_of(CANCER, *chart)[SIZE]) == Interval.exactly(Decimal(26))
