"""Holds the facts read from a chart against what a person read in it; every difference is a sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from cds_service.domain.facts import Fact, FactSheet, Recorded
from cds_service.domain.quantities import Interval
from cds_service.evaluation.wording import say_evidence
from tests.charts.expectations import UNKNOWN, Expected, Named
from tests.charts.reading import Raw, clinical_date


def differences(
    chart: str, day: date, expected: Mapping[str, Expected], sheet: FactSheet, resources: Sequence[Raw]
) -> Iterator[str]:
    """Give a sentence for each fact that is not as expected, in value, certainty or evidence."""
    for name in sorted({*sheet, *expected}):
        wanted, got = expected.get(name, UNKNOWN), sheet[name]
        references = {each for named in wanted.by for each in _references(named, resources)}
        if not _is(wanted, references, got):
            yield (
                f"{chart} on {day}, {name}: expected {_say(wanted, sorted(references))}; got {_say_fact(got)}"
            )


def _is(wanted: Expected, references: Collection[str], got: Fact) -> bool:
    if not isinstance(got, Recorded):
        return wanted == UNKNOWN
    found = (got.possible, got.conflict, got.presumed, {each.reference for each in got.evidence})
    return (wanted.possible, wanted.conflict, wanted.presumed, references) == found


def _references(named: Named, resources: Sequence[Raw]) -> Iterator[str]:
    """Give the resources that a name stands for in this chart."""
    if named.reference:
        yield named.reference
        return
    for each in resources:
        concept = each.get("code") or each.get("medicationCodeableConcept") or {}
        codes = [coding.get("code") for coding in concept.get("coding", [])]
        coded = not named.code or named.code in codes
        timely = not named.before or clinical_date(each) < named.before
        if each["resourceType"] == named.type and coded and timely:
            yield f"{each['resourceType']}/{each['id']}"


def _say(wanted: Expected, references: Sequence[str]) -> str:
    if wanted == UNKNOWN:
        return "nothing recorded"
    manner = (" in conflict" if wanted.conflict else "") + (" presumed" if wanted.presumed else "")
    return f"{_say_values(wanted.possible)}{manner} by {', '.join(references)}"


def _say_fact(got: Fact) -> str:
    if not isinstance(got, Recorded):
        return "nothing recorded" + ("" if got.searched else ", and it was not searched")
    manner = (" in conflict" if got.conflict else "") + (" presumed" if got.presumed else "")
    evidence = "; ".join(say_evidence(each) for each in got.evidence)
    return f"{_say_values(got.possible)}{manner} by {evidence}"


def _say_values(possible: frozenset[str] | Interval) -> str:
    return str(possible) if isinstance(possible, Interval) else " or ".join(sorted(possible))
