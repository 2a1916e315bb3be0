"""What a rule of the reading decides, and no chart states, is told as assumed."""

from __future__ import annotations

from datetime import date

from tests.spec.vignettes.group_a import CANCER, DOSES, IMAGED, NODES, SIZE, STAGING, WOMAN
from tests.spec.vignettes.vignette import AX_POST_NAC
from tests.support.chart import chemotherapy, order
from tests.support.ehr import call
from tests.support.service import client

PET = "pet-ct-skull-base-to-mid-thigh"


def test_what_the_order_states_is_not_told_as_assumed() -> None:
    chart = [WOMAN, *CANCER, *SIZE, *NODES, *STAGING, *IMAGED, *chemotherapy(*DOSES)]
    with client(today=date(2026, 6, 20)) as service:
        told = order(PET, note="Restaging of the axilla after completed neoadjuvant chemotherapy.")
        body = call(service, "order-sign", chart, [told]).json()
    (card,) = body["cards"]
    assert "no statement of completion" not in card["detail"]


def test_chemotherapy_that_nobody_called_completed_is_told_as_assumed() -> None:
    chart = [WOMAN, *CANCER, *SIZE, *NODES, *STAGING, *IMAGED, *chemotherapy(*DOSES)]
    with client(today=date(2026, 6, 20)) as service:
        asked = {"org.imaging-cds.assessment": True}
        body = call(service, "order-sign", chart, [order(PET)], extension=asked).json()
    entries = {each["scenario"]: each for each in body["extension"]["org.imaging-cds.assessment"]}
    assert "neoadjuvant_therapy.phase" in entries[AX_POST_NAC]["assumed"]
    (card,) = body["cards"]
    applies, assumed = card["detail"].split("**Assumed**")
    assert "Neoadjuvant systemic therapy: completed" not in applies
    assert "Neoadjuvant systemic therapy: completed" in assumed
    assert "no statement of completion" in assumed
