"""Laws of reading and answering, on whole courses of the disease drawn at random and then spoilt."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from random import Random  # noqa: TID251 (drawn by Hypothesis)
from typing import Final

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from cds_service.domain.facts import Fact, FactSheet, NotRecorded, Recorded
from cds_service.domain.quantities import Interval
from tests.support.chart import OTHER_DIALECTS, Dialect, Raw, tell_chart
from tests.support.chart_facts import PRACTICE, read_facts
from tests.support.chart_histories import TODAY, History, histories
from tests.support.chart_mutations import (
    FOUR_YEARS,
    entered_in_error,
    four_years_later,
    in_another_unit,
    mirrored,
    name_of,
    objects_in,
    of_another_patient,
    replaced,
    with_more,
    without,
)
from tests.support.ehr import call
from tests.support.form import check_form
from tests.support.service import client

SIZE: Final = "breast_cancer.size_at_diagnosis"
LOBULAR: Final = "breast_cancer.lobular"
PHASE: Final = "neoadjuvant_therapy.phase"
SYMPTOMS: Final = frozenset({"distant_metastasis.symptoms", "breast.symptoms"})

# What a dialect can say that the coding of a history does not, and what it cannot say.
SAYS_MORE: Final[dict[Dialect, frozenset[str]]] = {
    "billing": SYMPTOMS,  # a review without symptoms is of the whole patient
    "registry": frozenset({LOBULAR}),  # ductal histology is not lobular
    "abroad": frozenset({LOBULAR}),
    "typed": frozenset(),
}
SAYS_LESS: Final[dict[Dialect, frozenset[str]]] = {
    "billing": frozenset({PHASE}),  # a visit for chemotherapy does not say what it was meant for
    "registry": frozenset(),
    "abroad": frozenset(),
    "typed": frozenset(),
}

# What a resource tells of others without being evidence itself: when they were, and of which side.
OF_THE_PERSON: Final = frozenset({"patient.population", "patient.age", "allergy.gadolinium"})
WHENEVER_TREATED: Final = OF_THE_PERSON | {
    "breast_cancer.diagnosis", "breast_cancer.behaviour", LOBULAR,
    "distant_metastasis.status", "distant_metastasis.symptoms", "liver_tests.result",
}  # fmt: skip
TREATMENTS: Final = frozenset(
    {"Procedure", "MedicationRequest", "MedicationAdministration", "CarePlan", "ServiceRequest"}
)


class Chart(list[Raw]):
    """A chart that a failing law shows by the names of its resources."""

    def __repr__(self) -> str:
        return f"[{', '.join(name_of(each) for each in self)}]"


DRAWN: Final = st.builds(
    lambda history, dialect: Chart(tell_chart(history.chart, dialect)),
    histories(),
    st.sampled_from(("own", *OTHER_DIALECTS)),
)


def gist(sheet: FactSheet) -> dict[str, object]:
    """Give what each fact comes to, without its evidence."""
    return {name: said(sheet[name]) for name in sheet}


def said(fact: Fact) -> object:
    return (fact.possible, fact.conflict) if isinstance(fact, Recorded) else fact


def leaves_open(one: Fact, other: Fact) -> bool:
    """Whether one fact says no more than another: it leaves possible what the other does, or says nothing."""
    if isinstance(one, NotRecorded):
        return not (one.searched and other == NotRecorded(searched=False))
    if isinstance(other, NotRecorded):
        return False
    narrow, wide = other.possible, one.possible
    if isinstance(narrow, Interval) and isinstance(wide, Interval):
        return narrow.lies_within(wide)
    return isinstance(narrow, frozenset) and isinstance(wide, frozenset) and narrow <= wide


def chosen(chart: Sequence[Raw], place: int) -> Raw:
    return chart[place % len(chart)]


def names_in(resource: Raw) -> set[str]:
    """Give the resource's name, and those of the resources it holds."""
    return {name_of(resource), *(name_of(each) for each in resource.get("contained", []))}


def bears_witness(resource: Raw, fact: Fact) -> bool:
    return isinstance(fact, Recorded) and any(
        each.reference.partition("#")[0] in names_in(resource) for each in fact.evidence
    )


