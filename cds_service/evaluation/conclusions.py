"""The card policy: turns what the scenarios say about an order into one conclusion."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import assert_never

from cds_service.domain.criteria import Citation
from cds_service.domain.facts import Recorded
from cds_service.domain.knowledge_base import KnowledgeBase, Ruling, RulingKind
from cds_service.domain.ratings import Rating
from cds_service.domain.scenarios import Status
from cds_service.domain.truth import Truth
from cds_service.evaluation.offers import (
    Offer,
    Swap,
    best_rating,
    offer_replacement,
    offer_swaps,
    offers_of_cautions,
    rates_no_more,
)
from cds_service.evaluation.orders import Assessment, Entry, Standing
from cds_service.evaluation.scenarios import Question, Verdict, all_hold


class Kind(Enum):
    """What the conclusion is about; each kind is one row of the card policy."""

    RATED = "rated"
    TWO_QUESTIONS = "rated differently for two questions"
    WRONG_PURPOSE = "ordered for the wrong purpose"
    STEP_MISSING = "an earlier step is not on file"
    NOTED = "a pitfall to note"
    COMPANION = "a pitfall of an order that is not rated"
    CLOSE_TO = "close to a rated study"
    OFF_QUESTION = "rated only for another question"
    CANNOT_RATE = "facts are missing"
    ORDER_OPEN = "the order leaves open which study it orders"
    SOURCE_SILENT = "the source does not decide"
    NOTHING = "nothing to say"


class Indicator(Enum):
    """How loudly a card speaks; `critical` is never used."""

    INFO = "info"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say, and where the source says it; one that `weighs` belongs into the summary."""

    text: str
    at: Citation | None = None
    weighs: bool = False


@dataclass(frozen=True, slots=True)
class Conclusion:
    """One order's outcome; without an `indicator` there is no card."""

    kind: Kind
    indicator: Indicator | None = None
    lead: Entry | None = None
    also: tuple[Entry, ...] = ()
    offers: tuple[Offer, ...] = ()
    remarks: tuple[Remark, ...] = ()
    questions: tuple[Question, ...] = ()


NOTHING = Conclusion(Kind.NOTHING)


def conclude(assessment: Assessment, knowledge: KnowledgeBase) -> Conclusion:
    """Conclude on one order: at most one card, never two that say the same."""
    conclusion = _conclude(assessment, knowledge)
    if assessment.order.text_only and conclusion.indicator is not None:
        # Words alone do not identify a study well enough to warn about it or to change the order.
        return replace(conclusion, indicator=Indicator.INFO, offers=())
    return conclusion


def _conclude(assessment: Assessment, knowledge: KnowledgeBase) -> Conclusion:
    active = [each for each in assessment.entries if each.scenario.status is Status.ACTIVE]
    applying = [each for each in active if each.consideration.verdict is Verdict.APPLIES]
    for reach in (
        _companion,
        _wrong_purpose,
        _rated,
        _step_missing,
        _noted,
        _unsettled,
        _close_to,
        _off_question,
    ):
        if (conclusion := reach(assessment, applying, knowledge)) is not None:
            return conclusion
    undetermined = [each for each in active if each.consideration.verdict is Verdict.UNDETERMINED]
    return _undetermined(_led(undetermined, active, assessment, knowledge), knowledge) or NOTHING


def _led(
    undetermined: list[Entry], active: list[Entry], assessment: Assessment, knowledge: KnowledgeBase
) -> list[Entry]:
    """Put the scenario that leads for this study first.

    Where it leads for an order that states no question and does not apply, nothing is asked for the other.
    """
    found = {each.scenario.id: each for each in active}
    study = assessment.order.procedure.id
    stated = isinstance(assessment.sheet["order.question"], Recorded)
    led = list(undetermined)
    for ruling in (each for each in knowledge.rulings if study in each.procedures and each.first in found):
        first = found[ruling.first]
        led = [*(each for each in led if each is first), *(each for each in led if each is not first)]
        settled = first.consideration.verdict is Verdict.DOES_NOT_APPLY
        if ruling.kind is RulingKind.BY_QUESTION and settled and not stated:
            led = [each for each in led if each.scenario.id not in ruling.between]
    return led


