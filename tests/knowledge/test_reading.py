"""What is read from sound files, from several folders, and from files that are not text."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from cds_service.domain.criteria import AnyOf, Citation, Criterion, OneOf, Within
from cds_service.domain.quantities import Interval
from cds_service.domain.ratings import Rating
from cds_service.domain.terms import Code
from cds_service.errors import KnowledgeRefused
from cds_service.evaluation.scenarios import Verdict
from cds_service.knowledge.cases import read_cases
from cds_service.knowledge.compiler import check_knowledge, load_knowledge

SOUND = Path(__file__).parent / "sound"
BASE = load_knowledge([SOUND])
FIRST = BASE.scenarios["axilla/first"]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return shutil.copytree(SOUND, tmp_path / "knowledge")


def _lines(*paths: Path) -> list[str]:
    return [str(problem) for problem in check_knowledge(paths)[1]]


def test_the_path_of_a_criterion_says_where_it_stands() -> None:
    group = FIRST.applies_when[2]
    assert isinstance(group, AnyOf)
    assert (FIRST.applies_when[0].path, group.path) == ("applies_when/1", "applies_when/3")
    assert [each.path for each in group.criteria] == ["applies_when/3/any/1", "applies_when/3/any/2"]
    assert [each.path for each in FIRST.unless] == ["unless/1"]
    rated = FIRST.ratings[1]
    assert [each.path for each in rated.when] == ["ratings/pet-ct/when/1"]
    assert [each.path for each in rated.no_swap_when] == ["ratings/pet-ct/no_swap_when/1"]
    assert FIRST.cautions[0].when[0].path == "cautions/1/when/1"
    choice = FIRST.first_choice[0].unless
    assert choice is not None
    assert choice.path == "first_choice/us-axilla/unless/1"


def test_a_criterion_without_its_own_citation_has_that_of_its_entry() -> None:
    (caution,) = FIRST.cautions[0].when
    assert isinstance(caution, Criterion)
    assert caution.at == FIRST.cautions[0].at == Citation("an-article", "faq/1")
    choice = FIRST.first_choice[0].unless
    assert isinstance(choice, Criterion)
    assert choice.at == FIRST.ratings[0].at


def test_a_ruling_cites_itself() -> None:
    (until,) = BASE.rulings[0].until
    assert isinstance(until, Criterion)
    assert (until.path, until.at) == ("rulings/1/until/1", Citation("overlaps", "rulings/1"))


def test_none_of_some_values_is_one_of_the_others() -> None:
    group = FIRST.applies_when[2]
    assert isinstance(group, AnyOf)
    assert group.criteria[1].test == OneOf(frozenset({"female"}))


def test_a_bound_is_kept_in_the_unit_of_its_fact_and_in_the_words_of_its_author() -> None:
    (size, weeks) = FIRST.applies_when[1], FIRST.cautions[0].when[0]
    assert isinstance(size, Criterion)
    assert isinstance(weeks, Criterion)
    assert size.test == Within(Interval.more_than(Decimal(20)), "more than 2 cm")
    assert weeks.test == Within(Interval.less_than(Decimal(28)), "less than 4 weeks")


def test_assumptions_and_silences_are_read() -> None:
    (who, _, group) = FIRST.applies_when
    assert isinstance(who, Criterion)
    assert isinstance(group, AnyOf)
    assert who.silence is not None
    assert who.silence.values == {"trans"}
    assumption = group.criteria[1].assumption
    assert assumption is not None
    assert (assumption.holds, assumption.because) == (False, "It is always recorded.")


def test_a_study_is_found_by_the_codes_of_its_value_sets() -> None:
    right = Code("http://snomed.info/sct", "24028007")
    ((name, code),) = BASE.catalogue.by_code[right]
    assert name == "therapy"
    assert code.side is not None
    assert code.side.value == "right"


def test_a_shared_code_leads_to_both_studies_that_a_site_tells_apart() -> None:
    shared = Code("http://www.ama-assn.org/go/cpt", "76882")
    found = {name: (code.needs, code.unless) for name, code in BASE.catalogue.by_code[shared]}
    assert found == {"us-axilla": ("axilla", ""), "us-somewhere": ("", "axilla")}


def test_a_value_set_keeps_what_its_columns_say_but_not_where_a_code_was_seen() -> None:
    entry = BASE.value_sets["drugs"].entries[Code("http://www.nlm.nih.gov/research/umls/rxnorm", "3639")]
    assert (entry.display, dict(entry.properties)) == ("doxorubicin", {"class": "cytotoxic"})


def test_names_lead_to_studies() -> None:
    assert BASE.catalogue.by_text["axillary ultrasound"] == "us-axilla"


def test_all_problems_are_told_at_once(copied: Path) -> None:
    for name in ("first", "second", "elsewhere"):
        file = copied / "scenarios" / "axilla" / f"{name}.yaml"
        file.write_text(file.read_text("utf-8").replace("topic: ", "topik: "), "utf-8")
    with pytest.raises(KnowledgeRefused) as refused:
        load_knowledge([copied])
    assert [line.split(": ")[0] for line in refused.value.problems] == [
        "knowledge/scenarios/axilla/elsewhere.yaml:4",
        "knowledge/scenarios/axilla/first.yaml:6",
        "knowledge/scenarios/axilla/second.yaml:4",
    ]
    assert str(copied.parent) not in "".join(refused.value.problems)


def test_a_folder_that_does_not_exist_is_a_problem(tmp_path: Path) -> None:
    assert _lines(SOUND, tmp_path / "nowhere") == [
        "nowhere:1: no such folder; name a folder that holds knowledge files"
    ]


def test_a_base_without_facts_says_so_and_not_that_every_fact_is_unknown(copied: Path) -> None:
    (copied / "facts.yaml").unlink()
    (line,) = _lines(copied)
    assert line.startswith(
        "knowledge/facts.yaml:1: no such file; add it, or name before this folder the one "
    )


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("overlap.yaml", "did you mean `overlaps.yaml`?"),
        ("scenarios/first.yaml", "name and place it as the other files are, or keep it elsewhere"),
        ("scenarios/axilla/third.yml", "name and place it as the other files are, or keep it elsewhere"),
    ],
)
def test_a_file_that_nothing_reads_is_a_problem(copied: Path, name: str, remedy: str) -> None:
    (copied / name).write_text("a: b\n", "utf-8")
    assert _lines(copied) == [f"knowledge/{name}:1: a file that nothing reads; {remedy}"]


@pytest.mark.parametrize("name", ["scenarios/axilla/elsewhere.yaml", "value_sets/drugs.csv"])
def test_bytes_that_are_not_utf_8_are_a_problem(copied: Path, name: str) -> None:
    file = copied / name
    file.write_bytes(file.read_bytes() + b"\xff\n")
    lines = file.read_bytes().count(b"\n")
    expected = f"knowledge/{name}:{lines}: a byte that is not UTF-8; save the file as UTF-8"
    assert expected in _lines(copied)


@pytest.mark.parametrize("name", ["scenarios/axilla/elsewhere.yaml", "value_sets/drugs.csv"])
def test_a_byte_order_mark_does_no_harm(copied: Path, name: str) -> None:
    file = copied / name
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert _lines(copied) == []


def test_an_empty_file_is_a_problem(copied: Path) -> None:
    (copied / "phrases.yaml").write_text("# later\n", "utf-8")
    assert _lines(copied) == ["knowledge/phrases.yaml:1: an empty file; fill it or remove it"]


@pytest.mark.parametrize("name", ["facts.yaml", "value_sets/drugs.csv", "scenarios/axilla/first.yaml"])
def test_the_digest_changes_with_every_file_that_changes_behaviour(copied: Path, name: str) -> None:
    file = copied / name
    file.write_bytes(file.read_bytes() + (b"# a word\n" if name.endswith("yaml") else b"cpt,1,,,a page,\n"))
    assert load_knowledge([copied]).digest != BASE.digest


@pytest.mark.parametrize("name", ["README.md", "scenarios/axilla/first.cases.yaml"])
def test_the_digest_does_not_change_with_cases_and_prose(copied: Path, name: str) -> None:
    with (copied / name).open("a", encoding="utf-8") as file:
        file.write("# a word\n")
    assert load_knowledge([copied]).digest == BASE.digest


def test_the_digest_does_not_depend_on_where_the_folder_is(copied: Path) -> None:
    assert load_knowledge([copied]).digest == BASE.digest
    assert len(BASE.digest) == 12


def test_a_case_is_the_base_with_its_changes_made() -> None:
    read = read_cases(SOUND / "scenarios" / "axilla" / "first.cases.yaml", BASE)
    (first, second) = read.cases
    assert (read.scenario, read.path) == ("axilla/first", "sound/scenarios/axilla/first.cases.yaml")
    assert first.facts == read.base
    assert (first.ordered, first.searched, first.line) == ("pet-ct", True, 7)
    assert second.facts == {
        "size": Interval.exactly(Decimal(20)),
        "nodes": frozenset({"some", "many"}),
    }
    assert (second.ordered, second.searched) == ("us-axilla", False)


def test_what_a_case_does_not_state_is_not_expected() -> None:
    (first, second) = read_cases(SOUND / "scenarios" / "axilla" / "first.cases.yaml", BASE).cases
    assert (first.expect.verdict, first.expect.rating) == (Verdict.APPLIES, Rating.MAY_BE_APPROPRIATE.value)
    assert (first.expect.missing, first.expect.offers) == (frozenset(), ("swap us-axilla",))
    assert (second.expect.missing, second.expect.rating, second.expect.card) == (None, None, "none")
    assert second.expect.says == ("too small",)


def test_cases_with_a_problem_are_refused(copied: Path) -> None:
    file = copied / "scenarios" / "axilla" / "first.cases.yaml"
    file.write_text(file.read_text("utf-8").replace("size: 3 cm", "size: large"), "utf-8")
    with pytest.raises(KnowledgeRefused) as refused:
        read_cases(file, BASE)
    (line,) = refused.value.problems
    assert line.startswith("knowledge/scenarios/axilla/first.cases.yaml:3: `large` is no measured value; ")


def test_cases_of_no_scenario_are_a_problem(copied: Path) -> None:
    file = copied / "scenarios" / "axilla" / "first.cases.yaml"
    stray = file.rename(file.with_name("frist.cases.yaml"))
    with pytest.raises(KnowledgeRefused) as refused:
        read_cases(stray, BASE)
    (line,) = refused.value.problems
    assert line.endswith("frist.cases.yaml:1: unknown scenario `axilla/frist`; did you mean `axilla/first`?")
