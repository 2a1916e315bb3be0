"""The cases beside the scenarios of knowledge folders: patients, and what must come out for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.errors import KnowledgeRefused
from cds_service.knowledge.files import FileKind, find_files
from cds_service.knowledge.laying import lay
from cds_service.knowledge.pages import Pages
from cds_service.knowledge.problems import Problem, ProblemLog
from cds_service.knowledge.readers.case_files import (
    RATING_WORDS,
    CardWord,
    Case,
    CaseFile,
    Expectation,
    OfferWord,
    Value,
    read_case_file,
)
from cds_service.knowledge.readers.vocabulary import Vocabulary

__all__ = (
    "RATING_WORDS",
    "CardWord",
    "Case",
    "CaseFile",
    "Expectation",
    "OfferWord",
    "Value",
    "check_cases",
    "read_cases",
)


def read_cases(path: Path, knowledge: KnowledgeBase) -> CaseFile:
    """Give the cases of a file under a `scenarios` folder; raises `KnowledgeRefused` with its problems."""
    log = ProblemLog()
    parts = path.resolve().parts
    if "scenarios" not in parts[1:]:
        raise KnowledgeRefused([f"`{path.name}` is not under a folder `scenarios`; move it there"])
    start = len(parts) - 1 - parts[::-1].index("scenarios")
    scenario = "/".join(parts[start + 1 :]).removesuffix(".cases.yaml")
    name, words = "/".join(parts[start - 1 :]), _vocabulary(knowledge, log)
    read = read_case_file(name, scenario, path.read_bytes(), words)
    if read is None or log.problems:
        raise KnowledgeRefused([str(problem) for problem in log.problems])
    return read


def check_cases(
    paths: Sequence[Path], knowledge: KnowledgeBase
) -> tuple[tuple[CaseFile, ...], tuple[Problem, ...]]:
    """Give all cases of these knowledge folders that can be read, and every problem found in them.

    The cases of a scenario that a later folder retires or replaces are not among them.
    """
    log = ProblemLog()
    told_elsewhere = ProblemLog()
    laid = lay(Pages(find_files(paths, told_elsewhere), told_elsewhere), told_elsewhere)
    read = (
        (file.root, read_case_file(file.name, file.id, file.content, _vocabulary(knowledge, log)))
        for file in laid.pages.files
        if file.kind is FileKind.CASES
    )
    found = [replace(each, root=root) for root, each in read if each]
    return tuple(each for each in found if not log.touches(each.path)), log.problems


def _vocabulary(knowledge: KnowledgeBase, log: ProblemLog) -> Vocabulary:
    return Vocabulary(
        log=log,
        facts=knowledge.facts,
        procedures=frozenset(knowledge.catalogue.procedures),
        scenarios=frozenset(knowledge.scenarios),
    )