def _companion(assessment: Assessment, _: list[Entry], __: KnowledgeBase) -> Conclusion | None:
    if not assessment.pitfalls:
        return None
    remarks = tuple(Remark(pitfall.say, pitfall.at) for _, pitfall in assessment.pitfalls)
    scenario = assessment.pitfalls[0][0]
    lead = next((each for each in assessment.entries if each.scenario.id == scenario.id), None)
    return Conclusion(Kind.COMPANION, Indicator.INFO, lead=lead, remarks=remarks)


def _wrong_purpose(assessment: Assessment, applying: list[Entry], _: KnowledgeBase) -> Conclusion | None:
    for entry in applying:
        if (wrong := entry.wrong_purpose) is not None:
            drafted = wrong.order_instead in assessment.order.drafted
            done = rates_no_more(entry.scenario, wrong.order_instead, assessment.sheet)
            return Conclusion(
                Kind.WRONG_PURPOSE,
                Indicator.WARNING,
                lead=entry,
                offers=() if drafted or done else (Swap(wrong.order_instead, recommended=True),),
                remarks=(Remark(wrong.say, wrong.at),),
            )
    return None


def _rated(assessment: Assessment, applying: list[Entry], knowledge: KnowledgeBase) -> Conclusion | None:
    rated = [each for each in applying if each.rating is not None]
    if not rated:
        return None
    if len(rated) == 1:
        return _by_rating(rated[0], assessment)
    ruling = _ruling(rated, assessment.order.procedure.id, knowledge)
    if ruling is None:
        # Several scenarios agree, or the knowledge rules on none of them: show them all, push nothing.
        ratings = {each.rating for each in rated}
        return _by_rating(rated[0], assessment) if len(ratings) == 1 else _both(rated)
    first = next(each for each in rated if each.scenario.id == ruling.first)
    others = [each for each in rated if each is not first]
    match ruling.kind:
        case RulingKind.BY_QUESTION:
            return _both([first, *others])
        case RulingKind.BY_STEP:
            if all_hold(ruling.until, assessment.sheet) is Truth.TRUE:
                return _by_rating(others[0], assessment)
            return _by_step(first, others, assessment)
        case _:
            assert_never(ruling.kind)


def _by_step(first: Entry, others: list[Entry], assessment: Assessment) -> Conclusion:
    conclusion = _by_rating(first, assessment)
    if all(each.rating is first.rating for each in others):
        return conclusion
    # The two steps rate the study differently: the earlier one leads, but nothing warns or removes.
    swaps = offer_swaps(first, assessment.order, assessment.sheet)
    return replace(conclusion, indicator=Indicator.INFO, also=tuple(others), offers=swaps)


def _both(entries: list[Entry]) -> Conclusion:
    remarks = tuple(dict.fromkeys(remark for each in entries for remark in _remarks(each)))
    return Conclusion(
        Kind.TWO_QUESTIONS, Indicator.INFO, lead=entries[0], also=tuple(entries[1:]), remarks=remarks
    )


def _ruling(rated: list[Entry], study: str, knowledge: KnowledgeBase) -> Ruling | None:
    present = {each.scenario.id for each in rated}
    return next(
        (each for each in knowledge.rulings if each.between <= present and study in each.procedures), None
    )


def _by_rating(entry: Entry, assessment: Assessment) -> Conclusion:
    """Apply the first three rows of the card policy."""
    order, sheet = assessment.order, assessment.sheet
    pitfalls = tuple(each for each in entry.cautions if not each.remark)
    remarks = _remarks(entry)
    notes = offers_of_cautions(pitfalls, entry, order, sheet)
    match entry.rating:
        case Rating.USUALLY_APPROPRIATE:
            # The right study: a card only for what is still open about it.
            if not pitfalls:
                return Conclusion(Kind.RATED, lead=entry)
            return Conclusion(Kind.RATED, Indicator.INFO, lead=entry, offers=notes, remarks=remarks)
        case Rating.MAY_BE_APPROPRIATE:
            # A defensible study: say so, and offer the better one where there is one.
            swaps = offer_swaps(entry, order, sheet)
            return Conclusion(
                Kind.RATED, Indicator.INFO, lead=entry, offers=(*swaps, *notes), remarks=remarks
            )
        case Rating.USUALLY_NOT_APPROPRIATE if entry.tempers:
            # The source itself softens its rating for this patient.
            return Conclusion(Kind.RATED, Indicator.INFO, lead=entry, remarks=remarks)
        case Rating.USUALLY_NOT_APPROPRIATE:
            offers = (*offer_replacement(entry, order, sheet), *notes)
            return Conclusion(Kind.RATED, Indicator.WARNING, lead=entry, offers=offers, remarks=remarks)
        case None:
            return NOTHING
        case _:
            assert_never(entry.rating)


