"""The card's text in GitHub Markdown: verdict, reasons, assumptions, gaps, alternatives, source."""

from __future__ import annotations

from collections.abc import Iterator

from cds_service.cards.judged import JudgedOrder
from cds_service.cards.markdown import escape
from cds_service.domain.facts import FactDefinition, Recorded, Strength
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.layers import ChangeKind
from cds_service.domain.ratings import Rating
from cds_service.domain.scenarios import Scenario
from cds_service.domain.truth import Truth
from cds_service.evaluation.conclusions import Kind
from cds_service.evaluation.criteria import Basis, Finding, findings_of
from cds_service.evaluation.orders import Entry
from cds_service.evaluation.scenarios import Verdict
from cds_service.evaluation.wording import say_criterion, say_evidence, say_value

_EVIDENCE_AT_MOST = 3
_OPEN = (Kind.CANNOT_RATE, Kind.SOURCE_SILENT, Kind.ORDER_OPEN)
"""Conclusions under which the scenario's ratings may not be this patient's."""
_RANK = (Rating.USUALLY_APPROPRIATE, Rating.MAY_BE_APPROPRIATE, Rating.USUALLY_NOT_APPROPRIATE)


def describe(judged: JudgedOrder, knowledge: KnowledgeBase) -> str:
    """Write the detail of a card."""
    conclusion = judged.conclusion
    entries = tuple(each for each in (conclusion.lead, *conclusion.also) if each is not None)
    scenario = scenario_of(judged)
    blocks = [
        *(_verdict(each, judged, knowledge) for each in entries),
        _list("Note", [each.text for each in conclusion.remarks]),
        *_questions(judged, knowledge),
        _reasons(entries, knowledge),
        _list("Assumed", list(_assumptions(entries, knowledge))),
    ]
    if scenario is not None:
        if conclusion.kind is not Kind.COMPANION:
            blocks.append(_alternatives(scenario, judged, knowledge))
        if conclusion.kind not in _OPEN:
            blocks.append(_next_steps(scenario))
        blocks.append(_source(scenario, knowledge))
    else:
        blocks.append(f"Knowledge {knowledge.digest}.")
    blocks.append(f"Order: {', '.join(escape(each) for each in judged.references)}")
    return "\n\n".join(block for block in blocks if block)


def _questions(judged: JudgedOrder, knowledge: KnowledgeBase) -> Iterator[str]:
    """Ask what is missing, and show what is on record where that only leaves it unclear."""
    asked = judged.conclusion.questions
    partly = [
        (knowledge.facts[name], fact)
        for question in asked
        for name in question.facts
        if isinstance(fact := judged.assessment.sheet[name], Recorded)
    ]
    yield _list("Not clear from the record" if partly else "Not recorded", [each.ask for each in asked])
    yield _list("On record", [_record_line(definition, fact) for definition, fact in partly])


def _record_line(definition: FactDefinition, fact: Recorded) -> str:
    """Say a recorded fact, what makes it less than certain, and where it is recorded."""
    doubt = f" ({escape(fact.remark)})" if fact.remark else ""
    shown = _show_evidence(fact)
    return f"{definition.says}: {say_value(fact, definition)}{doubt}{f' — {shown}' if shown else ''}"


def _show_evidence(fact: Recorded) -> str:
    """Show the latest of the evidence, what states the fact before what it follows from; count the rest."""
    derived = [each for each in fact.evidence if each.strength is Strength.DERIVED]
    stated = [each for each in fact.evidence if each.strength is not Strength.DERIVED][-_EVIDENCE_AT_MOST:]
    left = _EVIDENCE_AT_MOST - len(stated)
    latest = [*stated, *(derived[-left:] if left else ())]
    more = len(fact.evidence) - len(latest)
    shown = "; ".join(escape(say_evidence(each)) for each in latest)
    return f"{shown}; and {more} more" if more else shown


def scenario_of(judged: JudgedOrder) -> Scenario | None:
    """Give the scenario that a card is about."""
    if judged.conclusion.lead is not None:
        return judged.conclusion.lead.scenario
    return judged.assessment.pitfalls[0][0] if judged.assessment.pitfalls else None


def _verdict(entry: Entry, judged: JudgedOrder, knowledge: KnowledgeBase) -> str:
    study = judged.assessment.order.procedure.name
    if entry.rating is not None and entry.rated is not None:
        words = knowledge.policy.words[entry.rating]
        return f"**{study}: {words}.** {entry.rated.because} ({entry.scenario.title})"
    if judged.conclusion.kind is Kind.CLOSE_TO and entry.close_to is not None:
        closest = knowledge.catalogue.procedures[entry.close_to.procedure].name
        words = knowledge.policy.words[entry.close_to.rating]
        because = entry.close_to.because
        return f"**{study} is not rated here.** The closest rated study, {closest}, is {words}: {because}"
    return f"**{study} is not rated here.** {entry.scenario.title}."


