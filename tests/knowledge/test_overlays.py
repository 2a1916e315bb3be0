"""What a folder that is laid over another adds, retires, replaces and chooses."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from cds_service.domain.layers import ChangeKind, LayerChange
from cds_service.domain.procedures import Procedure, ProtocolLink
from cds_service.domain.scenarios import Status
from cds_service.domain.terms import Code
from cds_service.knowledge.cases import check_cases
from cds_service.knowledge.compiler import check_knowledge, load_knowledge

SOUND = Path(__file__).parent / "sound"
OVERLAY = Path(__file__).parent / "sound_overlay"
BELOW = load_knowledge([SOUND])
ABOVE = load_knowledge([SOUND, OVERLAY])


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An overlay that says who answers for it and nothing else."""
    folder = tmp_path / "site"
    folder.mkdir()
    shutil.copy(SOUND / "about.yaml", folder)
    return folder


def _lines(*paths: Path) -> list[str]:
    return [str(problem) for problem in check_knowledge(paths)[1]]


def _put(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def _local(code: str, system: str = "urn:oid:1.2.3") -> tuple[str, ...]:
    return tuple(procedure for procedure, _ in ABOVE.catalogue.by_code.get(Code(system, code), ()))


def test_an_overlay_adds_a_scenario_of_its_own_source() -> None:
    added = ABOVE.scenarios["site/local"]
    assert (added.status, ABOVE.sources[added.document].licence) == (Status.ACTIVE, "A licence")
    assert ABOVE.layer_of("site/local").name == "A site"
    assert ABOVE.layer_of("axilla/first").name == "A sound knowledge"


def test_what_is_not_named_stays_as_it_was() -> None:
    assert ABOVE.facts == BELOW.facts
    assert ABOVE.policy == BELOW.policy
    assert ABOVE.catalogue.procedures["pet-ct"] == BELOW.catalogue.procedures["pet-ct"]


def test_an_overlay_that_says_nothing_changes_nothing_but_the_digest(site: Path) -> None:
    over = load_knowledge([SOUND, site])
    (base, added) = over.layers
    assert (added.scenarios, added.changes) == (frozenset(), ())
    assert replace(over, digest=BELOW.digest, layers=(base,)) == BELOW


def test_a_retired_scenario_stays_where_others_send_patients_and_is_silent() -> None:
    assert ABOVE.scenarios["axilla/elsewhere"].status is Status.RETIRED
    assert BELOW.scenarios["axilla/elsewhere"].status is Status.ROUTING


def test_a_retired_study_is_no_study() -> None:
    assert "mri" in BELOW.catalogue.procedures
    assert "mri" not in ABOVE.catalogue.procedures
    assert "mri" not in ABOVE.catalogue.by_text


def test_what_is_replaced_is_what_the_overlay_says() -> None:
    assert ABOVE.scenarios["axilla/second"].title == "A second scenario, as the site has it"
    assert ABOVE.catalogue.open_procedures["us-somewhere"].could_be == ("us-axilla", "us-left")
    assert [code.code for code in ABOVE.value_sets["drugs"].entries] == ["1"]


def test_codes_and_phrases_join_those_that_are_there() -> None:
    assert [code.code for code in ABOVE.value_sets["axilla-site"].entries] == ["68171009", "C77.3"]
    assert ABOVE.phrases["urgent"] == ("urgent", "as soon as possible", "stat")


def test_only_a_confirmed_code_of_a_catalogue_names_a_study() -> None:
    assert _local("US-1") == ("us-axilla",)
    assert _local("76999", "http://www.ama-assn.org/go/cpt") == ("us-axilla",)
    assert _local("PET-1") == _local("XR-1") == ()


def test_a_study_is_ordered_by_the_codes_of_the_site_first() -> None:
    study = ABOVE.catalogue.procedures["us-axilla"]
    assert isinstance(study, Procedure)
    assert [(each.code.code, each.local) for each in study.order_as] == [
        *(("US-1", True), ("76999", True), ("72528-3", False)),
    ]


def test_the_first_choice_is_the_overlays() -> None:
    assert BELOW.scenarios["axilla/first"].first_choice[0].unless is not None
    assert ABOVE.scenarios["axilla/first"].first_choice[0].unless is None
    found = ABOVE.change_to("axilla/first", ChangeKind.FIRST_CHOICE)
    assert found is not None
    assert (found[0].name, found[1].because) == ("A site", "It is at hand.")


def test_a_protocol_link_belongs_to_its_study() -> None:
    link = ProtocolLink("Protocol", "https://site.example.org/us-axilla")
    assert ABOVE.catalogue.procedures["us-axilla"].protocol_link == link
    assert ABOVE.catalogue.procedures["pet-ct"].protocol_link is None


def test_every_change_is_told_with_its_reason() -> None:
    assert [layer.name for layer in ABOVE.layers] == ["A sound knowledge", "A site"]
    told = ABOVE.layers[1].changes
    assert LayerChange(ChangeKind.RETIRED, "procedure", "mri", "There is none here.") in told
    assert LayerChange(ChangeKind.REPLACED, "value set", "drugs", "The site gives others.") in told
    assert len(told) == 6


def test_cases_of_what_is_retired_or_replaced_are_not_held_against_the_overlay(tmp_path: Path) -> None:
    copied = shutil.copytree(SOUND, tmp_path / "sound")
    cases = (SOUND / "scenarios/axilla/first.cases.yaml").read_text("utf-8")
    _put(copied, "scenarios/axilla/second.cases.yaml", cases)
    _put(copied, "scenarios/axilla/elsewhere.cases.yaml", cases)
    alone, _ = check_cases([copied], BELOW)
    assert {each.scenario for each in alone} == {"axilla/first", "axilla/second", "axilla/elsewhere"}
    files, problems = check_cases([copied, OVERLAY], ABOVE)
    assert [(each.scenario, each.root) for each in files] == [("axilla/first", 0), ("site/local", 1)]
    assert problems == ()


def test_a_later_overlay_may_replace_what_an_earlier_one_retired(site: Path) -> None:
    about = (SOUND / "about.yaml").read_text("utf-8")
    replaced = "replaced:\n  - {scenario: axilla/elsewhere, because: It is seen again.}\n"
    _put(site, "about.yaml", about + replaced)
    text = (SOUND / "scenarios/axilla/elsewhere.yaml").read_text("utf-8")
    _put(site, "scenarios/axilla/elsewhere.yaml", text)
    assert load_knowledge([SOUND, OVERLAY, site]).scenarios["axilla/elsewhere"].status is Status.ROUTING


def test_a_later_overlay_may_bring_back_a_study_that_an_earlier_one_retired(site: Path) -> None:
    _put(site, "procedures/mri.yaml", (SOUND / "procedures/mri.yaml").read_text("utf-8"))
    assert "mri" in load_knowledge([SOUND, OVERLAY, site]).catalogue.procedures


def test_what_an_earlier_overlay_retired_cannot_be_retired_again(site: Path) -> None:
    about = (SOUND / "about.yaml").read_text("utf-8")
    _put(site, "about.yaml", f"{about}retired:\n  - {{procedure: mri, because: There is none here.}}\n")
    (line,) = _lines(SOUND, OVERLAY, site)
    assert line.startswith("site/about.yaml:5: no earlier folder has the procedure `mri`; ")


def test_a_second_overlay_adds_to_the_codes_of_the_first(site: Path) -> None:
    header = "system,code,display,side,verified\n"
    _put(site, "value_sets/left-studies.csv", f"{header}cpt,76642,,left,a page\n")
    found = load_knowledge([SOUND, OVERLAY, site]).value_sets["left-studies"].entries
    assert [code.code for code in found] == ["76641", "76642"]


def test_an_id_that_is_taken_is_one_problem(site: Path) -> None:
    study = (SOUND / "procedures/pet-ct.yaml").read_text("utf-8")
    scenario = (SOUND / "scenarios/axilla/elsewhere.yaml").read_text("utf-8")
    _put(site, "procedures/pet-ct.yaml", study)
    _put(site, "scenarios/axilla/elsewhere.yaml", scenario)
    found = [line.split("; ") for line in _lines(SOUND, site)]
    assert [what.partition(": the ")[2] for what, _ in found] == [
        "procedure `pet-ct` is defined already in sound/procedures/pet-ct.yaml",
        "scenario `axilla/elsewhere` is defined already in sound/scenarios/axilla/elsewhere.yaml",
    ]
    remedy = "give this one another name, or say under `replaced` in `about.yaml` why it takes its place"
    assert {told for _, told in found} == {remedy}


def test_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    copied = shutil.copytree(SOUND, tmp_path / "knowledge")
    other = tmp_path / "other" / "knowledge"
    _put(other, "about.yaml", (SOUND / "about.yaml").read_text("utf-8"))
    text = (SOUND / "scenarios/axilla/elsewhere.yaml").read_text("utf-8")
    _put(other, "scenarios/axilla/elsewhere.yaml", text)
    (line,) = _lines(copied, other)
    assert line.startswith("knowledge[2]/scenarios/axilla/elsewhere.yaml:1: ")
    assert "knowledge[1]/scenarios/axilla/elsewhere.yaml" in line


def test_the_digest_changes_with_an_overlay() -> None:
    assert ABOVE.digest != BELOW.digest


def test_the_order_of_folders_counts() -> None:
    assert check_knowledge([OVERLAY, SOUND])[0] is None
