"""The matrix notices every difference, and refuses expectations that cannot be meant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cds_service.domain.facts import Evidence, Fact, FactSheet, NotRecorded, Recorded
from cds_service.domain.quantities import Interval
from tests.charts.comparing import differences
from tests.charts.expectations import EXPECTED, UNKNOWN, Expected, Named, Unusable, read_expectation
from tests.charts.reading import Raw

DAY = date(2005, 1, 13)
STAGE = "breast_cancer.clinical_stage"
SAID = Evidence("Observation/stage", "value", "clinical stage group IA", on="2005-01-12")
IA = Recorded(frozenset({"IA"}), (SAID,))
EXPECTED_IA = Expected(frozenset({"IA"}), by=(Named("Observation/stage"),))


def found(expected: Expected, fact: Fact, *resources: Raw) -> list[str]:
    return list(differences("t1", DAY, {STAGE: expected}, FactSheet({STAGE: fact}), resources))


def test_a_fact_as_expected_is_no_difference() -> None:
    assert found(EXPECTED_IA, IA) == []
    assert found(UNKNOWN, NotRecorded(searched=True)) == []


@pytest.mark.parametrize(
    "fact",
    [
        NotRecorded(searched=True),
        replace(IA, possible=frozenset({"IIA"})),
        replace(IA, possible=frozenset({"IA", "IB"})),
        replace(IA, possible=Interval.exactly(Decimal(1))),
        replace(IA, conflict=True),
        replace(IA, presumed=True),
        replace(IA, evidence=()),
        replace(IA, evidence=(SAID, replace(SAID, reference="Observation/other"))),
    ],
    ids=[
        *("nothing", "another value", "two values", "a measure", "conflict", "presumed"),
        *("no evidence", "further evidence"),
    ],
)
def test_any_other_value_certainty_or_evidence_is_a_difference(fact: Fact) -> None:
    assert len(found(EXPECTED_IA, fact)) == 1


def test_what_nobody_expected_is_a_difference() -> None:
    assert len(found(UNKNOWN, IA)) == 1
    assert len(list(differences("t1", DAY, {}, FactSheet({STAGE: IA}), []))) == 1


def test_a_difference_names_chart_day_fact_what_was_expected_what_was_read_and_where() -> None:
    (sentence,) = found(replace(EXPECTED_IA, possible=frozenset({"IIA"})), replace(IA, conflict=True))
    assert sentence == (
        "t1 on 2005-01-13, breast_cancer.clinical_stage: expected IIA by Observation/stage; "
        "got IA in conflict by clinical stage group IA, result of 2005-01-12 (Observation/stage)"
    )


def test_a_name_may_stand_for_every_resource_of_a_type_and_code_up_to_a_day() -> None:
    def dose(id_: str, code: str, on: str) -> Raw:
        concept = {"coding": [{"code": code}]}
        return {"resourceType": "Procedure", "id": id_, "code": concept, "performedDateTime": on}

    doses = (dose("1", "a", "2005-01-01"), dose("2", "a", "2005-03-01"), dose("3", "b", "2005-01-01"))
    every = {
        ("", ""): "123",
        ("a", ""): "12",
        ("a", "2005-02-01"): "1",
    }
    for (code, before), ids in every.items():
        by = (Named(type="Procedure", code=code, before=before),)
        evidence = tuple(replace(SAID, reference=f"Procedure/{each}") for each in ids)
        assert not found(replace(EXPECTED_IA, by=by), replace(IA, evidence=evidence), *doses)
        assert found(replace(EXPECTED_IA, by=by), replace(IA, evidence=evidence[1:]), *doses)


USABLE = """\
charts: [mcode-pathways/T1_patient.json]
names:
  stage: Observation/stage
days:
  2005-01-13:
    breast_cancer.clinical_stage: {is: IA, by: stage}
"""


def test_a_later_day_goes_on_from_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "t1.yaml").write_text(
        USABLE + "    axilla.surgery: {is: done, by: stage}\n  2005-02-01:\n    axilla.surgery: unknown\n"
    )
    days = read_expectation(tmp_path / "t1.yaml").days
    assert days[DAY] == {
        STAGE: EXPECTED_IA,
        "axilla.surgery": replace(EXPECTED_IA, possible=frozenset({"done"})),
    }
    assert days[date(2005, 2, 1)] == {STAGE: EXPECTED_IA, "axilla.surgery": UNKNOWN}


@pytest.mark.parametrize(
    ("this", "that"),
    [
        ("clinical_stage:", "clinical_stages:"),
        ("is: IA", "is: IX"),
        ("is: IA", "was: IA"),
        ("is: IA", "is: IA, any_of: [IA]"),
        (", by: stage", ""),
        ("by: stage", "by: nobody"),
        ("  stage: Obs", "  unused: Observation/other\n  stage: Obs"),
        ("Observation/stage", "the stage"),
        ("T1_patient", "T2_patient"),
        ("names:", "title: T1\nnames:"),
        ("    breast", "    axilla.clip: unknown\n    axilla.clip: unknown\n    breast"),
        ("  2005-01-13:", "  2006-01-13:\n    axilla.clip: unknown\n  2005-01-13:"),
    ],
    ids=[
        *("fact", "value", "no test", "two tests", "no evidence", "unknown name", "unused name"),
        *("no reference", "no file", "unknown key", "twice", "days out of order"),
    ],
)
def test_what_cannot_be_meant_is_refused(this: str, that: str, tmp_path: Path) -> None:
    (tmp_path / "t1.yaml").write_text(USABLE.replace(this, that, 1))
    with pytest.raises(Unusable):
        read_expectation(tmp_path / "t1.yaml")


def test_every_file_of_expectations_is_read() -> None:
    assert {each.suffix for each in EXPECTED.iterdir()} == {".yaml"}
