"""Compiles knowledge folders into the knowledge base that serves, or says what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from cds_service.domain.facts import FactDefinition
from cds_service.domain.knowledge_base import KnowledgeBase, Ruling, ValueSet
from cds_service.domain.ratings import Policy, RadiationLevel
from cds_service.domain.scenarios import Scenario, SourceDocument
from cds_service.errors import KnowledgeRefused
from cds_service.knowledge.checks import check_whole
from cds_service.knowledge.files import FileKind, KnowledgeFile, digest, find_files
from cds_service.knowledge.pages import Pages
from cds_service.knowledge.problems import Place, Problem, ProblemLog
from cds_service.knowledge.readers.catalogue import read_catalogue
from cds_service.knowledge.readers.definitions import Definitions
from cds_service.knowledge.readers.facts import check_impossible, read_facts
from cds_service.knowledge.readers.phrases import read_phrases
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
from cds_service.knowledge.readers.value_sets import read_value_set
from cds_service.knowledge.readers.vocabulary import Vocabulary

_NEEDED: Final = (FileKind.SOURCES, FileKind.RATINGS, FileKind.RADIATION, FileKind.FACTS)


def load_knowledge(paths: Sequence[Path]) -> KnowledgeBase:
    """Give the knowledge of these folders; later ones add to earlier ones.

    Raises `KnowledgeRefused` with every problem, if there is one.
    """
    knowledge, problems = check_knowledge(paths)
    if knowledge is None:
        raise KnowledgeRefused([str(problem) for problem in problems])
    return knowledge


def check_knowledge(paths: Sequence[Path]) -> tuple[KnowledgeBase | None, tuple[Problem, ...]]:
    """Give the knowledge of these folders, or nothing and every problem found in them."""
    log = ProblemLog()
    files = find_files(paths, log)
    pages = Pages(files, log)
    _check_needed(files, paths, log)
    knowledge = _compile(pages, files, log)
    return (None if log.problems else knowledge), log.problems


def _check_needed(files: Sequence[KnowledgeFile], paths: Sequence[Path], log: ProblemLog) -> None:
    kinds = {file.kind for file in files}
    for kind in _NEEDED:
        if kind not in kinds:
            name = paths[0].resolve().name if paths else "knowledge"
            log.note(Place(f"{name}/{kind.value}"), "no such file", "add it; every knowledge has one")


def _compile(pages: Pages, files: Sequence[KnowledgeFile], log: ProblemLog) -> KnowledgeBase | None:
    value_sets = _read_value_sets(files, log)
    facts = _read_facts(pages, log)
    words = _make_vocabulary(pages, facts.things, value_sets, log)
    radiation = _read_radiation(pages, log)
    shelf = Shelf(words, value_sets, radiation)
    catalogue = read_catalogue(pages.of(FileKind.PROCEDURE, FileKind.COMBINATIONS), shelf)
    scenarios = _read_scenarios(pages, words)
    rulings = _read_rulings(pages, scenarios.things, words)
    phrases = _read_phrases(pages, log)
    _check_what_is_not_served(pages, words)
    check_whole(scenarios, facts, catalogue, words)
    policy = _read_policy(pages, radiation, log)
    if policy is None:
        return None
    return KnowledgeBase(
        digest=digest(files),
        scenarios=scenarios.things,
        catalogue=catalogue,
        facts=words.facts,
        value_sets=value_sets,
        phrases=phrases,
        rulings=rulings,
        sources=words.documents,
        policy=policy,
    )


def _read_value_sets(files: Iterable[KnowledgeFile], log: ProblemLog) -> Mapping[str, ValueSet]:
    found: Definitions[ValueSet] = Definitions("value set", log)
    for file in files:
        if file.kind is FileKind.VALUE_SET:
            found.add(file.id, Place(file.name), read_value_set(file.name, file.id, file.content, log))
    return found.things


def _read_facts(pages: Pages, log: ProblemLog) -> Definitions[FactDefinition]:
    found: Definitions[FactDefinition] = Definitions("fact", log)
    for _, node in pages.of(FileKind.FACTS):
        found.add_all((fact.name, place, fact) for place, fact in read_facts(node, log))
    return found


def _make_vocabulary(
    pages: Pages,
    facts: Mapping[str, FactDefinition],
    value_sets: Mapping[str, ValueSet],
    log: ProblemLog,
) -> Vocabulary:
    documents: Definitions[SourceDocument] = Definitions("document", log)
    for _, node in pages.of(FileKind.SOURCES):
        documents.add_all((each.id, place, each) for place, each in read_sources(node, log))
    return Vocabulary(
        log=log,
        facts=facts,
        documents=documents.things,
        procedures=pages.ids(FileKind.PROCEDURE),
        value_sets=frozenset(value_sets),
        scenarios=pages.ids(FileKind.SCENARIO),
    )


def _read_radiation(pages: Pages, log: ProblemLog) -> Mapping[str, RadiationLevel]:
    found: Definitions[RadiationLevel] = Definitions("radiation level", log)
    for _, node in pages.of(FileKind.RADIATION):
        found.add_all((level.symbol, place, level) for place, level in read_radiation(node, log))
    return found.things


def _read_phrases(pages: Pages, log: ProblemLog) -> Mapping[str, tuple[str, ...]]:
    found: Definitions[tuple[str, ...]] = Definitions("list of phrases", log)
    for _, node in pages.of(FileKind.PHRASES, FileKind.REPORT_PHRASES):
        found.add_all((name, place, texts) for place, (name, texts) in read_phrases(node, log))
    return found.things


def _read_scenarios(pages: Pages, words: Vocabulary) -> Definitions[Scenario]:
    found: Definitions[Scenario] = Definitions("scenario", words.log)
    for file, node in pages.of(FileKind.SCENARIO):
        found.add(file.id, Place(file.name), read_scenario(node, file.id, words))
    return found


def _read_rulings(pages: Pages, scenarios: Mapping[str, Scenario], words: Vocabulary) -> tuple[Ruling, ...]:
    return tuple(
        ruling for _, node in pages.of(FileKind.OVERLAPS) for ruling in read_rulings(node, scenarios, words)
    )


def _read_policy(pages: Pages, radiation: Mapping[str, RadiationLevel], log: ProblemLog) -> Policy | None:
    found: Definitions[CardPolicy] = Definitions("card policy", log)
    for file, node in pages.of(FileKind.RATINGS):
        found.add("ratings", Place(file.name), read_card_policy(node, log))
    policy = found.things.get("ratings")
    return policy.with_radiation(radiation) if policy else None


def _check_what_is_not_served(pages: Pages, words: Vocabulary) -> None:
    for _, node in pages.of(FileKind.FACTS):
        check_impossible(node, words)
    for _, node in pages.of(FileKind.RADIATION):
        check_typical_doses(node, words)
