"""Every fact of the public charts rests on what a resource states, where and when the evidence says so."""

from __future__ import annotations

from datetime import date

import pytest

from tests.charts.expectations import ChartExpectation, all_expectations, days_of
from tests.charts.reading import facts_read, resources_in
from tests.support.provenance import faults

DAYS = [pytest.param(chart, day, id=f"{chart.name}-{day}") for chart, day in days_of(all_expectations())]


@pytest.mark.parametrize(("chart", "day"), DAYS)
def test_evidence_is_as_it_says(chart: ChartExpectation, day: date) -> None:
    for files in chart.versions:
        resources = [each for path in files for each in resources_in(path)]
        found = list(faults(facts_read(resources, chart.patient, day).facts, resources))
        assert not found, "\n".join(found)
