"""One line that names the study and the verdict, in fewer than 140 characters."""

from __future__ import annotations

from typing import Final, assert_never

from cds_service.cards.judged import JudgedOrder
from cds_service.domain.facts import Choice, Recorded
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.scenarios import RatedProcedure
from cds_service.evaluation.conclusions import Kind
from cds_service.evaluation.offers import Swap
from cds_service.evaluation.orders import Entry

LONGEST: Final = 139


def summarise(judged: JudgedOrder, knowledge: KnowledgeBase) -> str:
    """Say the conclusion in one line."""
    return fit(f"{judged.assessment.order.procedure.name}{_say(judged, knowledge)}")


def _say(judged: JudgedOrder, knowledge: KnowledgeBase) -> str:
    conclusion = judged.conclusion
    remark = conclusion.remarks[0].text if conclusion.remarks else ""
    lead = conclusion.lead
    match conclusion.kind:
        case Kind.RATED | Kind.TWO_QUESTIONS:
            shown = conclusion.also if conclusion.kind is Kind.TWO_QUESTIONS else ()
            entries = (*((lead,) if lead else ()), *shown)
            verdicts = ", ".join(_verdict(each, knowledge) for each in entries)
            return f": {verdicts}{_tail(judged, knowledge)}"
        case Kind.WRONG_PURPOSE:
            instead = lead.wrong_purpose.order_instead if lead and lead.wrong_purpose else ""
            return f": not for this purpose; order {_name(instead, knowledge)}"
        case Kind.STEP_MISSING | Kind.NOTED | Kind.COMPANION:
            return f": {remark}"
        case Kind.CLOSE_TO:
            return _closest(lead.close_to if lead else None, knowledge)
        case Kind.OFF_QUESTION:
            asked = _question(lead, knowledge) if lead else ""
            return f": rated only for {asked}, not for the question this order asks"
        case Kind.CANNOT_RATE:
            return f": cannot be rated, {_missing(judged, knowledge)}"
        case Kind.ORDER_OPEN:
            return f": not enough information about the order. {conclusion.questions[0].ask}"
        case Kind.SOURCE_SILENT:
            return ": cannot be rated; the guidance does not say whether it holds for this patient"
        case Kind.NOTHING:
            return ""
        case _:
            assert_never(conclusion.kind)


def _closest(closest: RatedProcedure | None, knowledge: KnowledgeBase) -> str:
    if closest is None:
        return ": not rated here"
    words = knowledge.policy.words[closest.rating]
    return f": not rated; the closest study, {_name(closest.procedure, knowledge)}, is {words}"


def _verdict(entry: Entry, knowledge: KnowledgeBase) -> str:
    words = knowledge.policy.words[entry.rating] if entry.rating else "not rated"
    return f"{words} for {_question(entry, knowledge)}"


def _tail(judged: JudgedOrder, knowledge: KnowledgeBase) -> str:
    swap = next((each for each in judged.conclusion.offers if isinstance(each, Swap)), None)
    if swap is not None:
        return f"; consider {_name(swap.procedure, knowledge)}"
    weighty = next((each for each in judged.conclusion.remarks if each.weighs), None)
    return f". {weighty.text.split(';')[0]}" if weighty else ""


def _question(entry: Entry, knowledge: KnowledgeBase) -> str:
    asked = knowledge.facts["order.question"].type
    return asked.values[entry.scenario.question] if isinstance(asked, Choice) else entry.scenario.question


def _missing(judged: JudgedOrder, knowledge: KnowledgeBase) -> str:
    names = [each.facts[0] for each in judged.conclusion.questions]
    unclear = any(isinstance(judged.assessment.sheet[name], Recorded) for name in names)
    said = "; ".join(knowledge.facts[name].says for name in names)
    return f"{'not clear' if unclear else 'not recorded'}: {said}"


def _name(procedure: str, knowledge: KnowledgeBase) -> str:
    return knowledge.catalogue.procedures[procedure].name


def fit(text: str) -> str:
    """Cut a line at a word so that it stays below the 140 characters a summary may have."""
    if len(text) <= LONGEST:
        return text
    return text[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
