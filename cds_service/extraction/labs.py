"""Liver tests, judged by the laboratory's own limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from cds_service.domain.facts import Evidence, Recorded
from cds_service.domain.truth import Truth
from cds_service.extraction.chart import Chart, Found
from cds_service.extraction.claims import Claim, claim, settle
from cds_service.extraction.episode import SYMPTOMS_BEFORE, Episode
from cds_service.extraction.evidence import affirms, bear_witness, first_code, name_of
from cds_service.extraction.primaries import is_established, is_over
from cds_service.fhir.resources import Condition, Observation

_RAISED: Final = frozenset({"H", "HH", "HU", "A", "AA", ">"})
_NOT_RAISED: Final = frozenset({"N", "L", "LL", "LU", "<"})
_ALP: Final = "alp"
_MILD_OR_NOT: Final = frozenset({"alp-mildly-raised-alone", "abnormal"})
_SOME_ENZYME: Final = "serum-enzyme-abnormal-unspecific"
_DEGREE: Final = "the alkaline phosphatase alone is raised; how much counts as mildly is not settled"


def read_liver_tests(
    chart: Chart, episode: Episode, alp_mild_multiple: Decimal | None
) -> Mapping[str, Recorded | None]:
    """Give the result of the liver tests.

    `alp_mild_multiple` is the multiple of the upper limit up to which a rise of the alkaline phosphatase
    alone counts as mild; without it the degree of any such rise stays open.
    """
    claims = [*_findings(chart, episode), *_measured(chart, episode, alp_mild_multiple)]
    return {"liver_tests.result": settle(claims)}


def _measured(chart: Chart, episode: Episode, alp_mild_multiple: Decimal | None) -> Iterator[Claim]:
    latest = _latest_of_each(chart, episode)
    judged = {test: _is_raised(each) for test, each in latest.items()}
    raised = [test for test, is_raised in judged.items() if is_raised]
    evidence = tuple(
        _evidence(each, test, raised=test in raised)
        for test, each in latest.items()
        if judged[test] is not None
    )
    if raised == [_ALP]:
        yield _alp_alone(latest[_ALP], evidence, alp_mild_multiple)
    elif raised:
        yield claim("abnormal", *evidence)
    elif evidence:
        yield claim("normal", *evidence)


def _alp_alone(
    observation: Observation, evidence: tuple[Evidence, ...], alp_mild_multiple: Decimal | None
) -> Claim:
    value, limit = observation.answer.quantity, observation.upper_limit
    if alp_mild_multiple is None or value is None or not limit:
        return claim(_MILD_OR_NOT, *evidence, remark=_DEGREE)
    mild = value.value <= alp_mild_multiple * limit
    return claim("alp-mildly-raised-alone" if mild else "abnormal", *evidence)


def _latest_of_each(chart: Chart, episode: Episode) -> dict[str, Observation]:
    """Give the last result of each test since shortly before the diagnosis."""
    latest: dict[str, Observation] = {}
    for found in chart.find(chart.record.observations, "liver-tests"):
        result, test = found.resource, found.says("test")
        if not episode.is_outdated(result.on, SYMPTOMS_BEFORE) and _is_later(result, latest.get(test)):
            latest[test] = result
    return latest


def _is_later(one: Observation, other: Observation | None) -> bool:
    if other is None or other.on is None:
        return True
    return one.on is not None and (one.on.latest, one.reference) > (other.on.latest, other.reference)


def _is_raised(observation: Observation) -> bool | None:
    """Whether a result lies above the laboratory's range; none without both range and interpretation."""
    value, limit = observation.answer.quantity, observation.upper_limit
    if value is not None and limit is not None and value.comparator not in {"<", "<="}:
        return value.value > limit
    codes = {code.code for each in observation.interpretations for code in each.codes}
    if codes & _RAISED:
        return True
    return False if codes & _NOT_RAISED else None


def _findings(chart: Chart, episode: Episode) -> Iterator[Claim]:
    """Give what is recorded as a finding or problem rather than as a laboratory result."""
    sets = ("liver-test-abnormal", "alp-raised-finding", _SOME_ENZYME)
    for found in chart.find(chart.record.conditions, *sets):
        if is_established(found.resource) and not is_over(found.resource, chart.today):
            yield _finding(found, episode)
    for observed in chart.find(chart.record.observations, *sets):
        if affirms(chart, observed.resource.answer) is Truth.TRUE:
            yield _finding(observed, episode)


def _finding(found: Found[Condition] | Found[Observation], episode: Episode) -> Claim:
    on = found.resource.on
    says = name_of(found.entry, "abnormal liver tests")
    evidence = bear_witness(found.resource, "code", says, code=found.entry.code, on=on)
    if on is None or episode.is_outdated(on, SYMPTOMS_BEFORE):
        remark = "abnormal liver tests are recorded, but not since when, or from long before the diagnosis"
        return claim(frozenset({"normal", "abnormal"}), evidence, remark=remark)
    if found.value_set == _SOME_ENZYME:
        remark = "an abnormal serum enzyme is recorded, but not which"
        return claim(_MILD_OR_NOT | {"normal"}, evidence, remark=remark)
    if found.value_set == "alp-raised-finding":
        return claim(_MILD_OR_NOT, evidence, remark=_DEGREE)
    return claim("abnormal", evidence)


def _evidence(observation: Observation, test: str, *, raised: bool) -> Evidence:
    names = {_ALP: "alkaline phosphatase", "alt": "ALT", "ast": "AST", "bilirubin": "bilirubin"}
    value = observation.answer.quantity
    amount = f" {value.value} {value.unit}".rstrip() if value else ""
    says = f"{names.get(test, test)}{amount}, {'above' if raised else 'not above'} the laboratory's range"
    element = "value" if value else "interpretation"
    code = first_code(observation.code) if value else first_code(*observation.interpretations)
    return bear_witness(observation, element, says, code=code, on=observation.on)
