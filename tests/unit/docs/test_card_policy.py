"""The table of the card policy and the conclusions that come out are the same, row by row."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from cds_service.advice.advise import deliberate
from cds_service.advice.studies import read_drafts
from cds_service.evaluation.conclusions import Kind
from cds_service.hooks.profiles import PROFILES
from cds_service.hooks.request import parse_request
from cds_service.settings import Settings
from cds_service.wiring import open_practice
from tests.spec.cases_runner import run, say_conclusion, shipped_cases
from tests.support.knowledge import shipped_knowledge

ROOT: Final = Path(__file__).parents[3]
ROW: Final = re.compile(r"\| (?P<kind>[^|]+) \| [^|]+ \| (?P<card>[^|]+) \| (?P<offered>[^|]*)\|")
OFFER: Final = re.compile(r"`(\w+)`")

Outcome = tuple[str, str]


@cache
def policy() -> dict[Outcome, set[str]]:
    """Give the offers that the table allows, by kind and card."""
    rows: dict[Outcome, set[str]] = {}
    for line in (ROOT / "docs/card-policy.md").read_text("utf-8").splitlines():
        if (row := ROW.fullmatch(line)) and row["kind"] != "kind":
            outcome = (row["kind"], row["card"].strip("` "))
            rows.setdefault(outcome, set()).update(OFFER.findall(row["offered"]))
    return rows


@cache
def reached() -> dict[Outcome, set[str]]:
    """Give the offers that come out, by kind and card: of every case, and of an order that is left open."""
    found: dict[Outcome, set[str]] = {}
    for file in shipped_cases():
        for case in file.cases:
            outcome = run(case, file.scenario, shipped_knowledge())
            found.setdefault((outcome.kind, outcome.card), set()).update(outcome.offers)
    for kind, card, offers in left_open():
        found.setdefault((kind, card), set()).update(offers)
    return {outcome: {each.split()[0] for each in offers} for outcome, offers in found.items()}


def left_open() -> list[tuple[str, str, tuple[str, ...]]]:
    body = (ROOT / "examples/contrast-left-open/request.json").read_bytes()
    call = parse_request(body, frozenset({"order-select", "order-sign"}), PROFILES["generic"])
    practice = open_practice(Settings(), shipped_knowledge())
    deliberation = deliberate(call, read_drafts(call, practice), practice, date(2026, 6, 1))
    return [say_conclusion(each.conclusion) for each in deliberation.judged]


def test_every_kind_of_conclusion_has_a_row_and_every_row_is_a_kind() -> None:
    assert {kind for kind, _ in policy()} == {each.value for each in Kind}


def test_every_conclusion_that_comes_out_is_a_row_with_its_card_and_every_row_comes_out() -> None:
    assert set(policy()) == set(reached())


def test_what_is_offered_is_what_the_rows_of_its_kind_and_card_say() -> None:
    assert policy() == reached()
