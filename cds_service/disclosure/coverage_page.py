"""Writes the coverage page in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from cds_service.disclosure.coverage import Coverage, CoveredScenario, Reviewed
from cds_service.disclosure.source_attributes import NOT_STATED, REGULATION
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.scenarios import Status

_WORDS: Final = {
    Status.ACTIVE: "rates",
    Status.ROUTING: "only says where a patient belongs",
    Status.DRAFT: "draft, silent",
    Status.RETIRED: "retired, silent",
}

_ATTRIBUTES: Final = (
    f"The attributes are those that {REGULATION} asks of evidence-based decision support. What is used of a "
    "person follows from the criteria: what none of them reads is not used."
)


def write_page(coverage: Coverage, today: date | None = None) -> str:
    """Write the page; with a day it marks what is overdue then."""
    blocks = (
        "# What is covered",
        _count(coverage),
        "## Who answers for it",
        _layers(coverage.knowledge),
        *_changes(coverage.knowledge),
        "## Sources, and what is due for review",
        _sources(coverage, today),
        "## Scenarios",
        _scenarios(coverage.scenarios, today),
        "## What each scenario rates, and its source attributes",
        _ATTRIBUTES,
        *(_details(each, coverage.knowledge) for each in coverage.scenarios if _rates(each)),
    )
    return "\n\n".join(blocks) + "\n"


def _count(coverage: Coverage) -> str:
    catalogue = coverage.knowledge.catalogue
    rating = sum(_rates(each) for each in coverage.scenarios)
    cases = sum(each.cases for each in coverage.scenarios)
    return (
        f"{len(coverage.scenarios)} scenarios, of which {rating} rate; {len(catalogue.procedures)} studies; "
        f"{cases} cases. Made from the files by `cds-service coverage`."
    )


def _rates(covered: CoveredScenario) -> bool:
    return covered.scenario.status is Status.ACTIVE


def _layers(knowledge: KnowledgeBase) -> str:
    rows = (
        (
            each.name,
            each.developer,
            each.funding or NOT_STATED,
            each.licence or NOT_STATED,
            str(each.released or NOT_STATED),
            f"{each.review_every_months} months",
        )
        for each in knowledge.layers
    )
    return _table(("knowledge", "developer", "funding", "licence", "released", "review due every"), rows)


def _changes(knowledge: KnowledgeBase) -> Iterator[str]:
    rows = [
        (layer.name, change.kind.value, f"{change.what} `{change.id}`", change.because)
        for layer in knowledge.layers
        for change in layer.changes
    ]
    if rows:
        yield "### What is changed by whom"
        yield _table(("by", "change", "of", "because"), rows)


def _sources(coverage: Coverage, today: date | None) -> str:
    by_document = sorted(coverage.scenarios, key=lambda each: each.document.id)
    rows = []
    for _, group in groupby(by_document, key=lambda each: each.document.id):
        covered = tuple(group)
        document = covered[0].document
        title = f"[{document.title}]({document.url})" if document.url else document.title
        rows.append(
            (
                title,
                document.publisher,
                document.guideline or "its own",
                *_say_review(covered[0].article, today),
                str(len(covered)),
            )
        )
    heads = ("source", "publisher", "ratings of", "article reviewed", "due again", "scenarios")
    return _table(heads, rows)


def _scenarios(covered: Iterable[CoveredScenario], today: date | None) -> str:
    rows = (
        (
            f"`{each.scenario.id}`",
            each.scenario.title,
            _WORDS[each.scenario.status],
            str(each.criteria),
            str(len(each.scenario.ratings)),
            str(each.cases),
            *_say_review(each.encoding, today),
        )
        for each in covered
    )
    heads = ("scenario", "patients", "status", "criteria", "rated", "cases", "encoding reviewed", "due")
    return _table(heads, rows)


def _say_review(reviewed: Reviewed, today: date | None) -> tuple[str, str]:
    overdue = " (overdue)" if today is not None and reviewed.is_overdue(today) else ""
    if reviewed.review is None or reviewed.due is None:
        return "not yet", f"now{overdue}"
    return f"{reviewed.review.by}, {reviewed.review.on}", f"{reviewed.due}{overdue}"


def _details(covered: CoveredScenario, knowledge: KnowledgeBase) -> str:
    scenario = covered.scenario
    rated = (
        (
            knowledge.catalogue.procedures[each.procedure].name,
            knowledge.policy.words[each.rating] + (", under a condition" if each.when else ""),
            str(each.at.at),
            each.because,
        )
        for each in scenario.ratings
    )
    first = ", ".join(knowledge.catalogue.procedures[each.procedure].name for each in scenario.first_choice)
    chosen = f"First choice: {first or 'none'}."
    if covered.first_choice_by is not None:
        layer, change = covered.first_choice_by
        chosen += f" It is that of {layer.name}: {change.because}"
    attributes = ((str(each.number), each.asks, each.value) for each in covered.attributes)
    return "\n\n".join(
        (
            f"### {scenario.title}",
            f"`{scenario.id}`. {chosen}",
            _table(("study", "rating", "source at", "because"), rated),
            _table(("", "source attribute", ""), attributes),
        )
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines.extend("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
    return "\n".join(lines)