def dates_or_places(resource: Raw, fact: str) -> bool:
    """Whether a fact may rest on a resource that is no evidence of it: on its day, its side, its links."""
    if resource["resourceType"] == "Patient":
        return fact in OF_THE_PERSON
    if resource["id"].startswith("cancer-"):
        return fact not in OF_THE_PERSON
    treats = resource["id"].startswith(("visit-", "chemotherapy-history"))
    return (resource["resourceType"] in TREATMENTS or treats) and fact not in WHENEVER_TREATED


@given(chart=DRAWN, shuffle=st.randoms(use_true_random=False))
def test_order_and_duplicates_change_nothing(chart: Chart, shuffle: Random) -> None:
    again = [*chart, *shuffle.sample(chart, k=min(5, len(chart)))]
    shuffle.shuffle(again)
    assert read_facts(again, TODAY) == read_facts(chart, TODAY)


@given(chart=DRAWN, places=st.lists(st.integers(0, 999), min_size=1, max_size=5))
def test_a_fact_hangs_only_on_its_evidence_and_on_what_dates_and_places_it(
    chart: Chart, places: list[int]
) -> None:
    """Taking a resource away makes an unknown fact known, or changes it at all, in three ways only.

    The resource bore witness, perhaps against others. Or it is a diagnosis: it tells which side is meant, and
    since when findings count. Or it is a treatment: it tells what was before it and what after, and a
    procedure tells of which side its report is.
    """
    whole = read_facts(chart, TODAY)
    for lost in (chosen(chart, place) for place in places):
        rest = read_facts(without(chart, lost), TODAY)
        wrong = [
            f"{fact}: {said(whole[fact])} became {said(rest[fact])} without {name_of(lost)}"
            for fact in whole
            if said(whole[fact]) != said(rest[fact])
            if not bears_witness(lost, whole[fact]) and not dates_or_places(lost, fact)
        ]
        assert not wrong


@given(chart=DRAWN, place=st.integers(0, 999))
def test_what_was_entered_in_error_was_never_entered(chart: Chart, place: int) -> None:
    taken_back = chosen(chart, place)
    void = entered_in_error(taken_back)
    assume(void is not None)
    assert void is not None
    assert gist(read_facts(replaced(chart, taken_back, void), TODAY)) == gist(
        read_facts(without(chart, taken_back), TODAY)
    )


@given(chart=DRAWN, place=st.integers(0, 999))
def test_nothing_is_learned_from_a_resource_of_another_patient(chart: Chart, place: int) -> None:
    """It counts as left out, and the search that brought it as failed: then absence proves nothing either."""
    strayed = chosen(chart, place)
    foreign = of_another_patient(strayed)
    assume(foreign is not None)
    assert foreign is not None
    with_it = read_facts(chart, TODAY, alter=lambda raw: foreign if raw == strayed else raw)
    without_it = read_facts(without(chart, strayed), TODAY)
    assert [fact for fact in without_it if not leaves_open(with_it[fact], without_it[fact])] == []


@given(chart=DRAWN, place=st.integers(0, 999), unit=st.sampled_from(["", "1", "kg", "s", "[lb_av]", "%"]))
def test_a_size_in_a_unit_of_no_length_is_no_size(chart: Chart, place: int, unit: str) -> None:
    sizes = [each for each in chart if in_another_unit(each, unit) is not None]
    assume(sizes)
    measured = chosen(sizes, place)
    odd = in_another_unit(measured, unit)
    assert odd is not None
    assert gist(read_facts(replaced(chart, measured, odd), TODAY)) == gist(
        read_facts(without(chart, measured), TODAY)
    )


def add_extension(inside: Raw) -> None:
    unknown = {"coding": [{"system": "https://example.org/codes", "code": "left"}]}
    inside["extension"] = [
        *inside.get("extension", []),
        {"url": "https://example.org/unknown", "valueCodeableConcept": unknown},
        {"url": "https://example.org/more", "extension": [{"url": "inner", "valueString": "right"}]},
    ]


