"""Shows why: per order and scenario each criterion with its truth, evidence, gaps and assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from cds_service.advice.advise import Deliberation
from cds_service.cards.assessments import rating_word
from cds_service.cards.judged import JudgedOrder
from cds_service.domain.facts import Recorded
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.truth import Truth
from cds_service.evaluation.criteria import Basis, Finding, GroupFinding, Judgement
from cds_service.evaluation.orders import Entry, Standing
from cds_service.evaluation.scenarios import Verdict
from cds_service.evaluation.wording import say_criterion, say_evidence, say_value


def show_reasons(console: Console, deliberation: Deliberation, knowledge: KnowledgeBase) -> None:
    """Print what was concluded about each order, and everything it rests on."""
    for left in deliberation.not_evaluated:
        console.print(Text(f"{left.reference}: not evaluated, because {left.because}", style="bold"))
    if not deliberation.judged and not deliberation.not_evaluated:
        console.print(Text("No order in question names a study of the catalogue."))
    if deliberation.record is not None:
        for issue in deliberation.record.issues:
            named = " ".join(part for part in (issue.need, issue.reference) if part)
            console.print(Text(f"set aside: {named}: {issue.what}", style="dim"))
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
        console.print()
        for line in _lines(entry, knowledge):
            console.print(Padding(Text(line.words, style=line.style), (0, 0, 0, line.indent), expand=False))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the story; `indent` holds for its continuations too."""

    indent: int
    words: str
    style: str = ""


def _lines(entry: Entry, knowledge: KnowledgeBase) -> Iterator[_Line]:
    """Tell one scenario's story of the order."""
    yield _Line(2, f"{entry.scenario.id} — {entry.scenario.title}", "bold")
    yield _Line(2, f"{_VERDICTS[entry.consideration.verdict]}; rating: {_rating(entry)}")
    for heading, judgements in (
        ("applies when", entry.consideration.inclusions),
        ("unless", entry.consideration.exclusions),
        ("this rating holds when", entry.conditions),
    ):
        if judgements:
            yield _Line(4, heading, "italic")
        for judgement in judgements:
            yield from _judgement_lines(judgement, knowledge)
    for question in entry.questions:
        yield _Line(4, f"missing: {question.ask}", "yellow")
    for silence in entry.silences:
        yield _Line(4, f"the source does not decide: {silence.say}", "yellow")


_VERDICTS: Final = {
    Verdict.APPLIES: "applies",
    Verdict.DOES_NOT_APPLY: "does not apply",
    Verdict.UNDETERMINED: "undetermined",
}


def _rating(entry: Entry) -> str:
    """Give the rating, and why there is none where that is not plain."""
    telling = entry.standing in (Standing.LEFT_OPEN, Standing.OFF_QUESTION)
    return f"{rating_word(entry)} ({entry.standing.value})" if telling else rating_word(entry)


def _judgement_lines(judgement: Judgement, knowledge: KnowledgeBase) -> Iterator[_Line]:
    match judgement:
        case Finding():
            yield from _finding_lines(judgement, knowledge, indent=6)
        case GroupFinding():
            yield _Line(6, f"{_MARKS[judgement.truth]} any of", _STYLES[judgement.truth])
            for finding in judgement.findings:
                yield from _finding_lines(finding, knowledge, indent=8)
        case _:
            assert_never(judgement)


def _finding_lines(finding: Finding, knowledge: KnowledgeBase, indent: int) -> Iterator[_Line]:
    definition = knowledge.facts[finding.criterion.fact]
    asked = say_criterion(finding.criterion, definition)
    found = say_value(finding.fact, definition)
    basis = "" if finding.basis in (Basis.RECORDED, Basis.NOT_RECORDED) else f" ({finding.basis.value})"
    words = f"{_MARKS[finding.truth]} {asked} — {found}{basis} [{finding.criterion.at}]"
    yield _Line(indent, words, _STYLES[finding.truth])
    if finding.basis is Basis.ASSUMED and finding.criterion.assumption is not None:
        yield _Line(indent + 4, f"assumed: {finding.criterion.assumption.because}", "dim")
    if isinstance(finding.fact, Recorded):
        for evidence in finding.fact.evidence:
            yield _Line(indent + 4, say_evidence(evidence, with_code=True), "dim")
        if finding.fact.remark:
            yield _Line(indent + 4, finding.fact.remark, "dim")


_MARKS: Final = {Truth.TRUE: "✓", Truth.FALSE: "✗", Truth.UNKNOWN: "?"}
_STYLES: Final = {Truth.TRUE: "green", Truth.FALSE: "red", Truth.UNKNOWN: "yellow"}
