"""What the service reads in the public charts is what a person reads in them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.charts.comparing import differences
from tests.charts.expectations import ChartExpectation, all_expectations, days_of
from tests.charts.reading import PATIENTS, facts_read, resources_in, resources_on

ALL = all_expectations()
DAYS = [
    pytest.param(chart, version, day, id=f"{chart.name}-{number}-{day}" if number else f"{chart.name}-{day}")
    for chart, day in days_of(ALL)
    for number, version in enumerate(chart.versions)
]


@pytest.mark.parametrize(("chart", "files", "day"), DAYS)
def test_each_fact_is_as_read_by_hand(chart: ChartExpectation, files: tuple[str, ...], day: date) -> None:
    whole = [each for path in files for each in resources_in(path)]
    until = list(resources_on(whole, day))
    sheet = facts_read(until, chart.patient, day)
    found = list(differences(chart.name, day, chart.days[day], sheet, until))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("chart", "files", "day"), DAYS)
def test_what_is_dated_later_changes_nothing(
    chart: ChartExpectation, files: tuple[str, ...], day: date
) -> None:
    whole = [each for path in files for each in resources_in(path)]
    sheet = facts_read(whole, chart.patient, day)
    found = list(differences(chart.name, day, chart.days[day], sheet, list(resources_on(whole, day))))
    assert not found, "\n".join(found)


def test_every_chart_is_in_the_matrix() -> None:
    read = {path for chart in ALL for version in chart.versions for path in version}
    left = {str(each.relative_to(PATIENTS)) for each in PATIENTS.rglob("*.json")} - read
    # The examples of FHIR itself are of no patient with a disease, and a package names its licence.
    assert {each for each in left if not each.startswith("fhir-r4-examples/")} == {
        "mcode-ig-stu4/package.json"
    }