def add_element(inside: Raw) -> None:
    inside |= {"id_of_source": 7, "foundBy": {"coding": [{"code": "refuted"}]}, "x-remarks": ["right", None]}


@pytest.mark.parametrize("more", [add_extension, add_element])
@given(chart=DRAWN)
def test_extensions_and_elements_that_nobody_knows_change_nothing(
    more: Callable[[Raw], None], chart: Chart
) -> None:
    everywhere = [with_more(each, more) for each in chart]
    assert gist(read_facts(everywhere, TODAY)) == gist(read_facts(chart, TODAY))


@given(chart=DRAWN, place=st.integers(0, 999))
def test_a_modifier_that_nobody_knows_leaves_open_what_the_resource_says(chart: Chart, place: int) -> None:
    held = chosen(chart, place)
    modified = held | {"modifierExtension": [{"url": "https://example.org/not", "valueBoolean": True}]}
    with_it = read_facts(replaced(chart, held, modified), TODAY)
    without_it = read_facts(without(chart, held), TODAY)
    assert [fact for fact in without_it if not leaves_open(with_it[fact], without_it[fact])] == []


@pytest.mark.parametrize("dialect", OTHER_DIALECTS)
@given(history=histories())
def test_every_dialect_tells_the_same_facts(dialect: Dialect, history: History) -> None:
    own = read_facts(history.chart, TODAY)
    told = read_facts(tell_chart(history.chart, dialect), TODAY)
    for fact in own:
        if said(own[fact]) == said(told[fact]):
            continue
        if fact in SAYS_MORE[dialect]:
            assert isinstance(own[fact], NotRecorded), fact
        else:
            assert fact in SAYS_LESS[dialect], f"{fact}: {said(own[fact])} is told as {said(told[fact])}"
            assert leaves_open(told[fact], own[fact]), fact


@given(history=histories())
def test_left_and_right_are_alike(history: History) -> None:
    assert gist(read_facts(mirrored(history.chart), TODAY)) == gist(read_facts(history.chart, TODAY))


@given(chart=DRAWN)
def test_four_years_later_a_chart_four_years_younger_says_the_same(chart: Chart) -> None:
    later = read_facts(four_years_later(chart), TODAY + FOUR_YEARS)
    assert gist(later) == gist(read_facts(chart, TODAY))


NEEDS: Final = sorted(need.name for need in PRACTICE.needs)


@given(
    history=histories(),
    dialect=st.sampled_from(("own", *OTHER_DIALECTS)),
    hook=st.sampled_from(("order-select", "order-sign")),
    unread=st.sets(st.sampled_from(NEEDS), max_size=3),
)
def test_the_service_answers_every_history_with_cards_or_says_what_it_lacks(
    history: History, dialect: Dialect, hook: str, unread: set[str]
) -> None:
    with client(today=TODAY) as service:
        chart = list(tell_chart(history.chart, dialect))
        response = call(
            service, hook, chart, [history.draft], omit=unread, extension={"org.imaging-cds.assessment": True}
        )
    assert response.status_code == 200, response.text
    check_form(json.loads(response.content))


@pytest.mark.nightly
def test_a_history_is_no_toy() -> None:
    """Among these histories, always the same, every fact of a chart is certain once and open once."""
    known: set[str] = set()
    open_: set[str] = set()

    @settings(max_examples=600, derandomize=True, phases=[Phase.generate])
    @given(history=histories())
    def look(history: History) -> None:
        sheet = read_facts(history.chart, TODAY)
        certain = {fact for fact in sheet if is_certain(sheet[fact])}
        known.update(certain)
        open_.update(set(sheet) - certain)

    look()
    assert known == {name for name, each in PRACTICE.knowledge.facts.items() if each.sources}
    assert known - open_ == {"patient.age"}


def is_certain(fact: Fact) -> bool:
    if not isinstance(fact, Recorded) or fact.conflict:
        return False
    return isinstance(fact.possible, Interval) or len(fact.possible) == 1


def test_every_object_of_a_resource_is_reached() -> None:
    raw: Raw = {"a": {"b": [{"c": 1}]}}
    assert list(objects_in(raw)) == [raw, raw["a"], raw["a"]["b"][0]]
