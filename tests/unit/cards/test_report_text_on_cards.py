"""Cards show what rests on the words of a report as such, and repeat none of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.support.chart import (
    Raw,
    breast_biopsy,
    cancer_as_mcode,
    imaging_report,
    no_felt_nodes,
    order,
    patient,
)
from tests.support.ehr import call
from tests.support.service import client

SEEN = "2026-05-14"
SECRET = "Discussed with Dr. Example by telephone."
CHART = (
    patient("female", "1972-02-14"),
    cancer_as_mcode("2026-05-08"),
    breast_biopsy("2026-05-06"),
    no_felt_nodes("left", SEEN),
)
REPORT = imaging_report(
    "us-axilla",
    "left",
    SEEN,
    conclusion=f"Suspicious left axillary lymph node with an effaced hilum. {SECRET}",
)


def card(*chart: Raw, **settings: Any) -> Raw | None:  # noqa: ANN401
    service = client(today=date(2026, 6, 1), **settings)
    response = call(service, "order-sign", [*CHART, *chart], [order("mammography-diagnostic")])
    assert SECRET not in response.text
    return next(iter(response.json()["cards"]), None)


def test_the_card_names_the_report_its_date_and_that_its_words_want_checking() -> None:
    shown = card(REPORT)

    assert shown is not None
    assert (
        "by its wording, please check: axillary ultrasound: suspicious axillary node, left, "
        f"report of {SEEN} (DiagnosticReport/{REPORT['id']})"
    ) in shown["detail"].replace("\\", "")


@pytest.mark.parametrize(
    ("chart", "settings"),
    [((REPORT,), {"read_report_text": False}), ((), {})],
    ids=["left unread", "no report"],
)
def test_without_the_words_there_is_no_such_card(chart: tuple[Raw, ...], settings: dict[str, Any]) -> None:
    shown = card(*chart, **settings)

    assert shown is None or "by its wording" not in shown["detail"]
