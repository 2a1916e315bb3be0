"""Symptoms that the chart names in words: problems without a code of ours, and reviews of systems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cds_service.domain.knowledge_base import ValueSetEntry
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart
from cds_service.extraction.evidence import affirms, bear_witness
from cds_service.extraction.primaries import is_established, is_over
from cds_service.extraction.reviews import FREE, says_free
from cds_service.extraction.symptom_kinds import EXAMINED, OF_HEALING, PERHAPS, UNCERTAIN, Symptom, kinds_told
from cds_service.extraction.understood import unexplained
from cds_service.extraction.words.mention import Assertion
from cds_service.extraction.words.phrases import is_exactly, states
from cds_service.extraction.words.sentences import narrate
from cds_service.extraction.words.trees import join
from cds_service.fhir.elements import Answer, Concept
from cds_service.fhir.resources import Component, Condition, Observation

_FREE: Final = "symptom-free"
_NEGATIVE: Final = "negative-answers"
_HISTORY: Final = "history"
_HEARD: Final = frozenset({Assertion.AFFIRMED, Assertion.DOUBTED})


@dataclass(frozen=True, slots=True)
class _Review:
    """A statement about symptoms as a whole: what it is, what it says of itself, and what else it says.

    `denies`: its code or answer says that there are none. `texts` are its own words, `beside` those of its
    notes; `parts` are what it asks for one by one.
    """

    resource: Condition | Observation
    entry: ValueSetEntry
    denies: bool
    texts: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    parts: tuple[Component, ...] = ()


def problems_in_words(chart: Chart, kinds: tuple[str, ...], of: str = "") -> Iterator[Symptom]:
    """Give the symptoms that problems name in words alone, their codes being none of ours."""
    phrases = chart.knowledge.phrases
    of_any_kind = join(phrases[each] for each in kinds)
    for condition in chart.record.conditions:
        words = condition.code.words.lower() if condition.code else ""
        if of not in words or _HISTORY in words or not _is_current(chart, condition):
            continue
        told = narrate([words])
        if not states(told, of_any_kind):
            continue
        if any(chart.is_in(condition.code, each) for each in chart.knowledge.value_sets):
            continue
        side = chart.side_of("", *condition.body_sites, condition.code)
        for kind in _affirmed(kinds_told(told, kinds, phrases)):
            says = f"{kind.replace('-', ' ')}, by the words of the problem"
            evidence = bear_witness(condition, "code", says, on=condition.on, side=side)
            about = "pain" if kind in OF_HEALING else kind
            yield Symptom(
                is_present=True,
                about=about,
                on=condition.on,
                side=side,
                evidence=evidence,
                is_certain=kind not in UNCERTAIN,
            )


def symptoms_of_reviews(chart: Chart, kinds: tuple[str, ...], of: str = "") -> Iterator[Symptom]:
    """Give what reviews say of symptoms: none at all, or those that their words name."""
    for review in _reviews(chart):
        found = list(_named(chart, review, kinds, of))
        yield from found
        if not found and _finds_none(chart, review):
            resource = review.resource
            evidence = bear_witness(resource, "code", "no symptoms", code=review.entry.code, on=resource.on)
            yield Symptom(is_present=False, about=EXAMINED, on=resource.on, side=None, evidence=evidence)


def _reviews(chart: Chart) -> Iterator[_Review]:
    for found in chart.find(chart.record.conditions, _FREE):
        condition = found.resource
        if not found.says("role") and _is_current(chart, condition) and condition.code:
            yield _Review(condition, found.entry, denies=True, texts=_own_words(condition.code, found.entry))
    for observation in chart.record.observations:
        for _, entry in chart.look_up(observation.code, _FREE):
            asks = entry.properties.get("role") == "question"
            yield _Review(
                observation,
                entry,
                denies=_is_denial(chart, observation.answer) if asks else _is_asserted(chart, observation),
                texts=_texts_of(chart, observation, entry, asks=asks),
                beside=observation.notes,
                parts=observation.components,
            )


def _texts_of(chart: Chart, observation: Observation, entry: ValueSetEntry, *, asks: bool) -> tuple[str, ...]:
    """Give what was written as the answer, or beside a code that is the answer itself."""
    answer = observation.answer
    known = chart.entry_of(answer.concept, _FREE, _NEGATIVE)
    written = (answer.words, *(_own_words(answer.concept, known) if answer.concept else ()))
    own = () if asks or observation.code is None else _own_words(observation.code, entry)
    return tuple(each for each in (*written, *own) if each)


def _own_words(concept: Concept, entry: ValueSetEntry | None) -> tuple[str, ...]:
    """Give the text of a concept, where it says anything else than the name of its code."""
    names = (*concept.displays, entry.display) if entry else ()
    return (concept.text,) if concept.text and not is_exactly(concept.text, names) else ()


def _is_denial(chart: Chart, answer: Answer) -> bool:
    """Whether the answer to a whole review is that it found nothing; a mere `false` is no such answer."""
    return answer.flag is None and (
        affirms(chart, answer) is Truth.FALSE
        or chart.is_in(answer.concept, _FREE)
        or says_free(narrate([answer.words]), FREE[0], chart.knowledge.phrases) is Truth.TRUE
    )


def _is_asserted(chart: Chart, observation: Observation) -> bool:
    return affirms(chart, observation.answer) is Truth.TRUE


def _finds_none(chart: Chart, review: _Review) -> bool:
    """Whether a review denies all symptoms, and nothing in it says more than that."""
    phrases = chart.knowledge.phrases
    return (
        review.denies
        and all(_says_none(chart, each) for each in review.texts)
        and not any(unexplained(each, phrases) for each in review.beside)
        and all(_is_denied(chart, each) for each in review.parts)
    )


def _says_none(chart: Chart, text: str) -> bool:
    phrases = chart.knowledge.phrases
    return (
        is_exactly(text, phrases["answer-no"]) or says_free(narrate([text]), FREE[0], phrases) is Truth.TRUE
    )


def _is_denied(chart: Chart, part: Component) -> bool:
    """Whether one part of a review found nothing; a part without an answer was not asked."""
    return not part.answer.absent and (part.answer.is_empty or affirms(chart, part.answer) is Truth.FALSE)


def _named(chart: Chart, review: _Review, kinds: tuple[str, ...], of: str) -> Iterator[Symptom]:
    """Give the symptoms that the words of a review, of its notes and of its parts name."""
    parts = (f"{part.code.words if part.code else ''}: {_answered(part.answer)}" for part in review.parts)
    told = narrate(each for each in (*review.texts, *review.beside, *parts) if of in each.lower())
    heard = [each for each in kinds_told(told, kinds, chart.knowledge.phrases) if each[1] in _HEARD]
    certain = set(_affirmed(heard)) - UNCERTAIN
    for kind in dict.fromkeys(kind for kind, _ in heard):
        says = f"{kind.replace('-', ' ')}, by the words of the review"
        about = "pain" if kind in OF_HEALING else kind
        yield _told(review, says, about, is_certain=kind in certain)
    if not heard and PERHAPS in kinds and any(_is_positive(chart, each.answer) for each in review.parts):
        yield _told(review, "a positive part of the review", PERHAPS, is_certain=False)


def _told(review: _Review, says: str, about: str, *, is_certain: bool) -> Symptom:
    on = review.resource.on
    evidence = bear_witness(review.resource, "value", says, on=on)
    return Symptom(is_present=True, about=about, on=on, side=None, evidence=evidence, is_certain=is_certain)


def _is_positive(chart: Chart, answer: Answer) -> bool:
    return not answer.is_empty and affirms(chart, answer) is Truth.TRUE


def _answered(answer: Answer) -> str:
    if answer.flag is not None:
        return "yes" if answer.flag else "no"
    return " ".join(each for each in (answer.words, answer.concept.words if answer.concept else "") if each)


def _affirmed(told: Iterable[tuple[str, Assertion]]) -> list[str]:
    """Give the kinds that are affirmed, each once."""
    return list(dict.fromkeys(kind for kind, spoken in told if spoken is Assertion.AFFIRMED))


def _is_current(chart: Chart, condition: Condition) -> bool:
    return is_established(condition) and not is_over(condition, chart.today)
