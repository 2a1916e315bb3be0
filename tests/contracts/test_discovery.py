"""Discovery: DISC and PRE requirements of CDS Hooks 2.0.1 and 3.0.0-ballot."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.support.service import client

MEMBERS = {
    *("hook", "id", "title", "description", "prefetch", "usageRequirements", "version", "hookVersion"),
}


@pytest.fixture(scope="module")
def services() -> list[dict[str, Any]]:
    answer = client().get("/cds-services")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    found: list[dict[str, Any]] = answer.json()["services"]
    return found


def test_disc_11_each_hook_has_a_service_of_its_own(services: list[dict[str, Any]]) -> None:
    assert [(each["id"], each["hook"]) for each in services] == [
        ("breast-imaging-order-select", "order-select"),
        ("breast-imaging-order-sign", "order-sign"),
    ]


def test_stale_01_one_id_can_be_published_for_both_hooks() -> None:
    shared = client(shared_service_id=True).get("/cds-services").json()["services"]
    assert [(each["id"], each["hook"]) for each in shared] == [
        ("breast-imaging-orders", "order-select"),
        ("breast-imaging-orders", "order-sign"),
    ]


def test_disc_03_to_10_every_member_is_said_and_no_other(services: list[dict[str, Any]]) -> None:
    for each in services:
        assert set(each) == MEMBERS
        assert all(each.values())
        assert (each["version"], each["hookVersion"]) == ("3.0.0", "1.0")


def test_disc_13_discovery_is_stable() -> None:
    caller = client()
    assert caller.get("/cds-services").content == caller.get("/cds-services").content


def test_pre_01_to_04_templates_keep_to_what_servers_support(services: list[dict[str, Any]]) -> None:
    for query in services[0]["prefetch"].values():
        assert re.findall(r"\{\{.*?\}\}", query) == ["{{context.patientId}}"]
        if query.startswith("Patient/"):
            continue
        names = re.findall(r"[?&]([^=&]+)=", query)
        assert set(names) <= {"patient", "category", "code", "status", "intent"}
        assert len(names) == len(set(names))
        assert all(len(tokens.split(",")) <= 10 for tokens in re.findall(r"=([^&]+)", query))
