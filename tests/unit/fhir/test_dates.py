"""Partial dates are intervals, and comparisons of them may be undecided."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.domain.truth import Truth
from cds_service.fhir.dates import Day, read_day

OPPOSITE = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}


@pytest.mark.parametrize(
    ("written", "earliest", "latest"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-04", date(2018, 4, 1), date(2018, 4, 30)),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29)),
        ("2018-12", date(2018, 12, 1), date(2018, 12, 31)),
        ("2018-04-05", date(2018, 4, 5), date(2018, 4, 5)),
        ("2018-04-05T23:30:00-05:00", date(2018, 4, 5), date(2018, 4, 5)),
        ("2018-04-05T00:10:00.123Z", date(2018, 4, 5), date(2018, 4, 5)),
        (" 2018-04-05 ", date(2018, 4, 5), date(2018, 4, 5)),
    ],
)
def test_a_date_is_read_as_the_days_it_may_mean(written: str, earliest: date, latest: date) -> None:
    day = read_day(written)

    assert day is not None
    assert (day.earliest, day.latest) == (earliest, latest)


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "yesterday",
        "2018-13",
        "2018-02-30",
        "18-04-05",
        "1899-12-31",
        "2999-01-01",
        2018,
        ["2018"],
        {},
    ],
)
def test_what_is_no_plausible_date_reads_as_none(written: object) -> None:
    assert read_day(written) is None


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        ("2018-04-05", "2018-04-06", Truth.TRUE),
        ("2018-04-05", "2018-04-05", Truth.FALSE),
        ("2018-04-06", "2018-04-05", Truth.FALSE),
        ("2018", "2019-01-01", Truth.TRUE),
        ("2018-04", "2018-04-05", Truth.UNKNOWN),
        ("2018", "2018", Truth.UNKNOWN),
        ("2018-04-30", "2018-04", Truth.FALSE),
    ],
)
def test_dates_that_overlap_have_an_unknown_order(one: str, other: str, before: Truth) -> None:
    first, second = read_day(one), read_day(other)

    assert first is not None
    assert second is not None
    assert first.is_before(second) is before


_days = st.dates(date(1950, 1, 1), date(2100, 1, 1)).map(Day.on)


@given(_days, _days)
def test_of_two_known_days_one_is_not_before_the_other(one: Day, other: Day) -> None:
    assert one.is_before(other) is not Truth.UNKNOWN
    assert one.is_before(other) is other.is_after(one)
    if one != other:
        assert one.is_before(other) is OPPOSITE[other.is_before(one)]


@given(_days, st.integers(-400, 400))
def test_a_shifted_day_lies_so_many_days_away(day: Day, days: int) -> None:
    assert day.days_until(day.shifted(days)) == (days, days)
