"""Finds the line that a finding is about: the knowledge base has no lines, its files have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cds_service.analysis.findings import Finding, Source, Spot
from cds_service.analysis.wording import say_patient
from cds_service.domain.facts import FactDefinition
from cds_service.knowledge.files import FileKind
from cds_service.knowledge.pages import Pages
from cds_service.knowledge.problems import Place, Problem
from cds_service.knowledge.text.strict_yaml import Entries, Items, Node, Text

_NAMED_BY: Final = "procedure"
"""The key by whose value an entry of a list is named in a path."""


def locate(
    findings: Iterable[Finding], facts: Mapping[str, FactDefinition], pages: Pages
) -> Iterator[Problem]:
    """Give each finding as a problem, at its line."""
    scenarios = {file.id: node for file, node in pages.of(FileKind.SCENARIO)}
    shared = {
        Source.FACTS: [node for _, node in pages.of(FileKind.FACTS)],
        Source.OVERLAPS: [node for _, node in pages.of(FileKind.OVERLAPS)],
    }
    for each in findings:
        spot = each.spot
        in_scenario = spot.source is Source.SCENARIO
        place = _place(spot, [scenarios[spot.scenario]] if in_scenario else shared[spot.source])
        example = say_patient(each.witness, facts) if each.witness else ""
        yield Problem(place.file, place.line, each.found, each.remedy, example)


def _place(spot: Spot, nodes: list[Node]) -> Place:
    """Give the deepest line on the path that is there; lists of one name in several files count as one."""
    name, *rest = spot.path.split("/")
    lists = [found for node in nodes if (found := _step(node, name)) is not None]
    if len(lists) > 1:
        items = tuple(item for each in lists if isinstance(each.node, Items) for item in each.node.items)
        lists = [_Step(Items(lists[0].node.place, items), lists[0].place)]
    return _follow(lists[0], rest) if lists else nodes[0].place


@dataclass(frozen=True, slots=True)
class _Step:
    """A node on the way, and the line that names it."""

    node: Node
    place: Place


def _follow(start: _Step, steps: list[str]) -> Place:
    for step in steps:
        found = _step(start.node, step)
        if found is None:
            break
        start = found
    return start.place


def _step(node: Node, step: str) -> _Step | None:
    """Go one step down: a key, the number of an entry, or the entry that a procedure names."""
    match node:
        case Entries(entries=entries):
            keys = {key.text: (key, value) for key, value in entries}
            if step in keys:
                key, value = keys[step]
                return _Step(value, key.place)
            # The criteria of `all`, and those of an `any` that stands alone, are numbered past the key.
            lone = "all" if "all" in keys else "any" if set(keys) == {"any"} else ""
            if lone:
                return _step(keys[lone][1], step)
            return _Step(node, node.place) if step == "1" else None
        case Items(items=items):
            if step.isdigit():
                numbered = items[int(step) - 1 : int(step)]
            else:
                numbered = tuple(each for each in items if _name_of(each) == step)[:1]
            return next((_Step(each, each.place) for each in numbered), None)
        case Text():
            return None


def _name_of(node: Node) -> str:
    if isinstance(node, Text):
        return node.text
    entries = node.entries if isinstance(node, Entries) else ()
    return next((v.text for k, v in entries if k.text == _NAMED_BY and isinstance(v, Text)), "")
