"""Source attributes are derived from the files, and claim nothing that these do not state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cds_service.disclosure.source_attributes import NOT_STATED, SourceAttribute, list_attributes
from cds_service.domain.criteria import Citation
from cds_service.domain.facts import Demographic
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.domain.scenarios import Caution, Postponement, conditions_in, leaves
from tests.support.knowledge import KNOWLEDGE, shipped_knowledge

FITTING_A_WOMAN = "axilla/restaging-after-neoadjuvant-chemotherapy"
OF_ANY_AGE = "staging/distant-disease-in-early-stage"


def attributes(scenario: str, knowledge: KnowledgeBase | None = None) -> dict[str, SourceAttribute]:
    known = knowledge or shipped_knowledge()
    return {each.name: each for each in list_attributes(known.scenarios[scenario], known)}


def test_there_are_the_thirteen_of_the_rule_in_its_order() -> None:
    told = list_attributes(shipped_knowledge().scenarios[FITTING_A_WOMAN], shipped_knowledge())
    assert [each.number for each in told] == list(range(1, 14))
    assert [each.name for each in told] == [
        *("bibliographic-citation", "developer", "funding", "dates", "race", "ethnicity", "language"),
        *("sexual-orientation", "gender-identity", "sex", "date-of-birth"),
        *("social-determinants-of-health", "health-status-assessments"),
    ]


def test_the_citation_names_the_article_and_whose_topic_it_is_on() -> None:
    cited = attributes(FITTING_A_WOMAN)["bibliographic-citation"].value
    assert cited.startswith(
        "What Imaging Is Best for Axillary Restaging After Neoadjuvant Chemotherapy? GigHz. "
    )
    assert "On the ACR topic Imaging of the Axilla." in cited


def test_what_no_file_states_is_not_claimed() -> None:
    funding = attributes(FITTING_A_WOMAN)["funding"]
    assert (funding.value, funding.stated) == (NOT_STATED, False)


def test_what_a_file_states_is_told() -> None:
    known = shipped_knowledge()
    (base,) = known.layers
    funded = replace(known, layers=(replace(base, funding="A foundation"),))
    told = attributes(FITTING_A_WOMAN, funded)["funding"]
    assert (told.value, told.stated) == ("A foundation", True)


def test_the_date_of_the_articles_review_is_not_that_of_the_encoding() -> None:
    assert attributes(FITTING_A_WOMAN)["dates"].value == "source reviewed 2026-05-29"


def test_what_a_criterion_reads_of_the_person_is_used_and_says_where() -> None:
    sex = attributes(FITTING_A_WOMAN)["sex"]
    assert sex.value == "used for the population group of the patient"
    assert sex.places == (("patient.population", "applies_when"),)


def test_what_no_criterion_reads_of_the_person_is_not_used() -> None:
    assert attributes(OF_ANY_AGE)["date-of-birth"].value == "not used"
    race = {attributes(each)["race"].value for each in shipped_knowledge().scenarios}
    assert race == {"not used"}


@pytest.mark.parametrize("scenario", sorted(shipped_knowledge().scenarios))
def test_use_of_the_person_is_told_exactly_where_a_condition_reads_it(scenario: str) -> None:
    known = shipped_knowledge()
    read = {
        demographic.value
        for _, conditions in conditions_in(known.scenarios[scenario])
        for leaf in leaves(conditions)
        for demographic in known.facts[leaf.fact].demographics
    }
    told = attributes(scenario)
    used = {each.value for each in Demographic if told[each.value].places}
    assert used == read


def test_what_only_a_note_or_a_later_day_reads_of_the_person_is_used_too() -> None:
    known = shipped_knowledge()
    scenario = known.scenarios[OF_ANY_AGE]
    noted = Caution((), (), "a", Citation("a", "b"), add_note="She is {patient.age}.")
    moved = Caution((), (), "a", Citation("a", "b"), postpone=Postponement("patient.age", 1))
    for caution, place in ((noted, "cautions/1/add_note"), (moved, "cautions/1/postpone")):
        changed = replace(known, scenarios={OF_ANY_AGE: replace(scenario, cautions=(caution,))})
        assert attributes(OF_ANY_AGE, changed)["date-of-birth"].places == (("patient.age", place),)


def test_every_fact_that_is_read_from_the_patient_says_what_of_the_person_it_is() -> None:
    for fact in shipped_knowledge().facts.values():
        if "patient" in fact.sources:
            assert fact.demographics, fact.name


def test_conditions_of_every_list_are_looked_at() -> None:
    keys = {
        place.split("/")[0]
        for each in shipped_knowledge().scenarios.values()
        for place, _ in conditions_in(each)
    }
    written = "".join(path.read_text("utf-8") for path in (KNOWLEDGE / "scenarios").rglob("*.yaml"))
    lists = ("applies_when", "unless", "not_to_be_confused_with", "first_choice", "ratings", "tempered")
    more = ("wrong_purpose", "cautions", "later_steps", "companion_orders")
    assert {each for each in (*lists, *more) if f"\n{each}:" in written} <= keys
