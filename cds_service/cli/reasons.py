"""Shows why: per order and scenario each criterion with its truth, evidence, gaps and assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from rich.console import Console
from rich.text import Text

from cds_service.advice.advise import Deliberation
from cds_service.cards.assessments import rating_word
from cds_service.cards.judged import JudgedOrder
from cds_service.domain.facts import Recorded
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.truth import Truth
from cds_service.evaluation.criteria import Basis, Finding, GroupFinding, Judgement
from cds_service.evaluation.orders import Entry
from cds_service.evaluation.wording import say_criterion, say_evidence, say_value


def show_reasons(console: Console, deliberation: Deliberation, knowledge: KnowledgeBase) -> None:
    """Print what was concluded about each order, and everything it rests on."""
    for left in deliberation.not_evaluated:
        console.print(Text(f"{left.reference}: not evaluated, because {left.because}", style="bold"))
    if not deliberation.judged and not deliberation.not_evaluated:
        console.print(Text("No order in question names a study of the catalogue."))
    for judged in deliberation.judged:
        _show_order(console, judged, knowledge)


def _show_order(console: Console, judged: JudgedOrder, knowledge: KnowledgeBase) -> None:
    order = judged.assessment.order
    side = f", {judged.side.value}" if judged.side else ""
    by_text = ", known by its text only" if order.text_only else ""
    title = f"{' + '.join(judged.references)}: {order.procedure.name}{side}{by_text}"
    console.print(Text(f"\n{title}", style="bold underline"))
    console.print(Text(f"Concluded: {judged.conclusion.kind.value}"))
    if not judged.assessment.entries:
        console.print(Text("No scenario speaks to this study."))
    for entry in judged.assessment.entries:
        for line in _lines(entry, knowledge):
            console.print(line)


def _lines(entry: Entry, knowledge: KnowledgeBase) -> Iterator[Text]:
    """Tell one scenario's story of the order."""
    verdict = entry.consideration.verdict.value
    yield Text(f"\n  {entry.scenario.id} — {entry.scenario.title}", style="bold")
    yield Text(f"  verdict: {verdict}; the study is {rating_word(entry)}, {entry.standing.value}")
    for heading, judgements in (
        ("applies when", entry.consideration.inclusions),
        ("unless", entry.consideration.exclusions),
        ("this rating holds when", entry.conditions),
    ):
        if judgements:
            yield Text(f"    {heading}", style="italic")
        for judgement in judgements:
            yield from _judgement_lines(judgement, knowledge)
    for question in entry.questions:
        yield Text(f"    missing: {question.ask}", style="yellow")
    for silence in entry.silences:
        yield Text(f"    the source does not decide: {silence.say}", style="yellow")


def _judgement_lines(judgement: Judgement, knowledge: KnowledgeBase) -> Iterator[Text]:
    match judgement:
        case Finding():
            yield from _finding_lines(judgement, knowledge, indent=6)
        case GroupFinding():
            yield Text(f"      {_mark(judgement.truth)} any of", style=_style(judgement.truth))
            for finding in judgement.findings:
                yield from _finding_lines(finding, knowledge, indent=10)
        case _:
            assert_never(judgement)


def _finding_lines(finding: Finding, knowledge: KnowledgeBase, indent: int) -> Iterator[Text]:
    definition = knowledge.facts[finding.criterion.fact]
    asked = say_criterion(finding.criterion, definition)
    found = say_value(finding.fact, definition)
    basis = "" if finding.basis in (Basis.RECORDED, Basis.NOT_RECORDED) else f" ({finding.basis.value})"
    line = f"{_mark(finding.truth)} {asked} — {found}{basis} [{finding.criterion.at}]"
    yield Text(" " * indent + line, style=_style(finding.truth))
    margin = " " * (indent + 4)
    if finding.basis is Basis.ASSUMED and finding.criterion.assumption is not None:
        yield Text(f"{margin}assumed: {finding.criterion.assumption.because}", style="dim")
    if isinstance(finding.fact, Recorded):
        for evidence in finding.fact.evidence:
            yield Text(f"{margin}{say_evidence(evidence)}", style="dim")
        if finding.fact.remark:
            yield Text(f"{margin}{finding.fact.remark}", style="dim")


def _mark(truth: Truth) -> str:
    return {Truth.TRUE: "✓", Truth.FALSE: "✗", Truth.UNKNOWN: "?"}[truth]


def _style(truth: Truth) -> str:
    return {Truth.TRUE: "green", Truth.FALSE: "red", Truth.UNKNOWN: "yellow"}[truth]
