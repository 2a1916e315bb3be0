"""Judges one study: facts of the order added to those of the chart, every scenario asked, one conclusion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from cds_service.advice.studies import Study
from cds_service.cards.judged import JudgedOrder
from cds_service.domain.facts import FactSheet
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.procedures import Procedure
from cds_service.evaluation.conclusions import Conclusion, Indicator, Kind, conclude
from cds_service.evaluation.orders import Assessment, Entry, OrderedStudy, Standing, assess
from cds_service.evaluation.scenarios import Question
from cds_service.extraction.orders import extract_order_facts
from cds_service.fhir.raw import Raw
from cds_service.fhir.record import PatientRecord

STUDY_OPEN = "order.study"
"""What is missing when an order leaves open which study it orders."""


@dataclass(frozen=True, slots=True)
class Case:
    """The patient and the drafts as they are on the day, and the knowledge to judge them by."""

    record: PatientRecord
    sheet: FactSheet
    drafted: Mapping[str, Raw]
    knowledge: KnowledgeBase
    today: date


def judge_study(study: Study, case: Case) -> JudgedOrder:
    """Judge a study in question."""
    outcomes = [_judge(study, each, case) for each in study.could_be]
    assessment, conclusion = outcomes[0] if len(outcomes) == 1 else _settle(study, outcomes)
    return JudgedOrder(
        raws=tuple(each.raw for each in study.orders),
        references=tuple(each.reference for each in study.orders),
        side=study.side,
        assessment=assessment,
        conclusion=conclusion,
        editable=study.is_editable,
        open_as=study.open_as,
    )


def _judge(study: Study, procedure: Procedure, case: Case) -> tuple[Assessment, Conclusion]:
    first = study.orders[0]
    said = extract_order_facts(
        first.raw, case.drafted, study.side, case.record, case.sheet, case.knowledge, case.today
    )
    order = OrderedStudy(first.reference, procedure, study.text_only, frozenset(case.drafted))
    assessment = assess(case.knowledge, case.sheet.adding(said), order)
    return assessment, conclude(assessment, case.knowledge)


def _settle(study: Study, outcomes: list[tuple[Assessment, Conclusion]]) -> tuple[Assessment, Conclusion]:
    """Judge an order that could be one of several studies.

    Where all of them come to the same, it does not matter which is meant; else the order has to say.
    """
    first, conclusion = outcomes[0]
    if len({_gist(each) for _, each in outcomes}) == 1:
        return first, conclusion
    question = Question(study.ask, (STUDY_OPEN,), study.ask)
    entries: dict[str, Entry] = {}
    for entry in (each for assessment, _ in outcomes for each in assessment.entries):
        if entry.rating is not None:
            entries[entry.scenario.id] = replace(entry, standing=Standing.UNDETERMINED, questions=(question,))
        else:
            entries.setdefault(entry.scenario.id, entry)
    lead = next((each for each in entries.values() if question in each.questions), None)
    open_ended = Conclusion(Kind.ORDER_OPEN, Indicator.INFO, lead=lead, questions=(question,))
    return replace(first, entries=tuple(entries.values())), open_ended


def _gist(conclusion: Conclusion) -> tuple[object, ...]:
    rating = conclusion.lead.rating if conclusion.lead is not None else None
    return conclusion.kind, conclusion.indicator, rating, conclusion.questions
