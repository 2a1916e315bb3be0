"""The coverage page says what is covered and when a review is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cds_service.disclosure.coverage import Coverage, CoveredScenario, survey
from cds_service.disclosure.coverage_page import write_page
from cds_service.domain.scenarios import Review
from cds_service.knowledge.compiler import load_knowledge
from tests.support.knowledge import KNOWLEDGE, shipped_knowledge

RESTAGING = "axilla/restaging-after-neoadjuvant-chemotherapy"
OVERLAY = Path(__file__).parents[3] / "examples" / "overlay"


def covered(scenario: str, coverage: Coverage | None = None) -> CoveredScenario:
    found = coverage or survey(shipped_knowledge(), {})
    return next(each for each in found.scenarios if each.scenario.id == scenario)


def reviewed_on(day: date, every: int) -> CoveredScenario:
    known = shipped_knowledge()
    scenario = replace(known.scenarios[RESTAGING], encoding_reviewed=Review("A clinician", day))
    layer = replace(known.layers[0], review_every_months=every)
    changed = replace(known, scenarios={**known.scenarios, RESTAGING: scenario}, layers=(layer,))
    return covered(RESTAGING, survey(changed, {}))


def test_every_scenario_is_covered() -> None:
    assert {each.scenario.id for each in survey(shipped_knowledge(), {}).scenarios} == set(
        shipped_knowledge().scenarios
    )


def test_an_encoding_that_nobody_reviewed_is_due() -> None:
    encoding = covered(RESTAGING).encoding
    assert (encoding.review, encoding.due) == (None, None)
    assert encoding.is_overdue(date(2020, 1, 1))


@pytest.mark.parametrize(
    ("on", "every", "due"),
    [
        (date(2026, 5, 29), 12, date(2027, 5, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_a_review_is_due_so_many_months_later(on: date, every: int, due: date) -> None:
    encoding = reviewed_on(on, every).encoding
    assert encoding.due == due
    assert not encoding.is_overdue(due)
    assert encoding.is_overdue(due.replace(year=due.year + 1))


def test_the_review_of_the_article_is_not_that_of_the_encoding() -> None:
    found = covered(RESTAGING)
    assert found.article.review is not None
    assert found.article.review.by == "Pouyan Golshani, MD"
    page = write_page(survey(shipped_knowledge(), {}))
    assert "| not yet | now |" in page


def test_only_a_page_of_a_day_says_what_is_overdue() -> None:
    coverage = survey(shipped_knowledge(), {})
    assert "overdue" not in write_page(coverage)
    assert "2027-05-29 (overdue)" in write_page(coverage, date(2027, 6, 1))
    assert "2027-05-29 |" in write_page(coverage, date(2026, 6, 1))


def test_the_page_tells_what_a_site_changed_and_whose_first_choice_it_is() -> None:
    page = write_page(survey(load_knowledge([KNOWLEDGE, OVERLAY]), {}))
    assert (
        "| Example General Hospital (made up) | retired | scenario `staging/suspected-recurrence` |" in page
    )
    assert "It is that of Example General Hospital (made up): A cytologist" in page
    assert "| rates |" in page
    assert "| retired, silent |" in page


def test_every_line_of_a_table_has_the_cells_of_its_head() -> None:
    page = write_page(survey(load_knowledge([KNOWLEDGE, OVERLAY]), {}))
    for table in (block for block in page.split("\n\n") if block.startswith("|")):
        cells = {line.replace("\\|", "").count("|") for line in table.splitlines()}
        assert len(cells) == 1, table
