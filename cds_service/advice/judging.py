"""Judges one study: facts of the order added to those of the chart, every scenario asked, one conclusion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cds_service.advice.studies import Study
from cds_service.cards.judged import JudgedOrder
from cds_service.domain.facts import FactSheet
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.procedures import Procedure
from cds_service.evaluation.conclusions import Conclusion, Indicator, Kind, conclude
from cds_service.evaluation.orders import Assessment, OrderedStudy, Standing, assess
from cds_service.evaluation.scenarios import Question
from cds_service.extraction.orders import extract_order_facts
from cds_service.fhir.record import PatientRecord

STUDY_OPEN = "order.study"
"""What is missing when an order leaves open which study it orders."""


def judge_study(
    study: Study,
    drafted: frozenset[str],
    sheet: FactSheet,
    record: PatientRecord,
    knowledge: KnowledgeBase,
    today: date,
) -> JudgedOrder:
    """Judge a study in question for the patient of the sheet."""
    outcomes = [_judge(study, each, drafted, sheet, record, knowledge, today) for each in study.could_be]
    assessment, conclusion = outcomes[0] if len(outcomes) == 1 else _settle(study, outcomes)
    return JudgedOrder(
        raws=tuple(each.raw for each in study.orders),
        references=tuple(each.reference for each in study.orders),
        side=study.side,
        assessment=assessment,
        conclusion=conclusion,
        editable=all(each.can_be_edited for each in study.orders),
    )


def _judge(
    study: Study,
    procedure: Procedure,
    drafted: frozenset[str],
    sheet: FactSheet,
    record: PatientRecord,
    knowledge: KnowledgeBase,
    today: date,
) -> tuple[Assessment, Conclusion]:
    said = extract_order_facts(study.orders[0].raw, drafted, study.side, record, sheet, knowledge, today)
    order = OrderedStudy(study.orders[0].reference, procedure, study.text_only, drafted)
    assessment = assess(knowledge, sheet.adding(said), order)
    return assessment, conclude(assessment, knowledge)


def _settle(study: Study, outcomes: list[tuple[Assessment, Conclusion]]) -> tuple[Assessment, Conclusion]:
    """Judge an order that could be one of several studies.

    Where all of them come to the same, it does not matter which is meant; else the order has to say.
    """
    first, conclusion = outcomes[0]
    if len({_gist(each) for _, each in outcomes}) == 1:
        return first, conclusion
    question = Question(study.ask, (STUDY_OPEN,), study.ask)
    entries = {}
    for assessment, _ in outcomes:
        for entry in assessment.entries:
            opened = (
                replace(entry, standing=Standing.UNDETERMINED, questions=(question,))
                if entry.rating
                else entry
            )
            if entry.scenario.id not in entries or opened is not entry:
                entries[entry.scenario.id] = opened
    lead = next((each for each in entries.values() if each.standing is Standing.UNDETERMINED), None)
    open_ended = Conclusion(Kind.ORDER_OPEN, Indicator.INFO, lead=lead, questions=(question,))
    return replace(first, entries=tuple(entries.values())), open_ended


def _gist(conclusion: Conclusion) -> tuple[object, ...]:
    rating = conclusion.lead.rating if conclusion.lead is not None else None
    return conclusion.kind, conclusion.indicator, rating, conclusion.questions
