"""Runs the cases of several folders, each against the knowledge up to its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from cds_service.casework.runner import differences
from cds_service.domain.knowledge_base import KnowledgeBase
from cds_service.knowledge.cases import check_cases
from cds_service.knowledge.compiler import load_knowledge


def find_lost_cases(folders: Sequence[Path], whole: KnowledgeBase) -> Iterator[str]:
    """Give a line for each case that does not hold; a later folder may decide otherwise than an earlier one.

    `whole` is the knowledge of all the folders.

    Raises:
        KnowledgeRefused: the knowledge has problems.
    """
    for root in range(len(folders)):
        up_to = folders[: root + 1]
        knowledge = load_knowledge(up_to) if len(up_to) < len(folders) else whole
        files, _ = check_cases(up_to, knowledge)
        for file in (each for each in files if each.root == root):
            for case in file.cases:
                for found in differences(case, file.scenario, knowledge):
                    yield f"{file.path}:{case.line}: {case.name}: {found}"
