"""Shows the facts of a chart, for people and for machines: value or what is lacking, then every evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from cds_service.cards.assessments import list_evidence
from cds_service.cards.judged import JudgedOrder
from cds_service.domain.facts import Fact, FactDefinition, FactSheet, Measure, NotRecorded, Recorded
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.quantities import Dimension, Interval
from cds_service.evaluation.wording import say_evidence, say_value
from cds_service.fhir.record import PatientRecord

_UNITS: Final = {Dimension.LENGTH: "mm", Dimension.AGE: "years", Dimension.DURATION: "days"}


class State(Enum):
    """How much is known of a fact."""

    KNOWN = "known"
    OPEN = "open"
    """Recorded, but so that it may have several values."""
    CONFLICT = "conflict"
    NOT_RECORDED = "not recorded"
    NOT_SEARCHED = "not searched"


@dataclass(frozen=True, slots=True)
class ReadChart:
    """A chart as it was read on a day; `judged` are the orders of the call that it came with."""

    patient_id: str
    day: date
    counted_as: str
    record: PatientRecord
    sheet: FactSheet
    judged: tuple[JudgedOrder, ...] = ()


def state_of(fact: Fact) -> State:
    """Say how much is known of a fact."""
    match fact:
        case NotRecorded(searched=searched):
            return State.NOT_RECORDED if searched else State.NOT_SEARCHED
        case Recorded(conflict=True):
            return State.CONFLICT
        case Recorded(possible=frozenset() as possible):
            return State.KNOWN if len(possible) == 1 else State.OPEN
        case Recorded(possible=possible):
            exact = isinstance(possible, Interval) and possible.point is not None
            return State.KNOWN if exact else State.OPEN


def show_facts(console: Console, read: ReadChart, knowledge: KnowledgeBase) -> None:
    """Print the facts in words."""
    whose = f"Patient {read.patient_id}" if read.patient_id else "A patient whom the chart does not name"
    console.print(Text(f"{whose}, as the chart stood on {read.day}", style="bold underline"))
    console.print(Text(f"Searched: {read.counted_as}.", style="dim"))
    for issue in dict.fromkeys((each.reference, each.what) for each in read.record.issues):
        console.print(Text(f"Set aside: {' '.join(part for part in issue if part)}", style="dim"))
    _show(console, read.sheet.facts, knowledge)
    for judged in read.judged:
        study = judged.assessment.order.procedure.name
        console.print(Text(f"\nWith {' + '.join(judged.references)}: {study}", style="bold underline"))
        _show(console, _told_by_order(judged, read.sheet), knowledge)


def _show(console: Console, facts: Mapping[str, Fact], knowledge: KnowledgeBase) -> None:
    """Print what is recorded with its evidence, then what is not."""
    for name, fact in facts.items():
        if isinstance(fact, Recorded):
            says = f"{_name(name, knowledge)}: {_say(fact, knowledge.facts[name])}"
            console.print(Text(f"\n{says}", style=_STYLES[state_of(fact)]))
            for evidence in fact.evidence:
                line = Text(say_evidence(evidence, with_code=True))
                console.print(Padding(line, (0, 0, 0, 4), expand=False))
    for state in (State.NOT_RECORDED, State.NOT_SEARCHED):
        lacking = [_name(name, knowledge) for name, fact in facts.items() if state_of(fact) is state]
        if lacking:
            console.print(Text(f"\n{state.value.capitalize()}", style="bold"))
            console.print(Padding(Text("\n".join(lacking)), (0, 0, 0, 4), expand=False))


_STYLES: Final = {State.KNOWN: "bold", State.OPEN: "bold yellow", State.CONFLICT: "bold red"}


def _name(fact: str, knowledge: KnowledgeBase) -> str:
    says = knowledge.facts[fact].says
    return f"{says[:1].upper()}{says[1:]}"


def _say(fact: Recorded, definition: FactDefinition) -> str:
    opening = "conflict: " if fact.conflict else ""
    assumed = " (assumed)" if fact.presumed else ""
    return f"{opening}{say_value(fact, definition)}{assumed}{f' — {fact.remark}' if fact.remark else ''}"


def _told_by_order(judged: JudgedOrder, sheet: FactSheet) -> Mapping[str, Fact]:
    """Give the facts that an order adds to those of the chart, or changes."""
    told = judged.assessment.sheet
    return {name: told[name] for name in told if name not in sheet.facts or told[name] != sheet[name]}


def write_facts(read: ReadChart, knowledge: KnowledgeBase) -> str:
    """Write the facts as JSON; what is empty is left out."""
    content = {
        "patient": read.patient_id,
        "asOf": read.day.isoformat(),
        "searched": read.counted_as,
        "knowledge": knowledge.digest,
        "setAside": [
            {"need": each.need, "resource": each.reference, "what": each.what} for each in read.record.issues
        ],
        "facts": list(_facts(read.sheet.facts, knowledge)),
        "orders": [
            {
                "orders": list(judged.references),
                "procedure": judged.assessment.order.procedure.id,
                "facts": list(_facts(_told_by_order(judged, read.sheet), knowledge)),
            }
            for judged in read.judged
        ],
    }
    kept = {name: value for name, value in content.items() if value or name == "facts"}
    return msgspec.json.format(msgspec.json.encode(kept)).decode()


def _facts(facts: Mapping[str, Fact], knowledge: KnowledgeBase) -> Iterator[dict[str, object]]:
    for name, fact in facts.items():
        definition, state = knowledge.facts[name], state_of(fact)
        entry: dict[str, object] = {"fact": name, "says": definition.says, "state": state.value}
        if isinstance(fact, Recorded):
            entry |= {"inWords": say_value(fact, definition), **_value(fact, definition)}
            entry |= {"remark": fact.remark} if fact.remark else {}
            entry |= {"assumed": True} if fact.presumed else {}
            entry["evidence"] = [{"says": each.says, **list_evidence(each)} for each in fact.evidence]
        yield entry


def _value(fact: Recorded, definition: FactDefinition) -> dict[str, object]:
    """Give the possible values; a measured one by its limits, one that is endless being left out."""
    if isinstance(fact.possible, frozenset):
        return {"values": sorted(fact.possible)}
    limits = fact.possible
    unit = _UNITS[definition.type.dimension] if isinstance(definition.type, Measure) else ""
    low = {"low": _number(limits.low), "lowIncluded": limits.low_in} if limits.low.is_finite() else {}
    high = {"high": _number(limits.high), "highIncluded": limits.high_in} if limits.high.is_finite() else {}
    return {**low, **high, "unit": unit}


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