def _remarks(entry: Entry) -> tuple[Remark, ...]:
    tempers = [Remark(each.say, each.at, weighs=True) for each in entry.tempers]
    pitfalls_first = sorted(entry.cautions, key=lambda each: each.remark)
    cautions = [Remark(each.say, each.at, weighs=not each.remark) for each in pitfalls_first]
    return (*tempers, *cautions, *(Remark(each) for each in entry.unchecked))


def _step_missing(_: Assessment, applying: list[Entry], __: KnowledgeBase) -> Conclusion | None:
    for entry in applying:
        if entry.step is not None:
            remarks = (Remark(entry.step.say, entry.step.at), *_remarks(entry))
            return Conclusion(Kind.STEP_MISSING, Indicator.INFO, lead=entry, remarks=remarks)
    return None


def _noted(assessment: Assessment, applying: list[Entry], _: KnowledgeBase) -> Conclusion | None:
    for entry in applying:
        pitfalls = tuple(each for each in entry.cautions if not each.remark)
        if pitfalls:
            offers = offers_of_cautions(pitfalls, entry, assessment.order, assessment.sheet)
            return Conclusion(Kind.NOTED, Indicator.INFO, lead=entry, offers=offers, remarks=_remarks(entry))
    return None


def _unsettled(_: Assessment, applying: list[Entry], knowledge: KnowledgeBase) -> Conclusion | None:
    """The scenario applies, but the rating's own condition is open."""
    return _undetermined([each for each in applying if each.standing is Standing.UNDETERMINED], knowledge)


def _close_to(_: Assessment, applying: list[Entry], __: KnowledgeBase) -> Conclusion | None:
    for entry in applying:
        closest = entry.close_to if entry.rated is None else None
        if closest is not None and closest.rating is Rating.USUALLY_NOT_APPROPRIATE:
            return Conclusion(Kind.CLOSE_TO, Indicator.INFO, lead=entry)
    return None


def _off_question(_: Assessment, applying: list[Entry], __: KnowledgeBase) -> Conclusion | None:
    for entry in applying:
        if entry.standing is Standing.OFF_QUESTION and best_rating(entry) is Rating.USUALLY_NOT_APPROPRIATE:
            return Conclusion(Kind.OFF_QUESTION, Indicator.INFO, lead=entry)
    return None


def _undetermined(entries: list[Entry], knowledge: KnowledgeBase) -> Conclusion | None:
    """Speak only where one answer would settle it, and could make the study other than appropriate."""
    candidates = [each for each in entries if _could_matter(each)]
    silent = [each for each in candidates if each.silences and not each.questions]
    if silent:
        remarks = tuple(dict.fromkeys(Remark(each.say) for each in silent[0].silences))
        return Conclusion(Kind.SOURCE_SILENT, Indicator.INFO, lead=silent[0], remarks=remarks)
    limit = knowledge.policy.questions_at_most
    askable = [each for each in candidates if not each.silences and 0 < len(each.questions) <= limit]
    if not askable:
        return None
    lead = min(askable, key=lambda each: len(each.questions))
    return Conclusion(Kind.CANNOT_RATE, Indicator.INFO, lead=lead, questions=lead.questions)


def _could_matter(entry: Entry) -> bool:
    if entry.wrong_purpose is not None:
        return True
    # A patient whom one scenario sends to another is asked for what that one still needs.
    if entry.rated is None or not (entry.standing is Standing.UNDETERMINED or entry.referred):
        return False
    if entry.rated.rating is not Rating.USUALLY_APPROPRIATE:
        return True
    return any(each.even_if_appropriate for each in entry.silences)
