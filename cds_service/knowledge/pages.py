"""Composes the files of knowledge folders and gives them by kind."""

from __future__ import annotations

from collections.abc import Iterable

from cds_service.knowledge.files import FileKind, KnowledgeFile
from cds_service.knowledge.problems import ProblemLog
from cds_service.knowledge.text.strict_yaml import Node, compose


class Pages:
    """The files by kind, composed; one that could not be composed is left out (the log says why)."""

    def __init__(self, files: Iterable[KnowledgeFile], log: ProblemLog) -> None:
        self.files = tuple(files)
        self._nodes: dict[KnowledgeFile, Node] = {}
        for file in self.files:
            if file.kind not in (FileKind.VALUE_SET, FileKind.CASES):
                node = compose(file.name, file.content, log)
                if node is not None:
                    self._nodes[file] = node

    def of(self, *kinds: FileKind) -> tuple[tuple[KnowledgeFile, Node], ...]:
        """Give the files of these kinds with their nodes."""
        return tuple(
            (file, self._nodes[file]) for file in self.files if file.kind in kinds and file in self._nodes
        )

    def ids(self, kind: FileKind) -> frozenset[str]:
        """Give the ids that paths make; a file that cannot be read has one too."""
        return frozenset(file.id for file in self.files if file.kind is kind)
