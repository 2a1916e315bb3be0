"""The specification, requirement by requirement, by clients of several kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.cases import cases
from tests.conformance.script import (
    MARKS,
    MAY_BE_SKIPPED,
    ONLY_WHERE_CREATED,
    REMOVING,
    TODAY,
    check,
    unexpected,
)
from tests.support.running import running
from tests.support.service import service

GROUPS = ("GEN", "DISC", "PRE", "REQ", "CTX", "CARD", "LINK", "SUG", "ACT", "RESP", "ERR", "CASE")
"""What a client's kind makes a difference to; `test_whole.py` has the rest too."""

NO_FEEDBACK = {"CARD-11": "this service keeps no feedback"}

pytestmark = MARKS


@pytest.mark.parametrize("spec", ["2.0", "3.0"])
class TestEveryRequirementIsMet:
    def test_with_an_id_for_each_hook(self, spec: str, tmp_path: Path) -> None:
        with running(service(TODAY)) as base:
            found = ours(check(base, spec, tmp_path, cases(), "--no-auth", *REMOVING))
        assert found["FAIL"] == []
        assert unexpected(found["SKIP"], MAY_BE_SKIPPED, NO_FEEDBACK, ONLY_WHERE_CREATED) == {}

    def test_with_one_id(self, spec: str, tmp_path: Path) -> None:
        with running(service(TODAY, shared_service_id=True)) as base:
            found = ours(check(base, spec, tmp_path, cases(), "--no-auth", *REMOVING))
        assert found["FAIL"] == []

    def test_by_a_client_that_takes_a_swap_as_a_new_order(self, spec: str, tmp_path: Path) -> None:
        requests = [case["request"] for case in cases()]
        with running(service(TODAY, profile="delete-create")) as base:
            found = ours(check(base, spec, tmp_path, requests, "--no-auth", *REMOVING))
        assert found["FAIL"] == []
        assert unexpected(found["SKIP"], MAY_BE_SKIPPED, NO_FEEDBACK) == {}

    def test_without_any_exception_where_nothing_is_removed(self, spec: str, tmp_path: Path) -> None:
        with running(service(TODAY)) as base:
            found = ours(check(base, spec, tmp_path, cases(removing=False), "--no-auth"))
        assert found["FAIL"] == []


def ours(found: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
    return {
        outcome: [each for each in results if each["id"].split("-")[0] in GROUPS]
        for outcome, results in found.items()
    }
