"""A year of made-up orders in a store, of which the figures are known."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random  # noqa: TID251 (seeded)

from cds_service.adapters.store.store import SqlStore
from cds_service.advice.decisions import Considered, Outcome
from cds_service.evaluation.scenarios import Verdict
from tests.support.records import accepted, call, overridden

SCENARIOS = ("axilla/restaging-after-neoadjuvant-chemotherapy", "staging/distant-disease-in-early-stage")
RATINGS = ("usually-appropriate", "may-be-appropriate", "usually-not-appropriate")


def fill(store: SqlStore, orders: int, *, until: datetime) -> None:
    """Note so many orders over the year before, and feedback on most of their cards."""
    chance = Random(6)  # noqa: S311 (a history, not a secret)
    feedback = []
    for number in range(orders):
        at = until - timedelta(days=365) * chance.random()
        record, scenario = call(number), chance.choice(SCENARIOS)
        order = replace(record.orders[0], order=f"ServiceRequest/{number}", scenario=scenario)
        draw = chance.random()
        if draw < 0.15:
            missing = chance.choice(("distant_metastasis.symptoms", "breast_cancer.clinical_stage"))
            considered = (Considered(scenario, Verdict.UNDETERMINED, "undetermined", (missing,)),)
            order = replace(order, outcome=Outcome.UNDETERMINED, rating="undetermined", considered=considered)
            order = replace(order, card="", suggestions=())
        else:
            rating = chance.choices(RATINGS, (5, 2, 3))[0]
            order = replace(order, rating=rating, considered=(Considered(scenario, Verdict.APPLIES, rating),))
            if rating == RATINGS[0]:
                order = replace(order, card="", suggestions=())
        store.note(replace(record, at=at, orders=(order,)))
        if order.card and chance.random() < 0.8:
            later = at + timedelta(seconds=chance.randint(3, 90))
            if chance.random() < 0.6:
                feedback.append(accepted(order.card, at=later, suggestion=f"suggestion-1-{number}"))
            else:
                code = chance.choice(("patient-preference", "prior-study", "tumour-board", ""))
                feedback.append(overridden(order.card, at=later, code=code))
        if len(feedback) >= 100 or number == orders - 1:
            asyncio.run(store.keep(feedback))
            feedback = []


if __name__ == "__main__":  # a store to look at the pages with
    from cds_service.adapters.pseudonyms import Pseudonyms
    from cds_service.adapters.store.store import open_store

    opened = open_store("sqlite:///history.db", Pseudonyms(b"made up"))
    fill(opened, 3000, until=datetime.now(tz=UTC))  # noqa: TID251 (as if of today)
    opened.close()