def _reasons(entries: tuple[Entry, ...], knowledge: KnowledgeBase) -> str:
    """List what is recorded and speaks for the verdicts, each fact once."""
    lines = dict.fromkeys(
        _record_line(knowledge.facts[name], fact) for name, fact in _telling(entries) if not fact.presumed
    )
    applies = all(each.consideration.verdict is Verdict.APPLIES for each in entries)
    return _list("Why it applies" if applies else "What is known", list(lines))


def _telling(entries: tuple[Entry, ...]) -> Iterator[tuple[str, Recorded]]:
    """Give the recorded facts on which the verdicts rest, with their names."""
    for entry in entries:
        for finding in _findings(entry):
            known = finding.truth is not Truth.UNKNOWN and _tells(finding, entry)
            if known and isinstance(finding.fact, Recorded):
                yield finding.criterion.fact, finding.fact


def _findings(entry: Entry) -> Iterator[Finding]:
    for judgement in (*entry.consideration.inclusions, *entry.consideration.exclusions, *entry.conditions):
        yield from findings_of(judgement)


def _tells(finding: Finding, entry: Entry) -> bool:
    """Leave out the branches of an `any` that failed while another held."""
    return (
        finding.truth is Truth.TRUE
        or entry.consideration.verdict is not Verdict.APPLIES
        or not _in_any(finding)
    )


def _in_any(finding: Finding) -> bool:
    return "/any/" in finding.criterion.path


def _assumptions(entries: tuple[Entry, ...], knowledge: KnowledgeBase) -> Iterator[str]:
    """Say what was taken to be so: by a rule of the reading, or because nothing is recorded."""
    yield from dict.fromkeys(
        _record_line(knowledge.facts[name], fact) for name, fact in _telling(entries) if fact.presumed
    )
    seen: set[str] = set()
    for entry in entries:
        for finding in _findings(entry):
            assumption = finding.criterion.assumption
            if finding.basis is not Basis.ASSUMED or assumption is None or finding.criterion.fact in seen:
                continue
            seen.add(finding.criterion.fact)
            definition = knowledge.facts[finding.criterion.fact]
            assumed = say_criterion(finding.criterion, definition, negated=not assumption.holds)
            yield f"{assumed} (nothing recorded). {assumption.because}"


def _alternatives(scenario: Scenario, judged: JudgedOrder, knowledge: KnowledgeBase) -> str:
    ordered = judged.assessment.order.procedure.id
    rows = []
    for rating in _RANK:
        for rated in scenario.ratings:
            if rated.rating is not rating or rated.procedure == ordered:
                continue
            procedure = knowledge.catalogue.procedures[rated.procedure]
            level = knowledge.policy.radiation.get(procedure.radiation)
            dose = f"{level.symbol} {level.says}" if level else "not stated"
            rows.append(f"| {procedure.name} | {knowledge.policy.words[rating]} | {dose} |")
    if not rows:
        return ""
    heading = "Study, where the guidance applies" if judged.conclusion.kind in _OPEN else "Other study"
    return "\n".join((f"| {heading} | Rating | Radiation |", "|---|---|---|", *rows))


def _next_steps(scenario: Scenario) -> str:
    return _list(
        "What comes after the study", [f"{each.result}: {each.next}" for each in scenario.after_the_study]
    )


def _source(scenario: Scenario, knowledge: KnowledgeBase) -> str:
    document = knowledge.sources[scenario.document]
    reviewed = f", reviewed by {document.reviewed.by} on {document.reviewed.on}" if document.reviewed else ""
    encoding = scenario.encoding_reviewed
    checked = f"reviewed by {encoding.by} on {encoding.on}" if encoding else "not yet reviewed by a clinician"
    topic = f"the {document.guideline} topic" if document.guideline else "the topic"
    licence = f" Licence: {document.licence}." if document.licence else ""
    return (
        f"Source: {document.title} ({document.publisher}{reviewed}), on {topic} {scenario.topic}.{licence} "
        f"This encoding of it is {checked}.{_local_choice(scenario, knowledge)} Knowledge {knowledge.digest}."
    )


def _local_choice(scenario: Scenario, knowledge: KnowledgeBase) -> str:
    """Say whose the first choice is, where it is not the source's."""
    change = knowledge.change_to(scenario.id, ChangeKind.FIRST_CHOICE)
    if change is None:
        return ""
    layer, made = change
    return f" The first choice is that of {layer.name}: {made.because}"


def _list(heading: str, items: list[str]) -> str:
    if not items:
        return ""
    return "\n".join((f"**{heading}**", "", *(f"- {item[:1].upper()}{item[1:]}" for item in items)))
