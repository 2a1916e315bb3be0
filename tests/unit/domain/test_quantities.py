"""What an interval may hold."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cds_service.domain.quantities import INFINITE, Interval


@pytest.mark.parametrize(("low", "high"), [(Decimal(1), INFINITE), (-INFINITE, Decimal(1))])
def test_infinity_is_not_a_value(low: Decimal, high: Decimal) -> None:
    with pytest.raises(ValueError, match="cannot include infinity"):
        Interval(low, high)


def test_an_interval_without_values_is_refused() -> None:
    with pytest.raises(ValueError, match="holds nothing"):
        Interval(Decimal(2), Decimal(1))
