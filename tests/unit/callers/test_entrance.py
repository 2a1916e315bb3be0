"""Who comes in, and how often: each client and each address for itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from cds_service.callers.allowance import Allowance
from cds_service.callers.clients import NO_CLIENT, Client
from cds_service.callers.doorkeeper import Doorkeeper
from cds_service.callers.entrance import Entrance
from cds_service.errors import CallerUnknown, TooManyCalls
from cds_service.hooks.profiles import GENERIC
from tests.support.tokens import SIGN, Signer
from tests.unit.callers.test_tokens import doorkeeper

SIGNER = Signer()
NOBODY = Client(NO_CLIENT, GENERIC)
BURST = 10
"""Seconds of calls that may come at once."""


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def entrance(clock: Clock, keeper: Doorkeeper | None = None, by_address: int | None = None) -> Entrance:
    return Entrance(NOBODY, clock, keeper, by_client=2, by_address=by_address)


def come_in(way_in: Entrance, token: str = "", address: str = "10.0.0.1") -> str:
    headers = [f"Bearer {token}"] if token else []
    return asyncio.run(way_in.admit(headers, SIGN, address)).name


def good() -> str:
    return SIGNER.token()


def test_without_a_doorkeeper_everybody_is_unnamed_whatever_they_carry(clock: Clock) -> None:
    assert {come_in(entrance(clock)), come_in(entrance(clock), "x.y.z")} == {NO_CLIENT}


def test_with_a_doorkeeper_nobody_comes_in_without_a_token(clock: Clock) -> None:
    way_in = entrance(clock, doorkeeper())
    assert come_in(way_in, good()) == "ehr"
    with pytest.raises(CallerUnknown):
        come_in(way_in)


def test_where_tokens_are_optional_one_that_comes_is_checked(clock: Clock) -> None:
    way_in = entrance(clock, replace(doorkeeper(), unnamed=NOBODY))
    assert [come_in(way_in), come_in(way_in, good())] == [NO_CLIENT, "ehr"]
    with pytest.raises(CallerUnknown):
        come_in(way_in, "x.y.z")


def test_a_client_waits_when_it_has_used_up_its_calls(clock: Clock) -> None:
    way_in = entrance(clock, doorkeeper())
    for _ in range(2 * BURST):
        come_in(way_in, good())
    with pytest.raises(TooManyCalls) as wait:
        come_in(way_in, good())
    assert wait.value.headers == {"Retry-After": "1"}
    clock.seconds += 0.5
    assert come_in(way_in, good()) == "ehr"


def test_a_client_may_have_a_limit_of_its_own(clock: Clock) -> None:
    keeper = doorkeeper()
    (client,) = keeper.clients
    allowed = replace(client, calls_per_second=3)
    way_in = entrance(
        clock, replace(keeper, clients=type(keeper.clients)({"https://ehr.example.org/fhir": (allowed,)}))
    )
    for _ in range(3 * BURST):
        come_in(way_in, good())
    with pytest.raises(TooManyCalls):
        come_in(way_in, good())


def test_forged_tokens_do_not_use_up_what_the_client_may_do(clock: Clock) -> None:
    way_in = entrance(clock, doorkeeper(), by_address=1)
    refusals = []
    for _ in range(BURST + 1):
        with pytest.raises((CallerUnknown, TooManyCalls)) as refused:
            come_in(way_in, Signer(kind="P-384, another").token())
        refusals.append(refused.type)
    assert refusals == [CallerUnknown] * BURST + [TooManyCalls]
    assert come_in(way_in, good()) == "ehr"


def test_each_address_counts_for_itself(clock: Clock) -> None:
    way_in = entrance(clock, by_address=1)
    for _ in range(BURST):
        come_in(way_in)
    with pytest.raises(TooManyCalls):
        come_in(way_in)
    assert come_in(way_in, address="10.0.0.2") == NO_CLIENT


def test_addresses_are_not_counted_unless_the_site_says_so(clock: Clock) -> None:
    way_in = entrance(clock)
    assert {come_in(way_in) for _ in range(1_000)} == {NO_CLIENT}


class TestAllowance:
    def test_refills_with_time_and_up_to_the_burst(self) -> None:
        allowance = Allowance(seconds_of_burst=2)
        spent = [allowance.spend("a", 5, 0.0) for _ in range(11)]
        assert spent == [0.0] * 10 + [pytest.approx(0.2)]
        assert allowance.spend("a", 5, 0.1) == pytest.approx(0.1)
        assert [allowance.spend("a", 5, 1000.0) for _ in range(11)] == [0.0] * 10 + [pytest.approx(0.2)]

    def test_waiting_costs_nothing(self) -> None:
        allowance = Allowance(seconds_of_burst=1)
        assert allowance.spend("a", 1, 0.0) == 0
        assert all(allowance.spend("a", 1, 0.5) > 0 for _ in range(100))
        assert allowance.spend("a", 1, 1.0) == 0

    def test_remembers_so_many_callers_and_no_more(self) -> None:
        allowance = Allowance()
        for number in range(20_000):
            allowance.spend(str(number), 1, 0.0)
        assert len(allowance._left) == 10_000
