"""What the words of an order say of symptoms: present, denied, or neither for certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart
from cds_service.extraction.order_words.said import OrderText, Said, say
from cds_service.extraction.reviews import is_qualified, says_free
from cds_service.extraction.symptom_kinds import (
    IN_BREAST,
    LESIONS,
    NO_FULL_REVIEW,
    OF_METASTASIS,
    UNCERTAIN,
    is_full_review,
    kinds_told,
)
from cds_service.extraction.words.mention import Assertion

METASTATIC: Final = "distant_metastasis.symptoms"
OF_BREAST: Final = "breast.symptoms"
_KINDS: Final = MappingProxyType({METASTATIC: OF_METASTASIS, OF_BREAST: IN_BREAST})
_FREE: Final = MappingProxyType(
    {METASTATIC: ("asymptomatic", "no-distant-symptoms"), OF_BREAST: ("asymptomatic", "no-breast-symptoms")}
)
_EITHER: Final = frozenset({"present", "absent"})
_PRESENT: Final = frozenset({"present"})
_SORENESS: Final = "breast-soreness"
_HEALING: Final[Mapping[str, str]] = MappingProxyType(
    {
        _SORENESS: "soreness in the weeks after surgery may be that of healing",
        "breast-pain-or-swelling": "pain, swelling or fluid soon after surgery may be that of healing",
    }
)
_NOT_CERTAIN: Final = "the order speaks of a sign or symptom without saying for certain that it is one"
_QUALIFIED: Final = "the order denies symptoms, but says more than was understood, or of an earlier time"


@dataclass(frozen=True, slots=True)
class _Heard:
    """The kinds of symptoms that an order speaks of."""

    present: tuple[str, ...]
    doubted: tuple[str, ...]
    denied: tuple[str, ...]


def say_symptoms(chart: Chart, order: OrderText) -> Iterator[Said]:
    """Give what the order says of symptoms of metastasis and of the operated breast."""
    for fact in _KINDS:
        heard = _hear(chart, order, fact)
        for kind in heard.present:
            place = order.place_of(chart.knowledge.phrases[kind])
            yield say(order, place, fact, _PRESENT, kind.replace("-", " "))
        for kind in heard.doubted:
            # Soreness of the wound is expected; a visit that found no symptoms knew of it.
            may_be = frozenset() if kind == _SORENESS else _PRESENT
            remark = _HEALING.get(kind, _NOT_CERTAIN)
            place = order.place_of(chart.knowledge.phrases[kind])
            yield say(order, place, fact, _EITHER, kind.replace("-", " "), remark=remark, may_be=may_be)
        if not heard.present:
            if not _HEALING.keys() & {*heard.doubted}:
                yield from _free(chart, order, fact)
            yield from _denied(chart, order, fact, heard.denied)


def _hear(chart: Chart, order: OrderText, fact: str) -> _Heard:
    kinds = (*_KINDS[fact], *sorted(UNCERTAIN)) if fact == METASTATIC else _KINDS[fact]
    told = set(kinds_told(order.words, kinds, chart.knowledge.phrases))
    spoken = {each: frozenset(said for kind, said in told if kind == each) for each in kinds}
    present = [each for each in kinds if Assertion.AFFIRMED in spoken[each]]
    open_by_nature = {*UNCERTAIN, *_HEALING}
    doubted = [each for each in kinds if _is_doubted(each, spoken[each], fact)]
    denied = [each for each in kinds if Assertion.DENIED in spoken[each] and each not in UNCERTAIN]
    return _Heard(
        tuple(each for each in present if each not in open_by_nature),
        tuple(each for each in kinds if each in doubted or (each in present and each in open_by_nature)),
        tuple(each for each in denied if each not in present and each not in doubted),
    )


def _is_doubted(kind: str, spoken: frozenset[Assertion], fact: str) -> bool:
    """Whether it may be there; one asks for a complaint because there is one, for a lesion to look for it."""
    asked = Assertion.ASKED in spoken and not (fact == METASTATIC and kind == LESIONS)
    return Assertion.AFFIRMED not in spoken and (Assertion.DOUBTED in spoken or asked)


def _free(chart: Chart, order: OrderText, fact: str) -> Iterator[Said]:
    """Read `asymptomatic` and the like."""
    phrases = chart.knowledge.phrases
    for name in _FREE[fact]:
        free = says_free(order.words, name, phrases)
        place = order.place_of(phrases[name])
        if free is Truth.TRUE:
            yield say(order, place, fact, "absent", name.replace("-", " "))
        elif free is Truth.UNKNOWN:
            yield _open(order, place, fact, name.replace("-", " "), _QUALIFIED)


def _denied(chart: Chart, order: OrderText, fact: str, denied: tuple[str, ...]) -> Iterator[Said]:
    """Read single symptoms that are denied; a few of them are no review of all."""
    phrases = chart.knowledge.phrases
    qualified = any(is_qualified(order.words, phrases[kind]) for kind in denied)
    full = is_full_review(denied)
    for kind in denied:
        place, says = order.place_of(phrases[kind]), f"no {kind.replace('-', ' ')}"
        if qualified:
            yield _open(order, place, fact, says, _QUALIFIED)
        elif full:
            yield say(order, place, fact, "absent", says)
        else:
            yield say(order, place, fact, _EITHER, says, remark=NO_FULL_REVIEW[fact])


def _open(order: OrderText, place: str, fact: str, says: str, remark: str) -> Said:
    return say(order, place, fact, _EITHER, says, remark=remark, may_be=_PRESENT)
