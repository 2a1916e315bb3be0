"""What holds of every chart."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cds_service.domain.facts import FactSheet, NotRecorded, Recorded
from cds_service.extraction.claims import Claim, settle
from tests.support.chart import (
    ADENOPATHY,
    BENIGN,
    Raw,
    bone_metastasis,
    breast_review_negative,
    cancer_as_billed,
    cancer_on_problem_list,
    care_plan_neoadjuvant,
    chemotherapy,
    drug_order,
    excision_of_lesion,
    felt_nodes,
    imaging_report,
    lab,
    lumpectomy,
    margins,
    mastectomy_with_dissection,
    no_felt_nodes,
    node_biopsy,
    node_clip,
    palpable_nodes,
    pathologic_stage,
    plain_size,
    planned_lumpectomy,
    radiotherapy,
    sentinel_node_biopsy,
    size,
    stage,
    symptom,
    symptom_review_negative,
    tnm,
)
from tests.support.knowledge import shipped_knowledge
from tests.unit.extraction.facts import TODAY, facts_of

POOL: tuple[Raw, ...] = (
    cancer_on_problem_list("ductal", "left", "2026-01-05"),
    cancer_on_problem_list("dcis", "left", "2026-01-05") | {"id": "dcis"},
    cancer_on_problem_list("ductal", "right", "2019-01-05", status="resolved"),
    cancer_as_billed("ductal", "left", "2026-03-05") | {"id": "billed"},
    bone_metastasis("2026-02-01"),
    *tnm("T2", "N1", "M0", "2026-01-10"),
    *tnm("T1", "N0", None, "2026-01-10", manner="loinc"),
    stage("IIA", "2026-01-10"),
    stage("IIB", "2026-01-20", manner="synthea"),
    pathologic_stage("IIIC", "2026-04-20"),
    size(30, "mm", "2026-01-10"),
    plain_size(18, "mm", "2026-01-12"),
    palpable_nodes("left", "2026-01-10"),
    felt_nodes("right", "2026-01-11"),
    no_felt_nodes("left", "2026-01-12"),
    imaging_report("us-axilla", "left", "2026-01-08", conclusions=(ADENOPATHY,)),
    imaging_report("us-axilla", "left", "2026-05-08", conclusions=(BENIGN,)),
    imaging_report("mammography-diagnostic", "left", "2026-05-28"),
    *node_biopsy("left", "2026-01-15", 1),
    *node_biopsy("left", "2026-01-16", 0),
    node_clip("left", "2026-01-15"),
    *chemotherapy("2026-02-01", "2026-03-01", "2026-04-01", neoadjuvant=False),
    drug_order("docetaxel", "2026-01-25", "active"),
    care_plan_neoadjuvant("planned", "2026-01-25"),
    care_plan_neoadjuvant("completed", "2026-02-01", "2026-04-01"),
    planned_lumpectomy("left", "2026-04-10"),
    lumpectomy("left", "2026-04-20"),
    excision_of_lesion("left", "2026-05-01"),
    mastectomy_with_dissection("right", "2026-05-01"),
    sentinel_node_biopsy("left", "2026-04-20"),
    *margins("positive", "2026-04-22"),
    *margins("negative", "2026-05-03", coded="words"),
    radiotherapy("2026-05-10", "2026-05-30"),
    symptom("bone-pain", "2026-05-20"),
    symptom("pain", "2026-05-20"),
    *symptom_review_negative("2026-05-21"),
    *breast_review_negative("2026-05-22"),
    lab("alp", 140, "2026-05-20"),
    lab("alt", 20, "2026-05-20"),
)
charts = st.lists(
    st.sampled_from(POOL), max_size=14, unique_by=lambda each: (each["resourceType"], each["id"])
)
FACTS = {name for name, each in shipped_knowledge().facts.items() if each.sources}


def _gist(sheet: FactSheet) -> dict[str, Any]:
    return {
        name: (fact.possible, fact.conflict) if isinstance(fact := sheet[name], Recorded) else fact
        for name in sheet
    }


@given(charts, st.randoms(use_true_random=False))
def test_order_and_duplicates_do_not_matter(chart: list[Raw], chance: Any) -> None:  # noqa: ANN401
    shuffled = [*chart, *chart[: len(chart) // 2]]
    chance.shuffle(shuffled)

    assert _gist(facts_of(*chart)) == _gist(facts_of(*shuffled))


@given(charts)
def test_every_fact_is_answered_and_every_value_is_one_of_its_own(chart: list[Raw]) -> None:
    sheet = facts_of(*chart)

    assert set(sheet) == FACTS
    for name in sheet:
        fact = sheet[name]
        values = getattr(shipped_knowledge().facts[name].type, "values", None)
        if isinstance(fact, Recorded) and values is not None:
            assert isinstance(fact.possible, frozenset)
            assert fact.possible <= set(values), name


@given(charts)
def test_whatever_is_recorded_has_evidence_and_whatever_is_open_says_why(chart: list[Raw]) -> None:
    sheet = facts_of(*chart)

    for name in sheet:
        fact = sheet[name]
        if isinstance(fact, Recorded):
            assert fact.evidence, name
            assert all(each.says and each.element for each in fact.evidence), name
            is_open = isinstance(fact.possible, frozenset) and len(fact.possible) > 1
            assert fact.remark or not (fact.conflict or is_open), name


@given(charts)
def test_what_was_not_searched_is_never_taken_for_absent(chart: list[Raw]) -> None:
    sheet = facts_of(*chart, omit=frozenset({"procedures", "conditions"}))

    for name in sheet:
        fact = sheet[name]
        if isinstance(fact, NotRecorded) and shipped_knowledge().facts[name].sources & {
            "procedures",
            "conditions",
        }:
            assert not fact.searched, name


def _day_of(raw: Raw) -> str:
    if raw["resourceType"] == "CarePlan":
        return ""
    named = ("onsetDateTime", "effectiveDateTime", "performedDateTime", "authoredOn")
    start = raw.get("performedPeriod", {}).get("start", "")
    return str(next((raw[name] for name in named if name in raw), start))


@given(charts, st.integers(0, 160))
def test_what_is_dated_later_does_not_exist(chart: list[Raw], days: int) -> None:
    day = TODAY - timedelta(days=days)
    until = [each for each in chart if not _day_of(each) or date.fromisoformat(_day_of(each)) <= day]

    assert _gist(facts_of(*chart, as_of=day)) == _gist(facts_of(*until, as_of=day))


_values = st.sets(st.sampled_from("abcd"), min_size=1).map(frozenset)
_claims = st.lists(st.builds(Claim, _values, st.just(()), st.integers(0, 3)), max_size=6)


@given(_claims, st.randoms(use_true_random=False))
def test_claims_settle_the_same_in_any_order(claims: list[Claim], chance: Any) -> None:  # noqa: ANN401
    shuffled = [*claims, *claims]
    chance.shuffle(shuffled)
    settled, again = settle(claims), settle(shuffled)

    assert (settled and (settled.possible, settled.conflict)) == (again and (again.possible, again.conflict))


@given(_claims)
def test_claims_without_conflict_only_narrow(claims: list[Claim]) -> None:
    settled = settle(claims)

    if settled is not None and not settled.conflict:
        most_direct = min(each.rank for each in claims)
        for each in claims:
            if each.rank == most_direct:
                assert isinstance(each.possible, frozenset)
                assert isinstance(settled.possible, frozenset)
                assert settled.possible <= each.possible


def test_the_two_most_direct_ranks_contest_and_the_rest_only_narrows() -> None:
    def of(values: str, rank: int) -> Claim:
        return Claim(frozenset(values), (), rank)

    contested = settle([of("a", 0), of("b", 1)])
    overruled = settle([of("ab", 0), of("ab", 1), of("c", 2)])
    narrowed = settle([of("ab", 0), of("ab", 1), of("b", 2)])

    assert contested is not None
    assert (contested.possible, contested.conflict) == (frozenset("ab"), True)
    assert overruled is not None
    assert (overruled.possible, overruled.conflict) == (frozenset("ab"), False)
    assert narrowed is not None
    assert (narrowed.possible, narrowed.conflict) == (frozenset("b"), False)
