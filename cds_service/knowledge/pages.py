"""Composes the files of knowledge folders and gives them by kind."""

from __future__ import annotations

from collections.abc import Iterable

from cds_service.knowledge.files import FileKind, KnowledgeFile
from cds_service.knowledge.problems import ProblemLog
from cds_service.knowledge.text.questions import compose_answered
from cds_service.knowledge.text.strict_yaml import Node


class Pages:
    """The files by kind, each composed once it is asked for; one that cannot be is left out, and told."""

    def __init__(self, files: Iterable[KnowledgeFile], log: ProblemLog) -> None:
        self.files = tuple(files)
        self._log = log
        self._nodes: dict[str, Node | None] = {}

    def of(self, *kinds: FileKind) -> tuple[tuple[KnowledgeFile, Node], ...]:
        """Give the files of these kinds with their nodes."""
        asked = (file for file in self.files if file.kind in kinds)
        return tuple((file, node) for file in asked if (node := self._compose(file)) is not None)

    def ids(self, kind: FileKind) -> frozenset[str]:
        """Give the ids that paths make; a file that cannot be read has one too."""
        return frozenset(file.id for file in self.files if file.kind is kind)

    def without(self, left_out: Iterable[KnowledgeFile]) -> Pages:
        """Give the pages less some files; what is composed already stays so."""
        names = {file.name for file in left_out}
        kept = Pages((file for file in self.files if file.name not in names), self._log)
        kept._nodes = self._nodes
        return kept

    def _compose(self, file: KnowledgeFile) -> Node | None:
        if file.name not in self._nodes:
            self._nodes[file.name] = compose_answered(file.name, file.content, self._log)
        return self._nodes[file.name]
