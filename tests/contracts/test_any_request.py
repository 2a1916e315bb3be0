"""ERR-03: whatever a client sends, the answer is advice or a refusal, never a fault."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.support.service import client

EXAMPLES = Path(__file__).parents[2] / "examples"
REQUESTS = [
    json.loads((EXAMPLES / name / "request.json").read_text("utf-8"))
    for name in ("axilla-restaging-after-neoadjuvant-chemotherapy", "two-orders-one-study")
]

Place = tuple[str | int, ...]

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
)
ODD = st.sampled_from(
    ["", " ", "2026-02-30", "9999-99", "urn:uuid:", "#", "/", "Patient/", "\x00", "\U0001f9ec"]
)
ANYTHING = st.recursive(
    SCALARS | ODD,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, here: Place = ()) -> Iterator[Place]:  # noqa: ANN401  # any JSON
    """Give the place of every value inside a JSON value."""
    items = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for step, inner in items:
        yield (*here, step)
        yield from places(inner, (*here, step))


@pytest.fixture(scope="module")
def service() -> TestClient:
    return client()


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_change_of_a_request_makes_the_service_fail(service: TestClient, data: st.DataObject) -> None:
    request = copy.deepcopy(data.draw(st.sampled_from(REQUESTS)))
    for _ in range(data.draw(st.integers(1, 4))):
        *parents, last = data.draw(st.sampled_from(list(places(request))))
        holder: Any = request
        for step in parents:
            holder = holder[step]
        holder[last] = data.draw(ANYTHING)
    answer = service.post("/cds-services/breast-imaging-order-sign", content=json.dumps(request).encode())
    assert answer.status_code in (200, 400, 412, 422), answer.text
    assert ("cards" in answer.json()) == (answer.status_code == 200)
