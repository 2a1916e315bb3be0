"""What every scenario said to an order, for machines and for the question "why no card"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, assert_never

from cds_service.cards.judged import JudgedOrder, NotEvaluated
from cds_service.domain.facts import Evidence, Recorded
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.truth import Truth
from cds_service.evaluation.criteria import Basis, Finding, findings_of
from cds_service.evaluation.orders import Entry, Standing
from cds_service.evaluation.scenarios import Verdict

Wire = dict[str, object]

EVIDENCE_AT_MOST: Final = 20
"""The latest evidence of a fact is listed up to so many: a chart may repeat a diagnosis at every visit."""


def list_assessments(judged: JudgedOrder, knowledge: KnowledgeBase) -> list[Wire]:
    """Give one entry per scenario that speaks to the order; empty members are left out."""
    return [
        _without_empty(_entry(entry, reference, judged, knowledge))
        for reference in judged.references
        for entry in judged.assessment.entries
    ]


def _entry(entry: Entry, reference: str, judged: JudgedOrder, knowledge: KnowledgeBase) -> Wire:
    decisive = tuple(finding for each in entry.consideration.decisive for finding in findings_of(each))
    shown = (*decisive, *(finding for each in entry.conditions for finding in findings_of(each)))
    evidence = [
        (finding.criterion.fact, each)
        for finding in shown
        if isinstance(finding.fact, Recorded)
        for each in finding.fact.evidence[-EVIDENCE_AT_MOST:]
    ]
    failed = entry.consideration.decisive if entry.consideration.verdict is Verdict.DOES_NOT_APPLY else ()
    return {
        "order": reference,
        "procedure": judged.open_as or judged.assessment.order.procedure.id,
        "scenario": entry.scenario.id,
        "question": entry.scenario.question,
        "verdict": entry.consideration.verdict.value,
        "rating": rating_word(entry),
        "missing": list(dict.fromkeys(fact for question in entry.questions for fact in question.facts)),
        "assumed": list(dict.fromkeys(f.criterion.fact for f in shown if _is_assumed(f))),
        "because": list(
            dict.fromkeys(
                f.criterion.fact for each in failed for f in findings_of(each) if f.truth is not Truth.UNKNOWN
            )
        ),
        "silent": [each.say for each in entry.silences],
        "evidence": [{"fact": fact, **list_evidence(each)} for fact, each in dict.fromkeys(evidence)],
        "knowledge": knowledge.digest,
    }


def _is_assumed(finding: Finding) -> bool:
    """Whether the fact was taken to be so: for lack of a record, or by a rule from what is recorded."""
    presumed = isinstance(finding.fact, Recorded) and finding.fact.presumed
    return presumed or finding.basis is Basis.ASSUMED


def list_not_evaluated(left: Sequence[NotEvaluated], knowledge: KnowledgeBase) -> list[Wire]:
    """Give an entry for each order that was not evaluated, saying why in our own words."""
    return [
        {
            "order": each.reference,
            "rating": "not-rated",
            "notEvaluated": each.because,
            "knowledge": knowledge.digest,
        }
        for each in left
    ]


def rating_word(entry: Entry) -> str:
    """Give the rating as the assessment spells it."""
    match entry.standing:
        case Standing.RATED:
            return entry.rating.value if entry.rating else "not-rated"
        case Standing.UNDETERMINED | Standing.LEFT_OPEN | Standing.OFF_QUESTION:
            return "undetermined"
        case Standing.NOT_RATED:
            return "not-rated"
        case _:
            assert_never(entry.standing)


def list_evidence(evidence: Evidence) -> Wire:
    """Give one piece of evidence by its parts; empty ones are left out."""
    return _without_empty(
        {
            "resource": evidence.reference,
            "element": evidence.element,
            "code": str(evidence.code) if evidence.code else "",
            "date": evidence.on or "",
            "side": evidence.side.value if evidence.side else "",
            "strength": evidence.strength.value,
        }
    )


def _without_empty(entry: Wire) -> Wire:
    return {name: value for name, value in entry.items() if value not in ("", [], None)}
