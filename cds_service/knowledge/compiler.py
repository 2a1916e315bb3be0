"""Compiles knowledge folders into the knowledge base that serves, or says what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cds_service.analysis.proving import point_out, prove
from cds_service.domain.facts import FactDefinition
from cds_service.domain.knowledge_base import KnowledgeBase, Ruling
from cds_service.domain.layers import Layer
from cds_service.domain.ratings import Policy, RadiationLevel
from cds_service.domain.scenarios import Scenario, SourceDocument, Status
from cds_service.errors import KnowledgeRefused
from cds_service.knowledge.checks import check_whole
from cds_service.knowledge.files import FileKind, KnowledgeFile, digest, find_files
from cds_service.knowledge.joining import (
    choose_locally,
    gather_links,
    gather_local_codes,
    join_phrases,
    join_value_sets,
)
from cds_service.knowledge.laying import Laid, lay
from cds_service.knowledge.locating import locate
from cds_service.knowledge.pages import Pages
from cds_service.knowledge.problems import Place, Problem, ProblemLog
from cds_service.knowledge.readers.catalogue import read_catalogue
from cds_service.knowledge.readers.definitions import REPLACE_OR_RENAME, Definitions
from cds_service.knowledge.readers.facts import read_facts, read_impossible
from cds_service.knowledge.readers.policy import (
    CardPolicy,
    check_typical_doses,
    read_card_policy,
    read_radiation,
)
from cds_service.knowledge.readers.rulings import read_rulings
from cds_service.knowledge.readers.scenarios import read_scenario
from cds_service.knowledge.readers.sources import read_sources
from cds_service.knowledge.readers.studies import Shelf
from cds_service.knowledge.readers.value_sets import CodeFile, check_read
from cds_service.knowledge.readers.vocabulary import Vocabulary

_NEEDED: Final = (FileKind.ABOUT, FileKind.SOURCES, FileKind.RATINGS, FileKind.RADIATION, FileKind.FACTS)


def load_knowledge(paths: Sequence[Path]) -> KnowledgeBase:
    """Give the knowledge of these folders; later ones are laid over earlier ones.

    Raises `KnowledgeRefused` with every problem, if there is one.
    """
    knowledge, problems = check_knowledge(paths)
    if knowledge is None:
        raise KnowledgeRefused([str(problem) for problem in problems])
    return knowledge


def check_knowledge(paths: Sequence[Path]) -> tuple[KnowledgeBase | None, tuple[Problem, ...]]:
    """Give the knowledge of these folders, or nothing and every problem found in them."""
    compiled = _compile_and_prove(paths)
    return compiled.knowledge, compiled.problems


def review_knowledge(paths: Sequence[Path]) -> Review:
    """Check the knowledge, and point out what changes nothing and may be a slip."""
    compiled = _compile_and_prove(paths)
    known = compiled.knowledge
    found = locate(point_out(known), known.facts, compiled.pages) if known else ()
    return Review(known, compiled.problems, tuple(sorted(found)))


@dataclass(frozen=True, slots=True)
class Review:
    """The knowledge unless it has problems, and what is only pointed out."""

    knowledge: KnowledgeBase | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Compiled:
    knowledge: KnowledgeBase | None
    problems: tuple[Problem, ...]
    pages: Pages


def _compile_and_prove(paths: Sequence[Path]) -> _Compiled:
    log = ProblemLog()
    files = find_files(paths, log)
    _check_needed(files, paths, log)
    laid = lay(Pages(files, log), log)
    knowledge = _compile(laid, digest(files), log)
    if knowledge and not log.problems:
        # Only knowledge of sound form says anything that could be proved of it.
        for problem in locate(prove(knowledge), knowledge.facts, laid.pages):
            log.add(problem)
    return _Compiled(None if log.problems else knowledge, log.problems, laid.pages)


def _check_needed(files: Sequence[KnowledgeFile], paths: Sequence[Path], log: ProblemLog) -> None:
    for root, path in enumerate(paths):
        kinds = {file.kind for file in files if file.root == root}
        name = next((file.name.split("/")[0] for file in files if file.root == root), path.resolve().name)
        if FileKind.ABOUT not in kinds and path.is_dir():
            log.note(Place(f"{name}/about.yaml"), "no such file", "add it: say who answers for the folder")
        for kind in _NEEDED[1:] if root == 0 else ():
            if kind not in kinds:
                remedy = "add it, or name before this folder the one that it is laid over, such as `shipped`"
                log.note(Place(f"{name}/{kind.value}"), "no such file", remedy)


def _compile(laid: Laid, digest_: str, log: ProblemLog) -> KnowledgeBase | None:
    pages = laid.pages
    code_files = join_value_sets(laid, log)
    value_sets = {name: each.value_set for name, (each, _) in code_files.items()}
    facts = _read_facts(pages, log)
    words = _make_vocabulary(laid, facts.things, frozenset(value_sets), log)
    radiation = _read_radiation(pages, log)
    shelf = Shelf(words, value_sets, radiation, gather_local_codes(pages, words), gather_links(laid, words))
    catalogue = read_catalogue(pages.of(FileKind.PROCEDURE, FileKind.COMBINATIONS), shelf)
    scenarios = _read_scenarios(laid, words)
    choices = choose_locally(scenarios, laid, words)
    rulings = _read_rulings(pages, scenarios.things, words)
    impossible = tuple(each for _, node in pages.of(FileKind.FACTS) for each in read_impossible(node, words))
    phrases = join_phrases(pages, log)
    _check_what_is_not_served(pages, words)
    _check_value_sets(code_files, words)
    check_whole(scenarios, facts, catalogue, words, choices)
    policy = _read_policy(pages, radiation, log)
    if policy is None:
        return None
    return KnowledgeBase(
        digest=digest_,
        scenarios=scenarios.things,
        catalogue=catalogue,
        facts=words.facts,
        value_sets=value_sets,
        phrases=phrases,
        rulings=rulings,
        impossible=impossible,
        sources=words.documents,
        policy=policy,
        layers=_layers(laid),
    )


def _read_facts(pages: Pages, log: ProblemLog) -> Definitions[FactDefinition]:
    found: Definitions[FactDefinition] = Definitions("fact", log)
    for _, node in pages.of(FileKind.FACTS):
        found.add_all((fact.name, place, fact) for place, fact in read_facts(node, log))
    return found


def _make_vocabulary(
    laid: Laid, facts: Mapping[str, FactDefinition], value_sets: frozenset[str], log: ProblemLog
) -> Vocabulary:
    documents: Definitions[SourceDocument] = Definitions("document", log)
    for _, node in laid.pages.of(FileKind.SOURCES):
        documents.add_all((each.id, place, each) for place, each in read_sources(node, log))
    return Vocabulary(
        log=log,
        facts=facts,
        documents=documents.things,
        procedures=laid.pages.ids(FileKind.PROCEDURE),
        value_sets=value_sets,
        scenarios=laid.pages.ids(FileKind.SCENARIO),
        gone=laid.gone,
    )


def _read_radiation(pages: Pages, log: ProblemLog) -> Mapping[str, RadiationLevel]:
    found: Definitions[RadiationLevel] = Definitions("radiation level", log)
    for _, node in pages.of(FileKind.RADIATION):
        found.add_all((level.symbol, place, level) for place, level in read_radiation(node, log))
    return found.things


def _read_scenarios(laid: Laid, words: Vocabulary) -> Definitions[Scenario]:
    found: Definitions[Scenario] = Definitions("scenario", words.log, REPLACE_OR_RENAME)
    for file, node in laid.pages.of(FileKind.SCENARIO):
        scenario = read_scenario(node, file.id, words)
        if file.id in laid.retired_scenarios:
            scenario = replace(scenario, status=Status.RETIRED)
        found.add(file.id, Place(file.name), scenario)
    return found


def _read_rulings(pages: Pages, scenarios: Mapping[str, Scenario], words: Vocabulary) -> tuple[Ruling, ...]:
    found: list[Ruling] = []
    for _, node in pages.of(FileKind.OVERLAPS):
        found.extend(read_rulings(node, scenarios, words, len(found) + 1))
    return tuple(found)


def _read_policy(pages: Pages, radiation: Mapping[str, RadiationLevel], log: ProblemLog) -> Policy | None:
    read: tuple[CardPolicy, ...] = tuple(
        read_card_policy(node, log) for _, node in pages.of(FileKind.RATINGS)
    )
    return read[0].with_radiation(radiation) if read else None


def _check_what_is_not_served(pages: Pages, words: Vocabulary) -> None:
    for _, node in pages.of(FileKind.RADIATION):
        check_typical_doses(node, words)


def _check_value_sets(code_files: Mapping[str, tuple[CodeFile, int]], words: Vocabulary) -> None:
    base = {name: each for name, (each, root) in code_files.items() if root == 0}
    for each, root in code_files.values():
        if root:
            check_read(each, base, words.named_value_sets, words.log)


def _layers(laid: Laid) -> tuple[Layer, ...]:
    return tuple(
        replace(about.layer, changes=about.described, scenarios=laid.scenarios_of(root))
        for root, about in sorted(laid.abouts.items())
    )
