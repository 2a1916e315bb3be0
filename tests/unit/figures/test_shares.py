"""Wilson's interval against published values, and at its ends."""

from __future__ import annotations

import pytest

from cds_service.figures.shares import Share


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 1998;17:857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_the_published_table(part: int, whole: int, low: float, high: float) -> None:
    assert Share(part, whole).interval == pytest.approx((low, high), abs=5e-5)


def test_of_nothing_there_is_no_share() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)


def test_the_interval_never_leaves_zero_to_one() -> None:
    assert all(0 <= low <= high <= 1 for n in range(1, 40) for low, high in [Share(n, n).interval or (0, 0)])
