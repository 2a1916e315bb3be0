"""Laws of the evaluation, on generated patients against the shipped knowledge."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random  # noqa: TID251 (seeded)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cds_service.analysis.patients import Patients
from cds_service.domain.criteria import AnyOf, Condition
from cds_service.domain.facts import Choice, FactSheet, NotRecorded, Recorded
from cds_service.domain.quantities import Interval
from cds_service.domain.scenarios import Scenario
from cds_service.domain.truth import Truth
from cds_service.evaluation.criteria import findings_of
from cds_service.evaluation.orders import Entry, OrderedStudy, Standing, assess
from cds_service.evaluation.scenarios import Verdict, consider
from tests.support.knowledge import KNOWLEDGE, shipped_knowledge
from tests.support.sheets import NearbySheets, as_sheet, drawn_sheets
from tests.support.sql_evaluator import Drawn, read_evaluator

BASE = shipped_knowledge()
SCENARIOS = sorted(BASE.scenarios)
STUDIES = sorted({rated.procedure for each in BASE.scenarios.values() for rated in each.ratings})
SHEETS = drawn_sheets(BASE.facts)


@pytest.mark.parametrize("name", SCENARIOS)
@given(drawn=SHEETS)
def test_exclusion_trumps_inclusion(name: str, drawn: dict[str, Drawn]) -> None:
    consideration = consider(BASE.scenarios[name], as_sheet(drawn))
    if any(each.truth is Truth.TRUE for each in consideration.exclusions):
        assert consideration.verdict is Verdict.DOES_NOT_APPLY


@pytest.mark.parametrize("name", SCENARIOS)
@given(drawn=SHEETS, seed=st.integers(0, 2**32))
def test_order_and_duplicates_do_not_matter(name: str, drawn: dict[str, Drawn], seed: int) -> None:
    scenario, sheet = BASE.scenarios[name], as_sheet(drawn)
    shuffled = replace(
        scenario,
        applies_when=_shuffle(scenario.applies_when * 2, seed),
        unless=_shuffle(scenario.unless * 2, seed),
    )
    assert consider(shuffled, sheet).verdict is consider(scenario, sheet).verdict


@pytest.mark.parametrize("name", SCENARIOS)
@given(drawn=SHEETS, learned=st.data())
def test_learning_a_fact_never_reverses_a_verdict(
    name: str, drawn: dict[str, Drawn], learned: st.DataObject
) -> None:
    """Without assumptions, a verdict once given survives whatever else is learned."""
    scenario, sheet = _without_assumptions(BASE.scenarios[name]), as_sheet(drawn)
    before = consider(scenario, sheet).verdict
    after = consider(scenario, _learn(sheet, learned)).verdict
    if before is not Verdict.UNDETERMINED:
        assert after is before


@pytest.mark.parametrize("name", SCENARIOS)
@given(drawn=SHEETS)
def test_reasons_suffice(name: str, drawn: dict[str, Drawn]) -> None:
    """A sheet that holds only the facts behind the verdict leads to the same verdict."""
    scenario, sheet = BASE.scenarios[name], as_sheet(drawn)
    consideration = consider(scenario, sheet)
    behind = {f.criterion.fact for each in consideration.decisive for f in findings_of(each)}
    bare = FactSheet({fact: sheet[fact] for fact in behind})
    if consideration.verdict is not Verdict.UNDETERMINED:
        assert consider(scenario, bare).verdict is consideration.verdict


@given(sheets=st.lists(SHEETS, min_size=5, max_size=40))
def test_an_independent_evaluation_agrees(sheets: list[dict[str, Drawn]]) -> None:
    """SQL, with NULL for unknown, gives the verdict that the evaluation gives."""
    for drawn, verdicts in zip(sheets, read_evaluator(KNOWLEDGE).verdicts(sheets), strict=True):
        sheet = as_sheet(drawn)
        assert {name: consider(BASE.scenarios[name], sheet).verdict.value for name in SCENARIOS} == verdicts


def test_the_independent_evaluation_notices_a_changed_bound(tmp_path: Path) -> None:
    copied = tmp_path / "knowledge"
    for path in (
        each for each in KNOWLEDGE.rglob("*.yaml") if "scenarios" in each.parts or each.name == "facts.yaml"
    ):
        target = copied / path.relative_to(KNOWLEDGE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text("utf-8").replace("more_than: 2 cm", "more_than: 1.9 cm"), "utf-8")
    drawn: dict[str, Drawn] = {
        "breast_cancer.size_at_diagnosis": (Decimal("19.5"), Decimal("19.5"), True, True)
    }
    name = "axilla/restaging-after-neoadjuvant-chemotherapy"
    assert read_evaluator(KNOWLEDGE).verdicts([drawn])[0][name] == "does-not-apply"
    assert read_evaluator(copied).verdicts([drawn])[0][name] == "undetermined"


@pytest.mark.parametrize(
    "patients", [5_000, pytest.param(100_000, marks=pytest.mark.nightly)], ids=lambda each: f"{each:_}"
)
def test_an_independent_evaluation_agrees_on_thousands_of_patients_and_their_orders(patients: int) -> None:
    random, nearby, evaluator = Random(20261121), NearbySheets.of(BASE), read_evaluator(KNOWLEDGE)  # noqa: S311 (patients, not secrets)
    verdicts: Counter[tuple[str, str]] = Counter()
    ratings: Counter[tuple[str, str, str]] = Counter()
    for _ in range(0, patients, 5_000):
        drawn = [nearby.draw(random, STUDIES) for _ in range(5_000)]
        sheets = [each for each, _ in drawn]
        answers = zip(drawn, evaluator.verdicts(sheets), evaluator.rated(sheets), strict=True)
        for (each, study), said, rated in answers:
            sheet = as_sheet(each)
            assert {name: consider(BASE.scenarios[name], sheet).verdict.value for name in SCENARIOS} == said
            entries = assess(BASE, sheet, OrderedStudy("", BASE.catalogue.procedures[study])).entries
            shown = {entry.scenario.id: _rating(entry) for entry in entries if entry.rated is not None}
            assert shown == {name: word for (name, ordered), word in rated.items() if ordered == study}
            verdicts.update(said.items())
            ratings.update((name, study, word) for name, word in shown.items())
    assert_everything_was_drawn(verdicts, ratings)


def assert_everything_was_drawn(
    verdicts: Counter[tuple[str, str]], ratings: Counter[tuple[str, str, str]]
) -> None:
    """Hold the drawing itself: agreement on patients to whom nothing applies would be no agreement."""
    patients = sum(number for (name, _), number in verdicts.items() if name == SCENARIOS[0])
    for name in SCENARIOS:
        for verdict in Verdict:
            assert verdicts[name, verdict.value] > patients / 200, (name, verdict)
    possible = Patients.of(BASE)
    for scenario in BASE.scenarios.values():
        for rated in scenario.ratings:
            for standing, who in possible.meanings.standings(scenario, rated).items():
                word = rated.rating.value if standing is Standing.RATED else standing.value
                assert ratings[scenario.id, rated.procedure, word] > 2 or not possible.exists(who)


def _rating(entry: Entry) -> str:
    return entry.rating.value if entry.rating is not None else entry.standing.value


def _shuffle(conditions: tuple[Condition, ...], seed: int) -> tuple[Condition, ...]:
    shuffled = list(conditions)
    Random(seed).shuffle(shuffled)  # noqa: S311 (an order, not a secret)
    return tuple(shuffled)


def _without_assumptions(scenario: Scenario) -> Scenario:
    def strip(condition: Condition) -> Condition:
        if isinstance(condition, AnyOf):
            return replace(
                condition, criteria=tuple(replace(each, assumption=None) for each in condition.criteria)
            )
        return replace(condition, assumption=None)

    return replace(
        scenario,
        applies_when=tuple(strip(each) for each in scenario.applies_when),
        unless=tuple(strip(each) for each in scenario.unless),
    )


def _learn(sheet: FactSheet, data: st.DataObject) -> FactSheet:
    """Narrow some facts: from nothing to a value, from several values to fewer."""
    learned = {}
    for name in sheet:
        fact, definition = sheet[name], BASE.facts[name]
        if not data.draw(st.booleans()):
            continue
        match fact, definition.type:
            case NotRecorded(), Choice(values=values):
                learned[name] = Recorded(frozenset({data.draw(st.sampled_from(sorted(values)))}))
            case NotRecorded(), _:
                learned[name] = Recorded(Interval.exactly(Decimal(data.draw(st.integers(0, 100)))))
            case Recorded(possible=frozenset() as possible), _:
                learned[name] = Recorded(frozenset({data.draw(st.sampled_from(sorted(possible)))}))
            case Recorded(possible=Interval() as possible), _ if possible.low_in:
                learned[name] = Recorded(Interval.exactly(possible.low))
    return sheet.adding(learned)
