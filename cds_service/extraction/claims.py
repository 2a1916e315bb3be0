"""What single places of the chart claim of a fact, and how several claims become one fact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from cds_service.domain.facts import Evidence, Recorded
from cds_service.domain.quantities import Interval

_CONTESTING: Final = 2
"""So many of the most direct ranks that speak may contradict one another."""

Possible = frozenset[str] | Interval


@dataclass(frozen=True, slots=True)
class Claim:
    """The values that one place of the chart leaves possible.

    `rank` is its place in the order of precedence, 0 being the most direct. `remark` says why the values are
    not certain. `doubtful`: the place contradicts itself. `presumed`: a rule of the reading decides, not the
    chart.
    """

    possible: Possible
    evidence: tuple[Evidence, ...]
    rank: int = 0
    remark: str = ""
    doubtful: bool = False
    presumed: bool = False


def claim(
    value: str | frozenset[str],
    *evidence: Evidence,
    rank: int = 0,
    remark: str = "",
    presumed: bool = False,
) -> Claim:
    """Make a claim of one named value or of several possible ones."""
    possible = frozenset({value}) if isinstance(value, str) else value
    return Claim(possible, evidence, rank, remark, presumed=presumed)


def settle(claims: Iterable[Claim]) -> Recorded | None:
    """Bring all claims to one fact; nothing where nobody claims anything.

    Claims narrow one another as long as they agree. Between the two most direct ranks that speak a
    disagreement is a conflict, and everything claimed by either stays possible. What disagrees from further
    down is ignored.
    """
    ordered = sorted(claims, key=lambda each: each.rank)
    ranks = [list(rank) for _, rank in groupby(ordered, key=lambda each: each.rank)]
    if not ranks:
        return None
    used = [each for rank in ranks[:_CONTESTING] for each in rank]
    agreed = _meet_all(used)
    possible = agreed or join(each.possible for each in used)
    for rank in ranks[_CONTESTING:] if agreed else ():
        fitting = [each for each in rank if meet(possible, each.possible)]
        narrower = _meet_all([Claim(possible, ()), *fitting])
        if narrower:
            possible = narrower
            used += fitting
    return Recorded(
        possible,
        _sorted_evidence(used),
        conflict=agreed is None or any(each.doubtful for each in used),
        remark=_remark(used, possible, conflict=agreed is None),
        presumed=_is_presumed(used, possible),
    )


def _meet_all(claims: Sequence[Claim]) -> Possible | None:
    """Give the values that all of these leave possible; none where there are none."""
    possible: Possible | None = claims[0].possible
    for each in claims[1:]:
        possible = meet(possible, each.possible) if possible is not None else None
    return possible


def meet(one: Possible, other: Possible) -> Possible | None:
    """Give the values that both leave possible; none where there are none."""
    if isinstance(one, Interval) and isinstance(other, Interval):
        return _overlap(one, other)
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one & other or None
    return None


def join(several: Iterable[Possible]) -> Possible:
    """Give all values that any of these leaves possible."""
    first, *others = several
    for each in others:
        if isinstance(first, Interval) and isinstance(each, Interval):
            first = first.spanning(each)
        elif isinstance(first, frozenset) and isinstance(each, frozenset):
            first |= each
    return first


def _overlap(one: Interval, other: Interval) -> Interval | None:
    if not one.meets(other):
        return None
    low = max(one, other, key=lambda each: (each.low, not each.low_in))
    high = min(one, other, key=lambda each: (each.high, each.high_in))
    return Interval(low.low, high.high, low.low_in, high.high_in)


def _is_presumed(claims: Sequence[Claim], possible: Possible) -> bool:
    """Whether the outcome rests on a presumption, no other place stating it by itself."""
    presumed = any(each.presumed for each in claims)
    return presumed and not any(not each.presumed and each.possible == possible for each in claims)


def _sorted_evidence(claims: Iterable[Claim]) -> tuple[Evidence, ...]:
    distinct = dict.fromkeys(evidence for each in claims for evidence in each.evidence)
    return tuple(sorted(distinct, key=lambda each: (each.on or "", each.reference, each.element, each.says)))


def _remark(claims: Sequence[Claim], possible: Possible, *, conflict: bool) -> str:
    """Keep the remarks that still explain the outcome, not those that a more exact claim has settled."""
    is_open = isinstance(possible, frozenset) and len(possible) > 1
    kept = [each.remark for each in claims if each.remark and each.possible == possible]
    if is_open and not kept:
        kept = [each.remark for each in claims if each.remark]
    if conflict:
        kept.insert(0, "the records contradict one another")
    return "; ".join(dict.fromkeys(kept))
