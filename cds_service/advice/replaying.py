"""Says how two judgements of the same orders differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cds_service.advice.decisions import OrderDecision


@dataclass(frozen=True, slots=True)
class Change:
    """A difference about an order: of what, and from what to what; nothing stands for nothing."""

    order: str
    about: str
    before: str
    after: str


def compare(before: Sequence[OrderDecision], after: Sequence[OrderDecision]) -> list[Change]:
    """Give every difference that a reader of the cards or of the assessment could notice."""
    old, new = ({each.order: each for each in told} for told in (before, after))
    return [
        change
        for order in dict.fromkeys((*old, *new))
        for change in _changes(order, old.get(order), new.get(order))
    ]


def _changes(order: str, before: OrderDecision | None, after: OrderDecision | None) -> Iterator[Change]:
    told_before, told_after = _told(before), _told(after)
    for about in dict.fromkeys((*told_before, *told_after)):
        was, now = told_before.get(about, ""), told_after.get(about, "")
        if was != now:
            yield Change(order, about, was, now)


def _told(decision: OrderDecision | None) -> dict[str, str]:
    """Lay out what a decision tells, each thing under its name."""
    if decision is None:
        return {}
    told = {
        "study": decision.procedure,
        "outcome": decision.outcome.value,
        "card": decision.indicator,
        "conclusion": decision.conclusion,
        "by": decision.scenario,
        "rating": decision.rating,
        "offers": ", ".join(sorted(f"{each.kind} {each.procedure}".strip() for each in decision.suggestions)),
    }
    for each in decision.considered:
        told[f"verdict of {each.scenario}"] = each.verdict.value
        told[f"rating by {each.scenario}"] = each.rating
        told[f"missing for {each.scenario}"] = ", ".join(each.missing)
    return told
